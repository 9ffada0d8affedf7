"""No chat lets more than a few updates wait; what comes beyond is dropped, but never money."""

import asyncio
import logging
from typing import Any

import pytest
from aiogram.types import Update
from redis.asyncio import Redis

from bot.translate import words
from bot.updates.bounds import SECRETS_WAITING, WAITING
from bot.updates.queue import Outcome
from runtime.metrics import REGISTRY
from tests.bot.conftest import Talk, a_bot, text_of, until
from tests.bot.updates.test_queue import Handler, open_queue, text_update
from tests.world import World

SLOW = words("en").plain("too-fast")
SEED = "abandon " * 11 + "about"
PAYMENT = {"currency": "XTR", "total_amount": 5, "invoice_payload": "x",
           "telegram_payment_charge_id": "t", "provider_payment_charge_id": "p"}  # fmt: skip
USER = {"id": 1, "is_bot": False, "first_name": "A"}


def with_money(update_id: int) -> list[dict[str, Any]]:
    """Return an update of each kind that holds money, in chat 1 or by its user."""
    paid, refunded = text_update(update_id), text_update(update_id + 1)
    for update, kind in ((paid, "successful_payment"), (refunded, "refunded_payment")):
        del update["message"]["text"]
        update["message"][kind] = PAYMENT
    return [paid, refunded]


async def test_updates_beyond_the_bound_are_finished_at_once(redis: Redis) -> None:
    """The one being handled and the ten behind it are handled, whatever comes after them."""
    handler = Handler()
    gate = handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler) as queue:
        ends = [queue.accept(text_update(number)) for number in range(1, 1001)]
        assert sum(end.done() for end in ends) == 1000 - WAITING
        other = queue.accept(text_update(2000, chat=2))
        assert await other is Outcome.HANDLED
        gate.set()
        outcomes = await asyncio.gather(*ends)
        assert outcomes[:WAITING] == [Outcome.HANDLED] * WAITING
        assert set(outcomes[WAITING + 1 :]) == {Outcome.DROPPED}
        assert await queue.accept(text_update(500)) is Outcome.DUPLICATE


async def test_money_and_secrets_are_not_dropped(redis: Redis) -> None:
    """However many wait; secrets must be deleted, up to a bound of their own."""
    handler = Handler()
    gate = handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler) as queue:
        flood = [queue.accept(text_update(number)) for number in range(1, 50)]
        money = [queue.accept(raw) for raw in with_money(100)]
        secrets = [queue.accept(text_update(200 + n, text=SEED)) for n in range(100)]
        later = [queue.accept(raw) for raw in with_money(400)]
        gate.set()
        await asyncio.gather(*flood)
        assert await asyncio.gather(*money, *later) == [Outcome.HANDLED] * 4
        handled = [end for end in await asyncio.gather(*secrets) if end is Outcome.HANDLED]
        assert len(handled) == SECRETS_WAITING - WAITING


async def test_checkout_query_is_not_dropped(redis: Redis) -> None:
    """Telegram waits ten seconds for its answer."""
    handler = Handler()

    async def gated(update: Update) -> None:
        await gate.wait()
        handler.done.append(update.update_id)

    gate = asyncio.Event()
    query = {"id": "1", "from": USER, "currency": "XTR", "total_amount": 5, "invoice_payload": "x"}
    async with open_queue(redis, handler) as queue:
        queue._handle = gated
        ends = [queue.accept({"update_id": n, "pre_checkout_query": query}) for n in range(1, 40)]
        gate.set()
        assert await asyncio.gather(*ends) == [Outcome.HANDLED] * 39


async def test_callbacks_count_as_well(redis: Redis) -> None:
    """A user who taps without end does not fill the window either."""
    tap = {"id": "1", "from": USER, "chat_instance": "1", "data": "x",
           "message": text_update(1)["message"]}  # fmt: skip
    handler = Handler()
    handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler) as queue:
        queue.accept(text_update(1))
        ends = [queue.accept({"update_id": n, "callback_query": tap}) for n in range(2, 100)]
        assert sum(end.done() for end in ends) == 98 + 1 - WAITING
        handler.gates[1].set()
        queue._handle = _ignore
        await asyncio.gather(*ends)


async def _ignore(_update: Update) -> None:
    return


async def test_drops_are_counted_and_logged_once_a_minute(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """And a chat is warned once a minute."""
    caplog.set_level(logging.WARNING)
    now, warned = 1000.0, list[int]()
    before = REGISTRY.get_sample_value("bot_updates_total", {"outcome": "dropped"}) or 0

    async def warn(update: Update) -> None:
        warned.append(update.update_id)

    handler = Handler()
    gate = handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler, warn=warn, monotonic=lambda: now) as queue:
        for number in range(1, 101):
            queue.accept(text_update(number))
        now += 61
        ends = [queue.accept(text_update(number)) for number in range(101, 201)]
        gate.set()
        await asyncio.gather(*ends)
    assert len(warned) == 2
    dropped = REGISTRY.get_sample_value("bot_updates_total", {"outcome": "dropped"}) or 0
    assert dropped - before == 200 - WAITING
    lines = [line for line in caplog.messages if "dropped" in line]
    assert lines == ["1 updates dropped: too many of their chat wait",
                     "90 updates dropped: too many of their chat wait"]  # fmt: skip


async def test_flood_is_warned_once_by_bound_and_throttle_together(world: World) -> None:
    """Ten answers, and one request for patience."""
    async with a_bot(world):
        alice = Talk(world)
        await alice.say("/start")
        slow = {"kind": "slow", "method": "sendMessage", "times": 1, "seconds": 1}
        await alice.sim("POST", "fault", slow)
        for _ in range(40):
            await alice.send("/help")
        await alice.settled()

        async def warned() -> bool:
            return SLOW in [text_of(one) for one in await alice.answers()]

        await until(warned, "the warning")
        assert [text_of(one) for one in await alice.answers()].count(SLOW) == 1
        assert len(await alice.answers()) <= 2 + WAITING + 1 + 1
