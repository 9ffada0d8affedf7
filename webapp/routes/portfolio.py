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
    ListMiners,
    ListWallets,
)
from gomining.models import (
    Balance,
    IncomeDay,
    IncomeRecord,
    Miner,
    TotalIncome,
    Wallet,
)
from portfolio.overview import Overview, overview
from webapp import models
from webapp.models import Empty, Item, Items, Paging
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
    "The user's miners",
    query=Paging,
    answer=Items[Miner],
    access=Access.MEMBER,
    links=[Link("AfterTheLast", "get/api/miners", parameters={"offset": "$response.body#/total"})],
)
async def list_miners(request: Request[Paging, Empty]) -> Items[Miner]:
    """Return a page of miners."""
    return await _user_page(request, ListMiners)


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
    query=models.IncomePaging,
    answer=Items[IncomeRecord] | Items[IncomeDay],
    access=Access.MEMBER,
)
async def list_income(
    request: Request[models.IncomePaging, Empty],
) -> Items[IncomeRecord] | Items[IncomeDay]:
    """Return a page of records or of days."""
    if request.query.group_by_days:
        return await _user_page(request, ListIncomeDays)
    return await _user_page(request, ListIncome)


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
