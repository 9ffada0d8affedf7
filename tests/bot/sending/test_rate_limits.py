"""Messages keep Telegram's limits over all processes, and are repeated where they failed."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramRetryAfter

from bot.sending.rate_limits import Rate, RateLimits, Rates
from sandbox import keys
from tests.bot.conftest import QUICK, Talk, open_chat_world
from tests.servers import a_redis
from tests.world import World

GROUP = -1002000000001


class Sleeps:
    """A sleep that returns at once and records the seconds."""

    def __init__(self) -> None:
        self.wanted: list[float] = []

    async def __call__(self, seconds: float) -> None:
        """Record the seconds."""
        self.wanted.append(seconds)
        await asyncio.sleep(0)


@asynccontextmanager
async def open_sender(
    world: World, sleeps: Sleeps, rates: Rates, **more: Any
) -> AsyncIterator[Bot]:
    """A bot with the rate limits, as each process has one."""
    api = TelegramAPIServer.from_base(world.sandbox)
    async with Bot(keys.BOT_TOKEN, session=AiohttpSession(api=api)) as bot:
        redis = world.services.redis
        limiter = RateLimits(redis, namespace="t", rates=rates, sleep=sleeps, **more)
        bot.session.middleware(limiter)
        yield bot


async def open_chat(world: World, *users: int) -> Talk:
    """Start chats, so that the bot may write; switch the sandbox's own limits off."""
    await world.sim("POST", "/sim/chat/limits", {"enabled": False})
    for user in users:
        await Talk(world, user=user).send("/start")
    return Talk(world, user=users[0])


async def test_chat_gets_a_burst_and_then_one_message_per_interval(world: World) -> None:
    """Past the burst each message to a chat waits one interval longer; other chats do not."""
    sleeps = Sleeps()
    rates = Rates(everywhere=Rate(0.001, 1000), chat=Rate(100, 2))
    await open_chat(world, 1001, 1003)
    async with open_sender(world, sleeps, rates) as one, open_sender(world, sleeps, rates) as two:
        for bot in (one, two):
            await bot.send_message(1001, "within the burst, whichever process sends")
        assert sleeps.wanted == []
        await one.send_message(1003, "another chat")
        assert sleeps.wanted == []
        await two.send_message(1001, "third")
        await one.send_message(1001, "fourth")
        assert [round(wanted, -2) for wanted in sleeps.wanted] == [100, 200]


async def test_limit_over_all_chats_counts_all_processes(world: World) -> None:
    """The third message waits, whichever chat and process it belongs to."""
    sleeps = Sleeps()
    rates = Rates(everywhere=Rate(100, 2), chat=Rate(0.001, 1000))
    await open_chat(world, 1001, 1002, 1003)
    async with open_sender(world, sleeps, rates) as one, open_sender(world, sleeps, rates) as two:
        await one.send_message(1001, "1")
        await two.send_message(1002, "2")
        assert sleeps.wanted == []
        await one.send_message(1003, "3")
        assert [round(wanted, -2) for wanted in sleeps.wanted] == [100]


async def test_group_has_a_limit_of_its_own(world: World) -> None:
    """Telegram counts messages to groups by the minute."""
    sleeps = Sleeps()
    rates = Rates(Rate(0.001, 1000), Rate(0.001, 1000), group=Rate(100, 1))
    await open_chat(world, 1001)
    async with open_sender(world, sleeps, rates) as bot:
        await bot.send_message(GROUP, "1")
        await bot.send_message(GROUP, "2")
        assert [round(wanted, -2) for wanted in sleeps.wanted] == [100]


async def test_calls_that_send_no_message_do_not_wait(world: World) -> None:
    """Telegram does not count them."""
    sleeps = Sleeps()
    await open_chat(world, 1001)
    async with open_sender(world, sleeps, Rates(Rate(100, 1), Rate(100, 1), Rate(100, 1))) as bot:
        for _ in range(3):
            await bot.get_me()
            await bot.send_chat_action(1001, "typing")
        assert sleeps.wanted == []


async def test_retry_after_holds_for_every_process(world: World) -> None:
    """After a 429 the message waits until it is due, and so does every other to that chat."""
    sleeps = Sleeps()
    alice = await open_chat(world, 1001)
    fault = {"kind": "429", "method": "sendMessage", "times": 1, "seconds": 500}
    await alice.sim("POST", "fault", fault)
    async with open_sender(world, sleeps, QUICK) as one, open_sender(world, sleeps, QUICK) as two:
        await one.send_message(1001, "refused first")
        await two.send_message(1001, "from another process")
        await two.send_message(1001, "and again")
    assert [round(wanted, -2) for wanted in sleeps.wanted] == [500, 500, 500]
    assert len(await alice.answers()) == 3


async def test_wait_beyond_the_patience_is_raised_at_once_by_every_process(world: World) -> None:
    """Nothing sleeps and Telegram is not asked again, until the time has passed."""
    sleeps = Sleeps()
    alice = await open_chat(world, 1001, 1003)
    fault = {"kind": "429", "method": "sendMessage", "times": 1, "seconds": 43_837}
    await alice.sim("POST", "fault", fault)
    more = {"patience": 5, "now": world.services.time.now}
    one, two = (open_sender(world, sleeps, QUICK, **more) for _ in range(2))
    async with one as first, two as second:
        for bot in (first, second, first):
            with pytest.raises(TelegramRetryAfter) as caught:
                await bot.send_message(1001, "refused")
            assert 43_830 < caught.value.retry_after <= 43_837
        assert len(await alice.calls("sendMessage")) == 1
        await second.send_message(1003, "another chat")
        assert sleeps.wanted == []
        await world.sim("POST", "/sim/clock", {"move": 43_840})
        await second.send_message(1001, "open again")
    assert [one["text"] for one in await alice.answers()] == ["open again"]


async def test_refused_turn_is_not_reserved(world: World) -> None:
    """What is not sent does not lengthen the wait of what is."""
    sleeps = Sleeps()
    await open_chat(world, 1001)
    rates = Rates(Rate(0.001, 1000), chat=Rate(4, 1))
    async with open_sender(world, sleeps, rates, patience=5) as bot:
        await bot.send_message(1001, "1")
        await bot.send_message(1001, "2")
        for _ in range(20):
            with pytest.raises(TelegramRetryAfter) as caught:
                await bot.send_message(1001, "3")
            assert caught.value.retry_after <= 8
    assert len(sleeps.wanted) == 1


async def test_long_429_of_a_call_without_a_chat_is_raised(world: World) -> None:
    """An answer to a tap that would come tomorrow is none."""
    sleeps = Sleeps()
    alice = await open_chat(world, 1001)
    fault = {"kind": "429", "method": "sendChatAction", "times": 1, "seconds": 600}
    await alice.sim("POST", "fault", fault)
    async with open_sender(world, sleeps, QUICK, patience=5) as bot:
        with pytest.raises(TelegramRetryAfter):
            await bot.send_chat_action(1001, "typing")
    assert sleeps.wanted == []


async def test_failed_message_is_sent_again(world: World) -> None:
    """After errors, dropped connections and garbled answers, until it has arrived."""
    alice = await open_chat(world, 1001)
    async with open_sender(world, Sleeps(), QUICK) as bot:
        for kind in ("500", "502", "drop", "garbled", "lost"):
            await alice.sim("POST", "fault", {"kind": kind, "method": "sendMessage", "times": 1})
            await bot.send_message(1001, kind)
    texts = [one["text"] for one in await alice.answers()]
    assert {"500", "502", "drop", "garbled", "lost"} <= set(texts)


async def test_messages_are_sent_while_redis_is_down() -> None:
    """An answer without limits is better than none."""
    with a_redis() as redis:
        async with open_chat_world(redis.url) as world, open_sender(world, Sleeps(), QUICK) as bot:
            alice = await open_chat(world, 1001)
            redis.stop()
            await bot.send_message(1001, "still here")
            assert len(await alice.answers()) == 1
