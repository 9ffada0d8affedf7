"""aiogram as https://docs.aiogram.dev shows it."""

from aiogram import Bot, Dispatcher
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import CommandStart
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from bench.bots import API, HELLO, SECRET, ready, serve
from sandbox.keys import BOT_TOKEN


async def run(mode: str, *, echo: bool) -> None:
    """Run until killed."""
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: Message) -> None:
        if echo:
            await message.answer(HELLO)

    bot = Bot(BOT_TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API)))
    if mode == "webhook":
        app = web.Application()
        # By default it answers before anything is handled: no measure of its work.
        handler = SimpleRequestHandler(
            dispatcher, bot, secret_token=SECRET, handle_in_background=False
        )
        handler.register(app, path="/hook")
        setup_application(app, dispatcher, bot=bot)
        await serve(app)
    ready()
    await dispatcher.start_polling(bot, handle_signals=False)
