"""The portfolio, the miners, the income."""

import asyncio

from bot.call import Call
from bot.screen import Screen
from bot.views import portfolio as views
from bot.views.market import price
from gomining.endpoints import (
    GetTotalIncome,
    ListIncomeDays,
    ListMiners,
    ListRates,
)
from portfolio.export import export_income
from portfolio.miners import miners_page
from portfolio.overview import mined_days, overview, recent_days


async def status(call: Call) -> Screen:
    """Show the whole portfolio."""
    return views.status(
        call.words,
        await overview(call.member, call.services.shared_answers, now=call.services.time.now()),
        today=call.today,
    )


async def miners(call: Call) -> Screen:
    """Show a page of miners with today's net."""
    page, size = call.page(), views.MINERS_PAGE
    answers, now = call.services.shared_answers, call.services.time.now()
    seen = await miners_page(call.member, answers, now=now, page=page, size=size)
    return views.miners(call.words, seen, page)


async def income(call: Call) -> Screen:
    """Show the income with its chart."""
    owned = await call.member(ListMiners(limit=1, offset=0))
    days, ever, rates = await asyncio.gather(
        recent_days(call.member, 30, miners=owned.total or 1),
        call.member(GetTotalIncome()),
        call.services.shared_answers.get(ListRates(), call.member),
    )
    mined = mined_days(days)
    return views.income(
        call.words,
        mined,
        ever.total_income,
        price(rates.value.items, "BTC"),
        call.services.time.now(),
        chart=await call.desk.charts.income(call.words, mined),
        stale=rates.stale,
    )


async def days(call: Call) -> Screen:
    """Show a page of days, the newest first."""
    page, size = call.page(), views.DAYS_PAGE
    answer = await call.member(ListIncomeDays(limit=size, offset=page * size))
    mined = mined_days(answer.items)[::-1]
    return views.income_days(call.words, mined, answer.total, page, call.services.time.now())


async def export(call: Call) -> Screen:
    """Send all of the income as a CSV file."""
    content, count = await export_income(call.member)
    return views.exported(call.words, content, days=count, today=call.today)
