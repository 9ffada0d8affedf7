"""What a member has and earns: portfolio, miners, income, VIP level."""

import asyncio
from decimal import Decimal

from aiogram import Router
from aiogram.types import CallbackQuery, TelegramObject, User

from accounts.member import Member
from bot.callbacks import Days
from bot.commands import command
from bot.context import BotContext
from bot.filters import PrivateChat
from bot.numbers import number_of_page
from bot.screen import Screen
from bot.translate import Words
from bot.views import market as market_views
from bot.views import portfolio as views
from gomining.endpoints import (
    GetIncentives,
    GetTotalIncome,
    ListMiners,
    ListRates,
)
from portfolio.export import FileFormat, export_income, file_locale
from portfolio.miners import all_miners, miners_page
from portfolio.net import power_of
from portfolio.overview import mined_days, overview, power
from portfolio.recent import page_of_days, recent_days, summarize
from services import Services

LARGEST_DOCUMENT = 49 * 2**20  # bytes; Telegram takes 50 MB from a bot

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
    """Show a page of miners with what each nets today; the last one where there are fewer."""
    answers, now, size = services.shared_answers, services.time.now(), views.MINERS_PAGE
    page = number_of_page(argument)
    seen = await miners_page(member, answers, now=now, page=page - 1, size=size)
    if not seen.miners and page > 1:
        page = views.last_page(seen.count, size)
        seen = await miners_page(member, answers, now=now, page=page - 1, size=size)
    return views.miners(words, seen, page)


@command(router, "income", deep_link=True)
async def income(
    _event: TelegramObject, member: Member, services: Services, context: BotContext, words: Words
) -> Screen:
    """Show the income with its chart."""
    owned = await member(ListMiners(limit=1, offset=0))
    recent, ever, rates = await asyncio.gather(
        recent_days(member, 30, miners=owned.total or 1),
        member(GetTotalIncome()),
        services.shared_answers.get(ListRates(), member),
    )
    mined = mined_days(recent.days)
    return views.income(
        words,
        mined,
        ever.total_income,
        market_views.price(rates.value.items, "BTC"),
        services.time.now(),
        chart=await context.charts.income(words, mined),
        complete=recent.complete,
        stale=rates.stale,
    )


@router.callback_query(Days.filter())
async def income_days(
    _query: CallbackQuery, member: Member, services: Services, words: Words, callback_data: Days
) -> Screen:
    """Show a page of income by day, the newest first."""
    page, size = min(max(1, callback_data.page), 9999), views.DAYS_PAGE
    days, total = await page_of_days(member, summarize, limit=size, offset=(page - 1) * size)
    if not days and page > 1:
        page = views.last_page(total, size)
        days, total = await page_of_days(member, summarize, limit=size, offset=(page - 1) * size)
    return views.income_days(words, mined_days(days)[::-1], total, page, services.time.now())


@command(router, "export")
async def export(
    _event: TelegramObject,
    member: Member,
    services: Services,
    words: Words,
    event_from_user: User,
    argument: str,
) -> Screen:
    """Send all of the income as a file; `argument` is the format, CSV unless it says `xlsx`."""
    file_format: FileFormat = "xlsx" if argument.lower() == "xlsx" else "csv"
    locale = file_locale(words.language, event_from_user.language_code)
    await member.session()
    async with services.export_limit.slot(member.user_id):
        made = await export_income(member, file_format, locale=locale, max_bytes=LARGEST_DOCUMENT)
    return views.exported(words, made, file_format, today=services.time.now().date())


@command(router, "incentives", deep_link=True)
async def incentives(
    _event: TelegramObject, member: Member, services: Services, words: Words
) -> Screen:
    """Show the VIP levels and the member's own."""
    program, owned = await asyncio.gather(
        services.shared_answers.get(GetIncentives(), member),
        all_miners(member, power_of),
    )
    return market_views.incentives(
        words,
        program.value.levels or [],
        power(owned) or Decimal(0),
        program.as_of,
        stale=program.stale,
    )
