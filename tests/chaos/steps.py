"""Produces a chosen way of the tables of transitions, with one buyer and without other faults."""

import asyncio
import itertools
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from typing import Any, Protocol
from uuid import UUID

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from gomining.endpoints.money import ConfirmPayment
from orders.buying import RAIL
from orders.orders import Orders
from orders.states import ENDED, OrderState, OrderStep
from runtime.clock import Time
from sandbox import keys
from tests.chaos import buyers
from tests.chaos.buyer import Buyer
from tests.chaos.deciders import Decider
from tests.chaos.kills import CONFIRM, INIT, Killer
from tests.chaos.mini_app_users import Findings
from tests.chaos.selling_system import System
from tests.chaos.witness import Way
from worker.refunds import Refunds
from worker.star_books import StarBooks

PATIENCE = 120.0  # seconds for one wait
_numbers = itertools.count(50_000)  # of the buyers of this module


class Run(Protocol):
    """What a scenario needs of the load test."""

    system: System
    findings: Findings
    killer: Killer
    decider: Decider
    orders: Orders


Scenario = Callable[[Run, Buyer], Awaitable[object]]


async def produce(run: Run, way: Way) -> None:
    """Have one buyer buy so that the way is taken."""
    buyer = Buyer(next(_numbers), system=run.system, findings=run.findings)
    await buyer.enter()
    try:
        await SCENARIOS[way](run, buyer)
    finally:
        await run.killer.clear()


async def _bought(_run: Run, buyer: Buyer) -> None:
    await buyers.buy(buyer, buyers.simply)


async def _refused(run: Run, buyer: Buyer) -> None:
    await _partner_fault(run, "refused", INIT, times=1)
    order = await buyer.order()
    await buyer.reaches(order["id"], set())


async def _cancelled_while_quoted(run: Run, buyer: Buyer) -> None:
    async with _without_workers(run):
        order = await buyer.order()
        await buyer.cancel(order["id"])


async def _cancelled_while_awaiting(_run: Run, buyer: Buyer) -> None:
    await buyer.cancel((await _payable(buyer))["id"])


async def _expired_while_quoted(run: Run, buyer: Buyer) -> None:
    await _partner_fault(run, "down", INIT)
    order = await buyer.order()
    await buyer.reaches(order["id"], set())


async def _expired_while_awaiting(_run: Run, buyer: Buyer) -> None:
    await buyer.reaches((await _payable(buyer))["id"], set())


async def _answer_lost(run: Run, buyer: Buyer) -> None:
    await _partner_fault(run, "down", CONFIRM, times=1)
    await buyers.buy(buyer, buyers.simply)


async def _declined(run: Run, buyer: Buyer) -> None:
    await _partner_fault(run, "refused", CONFIRM, times=1)
    await buyers.buy(buyer, buyers.simply)
    await _until_refunded(run, buyer)


async def _charged_back_before_delivery(run: Run, buyer: Buyer) -> None:
    order = await _payable(buyer)
    async with _without_workers(run):
        charge = await buyer.pay_until_paid(order)
        await _until(run, "SELECT 1 FROM payments WHERE ext_id = %s", charge)
        await buyers.charge_back(buyer, str(charge))
        await _read_list(run)


async def _never_answered(run: Run, buyer: Buyer) -> None:
    order = await _payable(buyer)
    await _partner_fault(run, "down", CONFIRM)
    await buyer.pay_until_paid(order)
    await buyer.reaches(order["id"], {OrderState.REVIEW})


async def _refused_after_a_lost_answer(run: Run, buyer: Buyer) -> UUID:
    order = await _payable(buyer)
    await _partner_fault(run, "refused", CONFIRM)
    await _partner_fault(run, "down", CONFIRM, times=1)  # the newest one comes first
    await buyer.pay_until_paid(order)
    await buyer.reaches(order["id"], {OrderState.REVIEW})
    await run.killer.clear()
    return UUID(order["id"])


async def _retried(run: Run, buyer: Buyer) -> None:
    order = await _refused_after_a_lost_answer(run, buyer)
    await _decided(run, order, OrderStep.RETRY)


async def _given_back(run: Run, buyer: Buyer) -> None:
    order = await _refused_after_a_lost_answer(run, buyer)
    await _decided(run, order, OrderStep.GIVE_BACK)


async def _settled(run: Run, buyer: Buyer) -> None:
    """The partner's support delivers what was asked for; the operator finds it."""
    order = await _refused_after_a_lost_answer(run, buyer)
    account = await run.system.rows(
        "SELECT gomining_user_id FROM members WHERE user_id = %s", buyer.user_id
    )
    confirm = ConfirmPayment(external_id=str(order), user_id=account[0][0])
    await run.system.partner(confirm)
    await _decided(run, order, OrderStep.SETTLE)


async def _paid_late(run: Run, buyer: Buyer) -> None:
    await buyers.buy(buyer, buyers.after_it_was_cancelled)
    await _until_refunded(run, buyer)


async def _paid_twice(run: Run, buyer: Buyer) -> None:
    order = await _payable(buyer)
    await _pending(run, buyer)
    pending = await buyer.pay_until_paid(order)
    await buyer.pay_until_paid(order)
    await buyer.chat("settle", {"pending_id": pending})
    await _until_refunded(run, buyer)


async def _charged_back_before_the_refund(run: Run, buyer: Buyer) -> None:
    fault = {"kind": "500", "method": "refundStarPayment"}
    order = await _payable(buyer)
    await _pending(run, buyer)
    pending = await buyer.pay_until_paid(order)
    await buyer.cancel(order["id"])
    await run.system.sim("POST", "/sim/chat/fault", fault)
    charge = (await buyer.chat("settle", {"pending_id": pending}))["charge_id"]
    await _until(run, "SELECT 1 FROM payments WHERE ext_id = %s AND state = 'refunding'", charge)
    await buyers.charge_back(buyer, charge)
    await _until(run, "SELECT 1 FROM payments WHERE ext_id = %s AND state = 'charged back'", charge)


async def _refunded_before_the_chargeback_is_seen(run: Run, buyer: Buyer) -> None:
    """Telegram calls a charge refunded that a store has taken back, which no list has shown yet."""
    order = await _payable(buyer)
    await _pending(run, buyer)
    pending = await buyer.pay_until_paid(order)
    await buyer.cancel(order["id"])
    async with _without_workers(run):
        charge = (await buyer.chat("settle", {"pending_id": pending}))["charge_id"]
        await _until(run, "SELECT 1 FROM payments WHERE ext_id = %s", charge)
        await buyers.charge_back(buyer, charge)
        async with _bot(run) as bot:
            await Refunds(run.orders, bot).refund(f"{RAIL}:{charge}")
    await _until(run, "SELECT 1 FROM payments WHERE ext_id = %s AND state = 'charged back'", charge)


async def _payable(buyer: Buyer) -> dict[str, Any]:
    order = await buyer.order()
    return await buyer.reaches(order["id"], {OrderState.AWAITING})


async def _decided(run: Run, order: UUID, step: OrderStep) -> None:
    """Have the operator decide, who looks for a while before that; wait until it has ended."""
    deadline = time.monotonic() + PATIENCE
    while not await _has(
        run, "SELECT 1 FROM audit WHERE order_id = %s AND action = %s", order, step
    ):
        await run.decider.decide(order, preferred=step)
        await asyncio.sleep(0.5)
        assert time.monotonic() < deadline, f"order {order} is not decided"
    await _until(run, "SELECT 1 FROM orders WHERE id = %s AND state = ANY(%s)", order, list(ENDED))


async def _until_refunded(run: Run, buyer: Buyer) -> None:
    await _until(
        run, "SELECT 1 FROM payments WHERE user_id = %s AND state = 'refunded'", buyer.user_id
    )


async def _until(run: Run, statement: str, *values: object) -> None:
    deadline = time.monotonic() + PATIENCE
    while not await _has(run, statement, *values):
        assert time.monotonic() < deadline, f"{statement} {values} finds nothing"
        await asyncio.sleep(0.2)


async def _has(run: Run, statement: str, *values: object) -> bool:
    return bool(await run.system.rows(statement, *values))


async def _partner_fault(run: Run, kind: str, operation: int, **more: Any) -> None:
    body = {"kind": kind, "operation": operation, **more}
    await run.system.sim("POST", "/sim/partner/fault", body)


async def _pending(run: Run, buyer: Buyer) -> None:
    body = {"kind": "status_pending", "only_user": buyer.user_id, "times": 1}
    await run.system.sim("POST", "/sim/chat/fault", body)


async def _read_list(run: Run) -> None:
    """Read Telegram's list as a worker does, of which none runs."""
    async with _bot(run) as bot:
        await StarBooks(run.system.pool, run.orders, bot, time=Time()).read()


@asynccontextmanager
async def _bot(run: Run) -> AsyncIterator[Bot]:
    session = AiohttpSession(api=TelegramAPIServer.from_base(run.system.sandbox))
    async with Bot(keys.BOT_TOKEN, session=session) as bot:
        yield bot


@asynccontextmanager
async def _without_workers(run: Run) -> AsyncIterator[None]:
    workers = [one for name, one in run.system.programs.items() if name.startswith("worker")]
    await asyncio.gather(*(worker.stop(kill=True) for worker in workers))
    try:
        yield
    finally:
        await asyncio.gather(*(worker.start() for worker in workers))


SCENARIOS: dict[Way, Scenario] = {
    ("order", "prepare", "quoted"): _bought,
    ("order", "refuse", "quoted"): _refused,
    ("order", "cancel", "quoted"): _cancelled_while_quoted,
    ("order", "cancel", "awaiting"): _cancelled_while_awaiting,
    ("order", "expire", "quoted"): _expired_while_quoted,
    ("order", "expire", "awaiting"): _expired_while_awaiting,
    ("order", "pay", "awaiting"): _bought,
    ("order", "begin", "paid"): _bought,
    ("order", "begin", "unknown"): _answer_lost,
    ("order", "deliver", "fulfilling"): _bought,
    ("order", "lose", "fulfilling"): _answer_lost,
    ("order", "decline", "fulfilling"): _declined,
    ("order", "escalate", "paid"): _charged_back_before_delivery,
    ("order", "escalate", "unknown"): _never_answered,
    ("order", "escalate", "fulfilling"): _refused_after_a_lost_answer,
    ("order", "retry", "review"): _retried,
    ("order", "settle", "review"): _settled,
    ("order", "give back", "review"): _given_back,
    ("payment", "refund", "matched"): _declined,
    ("payment", "refund", "late"): _paid_late,
    ("payment", "refund", "surplus"): _paid_twice,
    ("payment", "refunded", "refunding"): _declined,
    ("payment", "charge back", "matched"): _charged_back_before_delivery,
    ("payment", "charge back", "refunding"): _charged_back_before_the_refund,
    ("payment", "charge back", "refunded"): _refunded_before_the_chargeback_is_seen,
}
