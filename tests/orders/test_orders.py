"""Steps, payments and their races over a real PostgreSQL."""

import asyncio
from dataclasses import replace
from itertools import pairwise
from typing import Any
from uuid import uuid4

import psycopg
import pytest

from orders import queries
from orders.models import Order
from orders.orders import DECISIONS
from orders.rules import OrderMissingError
from orders.states import BUY, IllegalStepError, OrderState, OrderStep, PaymentState
from tests.orders.conftest import BORIS, PRICE, Shop, charge

S, T = OrderState, OrderStep


async def paid(shop: Shop) -> Order:
    """Return an order that is paid by the charge `stars-1`."""
    order = await shop.step(await shop.create(), T.PREPARE)
    assert (await shop.orders.book(charge(order))).state is PaymentState.MATCHED
    return await shop.order(order.id)


async def test_order_is_bought_and_every_step_is_an_event(shop: Shop) -> None:
    """With its version, and the jobs that follow."""
    order = await paid(shop)
    order = await shop.step(order, T.BEGIN, T.LOSE, T.BEGIN, T.DELIVER)
    assert order.state is S.DONE
    async with shop.orders.transaction() as connection:
        events = await queries.events_of(connection, order.id)
    assert (
        [event.version for event in events]
        == list(range(1, 8))
        == list(range(1, order.version + 1))
    )
    assert [event.to_state for event in events] == [
        "quoted", "awaiting", "paid", "fulfilling", "unknown", "fulfilling", "done",
    ]  # fmt: skip
    assert all(after.from_state == before.to_state for before, after in pairwise(events))
    assert events[2].details == {"rail": "stars", "payment": "stars-1"}
    assert await shop.jobs("prepare") == await shop.jobs("deliver") == [str(order.id)]
    assert await shop.jobs("receipt") == [str(order.id)] * 7
    assert await shop.jobs("refund") == []


def shortest(to: OrderState) -> list[OrderStep]:
    """Return the steps from a new order to a state."""
    ways: dict[OrderState, list[OrderStep]] = {S.QUOTED: []}
    while to not in ways:
        for step, states in BUY.items():
            for before, after in states.items():
                if before in ways:
                    ways.setdefault(after, [*ways[before], step])
    return ways[to]


@pytest.mark.parametrize(
    ("step", "state"), [(step, state) for step, states in BUY.items() for state in states], ids=str
)
async def test_every_way_of_the_table_can_be_taken(
    shop: Shop, step: OrderStep, state: OrderState
) -> None:
    """In the database, with its event."""
    order = await shop.create()
    for one in [*shortest(state), step]:
        if one is T.PAY:
            await shop.orders.book(charge(order))
        elif one in DECISIONS:
            await shop.orders.decide(order.id, one, actor="admin 42", reason="seen")
        else:
            await shop.step(order, one)
    assert (await shop.order(order.id)).state is BUY[step][state]
    async with shop.orders.transaction() as connection:
        last = (await queries.events_of(connection, order.id))[-1]
    assert (last.step, last.from_state, last.to_state) == (step, state, BUY[step][state])


async def test_a_user_has_one_open_order_for_a_target(shop: Shop) -> None:
    """The second request gives the first order, also at the same time; later ones are new."""
    made = await asyncio.gather(*(shop.create(target="268") for _ in range(8)))
    assert len({order.id for order in made}) == 1
    other = await shop.create(user=BORIS, target="268")
    assert other.id != made[0].id
    await shop.step(made[0], T.CANCEL)
    assert (await shop.create(target="268")).id != made[0].id


async def test_refused_step_changes_nothing(shop: Shop) -> None:
    """Neither the order nor its events nor its jobs."""
    order = await paid(shop)
    for step in (T.PREPARE, T.CANCEL, T.EXPIRE, T.DELIVER, T.SETTLE):
        with pytest.raises(IllegalStepError):
            await shop.step(order, step)
    assert await shop.order(order.id) == order
    assert len(await shop.jobs("receipt")) == order.version
    with pytest.raises(OrderMissingError):
        await shop.step(replace(order, id=uuid4()), T.BEGIN)


async def test_step_and_job_are_one_transaction(shop: Shop) -> None:
    """A job of a step that was rolled back does not exist."""
    order = await shop.create()
    with pytest.raises(ConnectionError):
        async with shop.orders.transaction() as connection:
            await shop.orders.step(connection, order.id, T.PREPARE)
            raise ConnectionError
    assert await shop.order(order.id) == order
    assert len(await shop.jobs("receipt")) == 1


async def test_charge_that_is_reported_often_counts_once(shop: Shop) -> None:
    """By update, by the books and by hand, at the same time in several processes."""
    order = await shop.step(await shop.create(), T.PREPARE)
    booked = await asyncio.gather(*(shop.orders.book(charge(order)) for _ in range(12)))
    assert {payment.state for payment in booked} == {PaymentState.MATCHED}
    assert (await shop.order(order.id)).state is S.PAID
    assert await shop.jobs("deliver") == [str(order.id)]
    assert await shop.jobs("refund") == []


async def test_second_charge_of_an_order_goes_back(shop: Shop) -> None:
    """Whichever is booked first pays."""
    order = await shop.step(await shop.create(), T.PREPARE)
    charges = [charge(order, f"stars-{number}") for number in range(4)]
    booked = await asyncio.gather(*map(shop.orders.book, charges))
    states = sorted(payment.state for payment in booked)
    assert states == [PaymentState.MATCHED, *[PaymentState.REFUNDING] * 3]
    assert len(await shop.jobs("refund")) == 3
    assert await shop.jobs("deliver") == [str(order.id)]


@pytest.mark.parametrize(
    "others",
    [{"user_id": BORIS}, {"units": PRICE - 1}, {"units": PRICE + 1}, {"currency": "TON"}],
    ids=str,
)
async def test_charge_that_does_not_fit_goes_back(shop: Shop, others: dict[str, Any]) -> None:
    """Of another person, amount or currency; the order still awaits its payment."""
    order = await shop.step(await shop.create(), T.PREPARE)
    assert (await shop.orders.book(charge(order, **others))).state is PaymentState.REFUNDING
    assert (await shop.order(order.id)).state is S.AWAITING
    assert await shop.jobs("refund") == ["stars:stars-1"]


async def test_charge_without_a_known_order_goes_back(shop: Shop) -> None:
    """It is booked without an order."""
    unknown = replace(await shop.create(), id=uuid4())
    for number, order in enumerate((unknown, None)):
        booked = await shop.orders.book(charge(order, f"stars-{number}"))
        assert (booked.state, booked.order_id) == (PaymentState.REFUNDING, None)


@pytest.mark.parametrize("end", [T.CANCEL, T.EXPIRE])
async def test_late_charge_goes_back(shop: Shop, end: OrderStep) -> None:
    """The order has ended unpaid."""
    order = await shop.step(await shop.create(), T.PREPARE, end)
    assert (await shop.orders.book(charge(order))).state is PaymentState.REFUNDING
    assert (await shop.order(order.id)).state is order.state
    assert (await shop.orders.refunded("stars", "stars-1")).state is PaymentState.REFUNDED
    assert (await shop.orders.refunded("stars", "stars-1")).state is PaymentState.REFUNDED


async def test_chargeback_counts_more_than_a_refund(shop: Shop) -> None:
    """Telegram calls both refunded: whichever is recorded first, it is a chargeback with a case."""
    for number, first_refunded in enumerate((True, False)):
        order = await shop.step(await shop.create(), T.PREPARE, T.CANCEL)
        name = f"stars-{number}"
        await shop.orders.book(charge(order, name))
        if first_refunded:
            await shop.orders.refunded("stars", name)
        await shop.orders.charged_back("stars", name)
        assert (await shop.orders.refunded("stars", name)).state is PaymentState.CHARGED_BACK
        assert (order.id, "charged back") in await shop.cases()


async def test_cancellation_and_payment_at_once_end_in_one_of_two_ways(shop: Shop) -> None:
    """Paid and not cancelled, or cancelled and on its way back."""
    for number in range(10):
        order = await shop.step(await shop.create(), T.PREPARE)
        cancelled, payment = await asyncio.gather(
            shop.step(order, T.CANCEL),
            shop.orders.book(charge(order, f"stars-{number}")),
            return_exceptions=True,
        )
        state = (await shop.order(order.id)).state
        assert not isinstance(payment, BaseException)
        if isinstance(cancelled, IllegalStepError):
            assert (state, payment.state) == (S.PAID, PaymentState.MATCHED)
        else:
            assert (state, payment.state) == (S.CANCELLED, PaymentState.REFUNDING)


async def test_refused_delivery_gives_the_money_back(shop: Shop) -> None:
    """And only that: an unknown one never does."""
    order = await shop.step(await paid(shop), T.BEGIN, T.LOSE)
    assert await shop.jobs("refund") == []
    await shop.step(order, T.BEGIN, T.DECLINE)
    assert await shop.jobs("refund") == ["stars:stars-1"]


async def test_review_is_decided_by_a_named_person(shop: Shop) -> None:
    """The case is closed, and the audit says who and why."""
    order = await shop.step(await paid(shop), T.BEGIN, T.LOSE, T.ESCALATE)
    assert await shop.cases() == [(order.id, "escalate")]
    decided = await shop.orders.decide(
        order.id, T.GIVE_BACK, actor="admin 42", reason="not in the list of miners"
    )
    assert decided.state is S.FAILED
    assert await shop.cases() == []
    assert await shop.jobs("refund") == ["stars:stars-1"]
    async with shop.pool.connection() as connection:
        rows = await connection.execute("SELECT actor, action, order_id, details FROM audit")
        assert await rows.fetchall() == [
            ("admin 42", "give back", order.id, {"reason": "not in the list of miners"})
        ]
    with pytest.raises(ValueError, match="no decision"):
        await shop.orders.decide(order.id, T.DELIVER, actor="admin 42", reason="")


async def test_chargeback_before_the_delivery_stops_it(shop: Shop) -> None:
    """Afterwards it opens a case; a second report changes nothing."""
    order = await paid(shop)
    await shop.orders.charged_back("stars", "stars-1")
    assert (await shop.order(order.id)).state is S.REVIEW
    delivered = await shop.step(await shop.create(), T.PREPARE)
    await shop.orders.book(charge(delivered, "stars-2"))
    await shop.step(delivered, T.BEGIN, T.DELIVER)
    for _ in range(2):
        booked = await shop.orders.charged_back("stars", "stars-2")
        assert booked.state is PaymentState.CHARGED_BACK
    assert (await shop.order(delivered.id)).state is S.DONE
    assert await shop.cases() == [(order.id, "charged back"), (delivered.id, "charged back")]
    with pytest.raises(OrderMissingError):
        await shop.orders.charged_back("stars", "stars-3")


@pytest.mark.parametrize("table", ["events", "audit"])
@pytest.mark.parametrize(
    "change", ["UPDATE {} SET details = '{{}}'", "DELETE FROM {}", "TRUNCATE {}"]
)
async def test_what_has_happened_cannot_be_changed(shop: Shop, table: str, change: str) -> None:
    """The role of the processes may add and read."""
    await shop.create()
    async with shop.pool.connection() as connection:
        with pytest.raises(psycopg.errors.InsufficientPrivilege):
            await connection.execute(change.format(table).encode())
