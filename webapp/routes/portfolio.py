"""What the user has, as the partner answers it, each answer with its time."""

from aiohttp import web

from gomining.endpoints import ListBalances, ListWallets
from gomining.models import Balance, Wallet
from portfolio.miners import MinersToday, miner_today, miners_today
from portfolio.overview import Overview, overview
from runtime.computing import compute
from webapp import models
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.models import Empty, Item, Items, MinerWithNet, Paging
from webapp.request import Request
from webapp.routes.user_page import user_page
from webapp.routing import Access, Link, RouteTable, json_response

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
    answer = Items(items=_with_net(found), total=found.count, as_of=found.as_of, stale=found.stale)
    return json_response(answer)


@routes.get(
    "/api/miner",
    "One of the user's miners, with what it nets in a day at today's figures",
    query=models.OneMiner,
    answer=Item[MinerWithNet],
    access=Access.MEMBER,
    errors={404: "The user has no such miner"},
    links=[Link("Income", "get/api/income/days", parameters={"miner": "$response.body#/item/id"})],
)
async def get_miner(request: Request[models.OneMiner, Empty]) -> Item[MinerWithNet]:
    """Return the miner."""
    services = request.services
    found = await miner_today(
        request.member, services.shared_answers, request.query.id, now=services.time.now()
    )
    if not found.miners:
        raise ApiError(404, ErrorCode.NOT_FOUND, "You have no such miner.")
    return Item(item=_with_net(found)[0], as_of=found.as_of, stale=found.stale)


def _with_net(found: MinersToday) -> list[MinerWithNet]:
    return [
        MinerWithNet.model_construct(**{**dict(miner), "net": net})
        for miner, net in zip(found.miners, found.nets, strict=True)
    ]


@routes.get(
    "/api/wallets",
    "The user's wallets, the bound Bitcoin address among them",
    query=Paging,
    answer=Items[Wallet],
    access=Access.MEMBER,
)
async def list_wallets(request: Request[Paging, Empty]) -> Items[Wallet]:
    """Return a page of wallets."""
    return await user_page(request, ListWallets)


@routes.get(
    "/api/balances",
    "The user's balances in all currencies",
    query=Paging,
    answer=Items[Balance],
    access=Access.MEMBER,
)
async def list_balances(request: Request[Paging, Empty]) -> Items[Balance]:
    """Return a page of balances."""
    return await user_page(request, ListBalances)


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
