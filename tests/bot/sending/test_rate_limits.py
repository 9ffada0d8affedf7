"""What is sent keeps Telegram's limits over all processes, and is repeated where it failed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer

from bot.sending.rate_limits import Rate, RateLimits, Rates
from sandbox import keys
from tests.bot.conftest import QUICK, Talk, open_chat_world
from tests.servers import a_redis
from tests.world import World

GROUP = -1002000000001


class Naps:
    """Notes how long somebody wanted to sleep, and does not."""

    def __init__(self) -> None:
        self.wanted: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Note it."""
        self.wanted.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def a_sender(world: World, naps: Naps, rates: Rates) -> AsyncIterator[Bot]:
    """A bot with the limiter, as each process has one."""
    api = TelegramAPIServer.from_base(world.sandbox)
    async with Bot(keys.BOT_TOKEN, session=AiohttpSession(api=api)) as bot:
        limiter = RateLimits(world.services.redis, namespace="t", rates=rates, sleep=naps)
        bot.session.middleware(limiter)
        yield bot


async def open_chat(world: World, *users: int) -> Talk:
    """Let users begin a chat, so that the bot may write; switch the sandbox's own limits off."""
    await world.sim("POST", "/sim/chat/limits", {"enabled": False})
    for user in users:
        await Talk(world, user=user).send("/start")
    return Talk(world, user=users[0])


async def test_a_chat_gets_its_burst_and_then_one_at_a_time(world: World) -> None:
    """Past the burst each message to a chat waits one interval longer; other chats do not."""
    naps = Naps()
    rates = Rates(everywhere=Rate(0.001, 1000), chat=Rate(100, 2))
    await open_chat(world, 1001, 1003)
    async with a_sender(world, naps, rates) as one, a_sender(world, naps, rates) as two:
        for bot in (one, two):
            await bot.send_message(1001, "within the burst, whichever process sends")
        assert naps.wanted == []
        await one.send_message(1003, "another chat")
        assert naps.wanted == []
        await two.send_message(1001, "third")
        await one.send_message(1001, "fourth")
        assert [round(wanted, -2) for wanted in naps.wanted] == [100, 200]


async def test_all_chats_together_have_a_limit(world: World) -> None:
    """The limit over all chats is counted over all chats and processes."""
    naps = Naps()
    rates = Rates(everywhere=Rate(100, 2), chat=Rate(0.001, 1000))
    await open_chat(world, 1001, 1002, 1003)
    async with a_sender(world, naps, rates) as one, a_sender(world, naps, rates) as two:
        await one.send_message(1001, "1")
        await two.send_message(1002, "2")
        assert naps.wanted == []
        await one.send_message(1003, "3")
        assert [round(wanted, -2) for wanted in naps.wanted] == [100]


async def test_a_group_has_a_limit_of_its_own(world: World) -> None:
    """Groups are counted by the minute."""
    naps = Naps()
    rates = Rates(Rate(0.001, 1000), Rate(0.001, 1000), group=Rate(100, 1))
    await open_chat(world, 1001)
    async with a_sender(world, naps, rates) as bot:
        await bot.send_message(GROUP, "1")
        await bot.send_message(GROUP, "2")
        assert [round(wanted, -2) for wanted in naps.wanted] == [100]


async def test_what_is_not_a_message_waits_for_nothing(world: World) -> None:
    """Questions and chat actions are not counted."""
    naps = Naps()
    await open_chat(world, 1001)
    async with a_sender(world, naps, Rates(Rate(100, 1), Rate(100, 1), Rate(100, 1))) as bot:
        for _ in range(3):
            await bot.get_me()
            await bot.send_chat_action(1001, "typing")
        assert naps.wanted == []


async def test_retry_after_is_kept_by_every_process(world: World) -> None:
    """After a 429 the message waits until it is due, and so does every other to that chat."""
    naps = Naps()
    alice = await open_chat(world, 1001)
    fault = {"kind": "429", "method": "sendMessage", "times": 1, "seconds": 500}
    await alice.sim("POST", "fault", fault)
    async with a_sender(world, naps, QUICK) as one, a_sender(world, naps, QUICK) as two:
        await one.send_message(1001, "refused first")
        await two.send_message(1001, "from another process")
        await two.send_message(1001, "and again")
    assert [round(wanted, -2) for wanted in naps.wanted] == [500, 500, 500]
    assert len(await alice.answers()) == 3


async def test_what_telegram_fails_is_sent_again(world: World) -> None:
    """Errors, dropped connections and garbage are repeated until the message is there."""
    alice = await open_chat(world, 1001)
    async with a_sender(world, Naps(), QUICK) as bot:
        for kind in ("500", "502", "drop", "garbled", "lost"):
            await alice.sim("POST", "fault", {"kind": kind, "method": "sendMessage", "times": 1})
            await bot.send_message(1001, kind)
    texts = [one["text"] for one in await alice.answers()]
    assert {"500", "502", "drop", "garbled", "lost"} <= set(texts)


async def test_without_redis_messages_are_sent_all_the_same() -> None:
    """The limiter is no reason to say nothing."""
    with a_redis() as redis:
        async with open_chat_world(redis.url) as world, a_sender(world, Naps(), QUICK) as bot:
            alice = await open_chat(world, 1001)
            redis.stop()
            await bot.send_message(1001, "still here")
            assert len(await alice.answers()) == 1
