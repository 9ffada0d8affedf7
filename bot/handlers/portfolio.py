"""The portfolio, the miners, the income."""

import asyncio
from collections.abc import Sequence
from decimal import Decimal

from bot.call import Call
from bot.screen import Screen
from bot.views import portfolio as views
from bot.views.market import price
from gomining.endpoints import (
    GetIncomePerTh,
    GetTotalIncome,
    ListIncomeDays,
    ListMiners,
    ListRates,
)
from gomining.models import Id, IncomeDay
from portfolio.export import export_income
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
    listed, last, per_th = await asyncio.gather(
        call.member(ListMiners(limit=size, offset=page * size)),
        call.member(ListIncomeDays(limit=1, offset=0)),
        call.services.shared_answers.get(GetIncomePerTh(), call.member),
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
    return views.miners(call.words, seen)


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
        gross=_paid_in_gomining(days),
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


def _discounts(days_: Sequence[IncomeDay]) -> dict[Id, Decimal]:
    """Return the fraction of fees that each miner was last forgiven."""
    records = [record for day in days_ for record in day.incomes or []]
    named = [(one.nft_id if one.nft is None else one.nft.id, one.total_discount) for one in records]
    return {
        number: discount
        for number, discount in named
        if number is not None and discount is not None and 0 <= discount <= 1
    }


def _paid_in_gomining(days_: Sequence[IncomeDay]) -> bool:
    """Whether fees are paid in GOMINING, so that amounts of BTC are before fees."""
    latest = max(days_, key=lambda day: str(day.mined_on), default=None)
    return latest is not None and any(one.maintenance_by_gmt for one in latest.incomes or [])
