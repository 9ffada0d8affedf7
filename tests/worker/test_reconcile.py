"""`reconcile`: what is not the same in one of three books is named, with its order."""

from collections.abc import AsyncIterator, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

import psycopg
import pytest
from psycopg.sql import SQL, Identifier

from orders.ids import code_of
from orders.models import Order
from orders.states import OrderStep, PaymentState
from tests.bot.conftest import until
from tests.selling import ALICE, a_worker
from tests.servers import PostgresServer
from tests.worker.bed import Bed, open_bed
from tests.worker.commands import run_command
from worker import reconcile as module
from worker import star_books
from worker.app import Intervals
from worker.reconcile import lines_of, reconcile
from worker.telegram import open_bot

pytestmark = pytest.mark.long

TABLES = ("events", "payments", "audit", "review_cases", "procrastinate_jobs", "orders")


@dataclass
class Books:
    """Three books that agree: a delivered order, one whose payment went back, an unpaid one."""

    bed: Bed
    done: UUID
    returned: UUID
    unpaid: UUID
    miner: str
    charge: str
    refund: str
    stars: int

    def named(self, order: UUID) -> str:
        """Return how a difference of an order begins."""
        return f"order {code_of(order)} ({order}): "

    async def lines(self) -> list[str]:
        """Reconcile; return what is printed."""
        services = self.bed.selling.world.services
        async with open_bot(services) as bot:
            report = await reconcile(services, self.bed.orders, bot)
        return list(lines_of(report, services.time.now()))

    async def differences(self) -> list[str]:
        """Reconcile; return each difference as it is printed."""
        lines = await self.lines()
        if lines[-1] == "the books agree":
            return []
        begin = next(at for at, line in enumerate(lines) if line.startswith("differences: "))
        assert lines[begin] == f"differences: {len(lines) - begin - 1}"
        return [line.strip() for line in lines[begin + 1 :]]

    @contextmanager
    def corrupted(self, statement: str, *values: object) -> Iterator[None]:
        """Change our tables as their owner can, for the length of a block."""
        with psycopg.connect(self.bed.selling.postgres.owner_url, autocommit=True) as owner:
            owner.execute("SET session_replication_role = replica")
            owner.execute("CREATE SCHEMA kept")
            for table in TABLES:
                owner.execute(SQL("CREATE TABLE kept.{0} AS TABLE {0}").format(Identifier(table)))
            try:
                assert owner.execute(statement.encode(), values).rowcount
                yield
            finally:
                for table in TABLES:
                    restore = (
                        "DELETE FROM {0}; INSERT INTO {0} OVERRIDING SYSTEM VALUE TABLE kept.{0}"
                    )
                    owner.execute(SQL(restore).format(Identifier(table)))
                owner.execute("DROP SCHEMA kept CASCADE")


@pytest.fixture
async def books(
    redis_url: str, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[Books]:
    """Three books that a worker has made, which then stops."""
    monkeypatch.setattr(module, "AGAIN", 0)
    async with open_bed(redis_url, postgres) as bed:
        selling = bed.selling
        async with a_worker(selling, intervals=Intervals(books=timedelta(seconds=0.2))):
            await selling.bind()
            made = await selling.order()
            charge = (await selling.pay(made))["charge_id"]
            shown = await selling.reaches(made["id"], "done")
            returned, refund = await paid_too_late(bed)
        unpaid, _ = await bed.payable()
        yield Books(
            bed,
            UUID(made["id"]),
            returned.id,
            unpaid.id,
            shown["miner"],
            charge,
            refund,
            made["priceStars"],
        )


async def paid_too_late(bed: Bed) -> tuple[Order, str]:
    """Return an order that had ended before its payment came, which has gone back."""
    await bed.fault("payment_undelivered", times=1)
    order, slug = await bed.payable()
    async with bed.orders.transaction() as connection:
        # No worker reads meanwhile.
        await connection.execute("SELECT pg_advisory_lock(%s)", (star_books._LOCK,))
        charge = await bed.pay(slug)
        await bed.orders.step(connection, order.id, OrderStep.EXPIRE)
        await connection.execute("SELECT pg_advisory_unlock(%s)", (star_books._LOCK,))

    async def is_returned() -> bool:
        payments = await bed.payments(order)
        return bool(payments) and payments[0].state is PaymentState.REFUNDED

    await until(is_returned, "the refund")
    return order, charge


async def test_books_that_agree(books: Books) -> None:
    """The command prints them side by side and ends with 0."""
    ended = await run_command(books.bed.selling, "reconcile")
    assert (ended.code, ended.err) == (0, "")
    lines = [line.split() for line in ended.out.splitlines()]
    stars = sum(row[0] for row in books.bed.selling.rows("SELECT units FROM payments"))
    kept = stars - 100
    assert lines[1:] == [
        ["Telegram", "ours", "GoMining"],
        ["payments", "2", "2"],
        ["in", "Stars", f"{stars}", f"{stars}"],
        ["gone", "back", "1", "1"],
        ["in", "Stars", "100", "100"],
        ["balance", "in", "Stars", f"{kept}", f"{kept}"],
        ["miners", "delivered", "1", "1"],
        ["the", "books", "agree"],
    ]


async def test_corruption_of_our_tables_is_named(books: Books) -> None:
    """Each by its order; all of them are undone before the next."""
    assert await books.differences() == []
    for statement, values, expected in (
        *corruptions_of_payments(books),
        *corruptions_of_orders(books),
    ):
        with books.corrupted(statement, *values):
            found = await books.differences()
            assert any(expected in line for line in found), (statement, expected, found)
    assert await books.differences() == []


def corruptions_of_payments(books: Books) -> Iterator[tuple[str, Sequence[object], str]]:
    """Yield a statement, its values, and what has to be printed."""
    done, returned = books.named(books.done), books.named(books.returned)
    paid, back = books.charge, books.refund
    yield (
        "DELETE FROM payments WHERE ext_id = %s", [paid],
        f"{done}charge {paid} of {books.stars} Stars is at Telegram, not in payments",
    )  # fmt: skip
    yield (
        "DELETE FROM payments WHERE ext_id = %s", [paid],
        f"{done}it is done without a payment",
    )  # fmt: skip
    yield (
        "UPDATE payments SET units = units + 1 WHERE ext_id = %s", [paid],
        f"{done}charge {paid} is {books.stars} Stars at Telegram, {books.stars + 1} in payments",
    )  # fmt: skip
    yield (
        "INSERT INTO payments (rail, ext_id, order_id, user_id, currency, units, state, paid_at,"
        " changed_at) SELECT rail, 'made up', order_id, user_id, currency, units, state, paid_at,"
        " changed_at FROM payments WHERE ext_id = %s", [back],
        f"{returned}charge made up is in payments, not at Telegram",
    )  # fmt: skip
    yield (
        "UPDATE payments SET state = 'refunding' WHERE ext_id = %s", [back],
        f"{returned}charge {back} has gone back at Telegram, it is refunding in payments",
    )  # fmt: skip
    yield (
        "UPDATE payments SET state = 'refunding' WHERE ext_id = %s", [back],
        f"{returned}charge {back} is to go back, and no job does it",
    )  # fmt: skip
    yield (
        "UPDATE payments SET state = 'refunded' WHERE ext_id = %s", [paid],
        f"{done}charge {paid} is refunded in payments, and has not gone back at Telegram",
    )  # fmt: skip
    yield (
        "UPDATE payments SET state = 'refunded' WHERE ext_id = %s", [paid],
        f"{done}delivered, and charge {paid} is refunded; nobody has decided so",
    )  # fmt: skip


def corruptions_of_orders(books: Books) -> Iterator[tuple[str, Sequence[object], str]]:
    """Yield the same for orders, their events and jobs."""
    done, returned = books.named(books.done), books.named(books.returned)
    paid, back, unpaid = books.charge, books.refund, books.named(books.unpaid)
    yield (
        "UPDATE payments SET state = 'matched' WHERE ext_id = %s", [back],
        f"{returned}charge {back} pays it, and it is expired",
    )  # fmt: skip
    yield (
        "UPDATE orders SET state = 'failed' WHERE id = %s", [books.done],
        f"{done}charge {paid} pays it, and it is failed",
    )  # fmt: skip
    yield (
        "UPDATE orders SET price_units = price_units + 5 WHERE id = %s", [books.done],
        f"{done}charge {paid} pays {books.stars} Stars of {books.stars + 5}",
    )  # fmt: skip
    yield (
        "DELETE FROM events WHERE order_id = %s AND to_state = 'done'", [books.done],
        f"{done}it is done, version 5; its last event says fulfilling, version 4",
    )  # fmt: skip
    yield (
        "DELETE FROM procrastinate_jobs WHERE args->>'subject' = %s::text", [books.unpaid],
        f"{unpaid}it is awaiting, and no job goes on with it",
    )  # fmt: skip
    yield (
        "UPDATE orders SET quoted_until = '2026-01-01 00:00+00' WHERE id = %s", [books.unpaid],
        f"{unpaid}it is awaiting, and its price has ended at 2026-01-01T00:00:00Z",
    )  # fmt: skip
    yield (
        "UPDATE orders SET state = 'review' WHERE id = %s", [books.unpaid],
        f"{unpaid}it is in review without a case",
    )  # fmt: skip
    yield (
        "UPDATE events SET details = '{\"miner\": \"999999\"}' WHERE to_state = 'done'"
        " AND order_id = %s", [books.done],
        f"{done}it is done, and miner 999999 is not in the list of tg-{ALICE}",
    )  # fmt: skip


async def test_delivered_and_refunded_by_a_named_person_is_no_difference(books: Books) -> None:
    """The audit log says who."""
    what = "nobody has decided so"
    with books.corrupted("UPDATE payments SET state = 'refunded' WHERE ext_id = %s", books.charge):
        assert what in "".join(await books.differences())
        with psycopg.connect(books.bed.selling.postgres.owner_url) as owner:
            owner.execute(
                "INSERT INTO audit (at, actor, action, order_id, details)"
                " VALUES (now(), 'Eve', 'refund', %s, '{}')",
                (books.done,),
            )
        assert what not in "".join(await books.differences())


async def test_corruption_of_telegrams_list_is_named(books: Books) -> None:
    """A charge that vanishes, changes or comes from nowhere; a refund that vanishes."""
    listed = await books.bed.transactions()
    done, returned = (f"order {code_of(one)} ({one}): " for one in (books.done, books.returned))

    async def found(entries: list[dict[str, object]]) -> str:
        await books.bed.set_transactions(entries)
        return "\n".join(await books.differences())

    text = await found([one for one in listed if one["id"] != books.charge])
    assert f"{done}charge {books.charge} is in payments, not at Telegram" in text
    assert f"balance: the bot has {books.stars} Stars more than the list adds up to" in text
    text = await found([*listed[:0], listed[0] | {"amount": 7}, *listed[1:]])
    assert f"{done}charge {books.charge} is 7 Stars at Telegram, {books.stars} in payments" in text
    text = await found([*listed, listed[0] | {"id": "stranger"}])
    assert f"{done}charge stranger of {books.stars} Stars is at Telegram, not in payments" in text
    text = await found([one for one in listed if "source" in one])
    assert (
        f"{returned}charge {books.refund} is refunded in payments, and has not gone back"
        not in text  # the balance confirms it
    )
    assert text == ""
    assert await found(listed) == ""


async def test_chargeback_that_no_list_names_is_found_by_the_balance(books: Books) -> None:
    """With the orders that it can be of."""
    body = {"charge_id": books.charge}
    await books.bed.selling.world.sim("POST", "/sim/chat/chargeback", body)
    found = await books.differences()
    assert found == [
        f"order {code_of(books.done)} ({books.done}): charge {books.charge} may be charged back:"
        " its Stars are missing",
        f"balance: the bot has {books.stars} Stars less than the list adds up to",
    ]
    ended = await run_command(books.bed.selling, "reconcile")
    assert ended.code == 1
    assert ended.out.splitlines()[-3:] == ["differences: 2", *(f"  {line}" for line in found)]


async def test_miner_that_vanishes_from_gominings_list_is_named(books: Books) -> None:
    """Not after 21 days, when a member may have given it away; nor where nobody can look."""
    await books.bed.selling.world.sim("DELETE", f"/sim/partner/miner?id={books.miner}")
    named = (
        f"order {code_of(books.done)} ({books.done}): it is done, and miner {books.miner}"
        f" is not in the list of tg-{ALICE}"
    )
    assert await books.differences() == [named]
    await books.bed.selling.world.inject_fault("broken")
    assert await books.differences() == []
    await books.bed.selling.world.clear_faults()
    statement = "UPDATE orders SET quote = quote || '{\"knownAs\": null}' WHERE id = %s"
    with books.corrupted(statement, books.done):
        assert "1 done orders cannot be read at GoMining" in await books.lines()
    with books.corrupted(
        "UPDATE events SET at = at - interval '22 days' WHERE order_id = %s", books.done
    ):
        assert await books.differences() == []


async def test_miner_whose_id_was_not_seen_is_found_by_what_was_there_before(books: Books) -> None:
    """A new one of the collection is there, or is missing."""
    statement = "UPDATE events SET details = '{}' WHERE to_state = 'done' AND order_id = %s"
    with books.corrupted(statement, books.done):
        assert await books.differences() == []
        await books.bed.selling.world.sim("DELETE", f"/sim/partner/miner?id={books.miner}")
        assert "a new miner of collection" in (await books.differences())[0]


async def test_difference_that_is_gone_at_the_second_reading_is_none(
    books: Books, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A payment that comes between two books."""
    listed = await books.bed.transactions()
    await books.bed.set_transactions(listed[1:])
    services = books.bed.selling.world.services

    async def sleep(_seconds: float) -> None:
        await books.bed.set_transactions(listed)

    time = replace(services.time, sleep=sleep)
    async with open_bot(services) as bot:
        report = await reconcile(replace(services, time=time), books.bed.orders, bot)
    assert list(report.differences) == []


async def test_reconcile_without_an_answer_is_no_agreement(books: Books) -> None:
    """It ends with 2 and says who does not answer."""
    await books.bed.fault("429", method="getStarTransactions", seconds=900)
    ended = await run_command(books.bed.selling, "reconcile")
    assert (ended.code, ended.out) == (2, "")
    assert ended.err.splitlines()[-1] == "Telegram cannot be read: TelegramRetryAfter"
