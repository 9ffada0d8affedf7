"""The connection to Telegram that bot and worker use."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.telegram import TelegramAPIServer

from bot.sending.json_session import JsonSession
from runtime.settings import Settings

TELEGRAM_SECONDS = 15.0  # what one call of the Bot API may take


@asynccontextmanager
async def open_telegram(settings: Settings) -> AsyncIterator[Bot]:
    """Yield the bot of the settings, connected until the block ends."""
    api = TelegramAPIServer.from_base(settings.telegram_api_url)
    session = JsonSession(api=api, timeout=TELEGRAM_SECONDS)
    defaults = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)
    bot = Bot(settings.bot_token.get_secret_value(), session=session, default=defaults)
    try:
        yield bot
    finally:
        await session.close()
