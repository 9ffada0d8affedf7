"""What the user's miners have earned.

The page shows lists and charts from the sums of days, and fetches the records of one day or the
sums of one miner when somebody opens it: all records of 30 days of 137 miners are over 2 MB.
"""

import asyncio
from collections.abc import Sequence

from gomining.endpoints import GetTotalIncome, ListIncome, ListIncomeDays
from gomining.models import IncomeDay, IncomeRecord, TotalIncome
from portfolio.income_days import DaySum, NamedMiner, day_sums, days_page, find_day, named_miners
from portfolio.net import mined_day, mined_records, miner_id
from webapp import models
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.models import Empty, IncomeDayWithNet, IncomePaging, Item, Items
from webapp.request import Request
from webapp.routing import Access, Link, RouteTable

routes = RouteTable()


@routes.get(
    "/api/income",
    "Income records, or mined days with all of their records with groupByDays=true",
    query=IncomePaging,
    answer=Items[IncomeRecord] | Items[IncomeDayWithNet],
    access=Access.MEMBER,
)
async def list_income(
    request: Request[IncomePaging, Empty],
) -> Items[IncomeRecord] | Items[IncomeDayWithNet]:
    """Return a page of records or of days."""
    query, now = request.query, request.services.time.now()
    if not query.group_by_days:
        found = await request.member(ListIncome(limit=query.limit, offset=query.offset))
        return Items(items=found.items, total=found.total, as_of=now)
    days = await request.member(ListIncomeDays(limit=query.limit, offset=query.offset))
    items = await asyncio.to_thread(_all_with_net, days.items)  # thousands of records
    return Items(items=items, total=days.total, as_of=now)


@routes.get(
    "/api/income/days",
    "Mined days as sums, of all miners or of one",
    query=models.DayPaging,
    answer=models.DaySums,
    access=Access.MEMBER,
    links=[Link("Day", "get/api/income/day", parameters={"date": "$response.body#/items/0/date"})],
)
async def list_income_days(request: Request[models.DayPaging, Empty]) -> models.DaySums:
    """Return a page of days; with `miner` also those on which this miner has no record."""
    query = request.query
    page = await days_page(request.member, limit=query.limit, offset=query.offset)
    items, miners = await asyncio.to_thread(_sums, page.days, query.miner)
    return models.DaySums(
        items=items, miners=miners, total=page.total, as_of=request.services.time.now()
    )


def _sums(days: Sequence[IncomeDay], miner: str) -> tuple[list[DaySum], list[NamedMiner]]:
    return day_sums(days, miner), [] if miner else named_miners(days)


@routes.get(
    "/api/income/day",
    "One mined day with all of its records",
    query=models.OneDay,
    answer=Item[IncomeDayWithNet],
    access=Access.MEMBER,
    errors={404: "There is no income of this day"},
)
async def get_income_day(request: Request[models.OneDay, Empty]) -> Item[IncomeDayWithNet]:
    """Return the day."""
    day = await find_day(request.member, request.query.date)
    if day is None:
        raise ApiError(404, ErrorCode.NOT_FOUND, "There is no income of this day.")
    return Item(item=_with_net(day), as_of=request.services.time.now())


@routes.get(
    "/api/income/total",
    "Income of all miners over the entire period",
    query=Empty,
    answer=Item[TotalIncome],
    access=Access.MEMBER,
)
async def get_total_income(request: Request[Empty, Empty]) -> Item[TotalIncome]:
    """Return the sum."""
    total = await request.member(GetTotalIncome())
    return Item(item=total, as_of=request.services.time.now())


def _all_with_net(days: Sequence[IncomeDay]) -> list[IncomeDayWithNet]:
    return [_with_net(day) for day in days]


def _with_net(day: IncomeDay) -> IncomeDayWithNet:
    parts = mined_records(day)
    by_miner = {
        str(miner): part.btc.net
        for record, part in zip(day.incomes or [], parts, strict=True)
        if (miner := miner_id(record)) is not None
    }
    net = mined_day(day, parts)
    return IncomeDayWithNet.model_construct(**{**dict(day), "net": net, "net_by_miner": by_miner})
