"""Inline mode: rates, and a calculation for two numbers, to share in any chat."""

import asyncio

from aiogram import Bot
from aiogram.types import (
    InlineQueryResultArticle,
    InlineQueryResultsButton,
    InputTextMessageContent,
)

from accounts.member import LoggedOutError
from bot import errors
from bot.call import Call
from bot.handlers.market import income_per_th, numbers
from bot.views import market as views
from gomining.endpoints import ListRates
from market.calculator import calculate

SECONDS = 8.0  # Telegram forgets an inline query soon after
CACHED = 30  # seconds that Telegram may give the same answer again


async def answer(bot: Bot, query_id: str, call: Call) -> None:
    """Answer with what there is; with a way to log in where that is needed, never with silence."""
    results: list[InlineQueryResultArticle] = []
    button = None
    try:
        async with asyncio.timeout(SECONDS):
            results = [_article(shared) for shared in await _shared(call)]
    except LoggedOutError:
        text = call.words.plain("inline-login")
        button = InlineQueryResultsButton(text=text, start_parameter="login")
    except Exception as error:  # noqa: BLE001 - whatever it is, the query is answered
        kind = errors.explain(error, call.words, again="").text
        button = InlineQueryResultsButton(text=kind[:64], start_parameter="rates")
    await bot.answer_inline_query(
        query_id,
        results=list(results),
        button=button,
        is_personal=True,
        cache_time=CACHED if results else 0,
    )


async def _shared(call: Call) -> list[views.Shared]:
    per_th = await income_per_th(call)
    found = []
    if asked := numbers(call.arg):
        try:
            made = calculate(per_th.value, power=asked[0], efficiency=asked[1])
        except ValueError:  # out of range: the rates are still an answer
            pass
        else:
            found.append(
                views.shared_calculation(call.words, made, per_th.as_of, stale=per_th.stale)
            )
    known = await call.services.shared_answers.get(ListRates(), call.member)
    as_of, stale = min(known.as_of, per_th.as_of), known.stale or per_th.stale
    shown = views.shared_rates(call.words, known.value.items, per_th.value, as_of, stale=stale)
    return [*found, shown]


def _article(shared: views.Shared) -> InlineQueryResultArticle:
    return InlineQueryResultArticle(
        id=shared.name,
        title=shared.title,
        description=shared.description,
        input_message_content=InputTextMessageContent(message_text=shared.text),
    )
