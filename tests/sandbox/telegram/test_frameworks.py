"""Bots of aiogram and python-telegram-bot work with nothing but another base URL."""

import asyncio
import base64
from collections.abc import AsyncIterator

import pytest
import telegram as ptb
from aiogram import Bot, Dispatcher, F
from aiogram import types as aio
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from telegram import ext

from tests.sandbox.telegram.client import PNG, SandboxClient
from tests.sandbox.telegram.scenario import run_scenario

PICTURE = base64.b64decode(PNG)


@pytest.fixture
async def aiogram_bot(client: SandboxClient) -> AsyncIterator[None]:
    """Run a small aiogram bot by polling."""
    bot = Bot(client.token, session=AiohttpSession(api=TelegramAPIServer.from_base(client.base)))
    dispatcher = Dispatcher()

    @dispatcher.message(CommandStart())
    async def start(message: aio.Message) -> None:
        name = message.from_user.first_name if message.from_user else ""
        payload = (message.text or "").partition(" ")[2]
        button = aio.InlineKeyboardButton(text="More", callback_data="more")
        markup = aio.InlineKeyboardMarkup(inline_keyboard=[[button]])
        await message.answer(
            f"<b>Welcome</b>, {name}: {payload}", parse_mode="HTML", reply_markup=markup
        )

    @dispatcher.callback_query(F.data == "more")
    async def more(query: aio.CallbackQuery) -> None:
        assert isinstance(query.message, aio.Message)
        await query.message.edit_text("More of it")
        await query.answer("Here you are")

    @dispatcher.message(Command("photo"))
    async def photo(message: aio.Message) -> None:
        await message.answer_photo(aio.BufferedInputFile(PICTURE, "a.png"), caption="A picture")

    @dispatcher.message(Command("buy"))
    async def buy(message: aio.Message) -> None:
        price = aio.LabeledPrice(label="Coffee", amount=5)
        await message.answer_invoice(
            title="Coffee", description="A cup", payload="cup", currency="XTR", prices=[price]
        )

    @dispatcher.pre_checkout_query()
    async def checkout(query: aio.PreCheckoutQuery) -> None:
        await query.answer(ok=True)

    @dispatcher.message(F.successful_payment)
    async def paid(message: aio.Message) -> None:
        assert message.successful_payment
        await message.answer(f"Thank you for {message.successful_payment.total_amount} XTR")

    polling = asyncio.create_task(dispatcher.start_polling(bot, handle_signals=False))
    yield
    await dispatcher.stop_polling()
    await polling


async def test_aiogram_bot_works_unmodified(client: SandboxClient, aiogram_bot: None) -> None:
    """An aiogram 3 bot runs through the scenario."""
    await run_scenario(client)


async def _ptb_start(update: ptb.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    assert update.effective_user
    button = ptb.InlineKeyboardButton("More", callback_data="more")
    await update.message.reply_text(
        f"<b>Welcome</b>, {update.effective_user.first_name}: {(context.args or [''])[0]}",
        parse_mode="HTML",
        reply_markup=ptb.InlineKeyboardMarkup([[button]]),
    )


async def _ptb_more(update: ptb.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
    assert update.callback_query
    await update.callback_query.edit_message_text("More of it")
    await update.callback_query.answer("Here you are")


async def _ptb_photo(update: ptb.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    await update.message.reply_photo(PICTURE, caption="A picture")


async def _ptb_buy(update: ptb.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    prices = [ptb.LabeledPrice("Coffee", 5)]
    await update.message.reply_invoice("Coffee", "A cup", "cup", "XTR", prices, provider_token="")


async def _ptb_checkout(update: ptb.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
    assert update.pre_checkout_query
    await update.pre_checkout_query.answer(ok=True)


async def _ptb_paid(update: ptb.Update, context: ext.ContextTypes.DEFAULT_TYPE) -> None:
    assert update.message
    assert update.message.successful_payment
    await update.message.reply_text(
        f"Thank you for {update.message.successful_payment.total_amount} XTR"
    )


async def test_python_telegram_bot_works_unmodified(client: SandboxClient) -> None:
    """A python-telegram-bot bot runs through the scenario."""
    builder = ext.ApplicationBuilder().token(client.token).base_url(f"{client.base}/bot")
    application = builder.base_file_url(f"{client.base}/file/bot").build()
    application.add_handlers(
        [
            ext.CommandHandler("start", _ptb_start),
            ext.CallbackQueryHandler(_ptb_more),
            ext.CommandHandler("photo", _ptb_photo),
            ext.CommandHandler("buy", _ptb_buy),
            ext.PreCheckoutQueryHandler(_ptb_checkout),
            ext.MessageHandler(ext.filters.SUCCESSFUL_PAYMENT, _ptb_paid),
        ]
    )
    async with application:
        await application.start()
        assert application.updater
        await application.updater.start_polling()
        await run_scenario(client)
        await application.updater.stop()
        await application.stop()
