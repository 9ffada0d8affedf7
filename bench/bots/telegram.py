"""python-telegram-bot as its documentation shows it."""

import asyncio

from telegram import Update
from telegram.ext import Application, CommandHandler, ContextTypes

from bench.bots import API, HELLO, ready
from sandbox.keys import BOT_TOKEN


async def run(_mode: str, *, echo: bool) -> None:
    """Run until killed."""

    async def start(update: Update, _context: ContextTypes.DEFAULT_TYPE) -> None:
        if echo and update.message:
            await update.message.reply_text(HELLO)

    app = Application.builder().token(BOT_TOKEN).base_url(f"{API}/bot").build()
    app.add_handler(CommandHandler("start", start))
    ready()
    async with app:
        await app.start()
        if app.updater:
            await app.updater.start_polling()
        await asyncio.Event().wait()
