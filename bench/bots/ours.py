"""Our transport and routing: poller, webhook, queue, claims, rate limits, the shared filter.

Without the handlers' own work and without the middlewares that prepare and deliver it: plain
aiogram, to which this is compared, has neither.
"""

import asyncio
import os

from aiogram import Bot, Dispatcher, Router
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import Message, Update
from redis.asyncio import BlockingConnectionPool, Redis

from bench.bots import API, HELLO, SECRET, ready, serve
from bench.bots.features import commands_by_router
from bot.__main__ import settle_memory
from bot.commands import command, declared
from bot.sending.json_session import JsonSession
from bot.sending.rate_limits import Rate, RateLimits, Rates
from bot.server import make_app
from bot.updates.claims import Claims
from bot.updates.poller import Poller
from bot.updates.queue import UpdateQueue
from sandbox.keys import BOT_TOKEN

UNLIMITED = Rates(*[Rate(every=0.000001, burst=1_000_000)] * 3)  # asked, but never in the way


def dispatcher(*, echo: bool) -> Dispatcher:
    """Return a dispatcher whose every command is answered alike."""

    async def answer(message: Message, argument: str) -> None:
        if echo:
            await message.answer(HELLO + argument)

    features = Router(name="features")
    for name, commands in commands_by_router().items():
        router = Router(name=name)
        for info in commands:
            command(router, info.name, listed=info.listed, deep_link=info.deep_link)(answer)
        features.include_router(router)
    names = [info.name for info in declared(features)]
    features.message.filter(Command(*names, ignore_case=True))
    made = Dispatcher(disable_fsm=True)
    made.include_router(features)
    return made


async def run(mode: str, *, echo: bool) -> None:
    """Run until killed."""
    pool = BlockingConnectionPool.from_url(os.environ["REDIS_URL"], max_connections=32)
    async with Redis.from_pool(pool) as redis:
        api = TelegramAPIServer.from_base(API)
        bot = Bot(BOT_TOKEN, session=JsonSession(api=api, timeout=15))
        bot.session.middleware(RateLimits(redis, namespace="bench", rates=UNLIMITED))
        made = dispatcher(echo=echo)

        async def handle(update: Update) -> None:
            await made.feed_update(bot, update)

        claims = Claims(redis, namespace=f"bench:{os.getpid()}")
        queue = UpdateQueue(
            claims=claims,
            parse=lambda raw: Update.model_validate(raw, context={"bot": bot}),
            handle=handle,
        )
        async with claims.open():
            settle_memory()
            if mode == "webhook":
                await serve(make_app(ready=redis.ping, webhook=("/hook", SECRET.encode(), queue)))
            ready()
            await Poller(bot, queue, allowed=["message"]).run(asyncio.Event())
