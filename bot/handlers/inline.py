"""Inline mode: rates, and a calculation for two numbers, to share in any chat."""

import asyncio
import textwrap
import time
from dataclasses import replace

from aiogram import Router
from aiogram.exceptions import TelegramBadRequest
from aiogram.types import (
    InlineQuery,
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from accounts.member import LoggedOutError, Member
from bot import errors
from bot.handlers.market import market_figures
from bot.metrics import SECONDS
from bot.numbers import figure_readings
from bot.translate import Words
from bot.views import market as views
from market.calculator import calculate
from services import Services

router = Router(name="inline")

LIMIT = 8.0  # seconds; Telegram forgets an inline query soon after
CACHED = 30  # seconds for which Telegram may repeat an answer
BUTTON_LIMIT = 64  # characters


@router.inline_query()
async def answer(
    inline_query: InlineQuery, member: Member, services: Services, words: Words
) -> None:
    """Answer with what there is, or with a button that explains or offers the login."""
    began = time.perf_counter()
    results: list[InlineQueryResultArticle] = []
    button = None
    try:
        async with asyncio.timeout(LIMIT):
            results = await _results(inline_query.query, member, services, words)
    except LoggedOutError:
        text = words.plain("inline-login")
        button = InlineQueryResultsButton(text=text, start_parameter="login")
    except Exception as error:  # noqa: BLE001 - whatever it is, the query is answered
        button = _explain(error, words)
    await _send(inline_query, results, button)
    SECONDS.labels("inline").observe(time.perf_counter() - began)


def _explain(error: Exception, words: Words) -> InlineQueryResultsButton:
    text = errors.explain(error, words, again="").toast
    short = textwrap.shorten(text, BUTTON_LIMIT, placeholder="…")
    return InlineQueryResultsButton(text=short, start_parameter="rates")


async def _send(
    query: InlineQuery,
    results: list[InlineQueryResultArticle],
    button: InlineQueryResultsButton | None,
) -> None:
    try:
        await query.answer(
            list(results),
            button=button,
            is_personal=True,
            cache_time=CACHED if results else 0,
        )
    except TelegramBadRequest as error:
        if "query is too old" not in error.message:
            raise


async def _results(
    text: str, member: Member, services: Services, words: Words
) -> list[InlineQueryResultArticle]:
    known, per_th = await market_figures(member, services)
    found: list[views.InlineResult] = []
    for figures in figure_readings(text, words.language):  # the user chooses among several
        try:
            made = calculate(per_th.value, power=figures[0], efficiency=figures[1])
        except ValueError:  # out of range: the rates are still an answer
            continue
        shared = views.shared_calculation(words, made, per_th.as_of, stale=per_th.stale)
        found.append(replace(shared, name=f"{shared.name}-{len(found)}") if found else shared)
    as_of, stale = min(known.as_of, per_th.as_of), known.stale or per_th.stale
    shown = views.shared_rates(words, known.value, per_th.value, as_of, stale=stale)
    return [_article(shared) for shared in (*found, shown)]


def _article(result: views.InlineResult) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=result.name,
        title=result.title,
        description=result.description,
        input_message_content=InputTextMessageContent(message_text=result.text),
    )
