"""aiogram as https://docs.aiogram.dev shows it, with the routers and commands of our bot."""

from aiogram import Bot, Dispatcher, Router
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command
from aiogram.types import Message
from aiogram.webhook.aiohttp_server import SimpleRequestHandler, setup_application
from aiohttp import web

from bench.bots import API, HELLO, SECRET, ready, serve
from bench.bots.features import commands_by_router
from sandbox.keys import BOT_TOKEN


def dispatcher(*, echo: bool) -> Dispatcher:
    """Return a dispatcher whose every command is answered alike."""

    async def answer(message: Message) -> None:
        if echo:
            await message.answer(HELLO)

    made = Dispatcher()
    for name, commands in commands_by_router().items():
        router = Router(name=name)
        for command in commands:
            router.message.register(answer, Command(command.name))
        made.include_router(router)
    return made


async def run(mode: str, *, echo: bool) -> None:
    """Run until killed."""
    made = dispatcher(echo=echo)
    bot = Bot(BOT_TOKEN, session=AiohttpSession(api=TelegramAPIServer.from_base(API)))
    if mode == "webhook":
        app = web.Application()
        # By default it answers before anything is handled: no measure of its work.
        handler = SimpleRequestHandler(made, bot, secret_token=SECRET, handle_in_background=False)
        handler.register(app, path="/hook")
        setup_application(app, made, bot=bot)
        await serve(app)
    ready()
    await made.start_polling(bot, handle_signals=False)
