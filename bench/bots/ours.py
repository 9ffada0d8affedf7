"""Our poller, webhook, intake, claims and limiter around a handler that does nearly nothing."""

import asyncio
import os

from aiogram import Bot, Dispatcher
from aiogram.client.telegram import TelegramAPIServer
from aiogram.types import Message, Update
from redis.asyncio import BlockingConnectionPool, Redis

from bench.bots import API, HELLO, SECRET, ready, serve
from bot.__main__ import settle_memory
from bot.sending.json_session import JsonSession
from bot.sending.rate_limits import Rate, RateLimits, Rates
from bot.server import make_app
from bot.updates.claims import Claims
from bot.updates.poller import Poller
from bot.updates.queue import UpdateQueue
from sandbox.keys import BOT_TOKEN

UNLIMITED = Rates(*[Rate(every=0.000001, burst=1_000_000)] * 3)  # asked, but never in the way


async def run(mode: str, *, echo: bool) -> None:
    """Run until killed."""
    pool = BlockingConnectionPool.from_url(os.environ["REDIS_URL"], max_connections=32)
    async with Redis.from_pool(pool) as redis:
        api = TelegramAPIServer.from_base(API)
        bot = Bot(BOT_TOKEN, session=JsonSession(api=api, timeout=15))
        bot.session.middleware(RateLimits(redis, namespace="bench", rates=UNLIMITED))
        dispatcher = Dispatcher(disable_fsm=True)

        @dispatcher.message()
        async def start(message: Message) -> None:
            if echo:
                await message.answer(HELLO)

        async def handle(update: Update) -> None:
            await dispatcher.feed_update(bot, update)

        claims = Claims(redis, namespace=f"bench:{os.getpid()}")
        intake = UpdateQueue(
            claims=claims,
            parse=lambda raw: Update.model_validate(raw, context={"bot": bot}),
            handle=handle,
        )
        async with claims.open():
            settle_memory()
            if mode == "webhook":
                await serve(make_app(ready=redis.ping, webhook=("/hook", SECRET.encode(), intake)))
            ready()
            await Poller(bot, intake, allowed=["message"]).run(asyncio.Event())
