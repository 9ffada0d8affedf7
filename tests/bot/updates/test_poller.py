"""Polling the sandbox's Telegram: an update is confirmed when it is handled, never before."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Update
from redis.asyncio import Redis

from bot.updates.claims import Claims
from bot.updates.parked import Parked
from bot.updates.poller import Poller
from bot.updates.queue import UpdateQueue
from sandbox import keys
from tests.bot.conftest import Talk, until
from tests.bot.updates.test_queue import Handler
from tests.world import World


@asynccontextmanager
async def polling(world: World, handler: Handler) -> AsyncIterator[Poller]:
    """A poller over the sandbox that gives updates to a handler."""
    api = TelegramAPIServer.from_base(world.sandbox)
    redis: Redis = world.services.redis
    claims = Claims(redis, namespace="t")
    async with Bot(keys.BOT_TOKEN, session=AiohttpSession(api=api)) as bot, claims.open():
        queue = UpdateQueue(claims=claims, parse=Update.model_validate, handle=handler)
        poller = Poller(
            bot,
            queue,
            allowed=["message", "callback_query"],
            parked=Parked(redis, queue, namespace="t"),
            sleep=lambda seconds: asyncio.sleep(seconds / 50),
        )
        stop = asyncio.Event()
        task = asyncio.create_task(poller.run(stop))
        try:
            yield poller
        finally:
            stop.set()
            await task
            await queue.stop(within=5)
            await poller.confirm()


async def pending(alice: Talk) -> int:
    """Return how many updates Telegram still keeps for the bot."""
    return int((await alice.sim("GET", "state"))["bot"]["pending_update_count"])


async def test_telegram_keeps_an_update_until_it_is_handled(world: World) -> None:
    """While a handler works its update is pending at Telegram; afterwards it is confirmed."""
    handler, alice = Handler(), Talk(world)
    gate = handler.gates[1001] = asyncio.Event()
    async with polling(world, handler):
        await alice.send("/start")

        async def begun() -> bool:
            return bool(handler.began)

        await until(begun, "the handler to begin")
        assert await pending(alice) == 1
        gate.set()

        async def confirmed() -> bool:
            return await pending(alice) == 0

        await until(confirmed, "the update to be confirmed")


async def test_slow_chat_delays_no_other_and_nothing_after_it_is_confirmed(world: World) -> None:
    """Others are handled meanwhile, but Telegram keeps everything from the slow one on."""
    handler, alice, layla = Handler(), Talk(world), Talk(world, user=1003)
    gate = handler.gates[1001] = asyncio.Event()
    async with polling(world, handler):
        await alice.send("/start")
        for _ in range(5):
            await layla.send("hello")

        async def others_done() -> bool:
            return len(handler.done) == 5

        await until(others_done, "the other chat")
        assert await pending(alice) == 6
        gate.set()

        async def confirmed() -> bool:
            return await pending(alice) == 0

        await until(confirmed, "everything to be confirmed")
    assert handler.done == [*handler.began[1:], handler.began[0]]


async def test_unreadable_update_in_a_batch_blocks_nothing(world: World) -> None:
    """An update that no model reads is confirmed, and the one behind it is handled."""
    handler, alice = Handler(), Talk(world)
    poisons: list[dict[str, Any]] = [{"message": "none"}, {"message": {"message_id": []}}]
    for poison in poisons:
        await alice.sim("POST", "update", {"update": poison})
    await alice.send("/start")
    async with polling(world, handler):

        async def confirmed() -> bool:
            return await pending(alice) == 0

        await until(confirmed, "the batch to be confirmed")
    assert len(handler.done) == 1


async def test_failed_get_updates_is_repeated(world: World) -> None:
    """Errors, garbled answers and dropped connections lose nothing."""
    handler, alice = Handler(), Talk(world)
    for kind in ("500", "garbled", "drop", "lost"):
        await alice.sim("POST", "fault", {"kind": kind, "method": "getUpdates", "times": 1})
    await alice.send("/start")
    async with polling(world, handler):

        async def confirmed() -> bool:
            return await pending(alice) == 0

        await until(confirmed, "the update to be confirmed")
    assert len(handler.done) == 1


async def test_last_finished_update_is_confirmed_when_polling_ends(world: World) -> None:
    """An update that is finished during the stop is confirmed as well."""
    handler, alice = Handler(), Talk(world)
    gate = handler.gates[1001] = asyncio.Event()
    async with polling(world, handler):
        await alice.send("/start")

        async def begun() -> bool:
            return bool(handler.began)

        await until(begun, "the handler to begin")
        asyncio.get_running_loop().call_later(0.05, gate.set)
    assert handler.done
    assert await pending(alice) == 0
