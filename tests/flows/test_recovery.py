"""An e-mail for an account without a wallet: it goes to GoMining and stays nowhere here."""

import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import psycopg
import pytest

from accounts.recovery import EmailError, check_email
from tests.flows.test_start import INIT
from tests.servers import PostgresServer
from tests.world import World, init_data_for, open_world

PATH = "/api/recovery-email"
EMAIL = "ann.private@example.com"


@pytest.fixture
async def world(redis_url: str, postgres: PostgresServer) -> AsyncIterator[World]:
    """A web app with a registry of members."""
    async with open_world(redis_url, database_url=postgres.url) as opened:
        yield opened


async def state_of(world: World, user: int = 1001) -> tuple[str | None, bool]:
    """Return what the page learns: the recovery, and whether the partner's id is known."""
    me = (await world.get("/api/me", user=user)).body
    return me["recovery"], me["partnerUserIdKnown"]


async def emails(world: World) -> dict[str, Any]:
    """Return the e-mails that the partner knows, by the partner's user id."""
    users = (await world.sim("GET", "/sim/partner/state"))["users"]
    return {user["partnerUserId"]: user["email"] for user in users}


async def test_email_reaches_the_partner_and_is_kept_nowhere(
    world: World, postgres: PostgresServer, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither in Redis nor in PostgreSQL nor in a log line; that it was given is."""
    caplog.set_level(logging.DEBUG)
    await world.start()
    assert await state_of(world) == ("needed", True)
    answer = await world.post(PATH, {"email": f" {EMAIL} "})
    assert answer.body == {"recovery": "given"}
    assert (await emails(world))["tg-1001"] == EMAIL
    assert await state_of(world) == ("given", True)
    assert (await world.get("/api/miners")).status == 200  # by the tokens that came with it
    assert EMAIL not in caplog.text
    for key in await world.services.redis.keys():
        if await world.services.redis.type(key) == b"string":
            assert EMAIL.encode() not in (await world.services.redis.get(key) or b"")
    with psycopg.connect(postgres.owner_url) as owner:
        rows = owner.execute("SELECT members::text FROM members").fetchall()
    assert "given" in str(rows)
    assert EMAIL not in str(rows)


async def test_declining_is_recorded_and_can_be_taken_back(world: World) -> None:
    """Nothing is sent to the partner for it."""
    await world.start()
    calls = len(await world.calls(INIT))
    assert (await world.post(PATH, {"declined": True})).body == {"recovery": "declined"}
    assert await state_of(world) == ("declined", True)
    assert len(await world.calls(INIT)) == calls
    assert (await world.post(PATH, {"email": EMAIL})).status == 200
    assert await state_of(world) == ("given", True)


async def test_wallet_is_its_own_recovery(world: World) -> None:
    """Nothing is offered; and before a login there is nothing to recover."""
    assert await state_of(world) == (None, False)
    assert (await world.post(PATH, {"email": EMAIL})).code == "not_logged_in"
    await world.login()
    assert await state_of(world) == (None, False)
    for body in ({"email": EMAIL}, {"declined": True}):
        refused = await world.post(PATH, body)
        assert (refused.status, refused.code) == (409, "recovery_not_needed")
    assert not await world.calls(INIT)


async def test_partner_user_id_is_known_from_an_earlier_login(
    redis_url: str, postgres: PostgresServer
) -> None:
    """The session of the wallet does not name it; the registry does, for the same account."""
    settings: dict[str, Any] = {"partner_user_prefix": "user", "database_url": postgres.url}
    async with open_world(redis_url, **settings) as linked:
        await linked.start(123)
        await linked.post("/api/auth/logout", user=123)
        await linked.login(123, wallet=0)
        session = await linked.services.sessions.load(123)
        assert session is not None
        assert session.partner_user_id is None
        assert await state_of(linked, 123) == (None, True)


@pytest.mark.parametrize(
    "body",
    [
        {},
        {"email": EMAIL, "declined": True},
        {"email": None},
        {"declined": False},
        {"email": 7},
        {"email": "x" * 255},
        {"email": EMAIL, "userId": 1},
    ],
    ids=str,
)
async def test_request_says_one_thing(world: World, body: dict[str, Any]) -> None:
    """What is wrong is refused without being quoted."""
    await world.start()
    refused = await world.post(PATH, body)
    assert (refused.status, refused.code) == (400, "invalid_request")
    assert EMAIL not in str(refused.body)


@pytest.mark.parametrize(
    "text", ["", "ann", "ann@", "@example.com", "a@b", "a b@c.de", "a@b.c\n@d"]
)
async def test_text_that_is_no_email_is_not_sent(world: World, text: str) -> None:
    """The checks of chat and page are this one."""
    with pytest.raises(EmailError):
        check_email(text)
    await world.start()
    calls = len(await world.calls(INIT))
    refused = await world.post(PATH, {"email": text})
    assert (refused.status, refused.code) == (400, "email_invalid")
    assert len(await world.calls(INIT)) == calls


@pytest.mark.parametrize("text", [EMAIL, " Ann+gm@mail.example.co.uk ", "анна@пример.рф"])
def test_unusual_email_is_taken(text: str) -> None:
    """What is an address in the end is for the partner to say."""
    assert check_email(text) == text.strip()


async def test_old_init_data_gives_no_email(world: World) -> None:
    """Attack: a copy of somebody's initData would let its owner take over the account by e-mail."""
    await world.start()
    stolen = f"tma {init_data_for(1001, now=world.clock())}"
    world.clock.move(timedelta(minutes=16))
    answer = await world.call(
        "POST", PATH, None, json={"email": EMAIL}, headers={"Authorization": stolen}
    )
    assert (answer.status, answer.code) == (401, "init_data_too_old_for_action")


async def test_failure_of_the_partner_leaves_it_needed(world: World) -> None:
    """It can be sent again."""
    await world.start()
    await world.inject_fault("broken", operation=INIT)
    assert (await world.post(PATH, {"email": EMAIL})).code == "partner_broken"
    await world.clear_faults()
    assert await state_of(world) == ("needed", True)
    assert (await world.post(PATH, {"email": EMAIL})).status == 200


async def test_nothing_is_offered_where_no_registry_is_kept(redis_url: str) -> None:
    """It could not be recorded."""
    async with open_world(redis_url) as without:
        await without.start()
        assert await state_of(without) == (None, True)
        assert (await without.post(PATH, {"declined": True})).code == "recovery_not_needed"
