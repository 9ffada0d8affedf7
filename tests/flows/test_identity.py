"""A member is bound to one GoMining account at the first login, in every world of the partner."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from itertools import product
from typing import Any

import pytest

from accounts import binding
from accounts.registry import MemberRecord
from orders.jobs import Job
from orders.models import STARS
from orders.orders import Orders
from storage.postgres import Connection
from tests.flows.test_start import INIT, START
from tests.servers import PostgresServer
from tests.world import World, open_web_app, open_world

CHECK = "/api/auth/check-proof"
OPERATION = "c2s/auth/check-proof"
SWITCH = {"switchAccount": True}
FRESH_WALLET = 40  # of no seeded user
WORLDS: list[dict[str, str]] = [
    dict(zip(("accounts", "initTokens", "initUserId", "tokenClaims"), values, strict=True))
    for values in product(
        ("one", "two"),
        ("accepted", "refused_401", "refused_403"),
        ("named", "absent"),
        ("user_id", "sub"),
    )
]


@pytest.fixture
async def bound(redis_url: str, postgres: PostgresServer) -> AsyncIterator[World]:
    """A web app with a registry of members."""
    async with open_world(redis_url, database_url=postgres.url) as world:
        yield world


async def member_of(world: World, user: int = 1001) -> MemberRecord:
    """Return the user's row in the registry."""
    assert world.services.registry is not None
    found = await world.services.registry.find(user)
    assert found is not None
    return found


async def open_an_order(world: World, user: int = 1001) -> None:
    """Create an order as the shop would."""

    async def no_job(_connection: Connection, _job: Job) -> None:
        return None

    assert world.services.database is not None
    orders = Orders(world.services.database, defer=no_job, time=world.services.time)
    async with orders.transaction() as connection:
        await orders.create(
            connection,
            user_id=user,
            target="1",
            currency=STARS,
            price_units=1154,
            quote={},
            valid=timedelta(minutes=10),
        )


async def log_in(world: World, way: str, *, switch: bool = False) -> Any:
    """Log in one way; return the answer, whatever it is."""
    if way == "start":
        return await world.post(START, {"switchAccount": switch})
    proof = await world.proof(wallet=FRESH_WALLET)
    return await world.post(CHECK, proof | {"switchAccount": switch})


def knows_id(way: str, reading: dict[str, str]) -> bool:
    """Whether we learn the account of a login: a start can be asked about, a wallet cannot."""
    return way == "start" or reading["tokenClaims"] == "user_id"


@pytest.mark.long
@pytest.mark.parametrize("reading", WORLDS, ids=lambda reading: "-".join(reading.values()))
@pytest.mark.parametrize(("first", "second"), [("start", "wallet"), ("wallet", "start")])
async def test_logins_in_both_orders_in_every_world(
    bound: World, reading: dict[str, str], first: str, second: str
) -> None:
    """The same account is added, another is refused until switched, and never with an order."""
    await bound.sim("POST", "/sim/partner/readings", reading)
    assert (await log_in(bound, first)).status == 200
    before = await member_of(bound)
    assert (before.gomining_user_id is not None) is knows_id(first, reading)
    answer = await log_in(bound, second)
    known = knows_id(first, reading) and knows_id(second, reading)
    if reading["accounts"] == "one" and known:
        assert answer.status == 200, answer.body
        after = await member_of(bound)
        assert after.gomining_user_id == before.gomining_user_id
        assert (after.login_kind, after.partner_user_id) == (second, "tg-1001")
        return
    assert (answer.status, answer.code) == (409, "other_account")
    assert await member_of(bound) == before
    if before.gomining_user_id is not None:
        await open_an_order(bound)
        refused = await log_in(bound, second, switch=True)
        assert (refused.status, refused.code) == (409, "order_open")
        assert await member_of(bound) == before
        session = await bound.services.sessions.load(1001)
        assert session is not None
        assert session.gomining_user_id == before.gomining_user_id
        await end_orders(bound)
    assert (await log_in(bound, second, switch=True)).status == 200
    after = await member_of(bound)
    assert (after.gomining_user_id is not None) is knows_id(second, reading)
    if known:
        assert after.gomining_user_id != before.gomining_user_id
    assert after.partner_user_id == ("tg-1001" if second == "start" else None)


async def end_orders(world: World) -> None:
    """Let all orders end."""
    assert world.services.database is not None
    async with world.services.database.connection() as connection:
        await connection.execute("UPDATE orders SET is_open = false, state = 'expired'")


async def test_logout_does_not_unbind(bound: World) -> None:
    """Another wallet after it is asked about; the same one is not."""
    await bound.login(wallet=0)
    await bound.post("/api/auth/logout")
    proof = await bound.proof(wallet=1)
    refused = await bound.post(CHECK, proof)
    assert (refused.status, refused.code) == (409, "other_account")
    assert (await bound.get("/api/me")).body["loggedIn"] is False
    switched = await bound.post(CHECK, proof | SWITCH)
    assert switched.status == 200, switched.body
    assert len(await bound.calls(OPERATION)) == 2
    await bound.post("/api/auth/logout")
    await bound.login(wallet=1)


async def test_two_logins_at_once_leave_session_and_binding_agreed(
    redis_url: str, postgres: PostgresServer, bound: World
) -> None:
    """In two processes, which do not know of each other."""
    async with open_web_app(
        bound.sandbox, bound.clock, redis_url, database_url=postgres.url
    ) as other:
        for _ in range(5):
            proofs = [await bound.proof(wallet=wallet) | SWITCH for wallet in (0, 1)]
            answers = await asyncio.gather(
                bound.post(CHECK, proofs[0]), other.post(CHECK, proofs[1])
            )
            assert [answer.status for answer in answers] == [200, 200]
            session = await bound.services.sessions.load(1001)
            assert session is not None
            assert (await member_of(bound)).gomining_user_id == session.gomining_user_id


async def test_unknown_account_is_logged_and_asked_about_once_more_at_the_next_login(
    bound: World, caplog: pytest.LogCaptureFixture
) -> None:
    """The login is good; a purchase would need the id."""
    caplog.set_level("INFO")
    await bound.sim("POST", "/sim/partner/readings", {"initUserId": "absent", "tokenClaims": "sub"})
    await bound.inject_fault("broken", operation="users/statistics")
    await bound.start()
    assert (await member_of(bound)).gomining_user_id is None
    assert "needs a userId before the first purchase user=1001" in caplog.text
    await bound.clear_faults()
    await bound.start()
    assert (await member_of(bound)).gomining_user_id is not None


@pytest.mark.parametrize("way", ["start", "wallet"])
async def test_login_waits_for_a_restart_of_the_database(
    bound: World, postgres: PostgresServer, way: str
) -> None:
    """It is not lost: the partner has been asked once."""
    proof = await bound.proof()
    postgres.stop(kill=True)
    try:
        path, body = (START, {}) if way == "start" else (CHECK, proof)
        request = asyncio.create_task(bound.post(path, body))
        await asyncio.sleep(0.5)
        assert not request.done()
    finally:
        postgres.start()
    answer = await request
    assert answer.status == 200, answer.body
    assert (await member_of(bound)).login_kind == way
    assert len(await bound.calls(INIT if way == "start" else OPERATION)) == 1


async def test_database_that_stays_away_is_a_clear_error_and_costs_no_proof(
    bound: World, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The same proof logs in afterwards; nobody was logged in unbound."""
    monkeypatch.setattr(binding, "PATIENCE", timedelta(seconds=0.2))
    proof = await bound.proof()
    postgres.stop(kill=True)
    try:
        for path, body in ((START, {}), (CHECK, proof)):
            answer = await bound.post(path, body)
            assert (answer.status, answer.code) == (503, "storage_unavailable")
        assert (await bound.services.sessions.load(1001)) is None
    finally:
        postgres.start()
        postgres.wait()
    answer = await bound.post(CHECK, proof)
    assert answer.status == 200, answer.body
    assert len(await bound.calls(OPERATION)) == 1
    assert not await bound.calls(INIT)
