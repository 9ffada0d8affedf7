"""How the simulated buyers buy: once, twice at the same moment, too late, or not at all."""

import asyncio
from collections.abc import Awaitable, Callable
from typing import Any

from orders.states import OrderState
from tests.chaos.buyer import STARS, Buyer, StuckError
from tests.chaos.chat_buyer import ChatBuyer
from tests.chaos.mini_app_users import Findings
from tests.chaos.selling_system import System

Order = dict[str, Any]
Plan = Callable[[Buyer, Order], Awaitable[None]]
STRANGERS = 100_000  # is added to a buyer's id for that of a stranger with the buyer's link


async def simply(buyer: Buyer, order: Order) -> None:
    """Pay once."""
    await buyer.pay_until_paid(order)


async def twice_at_once(buyer: Buyer, order: Order) -> None:
    """Pay by two devices at the same moment."""
    await asyncio.gather(buyer.pay_until_paid(order), buyer.pay_until_paid(order))


async def after_a_stranger(buyer: Buyer, order: Order) -> None:
    """Pay after somebody else has tried to, who got the link."""
    stranger = Buyer(buyer.user_id + STRANGERS, system=buyer.system, findings=buyer.findings)
    stranger.user_id = buyer.user_id + STRANGERS
    user = {"id": stranger.user_id, "first_name": "Stranger"}
    await buyer.system.sim("POST", "/sim/chat/users", user)
    await stranger.chat("stars", {"stars": STARS})
    paid = await stranger.pay(order)
    if paid["charge_id"]:
        buyer.findings.fail(f"order {order['id']} was paid by a stranger")
    await buyer.pay_until_paid(order)


async def not_at_all(_buyer: Buyer, _order: Order) -> None:
    """Let the price end."""


async def never_mind(buyer: Buyer, order: Order) -> None:
    """Cancel instead of paying."""
    await buyer.cancel(order["id"])


async def after_it_was_cancelled(buyer: Buyer, order: Order) -> None:
    """Pay in a way that takes long, and cancel meanwhile."""
    await _fault(buyer, "status_pending")
    pending = await buyer.pay_until_paid(order)
    await buyer.cancel(order["id"])
    if pending is not None:
        await _settle(buyer, pending)


async def slowly(buyer: Buyer, order: Order) -> None:
    """Pay in a way that takes long."""
    await _fault(buyer, "status_pending")
    pending = await buyer.pay_until_paid(order)
    if pending is not None:
        await asyncio.sleep(buyer.random.uniform(0, 3))
        await _settle(buyer, pending)


async def again_after_a_wrong_status(buyer: Buyer, order: Order) -> None:
    """Pay a second time, because the client says that the first payment failed."""
    await _fault(buyer, buyer.random.choice(["status_failed", "status_cancelled"]))
    await buyer.pay_until_paid(order)
    await buyer.pay(order)


async def reported_twice(buyer: Buyer, order: Order) -> None:
    """Pay once; Telegram reports it to the bot twice, and once more later."""
    await _fault(buyer, "payment_repeated")
    charge = await buyer.pay_until_paid(order)
    if charge is not None:
        await asyncio.sleep(buyer.random.uniform(0, 4))
        await buyer.chat("redeliver", {"charge_id": charge})


async def unreported(buyer: Buyer, order: Order) -> None:
    """Pay once; Telegram does not report it to the bot."""
    await _fault(buyer, "payment_undelivered")
    await buyer.pay_until_paid(order)


async def and_charge_back(buyer: Buyer, order: Order) -> None:
    """Pay, and have the store take the payment back at once or later."""
    charge = await buyer.pay_until_paid(order)
    if charge is None:
        return
    await asyncio.sleep(buyer.random.choice([0, 0, 0.3, 2, 8]))
    await charge_back(buyer, charge)


async def charge_back(buyer: Buyer, charge: str) -> None:
    """Have the store take a payment back; nothing happens if it was refunded before."""
    url = f"{buyer.system.sandbox}/sim/chat/chargeback?user={buyer.user_id}"
    body = {"charge_id": charge, "listed": True}
    async with buyer.system.http.post(url, json=body) as response:
        assert response.status in {200, 409}, await response.text()
        buyer.findings.counts["charged back"] += response.status == 200


async def _fault(buyer: Buyer, kind: str) -> None:
    body = {"kind": kind, "only_user": buyer.user_id, "times": 1}
    await buyer.system.sim("POST", "/sim/chat/fault", body)


async def _settle(buyer: Buyer, pending: str) -> None:
    if not pending.startswith("stx"):  # else the payment went through at once
        await buyer.chat("settle", {"pending_id": pending})


# How often each is chosen.
PLANS: dict[Plan, int] = {
    simply: 8,
    twice_at_once: 3,
    after_a_stranger: 2,
    not_at_all: 1,
    never_mind: 1,
    after_it_was_cancelled: 2,
    slowly: 1,
    again_after_a_wrong_status: 2,
    reported_twice: 2,
    unreported: 2,
    and_charge_back: 3,
}
CANCELLED_AT_ONCE = 0.05  # the part of the orders that are cancelled before they are prepared


async def buy(buyer: Buyer, plan: Plan) -> Order:
    """Order a miner, pay it as planned, and watch it to the end."""
    buyer.findings.counts[f"plan {plan.__name__}"] += 1
    order = await buyer.order()
    if buyer.random.random() < CANCELLED_AT_ONCE:
        await buyer.cancel(order["id"])
    order = await buyer.reaches(order["id"], {OrderState.AWAITING})
    if order["state"] == OrderState.AWAITING:
        await plan(buyer, order)
    return await buyer.reaches(order["id"], set())


async def shopping(buyer: Buyer, *, after: float) -> None:
    """Come after so many seconds, and buy one to three miners."""
    await asyncio.sleep(after)
    try:
        await buyer.enter()
        for _ in range(buyer.random.randint(1, 3)):
            plan = buyer.random.choices(list(PLANS), weights=list(PLANS.values()))[0]
            await buy(buyer, plan)
    except StuckError as error:
        buyer.findings.fail(f"{error}")


def make_buyers(count: int, *, system: System, findings: Findings, seed: int) -> list[Buyer]:
    """Return so many buyers; every third one is in the chat."""
    return [
        (ChatBuyer if n % 3 == 0 else Buyer)(n, system=system, findings=findings, seed=seed)
        for n in range(count)
    ]
