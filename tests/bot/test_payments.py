"""Payments: agreed to in time whatever happens, booked once, declined in words."""

import asyncio
import logging
import time
from collections.abc import AsyncIterator, Iterator
from contextlib import contextmanager
from typing import Any

import psycopg
import pytest

from bot.dispatcher import dispatcher
from bot.handlers import payments
from bot.translate import words
from orders.models import STARS
from tests.bot.conftest import Talk, text_of, until
from tests.selling import ALICE, Selling, a_worker, open_shop
from tests.servers import PostgresServer

BOB = 1002
UNAVAILABLE = words("en").plain("pay-refused-unavailable")


@pytest.fixture
async def selling(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """A shop with a worker, in which Alice has an account and Stars."""
    async with open_shop(redis_url, postgres) as opened, a_worker(opened):
        await Talk(opened.world).say("/start")
        await opened.bind()
        await opened.set_stars(50_000)
        yield opened


@contextmanager
def locked_tables(selling: Selling, *names: str) -> Iterator[None]:
    """Hold tables so that nobody can read them, as a database does that hangs."""
    with psycopg.connect(selling.postgres.owner_url) as owner:
        for name in names:
            owner.execute(f"LOCK TABLE {name} IN ACCESS EXCLUSIVE MODE".encode())
        yield


def states(selling: Selling) -> list[tuple[Any, ...]]:
    """Return the states of all payments."""
    return selling.rows("SELECT state FROM payments ORDER BY paid_at")


def test_telegram_is_asked_for_payments() -> None:
    """Without the kind among `allowed_updates` every payment would time out."""
    assert "pre_checkout_query" in dispatcher().resolve_used_update_types()


@pytest.mark.long
async def test_checkout_is_answered_behind_a_thousand_texts_and_a_slow_partner(
    selling: Selling,
) -> None:
    """It waits for nothing that the user does besides."""
    order = await selling.order()
    await selling.world.inject_fault("slow", delay=8)
    alice = Talk(selling.world)
    await alice.send("/status")
    await asyncio.gather(*(alice.send(f"/miners {number}") for number in range(1000)))
    began = time.monotonic()
    assert (await selling.pay(order))["status"] == "paid"
    assert time.monotonic() - began < 5
    await selling.world.clear_faults()
    await selling.reaches(order["id"], "done")


@pytest.mark.long
async def test_payment_of_a_user_who_writes_too_fast_is_booked(selling: Selling) -> None:
    """The throttle neither drops nor counts it."""
    order = await selling.order()
    alice = Talk(selling.world)
    await alice.settled()
    for _ in range(10):
        await asyncio.gather(*(alice.send("/help") for _ in range(10)))
    assert (await selling.pay(order))["status"] == "paid"
    await selling.reaches(order["id"], "done")


async def test_checkout_is_declined_in_words_while_the_database_hangs(selling: Selling) -> None:
    """Well before Telegram gives up."""
    order = await selling.order()
    with locked_tables(selling, "orders"):
        began = time.monotonic()
        paid = await selling.pay(order)
        assert (paid["status"], paid["reason"]) == ("failed", UNAVAILABLE)
        assert time.monotonic() - began < 8


async def test_checkout_is_declined_in_words_whatever_fails(
    selling: Selling, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Also by a fault of ours."""
    order = await selling.order()

    async def faulty(*_args: object, **_more: object) -> None:
        raise KeyError("fault")

    monkeypatch.setattr("orders.buying.Buying.may_pay", faulty)
    assert (await selling.pay(order))["reason"] == UNAVAILABLE


async def test_forwarded_invoice_is_declined(selling: Selling) -> None:
    """Only who has made the order can pay it; it stays payable for them."""
    order = await selling.order()
    await selling.world.sim("POST", "/sim/chat/users", {"id": BOB, "first_name": "Bob"})
    await selling.set_stars(50_000, BOB)
    paid = await selling.pay(order, BOB)
    assert paid["reason"] == words("ru").plain("pay-refused-other-payer")  # Bob's language
    assert (await selling.pay(order))["status"] == "paid"


async def test_ended_order_is_declined(selling: Selling) -> None:
    """In words that say what to do."""
    order = await selling.order()
    await selling.world.call("POST", "/api/orders/cancel", json={"id": order["id"]})
    assert (await selling.pay(order))["reason"] == words("en").plain("pay-refused-order-over")


@pytest.mark.parametrize(
    ("currency", "off", "reason"), [("USD", 0, "wrong_amount"), (STARS, 1, "wrong_amount")]
)
async def test_only_stars_of_the_right_number_match(
    selling: Selling, currency: str, off: int, reason: str
) -> None:
    """Whatever a query says, the order's own price counts."""
    order = await selling.order()
    units = order["priceStars"] + off
    buying = selling.world.services.buying
    assert buying is not None
    assert await buying.may_pay(ALICE, order["id"], currency=currency, units=units) == reason


async def test_payment_that_is_reported_twice_counts_once(selling: Selling) -> None:
    """One payment, one miner."""
    order = await selling.order()
    charge = (await selling.pay(order))["charge_id"]
    redeliver = f"/sim/chat/redeliver?user={ALICE}"
    await selling.world.sim("POST", redeliver, {"charge_id": charge})
    await selling.reaches(order["id"], "done")
    await Talk(selling.world).settled()
    assert states(selling) == [("matched",)]


@pytest.mark.long
async def test_payment_is_booked_when_the_database_is_back(selling: Selling) -> None:
    """Meanwhile other chats are answered, and the same chat as well."""
    order = await selling.order()
    with locked_tables(selling, "payments"):
        paying = asyncio.create_task(selling.pay(order))
        assert (await paying)["status"] == "paid"
        await Talk(selling.world).say("/help")
        await asyncio.sleep(6)  # the first attempt has failed: `lock_timeout`
    await selling.reaches(order["id"], "done")
    assert states(selling) == [("matched",)]


async def test_member_is_answered_where_a_payment_cannot_be_booked(
    selling: Selling, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And the log names the charge and the order."""
    monkeypatch.setattr(payments, "BOOK_SECONDS", 0.5)
    caplog.set_level(logging.ERROR, logger="bot")
    order = await selling.order()
    alice = Talk(selling.world)
    with locked_tables(selling, "payments"):
        charge = (await selling.pay(order))["charge_id"]

        async def answered() -> bool:
            text = words("en").plain("payment-received")
            return text in [text_of(one) for one in await alice.answers()]

        await until(answered, "the message")
    assert any(charge in line and order["id"] in line for line in caplog.messages)


async def test_refund_by_telegram_opens_a_case(selling: Selling) -> None:
    """It is not ours, so nobody has decided what becomes of the order."""
    order = await selling.order()
    charge = (await selling.pay(order))["charge_id"]
    await selling.reaches(order["id"], "done")
    await selling.world.sim("POST", f"/sim/chat/refund?user={ALICE}", {"charge_id": charge})

    async def has_case() -> bool:
        return selling.rows("SELECT reason FROM review_cases") == [("charged back",)]

    await until(has_case, "the review case")
    assert states(selling) == [("charged back",)]


async def test_refund_of_an_unknown_payment_is_ignored(
    selling: Selling, caplog: pytest.LogCaptureFixture
) -> None:
    """The log names it."""
    alice = Talk(selling.world)
    payment = {
        "currency": "XTR",
        "total_amount": 5,
        "invoice_payload": "x",
        "telegram_payment_charge_id": "stx-1",
        "provider_payment_charge_id": "p",
    }
    await alice.inject_message(refunded_payment=payment)
    assert "payment stx-1, which was refunded, is not known" in caplog.messages
    assert states(selling) == []
