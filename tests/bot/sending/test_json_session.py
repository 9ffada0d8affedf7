"""JSON requests carry the same as aiogram's forms."""

import json
from collections.abc import AsyncIterator
from datetime import UTC, datetime
from typing import Any

import pytest
from aiogram import Bot
from aiogram.client.default import DefaultBotProperties
from aiogram.client.session.aiohttp import AiohttpSession
from aiogram.client.telegram import TelegramAPIServer
from aiogram.exceptions import TelegramBadRequest
from aiogram.methods import (
    AnswerCallbackQuery,
    AnswerInlineQuery,
    EditMessageMedia,
    SendMessage,
    SendPhoto,
    SetMyCommands,
    SetWebhook,
    TelegramMethod,
)
from aiogram.types import (
    BotCommand,
    BotCommandScopeDefault,
    BufferedInputFile,
    InlineKeyboardButton,
    InlineKeyboardMarkup,
    InlineQueryResultArticle,
    InputMediaPhoto,
    InputTextMessageContent,
    WebAppInfo,
)
from aiohttp import web

from bot.sending.json_session import JsonSession
from sandbox.keys import BOT_TOKEN
from tools.serving import serving

MARKUP = InlineKeyboardMarkup(
    inline_keyboard=[
        [InlineKeyboardButton(text="Open", web_app=WebAppInfo(url="https://a.example/?x=1&y=ü"))],
        [InlineKeyboardButton(text="", callback_data="a:b")],
    ]
)
ARTICLE = InlineQueryResultArticle(
    id="1", title="Δ", input_message_content=InputTextMessageContent(message_text="<b>x</b>")
)
CALLS: tuple[TelegramMethod[Any], ...] = (
    SendMessage(chat_id=1, text='"&=+ %20 ü 🎉\n', reply_markup=MARKUP, disable_notification=False),
    SendMessage(chat_id="@name", text="x", parse_mode=None),
    AnswerCallbackQuery(callback_query_id="1", text="", show_alert=True, cache_time=0),
    AnswerInlineQuery(inline_query_id="1", results=[ARTICLE], is_personal=True),
    SetMyCommands(
        commands=[BotCommand(command="a", description="B")], scope=BotCommandScopeDefault()
    ),
    SetWebhook(url="https://a.example/hook", allowed_updates=[], drop_pending_updates=False),
    SendMessage(chat_id=1, text="x", schedule=datetime(2026, 1, 1, tzinfo=UTC)),
)


@pytest.fixture
async def received() -> AsyncIterator[tuple[TelegramAPIServer, list[dict[str, Any]]]]:
    """A Bot API that accepts everything and records the parameters."""
    calls: list[dict[str, Any]] = []

    async def record(request: web.Request) -> web.Response:
        if request.content_type == "application/json":
            calls.append(await request.json())
        else:
            form = await request.post()
            read = {
                name: (value.filename, value.file.read())
                for name, value in form.items()
                if isinstance(value, web.FileField)
            }
            calls.append({**form, **read})
        message = {"message_id": 1, "date": 1, "chat": {"id": 1, "type": "private"}}
        kind = request.path.rpartition("/")[2]
        result: Any = message if kind.startswith(("send", "edit")) else True
        return web.json_response({"ok": True, "result": result})

    app = web.Application()
    app.router.add_post("/{tail:.*}", record)
    async with serving(app) as address:
        yield TelegramAPIServer.from_base(address), calls


async def test_json_carries_the_same_parameters_as_a_form(
    received: tuple[TelegramAPIServer, list[dict[str, Any]]],
) -> None:
    """Names and values are those of the form, with numbers, flags and lists as what they are."""
    api, calls = received
    defaults = DefaultBotProperties(parse_mode="HTML", link_preview_is_disabled=True)
    for session in (JsonSession(api=api, timeout=15), AiohttpSession(api=api)):
        async with Bot(BOT_TOKEN, session=session, default=defaults) as bot:
            for call in CALLS:
                await bot(call)
    ours, forms = calls[: len(CALLS)], calls[len(CALLS) :]
    for mine, form in zip(ours, forms, strict=True):
        read = {
            name: value if mine.get(name) == value else json.loads(value)
            for name, value in form.items()
        }
        assert mine == read
    assert ours[0]["parse_mode"] == "HTML"
    assert "parse_mode" not in ours[1]
    assert ours[0]["disable_notification"] is False


@pytest.mark.parametrize("nested", [False, True])
async def test_file_is_uploaded_in_a_form(
    received: tuple[TelegramAPIServer, list[dict[str, Any]]], *, nested: bool
) -> None:
    """Also where it is nested in a parameter."""
    api, calls = received
    file = BufferedInputFile(b"picture", "chart.png")
    call: TelegramMethod[Any] = SendPhoto(chat_id=1, photo=file, caption="x")
    if nested:
        call = EditMessageMedia(media=InputMediaPhoto(media=file), chat_id=1, message_id=2)
    async with Bot(BOT_TOKEN, session=JsonSession(api=api, timeout=15)) as bot:
        await bot(call)
    (form,) = calls
    assert ("chart.png", b"picture") in form.values()


async def test_lone_surrogate_in_an_answer_is_read() -> None:
    """One update with it must not hide the others; what is no JSON raises."""
    session = JsonSession(api=TelegramAPIServer.from_base("http://127.0.0.1:9"), timeout=1)
    assert session.json_loads('{"text": "\\ud800", "id": 12345678901234567890}') == {
        "text": "\ud800",
        "id": 12345678901234567890,
    }
    with pytest.raises(ValueError, match=r"Expecting|expected"):
        session.json_loads("<html>")


def test_lone_surrogate_is_a_bad_request() -> None:
    """An update can contain one, in the id of an inline query, and no request can."""
    session = JsonSession(api=TelegramAPIServer.from_base("http://x"), timeout=1)
    method = AnswerInlineQuery(inline_query_id="\udfff", results=[])
    with pytest.raises(TelegramBadRequest, match="cannot be encoded"):
        session.build_form_data(Bot(BOT_TOKEN, session=session), method)
