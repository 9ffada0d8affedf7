"""Rates, calculator and shop: public figures, in private chats and groups alike."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from aiogram import Router
from aiogram.types import Chat, TelegramObject

from accounts.member import LoggedOutError, Member, WalletNeededError
from bot.commands import command
from bot.numbers import figure_readings, number_of_page
from bot.screen import Screen
from bot.translate import Words
from bot.views import market as views
from bot.views.shop import shop as shop_view
from gomining.endpoints import GetIncomePerTh, ListRates
from gomining.models import IncomePerTh, Rate
from market.calculator import calculate
from market.shared_answers import Answer
from portfolio.miners import miners_today
from portfolio.net import as_calculation
from services import Services

router = Router(name="market")


@command(router, "rates", deep_link=True)
async def rates(_event: TelegramObject, member: Member, services: Services, words: Words) -> Screen:
    """Show the rates."""
    known, per_th = await market_figures(member, services)
    as_of, stale = min(known.as_of, per_th.as_of), known.stale or per_th.stale
    return views.rates(words, known.value, per_th.value, as_of, stale=stale)


@command(router, "calc", deep_link=True)
async def calc(
    _event: TelegramObject,
    member: Member,
    services: Services,
    words: Words,
    argument: str,
    event_chat: Chat,
) -> Screen:
    """Calculate, or explain how; `own` stands for the member's own miners."""
    is_private = event_chat.type == "private"
    if not argument:
        return views.calc_how(words, own=is_private and await member.is_logged_in())
    if argument.lower() == views.OWN and is_private:
        return await _calculate_own(member, services, words)
    return await show_readings(member, services, words, figure_readings(argument, words.language))


@command(router, "shop", deep_link=True)
async def shop(
    _event: TelegramObject,
    *,
    member: Member,
    services: Services,
    words: Words,
    argument: str,
    event_chat: Chat,
) -> Screen:
    """Show a page of the miners on sale."""
    sells = services.settings.sell_stars and event_chat.type == "private"
    catalogue = await services.shop.catalogue(member)
    return shop_view(words, catalogue, number_of_page(argument), sells=sells)


async def _calculate_own(member: Member, services: Services, words: Words) -> Screen:
    """Show what the member's own miners net, with their own discounts."""
    today = await miners_today(member, services.shared_answers, now=services.time.now())
    made = None if today.total is None else as_calculation(today.total, today.income_per_th)
    if made is None:
        return views.calc_own_unknown(words)
    return views.calculation(words, made, today.figures_as_of, stale=today.stale)


async def show_readings(
    member: Member, services: Services, words: Words, readings: Sequence[list[Decimal]]
) -> Screen:
    """Calculate where a text has one reading; ask which one is meant where it has several."""
    if len(readings) == 1:
        return await show_calculation(member, services, words, readings[0])
    return views.calc_which(words, readings) if readings else views.calc_wrong(words)


async def show_calculation(
    member: Member, services: Services, words: Words, figures: list[Decimal]
) -> Screen:
    """Return the calculation for TH, W/TH and perhaps a discount in per cent."""
    per_th = await income_per_th(member, services)
    discount = figures[2] / 100 if len(figures) > 2 else Decimal(0)
    try:
        made = calculate(per_th.value, power=figures[0], efficiency=figures[1], discount=discount)
    except ValueError:
        return views.calc_wrong(words)
    return views.calculation(words, made, per_th.as_of, stale=per_th.stale)


async def market_figures(
    member: Member, services: Services
) -> tuple[Answer[list[Rate]], Answer[IncomePerTh]]:
    """Return the rates and the income per TH.

    Who is not logged in, or would need a wallet, gets the figures that the partner's own key may
    ask for: of the rates, that is the one of Bitcoin. Raises LoggedOutError where there is no such
    key.
    """
    try:
        listed, per_th = await asyncio.gather(
            services.shared_answers.get(ListRates(), member),
            services.shared_answers.get(GetIncomePerTh(), member),
        )
    except (LoggedOutError, WalletNeededError):
        per_th = await services.public_figures.income_per_th(member)
        bitcoin = Rate(symbol="BTC", price=per_th.value.btc_course_in_usd)
        return Answer([bitcoin], per_th.as_of, per_th.stale), per_th
    return Answer(listed.value.items, listed.as_of, listed.stale), per_th


async def income_per_th(member: Member, services: Services) -> Answer[IncomePerTh]:
    """Return today's income per TH, with the partner's key for who is not logged in."""
    try:
        return await services.shared_answers.get(GetIncomePerTh(), member)
    except (LoggedOutError, WalletNeededError):
        return await services.public_figures.income_per_th(member)
