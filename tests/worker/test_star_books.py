"""The reader of Telegram's list: what no update has brought is booked, once."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import uuid4

import pytest
from aiogram.exceptions import AiogramError

from orders.states import OrderState, OrderStep, PaymentState
from tests.bot.conftest import until
from tests.selling import ALICE, a_worker
from tests.servers import PostgresServer
from tests.worker.bed import STARS_EACH, Bed, open_bed
from worker import star_pages
from worker.app import Intervals
from worker.refunds import Refunds
from worker.star_books import StarBooks
from worker.telegram import open_bot


@pytest.fixture
async def bed(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Bed]:
    """A shop with a reader."""
    async with open_bed(redis_url, postgres) as opened:
        yield opened


async def test_undelivered_payment_is_booked_from_the_list(bed: Bed) -> None:
    """Once, however often the list is read, and also if the update comes after all."""
    order, charge = await bed.undelivered()
    assert (await bed.order(order)).state is OrderState.AWAITING
    assert await bed.books.read()
    assert (await bed.order(order)).state is OrderState.PAID
    await bed.books.read()
    await bed.selling.world.sim("POST", "/sim/chat/redeliver", {"charge_id": charge})
    await bed.books.read(whole=True)
    payments = await bed.payments(order)
    assert [(one.ext_id, one.state) for one in payments] == [(charge, PaymentState.MATCHED)]
    assert payments[0].units == STARS_EACH
    assert bed.cursor() == (1, f"{charge} in")


async def test_repeated_update_and_list_book_once(bed: Bed) -> None:
    """Two updates and two reads of one payment are one payment."""
    await bed.fault("payment_repeated", times=1)
    order, slug = await bed.payable()
    charge = await bed.pay(slug)
    await asyncio.gather(bed.books.read(), bed.books.read(whole=True))

    async def paid() -> bool:
        return (await bed.order(order)).state is OrderState.PAID

    await until(paid, "the payment")
    await bed.books.read()
    assert [one.ext_id for one in await bed.payments(order)] == [charge]


async def test_late_payment_from_the_list_goes_back(bed: Bed) -> None:
    """By a job, as one that an update brings; the list then shows the refund of the same id."""
    order, charge = await bed.undelivered()
    async with bed.orders.transaction() as connection:
        await bed.orders.step(connection, order.id, OrderStep.EXPIRE)
    await bed.books.read()
    assert (await bed.payments(order))[0].state is PaymentState.REFUNDING
    async with open_bot(bed.selling.world.services) as bot:
        await bot.refund_star_payment(ALICE, charge)
    await bed.books.read()
    assert (await bed.payments(order))[0].state is PaymentState.REFUNDED
    assert bed.cursor() == (2, f"{charge} out")
    assert bed.cases() == []


async def test_refund_by_telegram_stops_the_delivery(bed: Bed) -> None:
    """Somebody else has given the Stars back: nothing is delivered, and a person looks at it."""
    order, charge = await bed.undelivered()
    await bed.books.read()
    await bed.selling.world.sim("POST", "/sim/chat/refund", {"charge_id": charge})
    await bed.books.read()
    assert (await bed.payments(order))[0].state is PaymentState.CHARGED_BACK
    assert (await bed.order(order)).state is OrderState.REVIEW
    assert bed.cases() == ["charged back"]


async def test_listed_chargeback_is_recorded(bed: Bed) -> None:
    """The list names the payment, so no person has to find it."""
    order, charge = await bed.undelivered()
    await bed.books.read()
    body = {"charge_id": charge, "listed": True}
    await bed.selling.world.sim("POST", "/sim/chat/chargeback", body)
    for _ in range(3):
        await bed.books.read()
    assert (await bed.payments(order))[0].state is PaymentState.CHARGED_BACK
    assert bed.cases() == ["charged back"]
    assert bed.selling.rows("SELECT surplus FROM star_balance") == [(0,)]


async def test_chargeback_that_a_refund_was_taken_for_is_recorded(bed: Bed) -> None:
    """Telegram answers to the refund that it is done; the list says that a store was first."""
    order, charge = await bed.undelivered()
    async with bed.orders.transaction() as connection:
        await bed.orders.step(connection, order.id, OrderStep.EXPIRE)
    await bed.books.read()
    body = {"charge_id": charge, "listed": True}
    await bed.selling.world.sim("POST", "/sim/chat/chargeback", body)
    async with open_bot(bed.selling.world.services) as bot:
        await Refunds(bed.orders, bot).refund(f"stars:{charge}")
    assert (await bed.payments(order))[0].state is PaymentState.REFUNDED
    await bed.books.read()
    assert (await bed.payments(order))[0].state is PaymentState.CHARGED_BACK
    assert bed.cases() == ["charged back"]


async def test_unlisted_chargeback_is_found_by_the_balance(bed: Bed) -> None:
    """A case is opened for the one order whose Stars it can be; recorded, the books agree again."""
    order, charge = await bed.undelivered(stars=70)
    await bed.undelivered(stars=30)
    await bed.books.read()
    await bed.selling.world.sim("POST", "/sim/chat/chargeback", {"charge_id": charge})
    await bed.books.read()
    assert bed.cases() == []  # a payment may come between the list and the balance
    await bed.books.read()
    await bed.books.read()
    assert bed.cases() == ["its Stars are missing at Telegram; a chargeback?"]
    missing = "SELECT surplus, times FROM star_balance"
    assert bed.selling.rows(missing) == [(-70 * 10**9, 3)]
    found = bed.selling.rows("SELECT order_id FROM review_cases")
    assert found == [(order.id,)]
    await bed.orders.charged_back("stars", charge)
    await bed.books.read()
    assert bed.selling.rows(missing) == [(0, 1)]


async def test_missing_stars_of_several_orders_open_no_case(bed: Bed) -> None:
    """Nobody can say whose they are; the alarm is all."""
    await bed.undelivered()
    _, charge = await bed.undelivered()
    await bed.selling.world.sim("POST", "/sim/chat/chargeback", {"charge_id": charge})
    for _ in range(3):
        await bed.books.read()
    assert bed.cases() == []
    assert bed.selling.rows("SELECT surplus FROM star_balance") == [(-STARS_EACH * 10**9,)]


async def test_payment_for_an_unknown_order_is_left_to_a_person(
    bed: Bed, caplog: pytest.LogCaptureFixture
) -> None:
    """It may be of a database that was restored: to give it back could be a second loss."""
    now = int(bed.selling.world.clock().timestamp())
    entries = [entry(f"other {payload}", now, payload) for payload in ("donation", str(uuid4()))]
    await bed.set_transactions(entries)
    await bed.books.read()
    assert bed.selling.rows("SELECT count(*) FROM payments") == [(0,)]
    assert bed.cursor()[0] == 2


def entry(charge: str, date: int, payload: str = "") -> dict[str, object]:
    """Return an entry of the list for 1 Star of ALICE."""
    person = {"id": ALICE, "is_bot": False, "first_name": "Alice"}
    kind = {"type": "user", "transaction_type": "invoice_payment"}
    partner = {**kind, "user": person, "invoice_payload": payload}
    return {"id": charge, "amount": 1, "date": date, "source": partner}


async def test_list_is_read_on_from_a_hundred_before_the_last_position(bed: Bed) -> None:
    """Whole once a day only."""
    now = int(bed.selling.world.clock().timestamp())
    entries = [entry(f"charge {number}", now) for number in range(250)]
    await bed.set_transactions(entries[:230])
    await bed.books.read()
    assert bed.cursor() == (230, "charge 229 in")
    await bed.set_transactions(entries)
    await bed.books.read()
    assert bed.cursor() == (250, "charge 249 in")
    bed.selling.world.clock.move(timedelta(hours=25))
    await bed.books.read()
    offsets = [int(call["params"]["offset"]) for call in await bed.calls("getStarTransactions")]
    assert offsets == [0, 100, 200, 230, 130, 230, 250, 0, 100, 200, 250]
    assert bed.selling.rows("SELECT count(*) FROM star_transactions") == [(250,)]


async def test_reader_that_ends_in_the_middle_is_followed_by_another(
    bed: Bed, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Each payment is booked once, and the lock of the first is free."""
    monkeypatch.setattr(star_pages, "PAGE", 2)
    orders = [(await bed.undelivered())[0] for _ in range(7)]
    read, calls = bed.orders.book, 0

    async def die(*arguments: object) -> object:
        nonlocal calls
        calls += 1
        if calls == 4:
            raise ConnectionError
        return await read(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(bed.orders, "book", die)
    with pytest.raises(ConnectionError):
        await bed.books.read()
    assert bed.selling.rows("SELECT count(*) FROM payments") == [(3,)]
    assert await bed.books.read()
    assert [(await bed.order(order)).state for order in orders] == [OrderState.PAID] * 7
    assert bed.selling.rows("SELECT count(*) FROM payments") == [(7,)]
    assert bed.selling.rows("SELECT count(*) FROM events WHERE step = 'pay'") == [(7,)]


async def test_changed_list_is_read_whole_again(bed: Bed, caplog: pytest.LogCaptureFixture) -> None:
    """The error names what was expected; an entry that has vanished is a case of its order."""
    (first, gone), (second, kept) = await bed.undelivered(), await bed.undelivered()
    await bed.books.read()
    listed = await bed.transactions()
    await bed.set_transactions(listed[1:])
    with caplog.at_level(logging.ERROR):
        await bed.books.read()
    assert f"list of transactions has changed: {kept} in was number 2, now nothing" in caplog.text
    assert bed.cases() == [f"{gone} in has vanished from Telegram's list"]
    assert bed.selling.rows("SELECT order_id FROM review_cases") == [(first.id,)]
    assert bed.cursor() == (1, f"{kept} in")
    caplog.clear()
    await bed.books.read()
    assert "has changed" not in caplog.text
    assert (await bed.order(second)).state is OrderState.PAID


async def test_other_entry_at_the_last_position_is_noticed(
    bed: Bed, caplog: pytest.LogCaptureFixture
) -> None:
    """An entry that was put in before it moves all others, and is booked."""
    await bed.undelivered()
    order, _ = await bed.undelivered()
    first, second = await bed.transactions()
    await bed.set_transactions([first])
    await bed.books.read()
    await bed.set_transactions([second, first])
    with caplog.at_level(logging.ERROR):
        await bed.books.read()
    assert f"{first['id']} in was number 1, now {second['id']} in is" in caplog.text
    assert (await bed.order(order)).state is OrderState.PAID


async def test_one_of_two_readers_reads(bed: Bed) -> None:
    """The other one does nothing meanwhile, and reads the next time."""
    await bed.undelivered()
    services = bed.selling.world.services
    assert services.database is not None
    await bed.fault("slow", method="getMyStarBalance", times=1, seconds=1)
    async with open_bot(services) as bot:
        other = StarBooks(services.database, bed.orders, bot, time=services.time)
        first = asyncio.create_task(bed.books.read())
        await asyncio.sleep(0.3)
        assert not await other.read()
        assert await first
        assert await other.read()
    assert bed.selling.rows("SELECT count(*) FROM payments") == [(1,)]


async def test_read_that_fails_moves_nothing(bed: Bed) -> None:
    """Telegram is away; the next read has it all."""
    order, _ = await bed.undelivered()
    await bed.fault("429", method="getStarTransactions", times=1, seconds=900)
    with pytest.raises(AiogramError):
        await bed.books.read()
    assert bed.selling.rows("SELECT count(*) FROM cursors") == [(0,)]
    assert await bed.books.read()
    assert (await bed.order(order)).state is OrderState.PAID


async def test_two_workers_read_and_refund_by_themselves(
    redis_url: str, postgres: PostgresServer
) -> None:
    """A payment without an update is delivered; none is refunded, and neither is it twice there."""
    intervals = Intervals(books=timedelta(seconds=0.2))
    async with (
        open_bed(redis_url, postgres) as bed,
        a_worker(bed.selling, intervals=intervals),
        a_worker(bed.selling, intervals=intervals),
    ):
        await bed.selling.bind()
        order = await bed.selling.order()
        await bed.fault("payment_undelivered", times=1)
        assert (await bed.selling.pay(order))["status"] == "paid"
        await bed.selling.reaches(order["id"], "done")
        assert bed.selling.rows("SELECT state FROM payments") == [("matched",)]
        assert len(await bed.calls("refundStarPayment")) == 0
