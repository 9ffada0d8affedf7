"""What a member has and earns: portfolio, miners, income, VIP level."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject

from accounts.member import Member
from bot.callbacks import Days
from bot.commands import command
from bot.context import BotContext
from bot.filters import PrivateChat
from bot.screen import Screen
from bot.translate import Words
from bot.views import market as market_views
from bot.views import portfolio as views
from gomining import Page
from gomining.endpoints import (
    GetIncentives,
    GetIncomePerTh,
    GetTotalIncome,
    ListIncomeDays,
    ListMiners,
    ListRates,
)
from gomining.models import Id, IncomeDay, Miner
from portfolio.export import export_income
from portfolio.overview import ALL_MINERS, mined_days, overview, power, recent_days
from services import Services

router = Router(name="portfolio")
router.message.filter(PrivateChat())
router.callback_query.filter(PrivateChat())


@command(router, "status", deep_link=True)
async def status(
    _event: TelegramObject, member: Member, services: Services, words: Words
) -> Screen:
    """Show the whole portfolio."""
    return await show_status(member, services, words)


async def show_status(member: Member, services: Services, words: Words) -> Screen:
    """Return the screen of the whole portfolio."""
    now = services.time.now()
    seen = await overview(member, services.shared_answers, now=now)
    return views.status(words, seen, today=now.date())


@command(router, "miners", deep_link=True)
async def miners(
    _event: TelegramObject, member: Member, services: Services, words: Words, argument: str
) -> Screen:
    """Show a page of miners with what each earns today."""
    (page, listed), last, per_th = await asyncio.gather(
        _miners_page(member, number_of_page(argument)),
        member(ListIncomeDays(limit=1, offset=0)),
        services.shared_answers.get(GetIncomePerTh(), member),
    )
    seen = views.MinersPage(
        miners=listed.items,
        total=listed.total,
        page=page,
        per_th=per_th.value,
        as_of=per_th.as_of,
        stale=per_th.stale,
        discounts=_discounts(last.items),
    )
    return views.miners(words, seen)


async def _miners_page(member: Member, page: int) -> tuple[int, Page[Miner]]:
    """Return a page, counted from 1, or the last one where there are fewer."""
    size = views.MINERS_PAGE
    listed = await member(ListMiners(limit=size, offset=(page - 1) * size))
    if listed.items or page == 1:
        return page, listed
    page = views.last_page(listed.total, size)
    return page, await member(ListMiners(limit=size, offset=(page - 1) * size))


@command(router, "income", deep_link=True)
async def income(
    _event: TelegramObject, member: Member, services: Services, context: BotContext, words: Words
) -> Screen:
    """Show the income with its chart."""
    owned = await member(ListMiners(limit=1, offset=0))
    days, ever, rates = await asyncio.gather(
        recent_days(member, 30, miners=owned.total or 1),
        member(GetTotalIncome()),
        services.shared_answers.get(ListRates(), member),
    )
    mined = mined_days(days)
    return views.income(
        words,
        mined,
        ever.total_income,
        market_views.price(rates.value.items, "BTC"),
        services.time.now(),
        chart=await context.charts.income(words, mined),
        gross=_paid_in_gomining(days),
        stale=rates.stale,
    )


@router.callback_query(Days.filter())
async def income_days(
    _query: CallbackQuery, member: Member, services: Services, words: Words, callback_data: Days
) -> Screen:
    """Show a page of income by day, the newest first."""
    page, size = min(max(1, callback_data.page), 9999), views.DAYS_PAGE
    answer = await member(ListIncomeDays(limit=size, offset=(page - 1) * size))
    if not answer.items and page > 1:
        page = views.last_page(answer.total, size)
        answer = await member(ListIncomeDays(limit=size, offset=(page - 1) * size))
    days = mined_days(answer.items)[::-1]
    return views.income_days(words, days, answer.total, page, services.time.now())


@command(router, "export")
async def export(
    _event: TelegramObject, member: Member, services: Services, words: Words
) -> Screen:
    """Send all of the income as a CSV file."""
    content, count = await export_income(member)
    return views.exported(words, content, days=count, today=services.time.now().date())


@command(router, "incentives", deep_link=True)
async def incentives(
    _event: TelegramObject, member: Member, services: Services, words: Words
) -> Screen:
    """Show the VIP levels and the member's own."""
    program, owned = await asyncio.gather(
        services.shared_answers.get(GetIncentives(), member),
        member(ListMiners(limit=ALL_MINERS, offset=0)),
    )
    return market_views.incentives(
        words,
        program.value.levels or [],
        power(owned.items) or Decimal(0),
        program.as_of,
        stale=program.stale,
    )


def number_of_page(argument: str) -> int:
    """Return the page that a user or a button asks for, counted from 1."""
    is_number = argument.isascii() and argument.isdecimal() and len(argument) <= 4
    return max(1, int(argument)) if is_number else 1


def _discounts(days: Sequence[IncomeDay]) -> dict[Id, Decimal]:
    """Return the discount on fees that each miner had last, as a fraction."""
    records = [record for day in days for record in day.incomes or []]
    named = [(one.nft_id if one.nft is None else one.nft.id, one.total_discount) for one in records]
    return {
        number: discount
        for number, discount in named
        if number is not None and discount is not None and 0 <= discount <= 1
    }


def _paid_in_gomining(days: Sequence[IncomeDay]) -> bool:
    """Whether fees are paid in GOMINING, so that amounts of BTC are before fees."""
    latest = max(days, key=lambda day: str(day.mined_on), default=None)
    return latest is not None and any(one.maintenance_by_gmt for one in latest.incomes or [])
