"""Bots of pyTelegramBotAPI, asynchronous and threaded, work unmodified.

The library has few type hints, hence the directive for mypy.
"""

# mypy: disable-error-code="untyped-decorator, no-untyped-call, union-attr"

import asyncio
import base64
import contextlib
from collections.abc import Awaitable, Callable

import pytest
import telebot
import telebot.apihelper
import telebot.asyncio_helper
from telebot import types as tele
from telebot.async_telebot import AsyncTeleBot

from tests.sandbox.telegram.client import PNG, SandboxClient, wait_until
from tests.sandbox.telegram.scenario import run_scenario

PICTURE = base64.b64decode(PNG)


def _start_text(message: tele.Message) -> tuple[str, tele.InlineKeyboardMarkup]:
    markup = tele.InlineKeyboardMarkup()
    markup.add(tele.InlineKeyboardButton("More", callback_data="more"))
    payload = message.text.partition(" ")[2]
    return f"<b>Welcome</b>, {message.from_user.first_name}: {payload}", markup


async def test_async_telebot_works_unmodified(
    client: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot of the asyncio API runs through the scenario."""
    monkeypatch.setattr(telebot.asyncio_helper, "API_URL", f"{client.base}/bot{{0}}/{{1}}")
    bot = AsyncTeleBot(client.token)

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
    await run_scenario(client)
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


async def test_threaded_telebot_works_unmodified(
    client: SandboxClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A bot of the threaded API runs through the scenario."""
    monkeypatch.setattr(telebot.apihelper, "API_URL", f"{client.base}/bot{{0}}/{{1}}")
    bot = _sync_bot(client.token)
    polling: Callable[..., None] = bot.polling
    running: Awaitable[None] = asyncio.to_thread(polling, non_stop=True, long_polling_timeout=1)
    task = asyncio.ensure_future(running)
    await run_scenario(client)
    bot.stop_polling()
    await wait_until(_done(task))
    session = telebot.apihelper._get_req_session()
    session.close()


def _done(task: asyncio.Future[None]) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        return task.done()

    return probe
