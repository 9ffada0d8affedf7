"""Login without a wallet: the partner's account for a Telegram user, beside the wallet login."""

import asyncio
from typing import Any

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from tests.world import PARTNER_FAULTS, World, open_web_app, open_world

INIT = "auth/init"
START = "/api/auth/start"


async def events(world: World) -> list[str]:
    """Return the kinds of all events, oldest first."""
    entries: Any = await world.services.redis.xrange(world.services.sessions.events)
    return [fields[b"kind"].decode() for _, fields in entries]


async def account(world: World, user: int = 1001) -> int | None:
    """Return the partner's id of the account that the user is logged in to."""
    session = await world.services.sessions.load(user)
    assert session is not None
    return session.gomining_user_id


async def known_ids(world: World) -> set[str]:
    """Return all `partnerUserId`s that the partner knows."""
    users = (await world.sim("GET", "/sim/partner/state"))["users"]
    return {user["partnerUserId"] for user in users if user["partnerUserId"]}


async def test_start_read_bind_and_logout(world: World) -> None:
    """A new account of the partner, with all that a wallet login can do."""
    assert (await world.start()).body == {"wallet": None}
    me = (await world.get("/api/me")).body
    assert (me["loggedIn"], me["way"], me["wallet"]) == (True, "start", None)
    assert me["ways"] == ["wallet", "start"]
    assert me["loggedInSince"]
    for path in ("overview", "miners", "income", "wallets", "balances", "income/total"):
        got = await world.get(f"/api/{path}")
        assert got.status == 200, got.body
    address = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
    bound = await world.post("/api/wallets/bitcoin", {"address": address})
    assert bound.body == {"address": address}
    assert await events(world) == ["logged_in", "payout_changed"]
    assert (await world.post("/api/auth/logout")).body == {"loggedOut": True}
    assert (await world.get("/api/miners")).code == "not_logged_in"
    me = (await world.get("/api/me")).body
    assert (me["loggedIn"], me["way"], me["loggedInSince"]) == (False, None, None)


async def test_session_holds_both_ids_of_the_account(world: World) -> None:
    """The one that we give the user, and the partner's own, of which a wallet login has one."""
    await world.start()
    session = await world.services.sessions.load(1001)
    assert session is not None
    assert (session.family, session.partner_user_id) == ("partner", "tg-1001")
    assert session.gomining_user_id is not None
    await world.login(1002)
    session = await world.services.sessions.load(1002)
    assert session is not None
    assert (session.family, session.partner_user_id) == ("user", None)
    assert session.gomining_user_id is not None


async def test_second_start_opens_the_same_account(world: World) -> None:
    """Also after a logout and after everything about the user was deleted."""
    await world.start()
    first = await account(world)
    await world.post("/api/auth/logout")
    await world.start()
    assert await account(world) == first
    assert (await world.post("/api/me/delete")).status == 200
    assert not [key for key in await world.services.redis.keys() if b":lock:" not in key
                and b"1001" in key]  # fmt: skip
    await world.start()
    assert await account(world) == first


async def test_parallel_starts_in_two_processes_ask_the_partner_once(
    redis_url: str, world: World
) -> None:
    """One request logs in; those that had to wait take its login."""
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        await world.inject_fault("slow", operation=INIT, delay=0.3, times=1)
        answers = await asyncio.gather(*(web.post(START) for web in [world, other] * 5))
    assert {answer.status for answer in answers} == {200}
    assert len(await world.calls(INIT)) == 1
    assert await events(world) == ["logged_in"]


async def test_lost_answer_is_asked_for_once_more(world: World) -> None:
    """Creation or login: the second call logs in to what the first has created."""
    await world.inject_fault("lost", operation=INIT, times=1)
    await world.start()
    assert len(await world.calls(INIT)) == 2
    assert "tg-1001" in await known_ids(world)


@pytest.mark.parametrize(("fault", "status", "code"), PARTNER_FAULTS, ids=str)
async def test_partner_failure_is_reported_and_start_can_be_repeated(
    short_timeout_world: World, fault: dict[str, Any], status: int, code: str
) -> None:
    """Nobody is logged in by half."""
    world = short_timeout_world
    await world.inject_fault(**fault, operation=INIT)
    answer = await world.post(START)
    assert (answer.status, answer.code) == (status, code)
    assert (await world.get("/api/me")).body["loggedIn"] is False
    await world.clear_faults()
    await world.start()


async def test_tokens_are_saved_after_an_outage_and_a_cancelled_request(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What the partner has given waits for Redis; a hang-up is no end."""
    away, begin = 5, world.services.sessions.begin

    async def begin_after_outage(*args: Any, **more: Any) -> bool:
        nonlocal away
        away -= 1
        if away >= 0:
            raise RedisConnectionError
        return await begin(*args, **more)

    monkeypatch.setattr(world.services.sessions, "begin", begin_after_outage)
    request = asyncio.create_task(world.services.start.log_in(1001))
    while away == 5:
        await asyncio.sleep(0.01)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    await world.services.start.drain()
    assert (await world.get("/api/miners")).status == 200
    assert await events(world) == ["logged_in"]


@pytest.mark.parametrize(
    ("settings", "ways"),
    [
        ({}, ["wallet", "start"]),
        ({"login_ways": "start,wallet"}, ["start", "wallet"]),
        ({"login_ways": "start"}, ["start"]),
        ({"login_ways": "wallet"}, ["wallet"]),
        ({"gomining_api_key": None, "gomining_api_secret": None}, ["wallet"]),
    ],
)
async def test_only_the_ways_that_are_offered_log_in(
    redis_url: str, settings: dict[str, Any], ways: list[str]
) -> None:
    """Without keys of the partner nobody can start."""
    async with open_world(redis_url, **settings) as world:
        assert (await world.get("/api/me")).body["ways"] == ways
        started = await world.post(START)
        assert (started.status == 200) is ("start" in ways)
        begun = await world.post("/api/auth/generate-payload")
        assert (begun.status == 200) is ("wallet" in ways)
        for refused in (one for one in (started, begun) if one.status != 200):
            assert (refused.status, refused.code) == (403, "way_not_offered")


async def test_prefix_of_the_operator_is_used(redis_url: str) -> None:
    """Two bots of one partner can keep their users apart."""
    async with open_world(redis_url, partner_user_prefix="second-") as world:
        await world.start()
        assert "second-1001" in await known_ids(world)
