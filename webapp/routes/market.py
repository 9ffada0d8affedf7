"""What is the same for all users: one call to the partner and one encoding as JSON for all."""

from collections.abc import Callable
from typing import Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel

from gomining import Page
from gomining.endpoint import Endpoint
from gomining.endpoints import GetIncentives, GetIncomePerTh, ListCollections, ListRates
from gomining.models import Collection, Incentives, IncomePerTh, Rate
from market.shared_answers import Answer
from market.shop import Catalogue
from webapp.models import Empty, Item, Items, Offers
from webapp.request import Request
from webapp.routing import Access, RouteTable

T = TypeVar("T", bound=BaseModel)
R = TypeVar("R")

routes = RouteTable()


class SharedJson(Generic[R]):
    """A shared answer as JSON, encoded again only when there is a newer answer."""

    def __init__(self, endpoint: Endpoint[R], to_model: Callable[[Answer[R]], BaseModel]) -> None:
        self._endpoint = endpoint
        self._to_model = to_model
        self._encoded: tuple[Answer[R] | None, bytes] = None, b""

    async def response(self, request: Request[Empty, Empty]) -> web.Response:
        """Return the response for any member."""
        answer = await request.services.shared_answers.get(self._endpoint, request.member)
        if answer is not self._encoded[0]:
            text = self._to_model(answer).model_dump_json(by_alias=True)
            self._encoded = answer, text.encode()
        return _json(self._encoded[1])


class ShopJson:
    """The catalogue as JSON, encoded again only when there is a newer one."""

    def __init__(self) -> None:
        self._encoded: tuple[Catalogue | None, bytes] = None, b""

    async def response(self, request: Request[Empty, Empty]) -> web.Response:
        """Return the response for any Telegram user."""
        catalogue = await request.services.shop.catalogue(request.member)
        if catalogue is not self._encoded[0]:
            offers = _to_offers(catalogue, sells=request.services.settings.sell_stars)
            text = offers.model_dump_json(by_alias=True)
            self._encoded = catalogue, text.encode()
        return _json(self._encoded[1])


def _json(body: bytes) -> web.Response:
    return web.Response(body=body, content_type="application/json", charset="utf-8")


def _to_offers(catalogue: Catalogue, *, sells: bool) -> Offers:
    return Offers(
        items=list(catalogue.offers),
        total=len(catalogue.offers),
        as_of=catalogue.as_of,
        stale=catalogue.stale,
        figures_as_of=catalogue.figures_as_of,
        shows_payback=catalogue.shows_payback,
        sells=sells,
    )


def _to_items(answer: Answer[Page[T]]) -> Items[T]:
    page = answer.value
    return Items(items=page.items, total=page.total, as_of=answer.as_of, stale=answer.stale)


def _to_item(answer: Answer[T]) -> Item[T]:
    return Item(item=answer.value, as_of=answer.as_of, stale=answer.stale)


_RATES = SharedJson(ListRates(), _to_items)
_COLLECTIONS = SharedJson(ListCollections(), _to_items)
_INCOME_PER_TH = SharedJson(GetIncomePerTh(), _to_item)
_INCENTIVES = SharedJson(GetIncentives(), _to_item)
_SHOP = ShopJson()


@routes.get(
    "/api/rates",
    "Exchange rates in USD",
    query=Empty,
    answer=Items[Rate],
    access=Access.MEMBER,
)
async def list_rates(request: Request[Empty, Empty]) -> web.Response:
    """Return all rates."""
    return await _RATES.response(request)


@routes.get(
    "/api/collections",
    "Miners on sale",
    query=Empty,
    answer=Items[Collection],
    access=Access.MEMBER,
)
async def list_collections(request: Request[Empty, Empty]) -> web.Response:
    """Return all collections."""
    return await _COLLECTIONS.response(request)


@routes.get(
    "/api/shop",
    "Miners on sale with prices in USD and Stars, and what each nets in a day at today's figures",
    query=Empty,
    answer=Offers,
    access=Access.TELEGRAM_USER,
)
async def list_offers(request: Request[Empty, Empty]) -> web.Response:
    """Return all offers; without the partner's keys this needs a login (`not_logged_in`)."""
    return await _SHOP.response(request)


@routes.get(
    "/api/income/per-th",
    "What a TH earns and costs per day",
    query=Empty,
    answer=Item[IncomePerTh],
    access=Access.MEMBER,
)
async def get_income_per_th(request: Request[Empty, Empty]) -> web.Response:
    """Return today's figures."""
    return await _INCOME_PER_TH.response(request)


@routes.get(
    "/api/incentives",
    "Cashback rules by VIP level",
    query=Empty,
    answer=Item[Incentives],
    access=Access.MEMBER,
)
async def get_incentives(request: Request[Empty, Empty]) -> web.Response:
    """Return the rules."""
    return await _INCENTIVES.response(request)
