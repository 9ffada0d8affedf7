"""What the user has, as the partner answers it, each answer with its time."""

from collections.abc import Callable
from typing import TypeVar

from aiohttp import web
from pydantic import BaseModel

from gomining import Page
from gomining.endpoint import Endpoint
from gomining.endpoints import (
    GetTotalIncome,
    ListBalances,
    ListIncome,
    ListWallets,
)
from gomining.models import Balance, IncomeDay, IncomeRecord, TotalIncome, Wallet
from portfolio.miners import MinersToday, miners_today
from portfolio.net import mined_day, mined_records, miner_id
from portfolio.overview import Overview, overview
from portfolio.recent import page_of_days
from runtime.computing import compute
from webapp import models
from webapp.models import Empty, IncomeDayWithNet, IncomePaging, Item, Items, MinerWithNet, Paging
from webapp.request import Request
from webapp.routing import Access, Link, RouteTable, json_response

T = TypeVar("T", bound=BaseModel)

MAX_RECORDS = 10_000  # in an answer of several days, about 7 MB

routes = RouteTable()


@routes.get(
    "/api/overview",
    "Everything that the first screen shows",
    query=Empty,
    answer=Item[Overview],
    access=Access.MEMBER,
)
async def get_overview(request: Request[Empty, Empty]) -> Item[Overview]:
    """Return the whole portfolio in one answer."""
    services = request.services
    answer = await overview(request.member, services.shared_answers, now=services.time.now())
    return Item(item=answer, as_of=answer.as_of, stale=answer.stale)


@routes.get(
    "/api/miners",
    "The user's miners, with what each nets in a day at today's figures",
    query=Paging,
    answer=Items[MinerWithNet],
    access=Access.MEMBER,
    links=[Link("AfterTheLast", "get/api/miners", parameters={"offset": "$response.body#/total"})],
)
async def list_miners(request: Request[Paging, Empty]) -> web.Response:
    """Return a page of miners, made in a thread: hundreds of them take 100 ms."""
    found = await miners_today(
        request.member,
        request.services.shared_answers,
        now=request.services.time.now(),
        limit=request.query.limit,
        offset=request.query.offset,
    )
    return await compute(_miners_response, found)


def _miners_response(found: MinersToday) -> web.Response:
    items = [
        MinerWithNet.model_construct(**{**dict(miner), "net": net})
        for miner, net in zip(found.miners, found.nets, strict=True)
    ]
    answer = Items(items=items, total=found.count, as_of=found.as_of, stale=found.stale)
    return json_response(answer)


@routes.get(
    "/api/wallets",
    "The user's wallets, the bound Bitcoin address among them",
    query=Paging,
    answer=Items[Wallet],
    access=Access.MEMBER,
)
async def list_wallets(request: Request[Paging, Empty]) -> Items[Wallet]:
    """Return a page of wallets."""
    return await _user_page(request, ListWallets)


@routes.get(
    "/api/balances",
    "The user's balances in all currencies",
    query=Paging,
    answer=Items[Balance],
    access=Access.MEMBER,
)
async def list_balances(request: Request[Paging, Empty]) -> Items[Balance]:
    """Return a page of balances."""
    return await _user_page(request, ListBalances)


@routes.get(
    "/api/income",
    "Income records, or mined days with groupByDays=true",
    query=IncomePaging,
    answer=Items[IncomeRecord] | Items[IncomeDayWithNet],
    access=Access.MEMBER,
)
async def list_income(
    request: Request[IncomePaging, Empty],
) -> web.Response:
    """Return a page of records or of days."""
    if not request.query.group_by_days:
        return json_response(await _user_page(request, ListIncome))
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
    records = day.incomes or []
    parts = mined_records(day)
    net = mined_day(day, parts)
    whole = days == 1 or len(records) * days <= MAX_RECORDS
    by_miner = {
        str(miner): part.btc.net
        for record, part in zip(records, parts, strict=True)
        if whole and (miner := miner_id(record)) is not None
    }
    fields = {**dict(day), "net": net, "net_by_miner": by_miner}
    if not whole:
        fields["incomes"] = None
    return IncomeDayWithNet.model_construct(**fields).model_dump_json(by_alias=True)


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


@routes.post(
    "/api/wallets/bitcoin",
    "Bind or change the Bitcoin address that income is paid to",
    body=models.BindBitcoin,
    answer=models.Bound,
    access=Access.MEMBER,
    fresh=True,
    links=[Link("Wallets", "get/api/wallets")],
)
async def bind_bitcoin(request: Request[Empty, models.BindBitcoin]) -> models.Bound:
    """Bind an address after it has been checked here."""
    return models.Bound(address=await request.member.bind(request.body.address))


async def _user_page(
    request: Request[Paging, Empty], endpoint: Callable[..., Endpoint[Page[T]]]
) -> Items[T]:
    query = request.query
    page = await request.member(endpoint(limit=query.limit, offset=query.offset))
    items = page.items[: query.limit]  # the partner may ignore the limit
    return Items(items=items, total=page.total, as_of=request.services.time.now())
