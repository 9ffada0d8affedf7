"""Confirming a paid purchase (#12) under every fault: one miner, or the money, never neither."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest

from gomining.endpoints.money import ConfirmPayment
from orders.rules import Waits
from orders.states import OrderStep
from tests.bot.conftest import until
from tests.selling import ALICE, Selling, a_worker, open_shop
from tests.servers import PostgresServer
from worker import buying
from worker.buying import READ_BEFORE

CONFIRM = "nft-payment/confirm"
LIST = "nft/find-by-user"
STARS = 100_000  # what Alice has before she pays

NOT_DONE: list[dict[str, Any]] = [
    {"kind": "broken"},
    {"kind": "broken", "status": 503},
    {"kind": "down"},
    {"kind": "garbled"},
    {"kind": "shape"},
    {"kind": "shape", "body": {"data": False}},
    {"kind": "limited"},
    {"kind": "html403"},
    {"kind": "expired"},
    {"kind": "refused", "status": 401},
    {"kind": "refused", "status": 403},
    {"kind": "refused", "status": 409},
]
DONE: list[dict[str, Any]] = [
    {"kind": "late", "delay": 3},
    {"kind": "lost"},
    {"kind": "broken_after"},
    {"kind": "broken_after", "status": 502},
    {"kind": "broken_after", "status": 400},
    {"kind": "broken_after", "status": 404},
    {"kind": "broken_after", "status": 409},
]


def each(faults: list[dict[str, Any]], *quick: dict[str, Any]) -> list[Any]:
    """Return the faults as parameters; all but the quick ones are left to `make test-long`."""
    return [
        pytest.param(
            fault,
            id="-".join(str(value) for value in fault.values()),
            marks=() if fault in quick else pytest.mark.long,
        )
        for fault in faults
    ]


async def check_delivered(selling: Selling, order: str) -> dict[str, Any]:
    """Wait for the miner; there is one, it is paid, and nothing goes back."""
    done = await selling.reaches(order, "done")
    miners = await selling.miners(order)
    assert len(miners) == 1
    assert done["miner"] in {None, str(miners[0])}
    assert [payment["state"] for payment in done["payments"]] == ["matched"]
    assert await selling.stars() == STARS - done["priceStars"]
    return done


async def check_given_back(selling: Selling, order: str) -> dict[str, Any]:
    """Wait for the money; there is no miner."""
    await selling.reaches(order, "failed")

    async def is_back() -> bool:
        return await selling.stars() == STARS

    await until(is_back, "the refund")
    assert await selling.miners(order) == []

    async def is_booked() -> dict[str, Any] | None:
        shown = await selling.show(order)
        return shown if shown["payments"][0]["state"] == "refunded" else None

    failed: dict[str, Any] = await until(is_booked, "the refund in the books")
    return failed


async def check_waits(selling: Selling, order: str) -> None:
    """Wait until nobody knows; the money stays where it is, and the partner is asked again."""
    unknown = await selling.reaches(order, "unknown")
    assert [payment["state"] for payment in unknown["payments"]] == ["matched"]
    assert await selling.stars() == STARS - unknown["priceStars"]

    async def waits() -> list[float]:
        return await selling.waiting("deliver")

    assert len(await until(waits, "the next attempt")) == 1


@pytest.mark.parametrize("fault", each(NOT_DONE, NOT_DONE[2], NOT_DONE[5], NOT_DONE[-1]))
async def test_confirmation_without_a_clear_answer_is_repeated(
    selling: Selling, fault: dict[str, Any]
) -> None:
    """Nothing was done: after the fault the miner comes."""
    await selling.world.inject_fault(operation=CONFIRM, **fault)
    order = await selling.buy()
    await check_waits(selling, order["id"])
    await selling.world.clear_faults()
    await selling.hurry("deliver")
    done = await check_delivered(selling, order["id"])
    assert done["miner"] is not None
    assert len(await selling.world.calls(CONFIRM)) == 2


@pytest.mark.parametrize("fault", each(DONE, DONE[1], DONE[4]))
async def test_miner_that_has_come_counts_more_than_the_answer(
    selling: Selling, fault: dict[str, Any]
) -> None:
    """The partner has done it and says something else, or nothing: it is seen in the list."""
    await selling.world.inject_fault(operation=CONFIRM, **fault)
    order = await selling.buy()
    done = await check_delivered(selling, order["id"])
    assert done["miner"] is not None


@pytest.mark.parametrize("second", ["conflict", "success"])
@pytest.mark.parametrize("fault", each(DONE[:3], DONE[1]))
async def test_lost_confirmation_is_repeated_and_makes_one_miner(
    selling: Selling, fault: dict[str, Any], second: str
) -> None:
    """While the list cannot be read, nobody knows; what a second confirmation answers is right."""
    await selling.world.sim("POST", "/sim/partner/readings", {"secondConfirm": second})
    await selling.world.inject_fault(operation=CONFIRM, **fault)
    order = await selling.order_then_list_breaks()
    await check_waits(selling, order["id"])
    assert len(await selling.miners(order["id"])) == 1
    await selling.world.clear_faults()
    await selling.hurry("deliver")
    done = await check_delivered(selling, order["id"])
    assert done["miner"] is not None
    assert len(await selling.world.calls(CONFIRM)) == 2


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_refused_confirmation_gives_the_money_back(selling: Selling, status: int) -> None:
    """A clear no at once, and no miner: nothing was done, and nobody need decide."""
    await selling.world.inject_fault("refused", operation=CONFIRM, status=status, times=1)
    order = await selling.buy()
    await check_given_back(selling, order["id"])
    assert len(await selling.world.calls(CONFIRM)) == 1
    assert selling.rows("SELECT 1 FROM review_cases") == []
    assert await selling.bot_calls("refundStarPayment") == 1


async def test_refusal_that_cannot_be_checked_is_not_believed(selling: Selling) -> None:
    """Without the list nobody knows whether a miner has come: a person decides after the next."""
    await selling.world.inject_fault("refused", operation=CONFIRM, status=400)
    order = await selling.order_then_list_breaks()
    await check_waits(selling, order["id"])
    await selling.hurry("deliver")
    await check_reviewed(selling, order["id"])


async def check_reviewed(selling: Selling, order: str) -> None:
    """Wait for the review; there is a case, and no refund."""
    shown = await selling.reaches(order, "review")
    assert [payment["state"] for payment in shown["payments"]] == ["matched"]
    assert len(selling.rows("SELECT 1 FROM review_cases WHERE order_id = %s", order)) == 1
    assert await selling.waiting("deliver") == []
    assert await selling.bot_calls("refundStarPayment") == 0


@pytest.mark.parametrize("status", [400, 404, 422])
async def test_refusal_after_an_unknown_attempt_is_for_a_person(
    selling: Selling, status: int
) -> None:
    """The first attempt may have been done, so the money does not go back by itself."""
    await selling.world.inject_fault("down", operation=CONFIRM, times=1)
    order = await selling.buy()
    await check_waits(selling, order["id"])
    await selling.world.inject_fault("refused", operation=CONFIRM, status=status)
    await selling.hurry("deliver")
    await check_reviewed(selling, order["id"])


async def test_schedule_and_end_of_the_attempts(selling: Selling) -> None:
    """After 5 s, 30 s, 2, 10, 30 minutes, hourly; after a day a person decides."""
    await selling.world.inject_fault("down", operation=CONFIRM)
    order = await selling.buy()
    for number, seconds in enumerate((*Waits.again, Waits.again[-1]), start=1):

        async def waits(number: int = number) -> list[float]:
            asked = len(await selling.world.calls(CONFIRM))
            return await selling.waiting("deliver") if asked == number else []

        [left] = await until(waits, f"attempt {number}")
        assert seconds - 4 < left <= seconds
        assert (await selling.show(order["id"]))["state"] == "unknown"
        await selling.hurry("deliver")
    selling.world.clock.move(Waits.give_up)

    async def hurried() -> bool:
        await selling.hurry("deliver")
        return bool((await selling.show(order["id"]))["state"] == "review")

    await until(hurried, "the review")
    await check_reviewed(selling, order["id"])


async def test_order_that_a_person_has_asked_again_has_a_day_anew(selling: Selling) -> None:
    """Its attempts begin from the first pause; then it is delivered."""
    await selling.world.inject_fault("refused", operation=CONFIRM, status=401)
    order = await selling.buy()
    await check_waits(selling, order["id"])
    selling.world.clock.move(Waits.give_up)
    await selling.hurry("deliver")
    await check_reviewed(selling, order["id"])
    orders = selling.orders
    await orders.decide(selling.id(order), OrderStep.RETRY, actor="test", reason="keys are mended")
    await check_waits(selling, order["id"])
    assert (await selling.waiting("deliver"))[0] <= Waits.again[0]
    await selling.world.clear_faults()
    await selling.hurry("deliver")
    await check_delivered(selling, order["id"])


async def test_delivery_waits_for_the_list_but_not_for_long(selling: Selling) -> None:
    """Nothing is asked before the miners are known; after two minutes it is."""
    await selling.world.inject_fault("broken", operation=LIST)
    order = await selling.buy()

    async def waits() -> list[float]:
        return await selling.waiting("deliver")

    await until(waits, "the next attempt")
    assert (await selling.show(order["id"]))["state"] == "paid"
    assert await selling.world.calls(CONFIRM) == []
    selling.world.clock.move(READ_BEFORE)
    await selling.hurry("deliver")
    done = await check_delivered(selling, order["id"])
    assert done["miner"] is None


async def test_account_that_nobody_can_read_is_delivered_to(selling: Selling) -> None:
    """A member with a wallet who has logged out: the partner's yes is enough."""
    await selling.set_stars(STARS)
    await selling.write("UPDATE members SET partner_user_id = NULL")
    order = await selling.order()
    assert (await selling.world.post("/api/auth/logout")).status == 200
    await selling.pay(order)
    done = await check_delivered(selling, order["id"])
    assert done["miner"] is None


@pytest.mark.long
@pytest.mark.parametrize(
    "reading",
    [
        {"accounts": "one"},
        {"secondConfirm": "success"},
        {"initUserId": "absent"},
        {"tokenClaims": "sub"},
        {"signature": "reserialized"},
        {"maxRows": 1},
        {"count": "none"},
        {"wallets": "newest_first"},
    ],
    ids=str,
)
async def test_two_purchases_under_every_reading(
    redis_url: str, postgres: PostgresServer, reading: dict[str, Any]
) -> None:
    """The second one does not take the first one's miner for its own."""
    async with open_shop(redis_url, postgres) as selling, a_worker(selling):
        await selling.world.sim("POST", "/sim/partner/readings", reading)
        await selling.bind()
        found = []
        for _ in range(2):
            order = await selling.buy()
            found.append((await selling.reaches(order["id"], "done"))["miner"])
        assert sorted(map(int, found)) == sorted(await selling.miners(order["id"]))
        assert len(set(found)) == 2


# A worker that has died between its BEGIN and the partner's answer, for each answer of the next.


@asynccontextmanager
async def begun_by_a_dead_worker(
    redis_url: str, postgres: PostgresServer, *, confirmed: bool
) -> AsyncIterator[tuple[Selling, dict[str, Any]]]:
    """Yield a paid order that a worker has begun and, perhaps, confirmed before it died."""
    async with open_shop(redis_url, postgres, gomining_timeout=1) as selling:
        await selling.bind()
        await selling.set_stars(STARS)
        async with a_worker(selling):
            order = await selling.order()
        await selling.pay(order)
        await selling.reaches(order["id"], "paid")
        async with selling.orders.transaction() as connection:
            begun = await selling.orders.step(
                connection, selling.id(order), OrderStep.BEGIN, details={"miners": []}
            )
        if confirmed:
            call = ConfirmPayment(external_id=order["id"], user_id=begun.quote["account"])
            await selling.world.services.client(call)
        yield selling, order


@pytest.mark.long
@pytest.mark.parametrize("confirmed", [False, True])
async def test_begun_order_is_delivered_by_the_next_worker(
    redis_url: str, postgres: PostgresServer, *, confirmed: bool
) -> None:
    """Whether or not the dead one had asked: the answer is true, or 409 and the miner is there."""
    opened = begun_by_a_dead_worker(redis_url, postgres, confirmed=confirmed)
    async with opened as (selling, order), a_worker(selling):
        done = await check_delivered(selling, order["id"])
        assert done["miner"] is not None


@pytest.mark.long
@pytest.mark.parametrize("status", [400, 404, 422])
async def test_begun_order_that_is_refused_then_is_for_a_person(
    redis_url: str, postgres: PostgresServer, status: int
) -> None:
    """The dead worker may have had another answer."""
    opened = begun_by_a_dead_worker(redis_url, postgres, confirmed=False)
    async with opened as (selling, order):
        await selling.world.inject_fault("refused", operation=CONFIRM, status=status)
        async with a_worker(selling):
            await check_reviewed(selling, order["id"])


@pytest.mark.long
@pytest.mark.parametrize("fault", each([*NOT_DONE, *DONE[:3]], NOT_DONE[2], DONE[1]))
async def test_begun_order_without_a_clear_answer_stays_unknown(
    redis_url: str, postgres: PostgresServer, fault: dict[str, Any]
) -> None:
    """And is repeated, as any other; a miner that has come ends it."""
    opened = begun_by_a_dead_worker(redis_url, postgres, confirmed=False)
    async with opened as (selling, order):
        await selling.world.inject_fault(operation=CONFIRM, **fault)
        async with a_worker(selling):
            if fault not in DONE:
                await check_waits(selling, order["id"])
                await selling.world.clear_faults()
                await selling.hurry("deliver")
            await check_delivered(selling, order["id"])


async def test_worker_that_was_taken_for_dead_decides_nothing(selling: Selling) -> None:
    """Two at the same order: what the slow one is answered does not give the money back."""
    await selling.world.inject_fault("slow", operation=CONFIRM, delay=0.6, times=1)
    order = await selling.buy()

    async def is_asked() -> bool:
        return bool(await selling.world.calls(CONFIRM))

    await until(is_asked, "the first confirmation")
    worker = buying.Purchases(selling.world.services, selling.orders, None, waits=Waits())  # type: ignore[arg-type]
    await asyncio.gather(worker.deliver(order["id"]))
    await check_delivered(selling, order["id"])

    async def is_over() -> bool:
        return not selling.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'deliver'")

    await until(is_over, "the end of the slow one")
    shown = await check_delivered(selling, order["id"])
    states = [step["state"] for step in shown["steps"]]
    assert states == [
        "quoted", "awaiting", "paid", "fulfilling", "unknown", "fulfilling", "done",
    ]  # fmt: skip


async def test_events_of_a_delivery_do_not_name_the_member(selling: Selling) -> None:
    """What the partner says of the user is kept without their ids: events cannot be changed."""
    body = {"message": f"User tg-{ALICE} ({ALICE}) is blocked"}
    fault = {"body": body, "status": 400, "times": 1}
    await selling.world.inject_fault("answer", operation=CONFIRM, **fault)
    order = await selling.buy()
    await check_given_back(selling, order["id"])
    events = selling.rows("SELECT details::text FROM events WHERE details::text LIKE '%%blocked%%'")
    assert events
    assert str(ALICE) not in str(events)
