"""The worker as a process that is killed, and PostgreSQL under it: every order ends once."""

import asyncio
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.bot.conftest import until
from tests.selling import Selling, a_worker, environment_of, open_shop
from tests.servers import PostgresServer, WorkerProcess
from worker.app import STALLED

CONFIRM = "nft-payment/confirm"
LIST = "nft/find-by-user"
PATIENCE = STALLED + 40  # a killed worker's jobs are given back after STALLED seconds

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture
async def shop(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """A shop without a worker, and Alice logged in with Stars."""
    async with open_shop(redis_url, postgres) as opened:
        await opened.bind()
        await opened.set_stars(100_000)
        yield opened


@pytest.fixture
async def process(shop: Selling, redis_url: str) -> AsyncIterator[WorkerProcess]:
    """A worker as a process."""
    worker = WorkerProcess(environment_of(shop, redis_url))
    await worker.start()
    try:
        yield worker
    finally:
        await worker.stop(kill=True)


async def asked(shop: Selling, operation: str, times: int = 1) -> None:
    """Wait until the partner has got a call."""

    async def check() -> bool:
        return len(await shop.world.calls(operation)) >= times

    await until(check, f"a call of {operation}")


async def check_done_once(shop: Selling, order: dict[str, Any]) -> None:
    """The order is done: one miner, one charge, one payment, no refund."""
    done = await shop.reaches(order["id"], "done", patience=PATIENCE)
    assert await shop.miners(order["id"]) == [int(done["miner"])]
    assert [payment["state"] for payment in done["payments"]] == ["matched"]
    assert await shop.stars() == 100_000 - order["priceStars"]
    assert await shop.bot_calls("refundStarPayment") == 0
    assert [step["state"] for step in done["steps"]].count("paid") == 1


@pytest.mark.parametrize("fault", [{"kind": "late", "delay": 3}, {"kind": "slow", "delay": 3}])
async def test_worker_killed_in_a_confirmation(
    shop: Selling, process: WorkerProcess, fault: dict[str, Any]
) -> None:
    """Whether the partner has done it already or would do it later."""
    order = await shop.order()
    await shop.world.inject_fault(operation=CONFIRM, times=1, **fault)
    await shop.pay(order)
    await asked(shop, CONFIRM)
    await process.stop(kill=True)
    assert (await shop.show(order["id"]))["state"] == "fulfilling"
    await process.start()
    await check_done_once(shop, order)
    assert len(await shop.world.calls(CONFIRM)) == 2


async def test_worker_killed_between_charge_and_confirmation(
    shop: Selling, process: WorkerProcess
) -> None:
    """Nothing has begun, so the next one begins."""
    order = await shop.order()
    await shop.world.inject_fault("slow", operation=LIST, delay=3, times=1)
    await shop.pay(order)
    await asked(shop, LIST)
    await process.stop(kill=True)
    assert (await shop.show(order["id"]))["state"] == "paid"
    assert await shop.world.calls(CONFIRM) == []
    await process.start()
    await check_done_once(shop, order)
    assert len(await shop.world.calls(CONFIRM)) == 1


async def test_payment_without_a_worker_is_delivered_by_the_next(
    shop: Selling, process: WorkerProcess
) -> None:
    """The job waits in the database."""
    order = await shop.order()
    await process.stop(kill=True)
    await shop.pay(order)
    await shop.reaches(order["id"], "paid")
    await process.start()
    await check_done_once(shop, order)


async def test_jobs_of_a_killed_worker_are_done_by_another(
    shop: Selling, process: WorkerProcess
) -> None:
    """One that has run all the time."""
    order = await shop.order()
    await shop.world.inject_fault("slow", operation=CONFIRM, delay=3, times=1)
    await shop.pay(order)
    await asked(shop, CONFIRM)
    async with a_worker(shop):
        await process.stop(kill=True)
        await check_done_once(shop, order)


async def test_worker_killed_in_a_refund(shop: Selling, process: WorkerProcess) -> None:
    """Telegram has done it and is asked again: it says so, and the Stars come back once."""
    order = await shop.order()
    await shop.world.inject_fault("refused", operation=CONFIRM, status=400, times=1)
    fault = {"kind": "slow", "method": "refundStarPayment", "seconds": 3, "times": 1}
    await shop.world.sim("POST", "/sim/chat/fault", fault)
    await shop.pay(order)

    async def is_refunding() -> bool:
        return await shop.bot_calls("refundStarPayment") >= 1

    await until(is_refunding, "the refund")
    await process.stop(kill=True)
    await process.start()

    async def is_booked() -> bool:
        [(state,)] = shop.rows("SELECT state FROM payments")
        return bool(state == "refunded")

    await until(is_booked, "the refund in the books", patience=PATIENCE)
    assert await shop.stars() == 100_000
    assert await shop.miners(order["id"]) == []


async def test_worker_that_is_stopped_finishes_its_jobs(
    shop: Selling, process: WorkerProcess
) -> None:
    """The partner is asked once, and the process ends well."""
    order = await shop.order()
    await shop.world.inject_fault("slow", operation=CONFIRM, delay=1, times=1)
    await shop.pay(order)
    await asked(shop, CONFIRM)
    assert await process.stop() == 0
    await check_done_once(shop, order)
    assert len(await shop.world.calls(CONFIRM)) == 1


async def test_kind_of_job_that_a_worker_does_not_know_waits(shop: Selling) -> None:
    """It is one of a newer version: nobody touches it, and all else goes on."""
    await shop.write(
        "INSERT INTO procrastinate_jobs (queue_name, task_name, lock, args)"
        " VALUES ('newer', 'newer', 'newer:1', '{\"subject\": \"1\"}')"
    )
    async with a_worker(shop):
        order = await shop.buy()
        await check_done_once(shop, order)
        found = shop.rows(
            "SELECT status::text, attempts FROM procrastinate_jobs WHERE task_name = 'newer'"
        )
        assert found == [("todo", 0)]


@pytest.mark.parametrize("away", [0.5, 8.0])
async def test_worker_goes_on_after_postgres_was_killed(
    shop: Selling, postgres: PostgresServer, away: float
) -> None:
    """In the middle of a confirmation: what the partner said is lost, and it is asked again."""
    async with a_worker(shop):
        order = await shop.order()
        await shop.world.inject_fault("slow", operation=CONFIRM, delay=0.5, times=1)
        await shop.pay(order)
        await asked(shop, CONFIRM)
        await asyncio.to_thread(postgres.stop, kill=True)
        try:
            if away > 5:
                answer = await shop.world.get(f"/api/order?id={order['id']}")
                assert (answer.status, answer.code) == (503, "storage_unavailable")
            await asyncio.sleep(away)
        finally:
            postgres.start()
            await asyncio.to_thread(postgres.wait)
        await check_done_once(shop, order)
        again = await shop.buy(place=1)
        await shop.reaches(again["id"], "done", patience=PATIENCE)

        async def is_quiet() -> bool:
            return not shop.rows(
                "SELECT 1 FROM procrastinate_jobs WHERE status = 'doing' OR task_name = 'deliver'"
            )

        await until(is_quiet, "the end of all jobs", patience=PATIENCE)


async def test_job_whose_end_could_not_be_recorded_is_done_again(shop: Selling) -> None:
    """PostgreSQL fails just then and is back before the worker's next sign of life."""
    refused = "CREATE RULE refused AS ON DELETE TO procrastinate_jobs DO INSTEAD NOTHING"
    async with a_worker(shop):
        order = await shop.order()
        await shop.world.inject_fault("slow", operation=CONFIRM, delay=0.5, times=1)
        await shop.pay(order)
        await asked(shop, CONFIRM)
        await shop.write(refused)
        await shop.reaches(order["id"], "done", patience=PATIENCE)

        async def is_stuck() -> bool:
            return bool(shop.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'deliver'"))

        await until(is_stuck, "a job that cannot be recorded")
        await shop.write("DROP RULE refused ON procrastinate_jobs")

        async def is_quiet() -> bool:
            return not await is_stuck()

        await until(is_quiet, "the end of the job", patience=PATIENCE)
