"""AsyncTeleBot as its documentation shows it."""

from typing import Any

from telebot import asyncio_helper
from telebot.async_telebot import AsyncTeleBot

from bench.bots import API, HELLO, ready
from sandbox.keys import BOT_TOKEN


async def run(_mode: str, *, echo: bool) -> None:
    """Run until killed."""
    asyncio_helper.API_URL = API + "/bot{0}/{1}"
    bot = AsyncTeleBot(BOT_TOKEN)

    @bot.message_handler(commands=["start"])  # type: ignore[no-untyped-call, untyped-decorator]
    async def start(message: Any) -> None:  # noqa: ANN401 - telebot's own
        if echo:
            await bot.send_message(message.chat.id, HELLO)

    ready()
    await bot.polling(non_stop=True)
