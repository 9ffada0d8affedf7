"""A deletion leaves records of money without the member, and nothing else of them."""

import asyncio
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from orders.erasure import Erasure, is_erased
from storage.seal import Seal
from tests.bot.conftest import Talk, until
from tests.selling import Selling, a_worker, open_shop
from tests.servers import PostgresServer
from worker import app

pytestmark = pytest.mark.long

CAROL = 7_000_001_977  # an id that is no number of anything else
CONFIRM = "nft-payment/confirm"


@pytest.fixture
async def selling(
    redis_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Selling]:
    """A shop with a worker, and Carol logged in."""
    monkeypatch.setattr(app, "POLL", 0.1)
    async with open_shop(redis_url, postgres) as opened, a_worker(opened):
        user = {"id": CAROL, "first_name": "Carol", "language_code": "en"}
        await opened.world.sim("POST", "/sim/chat/users", user)
        await opened.bind(CAROL)
        yield opened


async def erase(selling: Selling) -> Any:
    """Delete Carol's data in the page."""
    return await selling.world.post("/api/me/delete", user=CAROL)


def mentions(selling: Selling, user: int) -> list[str]:
    """Return every row of every table that holds the user's id as a number of its own."""
    tables = selling.rows("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")
    whole = re.compile(rf"(?<!\d){user}(?!\d)")
    return [
        f"{table}: {row}"
        for (table,) in tables
        for (row,) in selling.rows(f'SELECT t::text FROM "{table}" t')  # noqa: S608 - our tables
        if whole.search(row)
    ]


async def idle(selling: Selling) -> None:
    """Wait until the worker has nothing to do at once."""

    async def check() -> bool:
        return not selling.rows(
            "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing'"
            " OR status = 'todo' AND (scheduled_at IS NULL OR scheduled_at < now())"
        )

    await until(check, "the end of all jobs")


async def test_deletion_leaves_nothing_of_the_id(selling: Selling) -> None:
    """One order of each end, two payments, a receipt, a key: the id is in no row afterwards."""
    done = await selling.buy(CAROL)
    await selling.reaches(done["id"], "done", CAROL)
    cancelled = await selling.order(CAROL, place=1)
    await selling.cancel(cancelled["id"], CAROL)
    await selling.world.inject_fault("refused", operation=CONFIRM, status=400, times=1)
    failed = await selling.buy(CAROL, place=1)
    await selling.reaches(failed["id"], "failed", CAROL)
    await idle(selling)
    assert len(mentions(selling, CAROL)) > 5
    answer = await erase(selling)
    assert answer.status == 200
    assert answer.body["deleted"] >= 8
    assert mentions(selling, CAROL) == []
    # The records are there, of one nobody.
    assert selling.rows("SELECT count(*), count(DISTINCT user_id) FROM orders") == [(3, 1)]
    assert selling.rows("SELECT count(*) FROM payments") == [(2,)]
    [(nobody,)] = selling.rows("SELECT DISTINCT user_id FROM payments")
    assert is_erased(nobody)
    assert selling.rows("SELECT DISTINCT user_id FROM orders") == [(nobody,)]
    assert (await selling.world.get("/api/orders", CAROL)).body["items"] == []
    shown = await selling.world.get(f"/api/order?id={done['id']}", CAROL)
    assert (shown.status, shown.code) == (404, "order_unknown")


async def test_each_deletion_is_another_nobody(selling: Selling) -> None:
    """Two of one person do not say that they are of one person."""
    for place in range(2):
        order = await selling.order(CAROL, place=place)
        await selling.cancel(order["id"], CAROL)
        await idle(selling)
        await erase(selling)
        await selling.bind(CAROL)
    assert selling.rows("SELECT count(DISTINCT user_id) FROM orders") == [(2,)]


@pytest.mark.parametrize("state", ["quoted", "awaiting", "paid", "fulfilling", "unknown", "review"])
async def test_deletion_waits_for_an_open_order(selling: Selling, state: str) -> None:
    """It is refused, and everything stays: the login as well."""
    order = await selling.order(CAROL)
    await selling.set_state(order["id"], state)
    before = mentions(selling, CAROL)
    answer = await erase(selling)
    assert (answer.status, answer.code) == (409, "order_open")
    assert mentions(selling, CAROL) == before
    assert (await selling.world.get("/api/me", CAROL)).body["loggedIn"] is True
    await selling.set_state(order["id"], "expired")
    assert (await erase(selling)).status == 200


async def test_chat_says_why_a_deletion_has_to_wait(selling: Selling) -> None:
    """In the member's words; after the end of the order it is done."""
    chat = Talk(selling.world, CAROL)
    await chat.say("/start")
    order = await selling.order(CAROL)
    await idle(selling)
    asked = await chat.say("/delete_me")
    yes = {"message_id": asked["message_id"], "text": "Yes, delete everything", "wait": 20}
    tapped = await chat.sim("POST", "tap", yes)
    assert "You have an open order" in tapped["answer"]["text"]
    assert mentions(selling, CAROL)
    await selling.cancel(order["id"], CAROL)
    await idle(selling)
    await chat.say("/delete_me")
    await chat.tap("Yes, delete everything")
    assert mentions(selling, CAROL) == []


async def test_order_and_deletion_at_once(selling: Selling) -> None:
    """Either there is an order of a member, or neither: no order of nobody is open."""
    for _ in range(5):
        wanted = await selling.wanted(CAROL)
        made, erased = await asyncio.gather(selling.send(wanted, CAROL), erase(selling))
        assert selling.rows("SELECT 1 FROM orders WHERE is_open AND user_id < 0") == []
        if made.status == 200 and erased.status == 409:
            await selling.cancel(made.body["id"], CAROL)
        await idle(selling)
        await erase(selling)
        await selling.bind(CAROL)


async def test_refund_after_a_deletion_finds_the_payer(selling: Selling) -> None:
    """Telegram refuses at first; the member is gone when it agrees."""
    fault = {"kind": "no_rights", "method": "refundStarPayment"}
    added = await selling.world.sim("POST", "/sim/chat/fault", fault)
    assert added
    await selling.world.inject_fault("refused", operation=CONFIRM, status=400, times=1)
    order = await selling.buy(CAROL)
    await selling.reaches(order["id"], "failed", CAROL)

    async def waits() -> list[float]:
        return await selling.waiting("refund")

    await until(waits, "a refund that waits")
    assert (await erase(selling)).status == 200
    assert mentions(selling, CAROL) == []
    assert len(selling.rows("SELECT 1 FROM sealed_payers")) == 1
    await selling.world.sim("DELETE", "/sim/chat/fault")
    await selling.hurry("refund")

    async def is_back() -> bool:
        return selling.rows("SELECT state FROM payments") == [("refunded",)]

    await until(is_back, "the refund")
    assert await selling.stars(CAROL) == 100_000
    erasure = erasure_of(selling)
    await erasure.tidy()
    assert selling.rows("SELECT 1 FROM sealed_payers") == []


def erasure_of(selling: Selling) -> Erasure:
    """Return the erasure of the web app."""
    assert selling.world.services.erasure
    return selling.world.services.erasure


async def test_payer_stays_sealed_while_a_payment_can_be_disputed(selling: Selling) -> None:
    """For DISPUTE_DAYS after the payment, readable with the operator's keys alone."""
    order = await selling.buy(CAROL)
    await selling.reaches(order["id"], "done", CAROL)
    await idle(selling)
    await erase(selling)
    [(rail, ext_id, sealed)] = selling.rows("SELECT rail, ext_id, sealed FROM sealed_payers")
    erasure = erasure_of(selling)
    assert await erasure.payer(rail, ext_id) == CAROL
    assert await erasure.payer(rail, "other") is None
    assert str(CAROL).encode() not in sealed
    other = Seal([b"x" * 32])
    assert other.open(sealed, f"payer:{rail}:{ext_id}") is None
    days = selling.world.services.settings.dispute_days
    selling.world.clock.move(timedelta(days=days - 1))
    await erasure.tidy()
    assert await erasure.payer(rail, ext_id) == CAROL
    [(again,)] = selling.rows("SELECT sealed FROM sealed_payers")
    assert again != sealed  # with the newest key, so that an older one can go
    selling.world.clock.move(timedelta(days=2))
    await erasure.tidy()
    assert await erasure.payer(rail, ext_id) is None


async def test_limits_outlast_a_deletion(selling: Selling) -> None:
    """Who deletes their data and logs in to the same account begins with no new limit."""
    order = await selling.buy(CAROL)
    await selling.reaches(order["id"], "done", CAROL)
    await idle(selling)
    await erase(selling)
    await selling.bind(CAROL)
    rules = selling.world.services.buying
    assert rules
    object.__setattr__(rules.rules, "per_user", 2 * order["priceStars"] - 1)
    assert (await selling.review(CAROL))["refusal"] == "over_user_limit"


async def age(selling: Selling, years: float) -> None:
    """Make everything so many years older."""
    days = int(years * 366)
    for table, column in (
        ("orders", "changed_at"),
        ("orders", "created_at"),
        ("events", "at"),
        ("payments", "changed_at"),
        ("payments", "paid_at"),
        ("idempotent_requests", "began_at"),
    ):
        await selling.write(
            f"UPDATE {table} SET {column} = {column} - make_interval(days => {days})"  # noqa: S608
        )


async def test_old_orders_are_deleted(selling: Selling) -> None:
    """RETENTION_YEARS after their end, with events and payments; open ones stay."""
    old = await selling.buy(CAROL)
    await selling.reaches(old["id"], "done", CAROL)
    await idle(selling)
    still_open = await selling.order(CAROL, place=1)
    await idle(selling)
    erasure = erasure_of(selling)
    assert await erasure.tidy() == 0
    assert len(selling.rows("SELECT 1 FROM idempotent_requests")) == 2
    await age(selling, 4.9)
    assert await erasure.tidy() == 0
    await age(selling, 0.2)
    assert await erasure.tidy() == 1
    assert [str(row[0]) for row in selling.rows("SELECT id FROM orders")] == [still_open["id"]]
    assert selling.rows("SELECT 1 FROM payments") == []
    assert {str(row[0]) for row in selling.rows("SELECT order_id FROM events")} == {
        still_open["id"]
    }
    assert selling.rows("SELECT 1 FROM idempotent_requests") == []


@pytest.mark.parametrize("what", ["refund", "case"])
async def test_old_order_that_is_not_settled_stays(selling: Selling, what: str) -> None:
    """A refund that is due, or a case that is open, is never too old."""
    order = await selling.buy(CAROL)
    await selling.reaches(order["id"], "done", CAROL)
    await idle(selling)
    if what == "refund":
        await selling.write("UPDATE payments SET state = 'refunding'")
    else:
        await selling.write(
            "INSERT INTO review_cases (order_id, reason, opened_at) VALUES (%s, 'x', now())",
            order["id"],
        )
    await age(selling, 6)
    assert await erasure_of(selling).tidy() == 0
    assert len(selling.rows("SELECT 1 FROM orders")) == 1


async def test_worker_tidies_up_by_itself(redis_url: str, postgres: PostgresServer) -> None:
    """At its start, and every day."""
    async with open_shop(redis_url, postgres) as selling:
        await selling.bind(CAROL)
        order = (await selling.send(await selling.wanted(CAROL), CAROL)).body
        await selling.cancel(order["id"], CAROL)
        await age(selling, 6)
        async with a_worker(selling):

            async def is_gone() -> bool:
                return not selling.rows("SELECT 1 FROM orders")

            await until(is_gone, "the deletion")


@pytest.mark.parametrize(
    "oldest", ["now()", "now() - interval '364 days'", "now() + interval '9 years'", "NULL"]
)
def test_processes_cannot_delete_young_events(postgres: PostgresServer, oldest: str) -> None:
    """Attack: who holds the processes' role asks the owner's function for more."""
    order = str(uuid4())
    with psycopg.connect(postgres.owner_url) as owner:
        owner.execute(
            "INSERT INTO orders (id, kind, user_id, target, state, version, is_open, currency,"
            " price_units, quote, quoted_until, created_at, changed_at)"
            " VALUES (%s, 'buy', 1, 'x', 'done', 1, false, 'XTR', 1, '{}', now(), now(), now())",
            (order,),
        )
        owner.execute(
            "INSERT INTO events (order_id, version, at, step, to_state, details)"
            " VALUES (%s, 1, now(), 'create', 'done', '{}')",
            (order,),
        )
        owner.execute(
            "INSERT INTO audit (at, actor, action, details) VALUES (now(), 'a', 'b', '{}')"
        )
    with psycopg.connect(postgres.url, autocommit=True) as process:
        with pytest.raises(psycopg.errors.RaiseException):
            process.execute(f"SELECT delete_orders_before({oldest})".encode())
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            process.execute("DELETE FROM events")
        # Neither does an order that is only said to be old.
        process.execute("UPDATE orders SET changed_at = now() - interval '9 years'")
        process.execute("SELECT delete_orders_before(now() - interval '2 years')")
        assert process.execute("SELECT count(*) FROM events").fetchone() == (1,)
        assert process.execute("SELECT count(*) FROM audit").fetchone() == (1,)
