"""Bots of three frameworks run on the sandbox unmodified: only the base URL differs."""

import asyncio
import base64
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable

import pytest
import telebot
import telebot.apihelper
import telebot.asyncio_helper
import telegram as ptb
from aiogram import Bot, Dispatcher, F
from aiogram import types as aio
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.filters import Command, CommandStart
from telebot import types as tele
from telebot.async_telebot import AsyncTeleBot
from telegram import ext

from tests.sandbox.telegram.stage import PNG, Stage, until, until_said

PICTURE = base64.b64decode(PNG)


async def play(stage: Stage) -> None:
    """Use a bot as a person would: a command, a button, an edit, a photo, an invoice."""
    await stage.act("start", payload="hello")
    text = await until_said(stage, "Welcome")
    assert "Welcome, Alice: hello" in text
    assert "    [More]" in text
    tapped = await stage.act("tap", message_id=2, data="more", wait=10)
    assert tapped["answer"]["text"] == "Here you are"
    await until_said(stage, "More of it (edited)")
    await stage.act("send", text="/photo")
    await until_said(stage, "<photo 2x1> A picture")
    await stage.act("send", text="/buy")
    text = await until_said(stage, "<invoice Coffee, 5 XTR>")
    assert "    [Pay ⭐️5]" in text
    invoice = (await stage.see("state"))["messages"][-1]["message_id"]
    paid = await stage.act("pay", message_id=invoice)
    assert paid["status"] == "paid"
    assert paid["stars"] == 9995
    await until_said(stage, "Thank you for 5 XTR")


@pytest.fixture
async def aiogram_bot(stage: Stage) -> AsyncIterator[None]:
    """A small bot of aiogram, polling."""
    bot = Bot(stage.token, session=AiohttpSession(api=TelegramAPIServer.from_base(stage.base)))
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


async def test_an_aiogram_bot_runs_unmodified(stage: Stage, aiogram_bot: None) -> None:
    """A bot written for aiogram 3 and Telegram does all it does there."""
    await play(stage)


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


async def test_a_python_telegram_bot_runs_unmodified(stage: Stage) -> None:
    """A bot written for python-telegram-bot and Telegram does all it does there."""
    builder = ext.ApplicationBuilder().token(stage.token).base_url(f"{stage.base}/bot")
    application = builder.base_file_url(f"{stage.base}/file/bot").build()
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
        await play(stage)
        await application.updater.stop()
        await application.stop()


def _start_text(message: tele.Message) -> tuple[str, tele.InlineKeyboardMarkup]:
    markup = tele.InlineKeyboardMarkup()
    markup.add(tele.InlineKeyboardButton("More", callback_data="more"))
    payload = message.text.partition(" ")[2]
    return f"<b>Welcome</b>, {message.from_user.first_name}: {payload}", markup


async def test_an_async_telebot_runs_unmodified(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot written for pyTelegramBotAPI's asyncio half does all it does on Telegram."""
    monkeypatch.setattr(telebot.asyncio_helper, "API_URL", f"{stage.base}/bot{{0}}/{{1}}")
    bot = AsyncTeleBot(stage.token)

    @bot.message_handler(commands=["start"])
    async def start(message: tele.Message) -> None:
        text, markup = _start_text(message)
        await bot.send_message(message.chat.id, text, parse_mode="HTML", reply_markup=markup)

    @bot.callback_query_handler(func=lambda query: query.data == "more")
    async def more(query: tele.CallbackQuery) -> None:
        await bot.edit_message_text("More of it", query.message.chat.id, query.message.message_id)
        await bot.answer_callback_query(query.id, "Here you are")

    @bot.message_handler(commands=["photo"])
    async def photo(message: tele.Message) -> None:
        await bot.send_photo(message.chat.id, PICTURE, caption="A picture")

    @bot.message_handler(commands=["buy"])
    async def buy(message: tele.Message) -> None:
        prices = [tele.LabeledPrice("Coffee", 5)]
        await bot.send_invoice(message.chat.id, "Coffee", "A cup", "cup", "", "XTR", prices)

    @bot.pre_checkout_query_handler(func=lambda query: True)
    async def checkout(query: tele.PreCheckoutQuery) -> None:
        await bot.answer_pre_checkout_query(query.id, ok=True)

    @bot.message_handler(content_types=["successful_payment"])
    async def paid(message: tele.Message) -> None:
        amount = message.successful_payment.total_amount
        await bot.send_message(message.chat.id, f"Thank you for {amount} XTR")

    polling = asyncio.create_task(bot.polling(non_stop=True, timeout=5))
    await play(stage)
    polling.cancel()
    with contextlib.suppress(asyncio.CancelledError):
        await polling
    await bot.close_session()


def _sync_bot(token: str) -> telebot.TeleBot:
    bot = telebot.TeleBot(token, threaded=False)

    @bot.message_handler(commands=["start"])
    def start(message: tele.Message) -> None:
        text, markup = _start_text(message)
        bot.send_message(message.chat.id, text, parse_mode="HTML", reply_markup=markup)

    @bot.callback_query_handler(func=lambda query: query.data == "more")
    def more(query: tele.CallbackQuery) -> None:
        bot.edit_message_text("More of it", query.message.chat.id, query.message.message_id)
        bot.answer_callback_query(query.id, "Here you are")

    @bot.message_handler(commands=["photo"])
    def photo(message: tele.Message) -> None:
        bot.send_photo(message.chat.id, PICTURE, caption="A picture")

    @bot.message_handler(commands=["buy"])
    def buy(message: tele.Message) -> None:
        prices = [tele.LabeledPrice("Coffee", 5)]
        bot.send_invoice(message.chat.id, "Coffee", "A cup", "cup", "", "XTR", prices)

    @bot.pre_checkout_query_handler(func=lambda query: True)
    def checkout(query: tele.PreCheckoutQuery) -> None:
        bot.answer_pre_checkout_query(query.id, ok=True)

    @bot.message_handler(content_types=["successful_payment"])
    def paid(message: tele.Message) -> None:
        amount = message.successful_payment.total_amount
        bot.send_message(message.chat.id, f"Thank you for {amount} XTR")

    return bot


async def test_a_synchronous_telebot_runs_unmodified(
    stage: Stage, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot written for pyTelegramBotAPI's threads does all it does on Telegram."""
    monkeypatch.setattr(telebot.apihelper, "API_URL", f"{stage.base}/bot{{0}}/{{1}}")
    bot = _sync_bot(stage.token)
    polling: Callable[..., None] = bot.polling
    running: Awaitable[None] = asyncio.to_thread(polling, non_stop=True, long_polling_timeout=1)
    task = asyncio.ensure_future(running)
    await play(stage)
    bot.stop_polling()
    await until(_done(task))
    session = telebot.apihelper._get_req_session()
    session.close()


def _done(task: asyncio.Future[None]) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return task.done()

    return look
