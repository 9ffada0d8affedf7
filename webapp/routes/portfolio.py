"""What the user has, as the partner answers it, each answer with its time."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from gomining import Page
from gomining.endpoint import Endpoint
from gomining.endpoints import (
    GetTotalIncome,
    ListBalances,
    ListIncome,
    ListIncomeDays,
    ListWallets,
)
from gomining.models import Balance, IncomeDay, IncomeRecord, TotalIncome, Wallet
from portfolio.miners import miners_today
from portfolio.net import mined_day, mined_records, miner_id
from portfolio.overview import Overview, overview
from webapp import models
from webapp.models import Empty, IncomeDayWithNet, IncomePaging, Item, Items, MinerWithNet, Paging
from webapp.request import Request
from webapp.routing import Access, Link, RouteTable

T = TypeVar("T", bound=BaseModel)

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
async def list_miners(request: Request[Paging, Empty]) -> Items[MinerWithNet]:
    """Return a page of miners."""
    found = await miners_today(
        request.member,
        request.services.shared_answers,
        now=request.services.time.now(),
        limit=request.query.limit,
        offset=request.query.offset,
    )
    items = [
        MinerWithNet.model_construct(**{**dict(miner), "net": net})
        for miner, net in zip(found.miners, found.nets, strict=True)
    ]
    return Items(items=items, total=found.count, as_of=found.as_of, stale=found.stale)


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
) -> Items[IncomeRecord] | Items[IncomeDayWithNet]:
    """Return a page of records or of days."""
    if not request.query.group_by_days:
        return await _user_page(request, ListIncome)
    days = await _user_page(request, ListIncomeDays)
    items = [_with_net(day) for day in days.items]
    return Items(items=items, total=days.total, as_of=days.as_of)


def _with_net(day: IncomeDay) -> IncomeDayWithNet:
    parts = mined_records(day)
    by_miner = {
        str(miner): part.btc.net
        for record, part in zip(day.incomes or [], parts, strict=True)
        if (miner := miner_id(record)) is not None
    }
    net = mined_day(day, parts)
    return IncomeDayWithNet.model_construct(**{**dict(day), "net": net, "net_by_miner": by_miner})


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
    return Items(items=page.items, total=page.total, as_of=request.services.time.now())
