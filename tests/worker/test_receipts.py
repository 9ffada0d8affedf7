"""Receipts: one message per order that follows it, whatever Telegram and the member do."""

import asyncio
import time
from collections.abc import AsyncIterator
from typing import Any

import pytest

from accounts.preferences import LANGUAGES
from bot.translate import words
from orders.states import OrderState, PaymentState
from sandbox import keys
from tests.bot.conftest import Talk, labels, text_of, until
from tests.bot.order_scenes import a_history
from tests.selling import ALICE, Selling, a_worker, open_shop
from tests.servers import PostgresServer
from tests.world import SECRET_KEY

EN, RU = words("en"), words("ru")


@pytest.fixture
async def selling(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """A shop with a worker and a registry, in which Alice has an account and Stars."""
    async with (
        open_shop(redis_url, postgres, registry_key=SECRET_KEY) as opened,
        a_worker(opened),
    ):
        await Talk(opened.world).say("/start")
        await opened.bind()
        await opened.set_stars(50_000)
        yield opened


def code_of(order: dict[str, Any]) -> str:
    """Return an order's code, as its receipt shows it."""
    return str(order["code"])


async def receipts(selling: Selling, order: dict[str, Any]) -> list[dict[str, Any]]:
    """Return the messages about an order."""
    return [one for one in await Talk(selling.world).answers() if code_of(order) in text_of(one)]


async def receipt(selling: Selling, order: dict[str, Any], name: str) -> dict[str, Any]:
    """Return the one receipt of an order as soon as it says this."""
    said = EN.plain(name).replace("\N{NO-BREAK SPACE}", " ")

    async def check() -> dict[str, Any] | None:
        found = await receipts(selling, order)
        return found[0] if found and said in text_of(found[0]) else None

    found: dict[str, Any] = await until(check, f"{name} in the receipt")
    assert len(await receipts(selling, order)) == 1
    return found


async def fault(selling: Selling, kind: str, **more: Any) -> None:
    """Inject a fault into Telegram's calls."""
    await selling.world.sim("POST", "/sim/chat/fault", {"kind": kind, **more})


async def no_receipt_waits(selling: Selling) -> None:
    """Wait until no receipt has to be written any more."""

    async def check() -> bool:
        waiting = "SELECT count(*) FROM procrastinate_jobs WHERE task_name = 'receipt'"
        return selling.rows(waiting + " AND status IN ('todo', 'doing')") == [(0,)]

    await until(check, "the end of the receipts")


async def test_receipt_is_edited_from_step_to_step(selling: Selling) -> None:
    """The same message, with the time of every step and the miner at the end."""
    order = await selling.order()
    first = await receipt(selling, order, "order-awaiting")
    assert labels(first)[0].startswith("Pay ")
    await selling.pay(order)
    done = await selling.reaches(order["id"], "done")
    last = await receipt(selling, order, "order-done")
    assert last["message_id"] == first["message_id"]
    for state in ("quoted", "awaiting", "paid", "fulfilling", "done"):
        assert f": {EN.plain(f'state-{state}')}" in text_of(last)
    assert f"ID {done['miner']}" in text_of(last)


@pytest.mark.long
async def test_receipt_that_the_member_has_deleted_is_sent_anew(selling: Selling) -> None:
    """At the next step, and it is the one that is edited from then on."""
    order = await selling.order()
    first = await receipt(selling, order, "order-awaiting")
    path = f"/bot{keys.BOT_TOKEN}/deleteMessage"
    await selling.world.sim("POST", path, {"chat_id": ALICE, "message_id": first["message_id"]})
    await selling.pay(order)
    last = await receipt(selling, order, "order-done")
    assert last["message_id"] > first["message_id"]


async def test_member_who_has_blocked_the_bot_is_marked(selling: Selling) -> None:
    """The order goes on; after the member is back, the next step is shown."""
    await selling.world.sim("POST", f"/sim/chat/block?user={ALICE}", {})
    order = await selling.order()
    await no_receipt_waits(selling)
    assert selling.rows("SELECT reachability FROM members") == [("blocked",)]
    assert await receipts(selling, order) == []
    await selling.world.sim("POST", f"/sim/chat/unblock?user={ALICE}", {})
    await selling.pay(order)
    await selling.reaches(order["id"], "done")
    await receipt(selling, order, "order-done")


@pytest.mark.long
async def test_block_that_only_the_answer_shows_is_recorded(selling: Selling) -> None:
    """Without an update about it."""
    await selling.write("UPDATE members SET reachability = 'ok'")
    await fault(selling, "blocked", method="sendMessage", user=ALICE)
    await selling.order()
    await no_receipt_waits(selling)
    assert selling.rows("SELECT reachability FROM members") == [("blocked",)]


@pytest.mark.long
async def test_receipt_waits_as_telegram_asks_and_nothing_else_does(selling: Selling) -> None:
    """The miner is delivered meanwhile."""
    order = await selling.order()
    await receipt(selling, order, "order-awaiting")
    await fault(selling, "429", method="editMessageText", user=ALICE, seconds=7)
    began = time.monotonic()
    await selling.pay(order)
    await selling.reaches(order["id"], "done", patience=6)
    assert time.monotonic() - began < 7
    await selling.world.sim("DELETE", "/sim/chat/fault")
    await receipt(selling, order, "order-done")
    assert time.monotonic() - began > 6


@pytest.mark.long
async def test_slow_telegram_delays_no_delivery(selling: Selling) -> None:
    """However many receipts hang: they have places of their own."""
    order = await selling.order()
    await receipt(selling, order, "order-awaiting")
    for method in ("sendMessage", "editMessageText"):
        await fault(selling, "slow", method=method, seconds=14)
    id_ = order["id"]
    await selling.write(
        "INSERT INTO procrastinate_jobs (task_name, queue_name, args)"
        " SELECT 'receipt', 'receipt', jsonb_build_object('subject', %s::text)"
        " FROM generate_series(1, 60)",
        id_,
    )
    await selling.write("UPDATE receipts SET digest = ''")
    await asyncio.sleep(1)
    began = time.monotonic()
    await selling.pay(order)
    await selling.reaches(id_, "done", patience=10)
    assert time.monotonic() - began < 10
    await selling.world.sim("DELETE", "/sim/chat/fault")


@pytest.mark.long
async def test_receipt_has_the_language_and_the_zone_of_the_member(selling: Selling) -> None:
    """As chosen last."""
    preferences = selling.world.services.preferences
    await preferences.choose(ALICE, "ru")
    await preferences.save_time_zone(ALICE, "Asia/Kathmandu")
    order = await selling.order()

    async def check() -> bool:
        found = await receipts(selling, order)
        return bool(found) and RU.plain("order-awaiting") in text_of(found[0])

    await until(check, "the receipt")
    (only,) = await receipts(selling, order)
    assert "UTC+5:45" in text_of(only)
    assert labels(only)[0].startswith("Оплатить")


@pytest.mark.long
async def test_second_payment_goes_back_and_is_shown(selling: Selling) -> None:
    """Beside what became of the order."""
    order = await selling.order()
    await asyncio.gather(selling.pay(order), selling.pay(order))
    await selling.reaches(order["id"], "done")
    states = {"matched", "refunded"}

    async def refunded() -> bool:
        return {row[0] for row in selling.rows("SELECT state FROM payments")} == states

    await until(refunded, "the refund")
    await no_receipt_waits(selling)
    shown = await receipt(selling, order, "order-done")
    assert "Stars have gone back to you" in text_of(shown)


async def test_refused_order_and_its_refund_are_shown(selling: Selling) -> None:
    """Where the partner refuses after the money has arrived."""
    order = await selling.order()
    await selling.world.inject_fault("refused", operation=12)
    await selling.pay(order)
    await selling.reaches(order["id"], "failed")

    async def refunded() -> bool:
        return selling.rows("SELECT state FROM payments") == [("refunded",)]

    await until(refunded, "the refund")
    await no_receipt_waits(selling)
    shown = await receipt(selling, order, "order-failed")
    assert "Stars have gone back to you" in text_of(shown)
    assert "Contact support" in labels(shown)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_state_has_texts(language: str) -> None:
    """Of orders and payments, in every language; a new state needs them."""
    spoken = words(language)
    for state in OrderState:
        assert spoken(f"order-{state}")
        assert len(spoken.plain(f"state-{state}")) <= 40
        assert a_history(state).order.state is state
    for payment in set(PaymentState) - {PaymentState.MATCHED}:
        for count in (1, 2, 5, 21, 1154):
            name = f"payment-{payment.replace(' ', '-')}"
            assert str(count) in spoken(name, count=count, stars=str(count))
