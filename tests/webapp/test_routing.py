"""The route table: closed unless it says otherwise, and typed from the decorator to the handler."""

from typing import get_type_hints

import pytest
from aiohttp import web

from webapp.models import Alive, BindBitcoin, Bound, Empty, Paging
from webapp.request import Request
from webapp.routes import ROUTES, account, export, login, market, portfolio, public
from webapp.routing import Access, Link, RouteTable

MODULES = (account, export, login, market, portfolio, public)


def test_route_without_access_is_closed() -> None:
    """Access has to be given explicitly."""
    table = RouteTable()

    @table.get("/x", "Says nothing about access", query=Empty, answer=Alive)
    async def handler(_request: Request[Empty, Empty]) -> Alive:
        return Alive()

    assert [route.access for route in table] == [Access.CLOSED]


def test_mypy_refuses_a_handler_of_other_models() -> None:
    """Each ignored error must occur: with `warn_unused_ignores` mypy fails where one does not."""
    table = RouteTable()

    @table.post("/body", "Another body", body=BindBitcoin, answer=Bound)  # type: ignore[arg-type]
    async def wrong_body(request: Request[Empty, Paging]) -> Bound:
        return Bound(address=str(request.body.limit))

    @table.get("/query", "Another query", query=Empty, answer=Bound)  # type: ignore[arg-type]
    async def wrong_query(request: Request[Paging, Empty]) -> Bound:
        return Bound(address=str(request.query.limit))

    @table.get("/member", "No such parameter", query=Paging, answer=Bound)
    async def wrong_member(request: Request[Paging, Empty]) -> Bound:
        return Bound(address=str(request.query.page))  # type: ignore[attr-defined]

    assert len(list(table)) == 3


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation_id)
def test_paths_and_operations_are_unique(route: object) -> None:
    """No route hides another."""
    assert [r.operation_id for r in ROUTES].count(getattr(route, "operation_id", "")) == 1


def test_declared_answers_are_what_the_handlers_return() -> None:
    """A handler returns the model that its route declares, or a response that it makes itself."""
    handlers = {
        name: get_type_hints(function)["return"]
        for module in MODULES
        for name, function in vars(module).items()
        if getattr(function, "__module__", "") == module.__name__
        and "request" in getattr(function, "__annotations__", {})
        and not name.startswith("_")
    }
    declared = [route.answer for route in ROUTES]
    own = {web.Response, web.StreamResponse}
    returned = [hint for hint in handlers.values() if hint not in own]
    assert len(returned) > 10
    assert all(hint in declared for hint in returned)


def test_links_lead_to_routes() -> None:
    """The operation of every link exists."""
    links: list[Link] = [link for route in ROUTES for link in route.links]
    assert links
    assert {link.operation_id for link in links} <= {route.operation_id for route in ROUTES}
