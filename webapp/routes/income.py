"""What the user's miners have earned.

The page shows lists and charts from the sums of days, and fetches the records of one day or the
sums of one miner when somebody opens it: all records of 30 days of 137 miners are over 2 MB.
"""

from datetime import datetime

from aiohttp import web

from gomining.endpoints import GetTotalIncome, ListIncome
from gomining.models import IncomeDay, IncomeRecord, TotalIncome
from portfolio.income_days import DayPage, days_page, find_day, named_miners
from portfolio.net import mined_day, mined_records, miner_id
from portfolio.recent import page_of_days
from runtime.computing import compute
from webapp import models
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.models import Empty, IncomeDayWithNet, IncomePaging, Item, Items
from webapp.request import Request
from webapp.routes.user_page import user_page
from webapp.routing import Access, Link, RouteTable, json_response

MAX_RECORDS = 10_000  # in an answer of several days, about 7 MB

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
) -> web.Response:
    """Return a page of records or of days."""
    if not request.query.group_by_days:
        return json_response(await user_page(request, ListIncome))
    query = request.query
    days, total = await page_of_days(
        request.member,
        lambda day: _as_json(day, days=query.limit),
        limit=query.limit,
        offset=query.offset,
    )
    now = request.services.time.now()
    empty = Items[IncomeDayWithNet](items=[], total=total, as_of=now).model_dump_json(by_alias=True)
    text = empty.replace("[]", f"[{','.join(days)}]", 1)
    return web.Response(text=text, content_type="application/json")


def _as_json(day: IncomeDay, *, days: int) -> str:
    """Return one of `days` days as JSON, in the thread that has read its thousands of records.

    Many days of many miners would be a hundred megabytes: their records are then left out, and
    can be had by asking for one day.
    """
    whole = days == 1 or len(day.incomes or []) * days <= MAX_RECORDS
    return _with_net(day, whole=whole).model_dump_json(by_alias=True)


def _with_net(day: IncomeDay, *, whole: bool) -> IncomeDayWithNet:
    """Return a day with what it netted, with its records if `whole`."""
    records, parts = day.incomes or [], mined_records(day)
    by_miner = {
        str(miner): part.btc.net
        for record, part in zip(records, parts, strict=True)
        if whole and (miner := miner_id(record)) is not None
    }
    fields = {**dict(day), "net": mined_day(day, parts), "net_by_miner": by_miner}
    if not whole:
        fields["incomes"] = None
    return IncomeDayWithNet.model_construct(**fields)


@routes.get(
    "/api/income/days",
    "Mined days as sums, of all miners or of one",
    query=models.DayPaging,
    answer=models.DaySums,
    access=Access.MEMBER,
    links=[Link("Day", "get/api/income/day", parameters={"date": "$response.body#/items/0/date"})],
)
async def list_income_days(request: Request[models.DayPaging, Empty]) -> web.Response:
    """Return a page of days; with `miner` also those on which this miner has no record."""
    query = request.query
    page = await days_page(
        request.member, limit=query.limit, offset=query.offset, miner=query.miner
    )
    return await compute(_sums, page, with_names=not query.miner, as_of=request.services.time.now())


def _sums(page: DayPage, *, with_names: bool, as_of: datetime) -> web.Response:
    """Return the answer, made in a thread: thousands of names take long."""
    return json_response(
        models.DaySums(
            items=[day.sum for day in page.days if day.sum is not None],
            miners=named_miners(page.days) if with_names else [],
            total=page.total,
            as_of=as_of,
        )
    )


@routes.get(
    "/api/income/day",
    "One mined day with all of its records",
    query=models.OneDay,
    answer=Item[IncomeDayWithNet],
    access=Access.MEMBER,
    errors={404: "There is no income of this day"},
)
async def get_income_day(request: Request[models.OneDay, Empty]) -> web.Response:
    """Return the day."""
    as_of = request.services.time.now()
    found = await find_day(
        request.member, request.query.date, lambda day: _day_response(day, as_of)
    )
    if found is None:
        raise ApiError(404, ErrorCode.NOT_FOUND, "There is no income of this day.")
    return found


def _day_response(day: IncomeDay, as_of: datetime) -> web.Response:
    return json_response(Item(item=_with_net(day, whole=True), as_of=as_of))


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
