"""Alarms: what they are about, when they begin, and how an operator sees them."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import cast
from uuid import UUID

import aiohttp
import psycopg
import pytest

from orders.conditions import CONDITIONS
from orders.jobs import Job, JobKind, Jobs
from orders.states import OrderStep, PaymentState
from tests.bot.conftest import until
from tests.selling import a_worker
from tests.servers import PostgresServer, a_postgres
from tests.worker.bed import Bed, open_bed
from worker.alarms import TEXTS, Alarms
from worker.app import Intervals
from worker.later import LaterError
from worker.metrics import ALARMS
from worker.reconcile import reconcile
from worker.refunds import Refunds
from worker.telegram import open_bot

pytestmark = pytest.mark.long

QUICK = Intervals(books=timedelta(seconds=0.2), alarms=timedelta(seconds=0.2))


@pytest.fixture
async def bed(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Bed]:
    """A shop without a worker."""
    async with open_bed(redis_url, postgres) as opened:
        yield opened


def alarms_of(bed: Bed, *, reserve: int = 0) -> Alarms:
    """Return the alarms of a worker that starts now."""
    services = bed.selling.world.services
    retention = services.settings.retention
    return Alarms(bed.orders, reserve=reserve, retention=retention, time=services.time)


async def begun(alarms: Alarms) -> dict[str, int]:
    """Return the conditions that are there, as counts; the metrics say the same."""
    found = {name: one.count for name, one in (await alarms.check()).items()}
    assert set(found) == set(CONDITIONS) == set(TEXTS)
    assert {name: ALARMS.labels(name)._value.get() for name in CONDITIONS} == found
    return {name: count for name, count in found.items() if count}


async def steps(bed: Bed, *taken: OrderStep) -> str:
    """Return the id of an order after it was paid and these steps were taken."""
    order, _ = await bed.undelivered()
    await bed.books.read()
    for step in taken:
        async with bed.orders.transaction() as connection:
            await bed.orders.step(connection, order.id, step)
    return str(order.id)


async def test_nothing_is_wrong_at_first(bed: Bed) -> None:
    """Without orders and before the first read."""
    assert await begun(alarms_of(bed)) == {}


async def test_job_of_a_kind_that_no_worker_knows_is_due(bed: Bed) -> None:
    """After two minutes; one for later is not."""
    jobs, now = Jobs(), bed.selling.world.clock
    later = now() + timedelta(minutes=30)
    async with bed.orders.transaction() as connection:
        await jobs.defer(connection, Job(cast(JobKind, "brand new"), "1"))
        await jobs.defer(connection, Job("expire", "2", later))
    alarms = alarms_of(bed)
    await bed.books.read()
    assert await begun(alarms) == {}
    now.move(timedelta(seconds=125))
    await bed.books.read()
    assert await begun(alarms) == {"job_due": 1}
    assert (await alarms.check())["job_due"].names == ["brand new"]
    now.move(timedelta(minutes=31))
    await bed.books.read()
    assert await begun(alarms) == {"job_due": 2}


@pytest.mark.parametrize(
    ("taken", "minutes", "expected"),
    [
        ([OrderStep.BEGIN], 9, set()),
        ([OrderStep.BEGIN], 11, {"fulfilling"}),
        ([OrderStep.BEGIN], 16, {"fulfilling", "paid_not_done"}),
        ([OrderStep.BEGIN, OrderStep.LOSE], 9, set()),
        ([OrderStep.BEGIN, OrderStep.LOSE], 11, {"unknown"}),
        ([OrderStep.BEGIN, OrderStep.LOSE, OrderStep.ESCALATE], 16, {"paid_not_done"}),
        ([OrderStep.BEGIN, OrderStep.DELIVER], 60, set()),
        ([], 16, {"paid_not_done"}),
    ],
)
async def test_order_that_does_not_go_on_alarms(
    bed: Bed, taken: list[OrderStep], minutes: int, expected: set[str]
) -> None:
    """By its state; the jobs that no worker does here are another alarm."""
    order = await steps(bed, *taken)
    alarms = alarms_of(bed)
    bed.selling.world.clock.move(timedelta(minutes=minutes))
    await bed.books.read()
    found = await begun(alarms)
    assert set(found) - {"job_due"} == expected
    checked = await alarms.check()
    assert {name: checked[name].names for name in expected} == {name: [order] for name in expected}


async def test_order_stays_unknown_while_it_is_asked_about_again(bed: Bed) -> None:
    """An attempt leaves the state for a moment, and ends no alarm."""
    order = await steps(bed, OrderStep.BEGIN, OrderStep.LOSE)
    bed.selling.world.clock.move(timedelta(minutes=11))
    async with bed.orders.transaction() as connection:
        await bed.orders.step(connection, UUID(order), OrderStep.BEGIN)
    await bed.books.read()
    assert (await begun(alarms_of(bed)))["unknown"] == 1


async def test_books_that_nobody_reads_alarm_after_three_minutes(bed: Bed) -> None:
    """Since the last read, or since the start of the worker that sees none."""
    alarms, clock = alarms_of(bed), bed.selling.world.clock
    clock.move(timedelta(minutes=4))
    assert await begun(alarms) == {"books_stale": 1}
    await bed.books.read()
    assert await begun(alarms) == {}
    clock.move(timedelta(minutes=4))
    assert await begun(alarms) == {"books_stale": 1}
    assert await begun(alarms_of(bed)) == {}  # it has only just started


async def test_books_that_differ_alarm(bed: Bed) -> None:
    """A payment that is not in the list, one that is not booked, and one with another amount."""
    await steps(bed, OrderStep.BEGIN, OrderStep.DELIVER)
    alarms = alarms_of(bed)
    assert await begun(alarms) == {}
    with psycopg.connect(bed.selling.postgres.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE payments SET units = units + 1")
        assert await begun(alarms) == {"books_differ": 1}
        owner.execute("UPDATE payments SET units = units - 1, ext_id = 'other'")
        assert await begun(alarms) == {"books_differ": 1}  # the list's; ours may be of just now
        owner.execute("UPDATE payments SET paid_at = paid_at - interval '4 minutes'")
        assert await begun(alarms) == {"books_differ": 2}


async def test_payment_from_before_the_first_order_is_of_something_else(bed: Bed) -> None:
    """This bot may have sold other things before."""
    await steps(bed, OrderStep.BEGIN, OrderStep.DELIVER)
    (listed,) = await bed.transactions()
    later = {"id": "later", "source": listed["source"] | {"invoice_payload": "donation"}}
    earlier = later | {"id": "earlier", "date": listed["date"] - 60}
    alarms = alarms_of(bed)
    await bed.set_transactions([earlier | {"amount": 1}, listed])
    await bed.books.read()
    assert "books_differ" not in await begun(alarms)
    await bed.set_transactions([listed, listed | later])
    await bed.books.read()
    assert (await alarms.check())["books_differ"].names == ["later"]


async def test_payment_whose_records_were_deleted_is_no_difference(bed: Bed) -> None:
    """Telegram lists it for good, while orders and payments are kept for RETENTION_YEARS."""
    await bed.undelivered()
    (listed,) = await bed.transactions()
    services = bed.selling.world.services
    with psycopg.connect(bed.selling.postgres.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE orders SET created_at = created_at - interval '20 years'")
    kept = listed["date"] - int(services.settings.retention.total_seconds())
    payer = listed["source"] | {"invoice_payload": str(UUID(int=7))}
    old, new = (listed | {"source": payer, "id": name} for name in ("old", "new"))
    await bed.set_transactions([old | {"date": kept - 60}, new | {"date": kept + 600}, listed])
    await bed.books.read()
    assert (await alarms_of(bed).check())["books_differ"].names == ["new"]
    async with open_bot(services) as bot:
        report = await reconcile(services, bed.orders, bot)
    assert [one.what.split()[1] for one in report.differences if "not in pay" in one.what] == [
        "new"
    ]
    assert report.telegram.older == 1


async def test_missing_stars_alarm_at_the_second_read(bed: Bed) -> None:
    """With how many they are."""
    await steps(bed, OrderStep.BEGIN, OrderStep.DELIVER)
    alarms = alarms_of(bed)
    await bed.selling.world.sim("POST", "/sim/chat/stars", {"bot_stars": 60})
    await bed.books.read()
    assert await begun(alarms) == {}
    await bed.books.read()
    assert await begun(alarms) == {"balance_differs": 1}
    assert (await alarms.check())["balance_differs"].names == ["-40"]


async def test_refused_refund_alarms_until_it_is_done(bed: Bed) -> None:
    """Telegram refuses for want of Stars; the reserve is below its setting, too."""
    order, charge = await bed.undelivered()
    async with bed.orders.transaction() as connection:
        await bed.orders.step(connection, order.id, OrderStep.EXPIRE)
    await bed.books.read()
    alarms = alarms_of(bed, reserve=50)
    assert await begun(alarms) == {}
    await bed.selling.world.sim("POST", "/sim/chat/stars", {"bot_stars": 10})
    async with open_bot(bed.selling.world.services) as bot:
        refunds = Refunds(bed.orders, bot)
        with pytest.raises(LaterError, match="BALANCE_TOO_LOW"):
            await refunds.refund(f"stars:{charge}")
        await bed.books.read()
        assert await begun(alarms) == {"refund_refused": 1, "below_reserve": 1}
        assert (await alarms.check())["below_reserve"].names == ["10"]
        await bed.selling.world.sim("POST", "/sim/chat/stars", {"bot_stars": 160})
        await refunds.refund(f"stars:{charge}")
    await bed.books.read()
    assert (await bed.payments(order))[0].state is PaymentState.REFUNDED
    assert await begun(alarms) == {}


async def test_alarm_is_logged_at_its_begin_hourly_and_at_its_end(
    bed: Bed, caplog: pytest.LogCaptureFixture
) -> None:
    """One line each, whatever the number of checks."""
    alarms, clock = alarms_of(bed), bed.selling.world.clock
    caplog.set_level(logging.WARNING, "worker.alarms")

    async def lines(minutes: int) -> list[str]:
        caplog.clear()
        clock.move(timedelta(minutes=minutes))
        await alarms.check()
        await alarms.check()
        return [one.getMessage() for one in caplog.records if one.name == "worker.alarms"]

    assert await lines(2) == []
    (line,) = await lines(2)
    text = "Telegram's transactions were not read for more than 3 minutes; since 20"
    assert line.startswith(f"alarm books_stale begins: {text}")
    assert await lines(50) == []
    (line,) = await lines(11)
    assert line.startswith("alarm books_stale lasts for 1:01:00: Telegram's")
    assert await lines(58) == []
    await bed.books.read()
    (line,) = await lines(0)
    assert line == "alarm books_stale ends after 1:59:00"
    assert await lines(1) == []


async def test_worker_serves_health_and_metrics(redis_url: str) -> None:
    """Not ready while PostgreSQL is away; it goes on by itself afterwards."""
    with a_postgres() as postgres:
        async with (
            open_bed(redis_url, postgres, worker_port=0, bot_host="127.0.0.1") as bed,
            a_worker(bed.selling, intervals=QUICK) as address,
            aiohttp.ClientSession(address) as http,
        ):

            async def status(path: str) -> int:
                async with http.get(path) as answer:
                    return answer.status

            async def is_ready() -> bool:
                return await status("/health/ready") == 200

            assert await is_ready()
            order, _ = await bed.undelivered(stars=123)

            async def is_read() -> bool:
                async with http.get("/metrics") as answer:
                    return "worker_stars_balance 123.0" in await answer.text()

            await until(is_read, "the balance")
            assert await bed.payments(order)
            postgres.stop(kill=True)
            assert await status("/health/ready") == 503
            assert await status("/health/live") == 200
            await asyncio.sleep(0.5)  # for reads and checks that fail
            postgres.start()
            await until(is_ready, "PostgreSQL")
            second, _ = await bed.undelivered()

            async def is_booked() -> bool:
                return bool(await bed.payments(second))

            await until(is_booked, "the payment after the outage")
