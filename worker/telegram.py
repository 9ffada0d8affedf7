"""The connection to Telegram of the worker's process and of its commands."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot

from bot.sending.rate_limits import PATIENCE, RateLimits
from bot.sending.telegram import open_telegram
from services import Services


@asynccontextmanager
async def open_bot(services: Services) -> AsyncIterator[Bot]:
    """Yield the bot, which shares Telegram's limits with the bot's own processes."""
    async with open_telegram(services.settings) as bot:
        limits = RateLimits(
            services.redis,
            namespace=f"{services.namespace}:bot:{bot.id}",
            rates=None,
            patience=PATIENCE,
            sleep=services.time.sleep,
            now=services.time.now,
        )
        bot.session.middleware(limits)
        yield bot
