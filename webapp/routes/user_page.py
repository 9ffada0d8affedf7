"""A page of a list of the user's, as the partner answers it."""

from collections.abc import Callable
from typing import TypeVar

from pydantic import BaseModel

from gomining import Page
from gomining.endpoint import Endpoint
from webapp.models import Empty, Items, Paging
from webapp.request import Request

T = TypeVar("T", bound=BaseModel)


async def user_page(
    request: Request[Paging, Empty], endpoint: Callable[..., Endpoint[Page[T]]]
) -> Items[T]:
    """Return the page that the query asks for."""
    query = request.query
    page = await request.member(endpoint(limit=query.limit, offset=query.offset))
    items = page.items[: query.limit]  # the partner may ignore the limit
    return Items(items=items, total=page.total, as_of=request.services.time.now())
