"""What happens before any money: the partner prepares the purchase (#11), or nobody can pay."""

from typing import Any

import pytest

from orders.rules import Waits
from tests.bot.conftest import until
from tests.selling import Selling

INIT = "nft-payment/init"

# Faults after which nobody knows what the partner says of this purchase.
UNCLEAR: list[dict[str, Any]] = [
    {"kind": "late", "delay": 3},
    {"kind": "slow", "delay": 3},
    {"kind": "broken"},
    {"kind": "broken", "status": 503},
    {"kind": "broken_after"},
    {"kind": "lost"},
    {"kind": "down"},
    {"kind": "garbled"},
    {"kind": "shape"},
    {"kind": "limited", "retryAfter": 7},
    {"kind": "html403"},
    {"kind": "expired"},
]


@pytest.mark.parametrize(
    "fault",
    [
        pytest.param(
            fault,
            id="-".join(map(str, fault.values())),
            marks=() if fault["kind"] in {"lost", "limited"} else pytest.mark.long,
        )
        for fault in UNCLEAR
    ],
)
async def test_no_money_is_asked_before_the_partner_has_prepared(
    selling: Selling, fault: dict[str, Any]
) -> None:
    """There is no invoice while it fails; afterwards it is asked again, for the same purchase."""
    await selling.world.inject_fault(operation=INIT, **fault)
    made = (await selling.send(await selling.wanted())).body

    async def waits() -> list[float]:
        return await selling.waiting("prepare")

    [seconds] = await until(waits, "a second attempt")
    assert 0 < seconds <= fault.get("retryAfter", 5)
    shown = await selling.show(made["id"])
    assert (shown["state"], shown["invoiceUrl"]) == ("quoted", None)
    assert await selling.bot_calls("createInvoiceLink") == 0
    await selling.world.clear_faults()
    await selling.hurry("prepare")
    ready = await selling.reaches(made["id"], "awaiting")
    assert ready["invoiceUrl"]
    state = await selling.world.sim("GET", "/sim/partner/state")
    assert [payment["externalId"] for payment in state["payments"]] == [made["id"]]


@pytest.mark.parametrize("status", [400, 404, 409, 422])
async def test_purchase_that_the_partner_refuses_fails(selling: Selling, status: int) -> None:
    """At once, without an invoice; the same miner can be ordered again."""
    await selling.world.inject_fault("refused", operation=INIT, status=status, times=1)
    made = (await selling.send(await selling.wanted())).body
    ended = await selling.reaches(made["id"], "failed")
    assert (ended["isOpen"], ended["invoiceUrl"], ended["payments"]) == (False, None, [])
    assert await selling.bot_calls("createInvoiceLink") == 0
    assert (await selling.order())["id"] != made["id"]


@pytest.mark.parametrize("price", ["14.98", "15", "0"])
async def test_other_price_of_the_partner_is_refused(selling: Selling, price: str) -> None:
    """Whatever the quote said, nobody pays another price than the partner's."""
    answer = {"data": {"id": 1, "priceUsdt": float(price)}}
    await selling.world.inject_fault("answer", operation=INIT, body=answer, times=1)
    made = (await selling.send(await selling.wanted())).body
    await selling.reaches(made["id"], "failed")
    assert await selling.bot_calls("createInvoiceLink") == 0


async def test_partner_that_names_no_price_is_taken_at_the_quote(selling: Selling) -> None:
    """The document does not say that it names one."""
    await selling.world.sim("POST", "/sim/partner/readings", {"paymentPrice": "absent"})
    order = await selling.buy()
    await selling.reaches(order["id"], "done")


async def test_order_that_cannot_be_prepared_in_time_expires(selling: Selling) -> None:
    """Nobody has paid anything, and the partner is not asked any more."""
    await selling.world.inject_fault("down", operation=INIT)
    made = (await selling.send(await selling.wanted())).body

    async def waits() -> list[float]:
        return await selling.waiting("prepare")

    await until(waits, "a second attempt")
    selling.world.clock.move(Waits.quote)
    await selling.world.clear_faults()
    asked = len(await selling.world.calls(INIT))
    await selling.hurry("prepare")
    await selling.hurry("expire")
    await selling.reaches(made["id"], "expired")

    async def is_over() -> bool:
        return not selling.rows(
            "SELECT 1 FROM procrastinate_jobs WHERE task_name IN ('prepare', 'expire')"
        )

    await until(is_over, "the end of all jobs of the order")
    assert len(await selling.world.calls(INIT)) == asked


async def test_order_cancelled_while_it_is_prepared_stays_cancelled(selling: Selling) -> None:
    """The partner's late yes changes nothing."""
    await selling.world.inject_fault("slow", operation=INIT, delay=0.6, times=1)
    made = (await selling.send(await selling.wanted())).body

    async def is_asked() -> bool:
        return bool(await selling.world.calls(INIT))

    await until(is_asked, "the call")
    assert (await selling.cancel(made["id"])).body["state"] == "cancelled"

    async def is_over() -> bool:
        return not selling.rows("SELECT 1 FROM procrastinate_jobs WHERE task_name = 'prepare'")

    await until(is_over, "the end of the job")
    shown = await selling.show(made["id"])
    assert [step["state"] for step in shown["steps"]] == ["quoted", "cancelled"]


@pytest.mark.parametrize("kind", ["500", "lost", "garbled"])
async def test_telegram_without_an_answer_is_asked_for_the_invoice_again(
    selling: Selling, kind: str
) -> None:
    """The order waits; the partner's preparation stays one payment."""
    fault = {"kind": kind, "method": "createInvoiceLink", "times": 1}
    await selling.world.sim("POST", "/sim/chat/fault", fault)
    order = await selling.order()
    assert order["invoiceUrl"]
    assert await selling.bot_calls("createInvoiceLink") == 2
    state = await selling.world.sim("GET", "/sim/partner/state")
    assert [payment["externalId"] for payment in state["payments"]] == [order["id"]]
