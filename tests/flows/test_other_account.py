"""A second way to log in adds to the same account of the partner, or asks before it changes it."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.sessions import Session
from tests.flows.test_start import INIT, START, events
from tests.world import World, open_world

CHECK = "/api/auth/check-proof"
OPERATION = "c2s/auth/check-proof"
OWNER = 123  # this Telegram user and test wallet 0 have one account in `linked`
SWITCH = {"switchAccount": True}


@pytest.fixture
async def linked(redis_url: str) -> AsyncIterator[World]:
    """A partner that knows OWNER as `user123`, the owner of test wallet 0."""
    async with open_world(redis_url, partner_user_prefix="user") as world:
        yield world


async def session_of(world: World, user: int) -> Session:
    """Return the user's session."""
    session = await world.services.sessions.load(user)
    assert session is not None
    return session


async def test_wallet_of_the_same_account_is_added(linked: World) -> None:
    """The login is then that of the wallet, and it still knows how it began."""
    await linked.start(OWNER)
    before = await session_of(linked, OWNER)
    answer = await linked.login(OWNER, wallet=0)
    me = (await linked.get("/api/me", user=OWNER)).body
    assert (me["way"], me["wallet"]) == ("wallet", answer.body["wallet"])
    after = await session_of(linked, OWNER)
    assert (after.family, after.partner_user_id) == ("user", "user123")
    assert after.gomining_user_id == before.gomining_user_id == 1001
    assert (await linked.get("/api/miners", user=OWNER)).body["total"] == 5


async def test_start_with_the_account_of_the_wallet_keeps_the_wallet(linked: World) -> None:
    """Nothing is asked; the tokens are the partner's now."""
    wallet = (await linked.login(OWNER, wallet=0)).body["wallet"]
    assert (await linked.start(OWNER)).body == {"wallet": wallet}
    me = (await linked.get("/api/me", user=OWNER)).body
    assert (me["way"], me["wallet"]) == ("start", wallet)
    assert (await session_of(linked, OWNER)).family == "partner"
    assert (await linked.get("/api/miners", user=OWNER)).body["total"] == 5


async def test_wallet_of_another_account_is_refused_until_switched(world: World) -> None:
    """The proof is spent at the partner, so the same one comes again with the switch."""
    await world.start()
    before = await session_of(world, 1001)
    proof = await world.proof()
    for _ in range(2):
        refused = await world.post(CHECK, proof)
        assert (refused.status, refused.code) == (409, "other_account")
    assert await session_of(world, 1001) == before
    assert await events(world) == ["logged_in"]
    switched = await world.post(CHECK, proof | SWITCH)
    assert switched.status == 200, switched.body
    assert len(await world.calls(OPERATION)) == 1
    me = (await world.get("/api/me")).body
    assert (me["way"], me["wallet"]) == ("wallet", switched.body["wallet"])
    assert (await session_of(world, 1001)).partner_user_id is None
    assert (await world.get("/api/miners")).body["total"] == 5
    assert await events(world) == ["logged_in", "logged_in", "new_login"]
    again = await world.post(CHECK, proof)
    assert again.body == switched.body


async def test_switch_asked_for_at_once_needs_one_request(world: World) -> None:
    """A client that has asked the person before."""
    await world.start()
    answer = await world.post(CHECK, await world.proof() | SWITCH)
    assert answer.status == 200, answer.body
    assert (await world.get("/api/me")).body["way"] == "wallet"


async def test_start_beside_a_wallet_is_refused_until_switched(world: World) -> None:
    """The same rule the other way round."""
    wallet = (await world.login()).body["wallet"]
    refused = await world.post(START)
    assert (refused.status, refused.code) == (409, "other_account")
    assert (await world.get("/api/me")).body["wallet"] == wallet
    assert (await world.get("/api/miners")).body["total"] == 5
    assert (await world.start(switch=True)).body == {"wallet": None}
    me = (await world.get("/api/me")).body
    assert (me["way"], me["wallet"]) == ("start", None)
    assert (await world.get("/api/miners")).body["total"] == 0


@pytest.mark.parametrize("unknown", ["start", "wallet"])
async def test_account_without_an_id_counts_as_another(linked: World, unknown: str) -> None:
    """Where one of the two is not known, nobody can say that they are the same."""
    opaque = {"data": {"accessToken": "opaque", "refreshToken": "opaque"}}
    operation = INIT if unknown == "start" else OPERATION
    await linked.inject_fault("answer", operation=operation, body=opaque, times=1)
    await linked.start(OWNER)
    refused = await linked.post(CHECK, await linked.proof(OWNER), OWNER)
    assert (refused.status, refused.code) == (409, "other_account")


async def test_held_login_is_good_after_a_logout_meanwhile(world: World) -> None:
    """There is no other account any more that could be lost from sight."""
    await world.start()
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).code == "other_account"
    await world.post("/api/auth/logout")
    assert (await world.post(CHECK, proof)).status == 200
    assert len(await world.calls(OPERATION)) == 1


async def test_held_login_is_of_one_user_and_is_deleted_with_their_data(world: World) -> None:
    """Another user cannot take it, nor does it outlive a deletion."""
    await world.start()
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).code == "other_account"
    stolen = await world.post(CHECK, proof | SWITCH, 1002)
    assert (stolen.status, stolen.code) == (400, "payload_unknown")
    await world.post("/api/me/delete")
    gone = await world.post(CHECK, proof | SWITCH)
    assert (gone.status, gone.code) == (400, "payload_unknown")
    assert not await world.services.redis.keys("*payload*")


async def test_wallet_replaces_a_wallet_without_a_question(world: World) -> None:
    """As before there was a second way."""
    await world.login(wallet=0)
    second = (await world.login(wallet=1)).body["wallet"]
    assert (await world.get("/api/me")).body["wallet"] == second


async def test_start_during_a_wallet_login_is_not_overwritten(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The accounts are compared with what is stored at the moment of saving."""
    finish, started = world.services.login._payloads.finish, False

    async def start_first(*args: Any, **more: Any) -> bool:
        nonlocal started
        if not started:
            started = True
            await world.start()
        return await finish(*args, **more)

    monkeypatch.setattr(world.services.login._payloads, "finish", start_first)
    refused = await world.post(CHECK, await world.proof())
    assert (refused.status, refused.code) == (409, "other_account")
    assert (await world.get("/api/me")).body["way"] == "start"


async def test_outage_while_a_login_is_held_loses_no_tokens(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The partner accepts a proof once, so what it gave waits for Redis also here."""
    away, hold = 5, world.services.login._payloads.hold

    async def hold_after_outage(*args: Any) -> None:
        nonlocal away
        away -= 1
        if away >= 0:
            raise RedisConnectionError
        await hold(*args)

    monkeypatch.setattr(world.services.login._payloads, "hold", hold_after_outage)
    await world.start()
    proof = await world.proof()
    request = asyncio.create_task(world.post(CHECK, proof))
    while away > 0:
        await asyncio.sleep(0.01)
    request.cancel()
    await world.services.login.drain()
    switched = await world.post(CHECK, proof | SWITCH)
    assert switched.status == 200, switched.body
    assert len(await world.calls(OPERATION)) == 1
