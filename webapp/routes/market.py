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
from webapp.models import Empty, Item, Items
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
        return web.Response(body=self._encoded[1], content_type="application/json", charset="utf-8")


def _to_items(answer: Answer[Page[T]]) -> Items[T]:
    page = answer.value
    return Items(items=page.items, total=page.total, as_of=answer.as_of, stale=answer.stale)


def _to_item(answer: Answer[T]) -> Item[T]:
    return Item(item=answer.value, as_of=answer.as_of, stale=answer.stale)


_RATES = SharedJson(ListRates(), _to_items)
_COLLECTIONS = SharedJson(ListCollections(), _to_items)
_INCOME_PER_TH = SharedJson(GetIncomePerTh(), _to_item)
_INCENTIVES = SharedJson(GetIncentives(), _to_item)


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
