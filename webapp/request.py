"""A request as a handler gets it: admitted, with its query and its body validated."""

import asyncio
import json
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Generic, NoReturn, TypeVar

from aiohttp import web

from accounts.member import Member
from services import Services
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.init_data import User
from webapp.models import Empty, RequestModel

BODY_LIMIT = 64 * 1024  # bytes
BODY_SECONDS = 10  # within which a body must have come

SERVICES = web.AppKey("services", Services)
USER = web.RequestKey("user", User)
START_PARAM = web.RequestKey("start_param", str)
MEMBER = web.RequestKey("member", Member)

QueryT = TypeVar("QueryT", bound=RequestModel)
BodyT = TypeVar("BodyT", bound=RequestModel)
QueryT_co = TypeVar("QueryT_co", bound=RequestModel, covariant=True)
BodyT_co = TypeVar("BodyT_co", bound=RequestModel, covariant=True)


@dataclass(frozen=True, slots=True)
class Request(Generic[QueryT_co, BodyT_co]):
    """What a handler is called with.

    Attributes:
        http: aiohttp's request.
        query: the query string, as the route's model.
        body: the JSON body, as the route's model.
        json: the JSON object before validation; empty where the route takes no body.
    """

    http: web.Request
    query: QueryT_co
    body: BodyT_co
    json: Mapping[str, object]

    @property
    def services(self) -> Services:
        """The services of this process."""
        return self.http.app[SERVICES]

    @property
    def user(self) -> User:
        """The Telegram user of the initData; KeyError on a route that needs none."""
        return self.http[USER]

    @property
    def start_param(self) -> str:
        """The start parameter of the link that opened the page, "" without one; like `user`."""
        return self.http[START_PARAM]

    @property
    def member(self) -> Member:
        """The same user at GoMining, one for the whole request; KeyError like `user`."""
        return self.http[MEMBER]


async def read_request(
    http: web.Request, query: type[QueryT], body: type[BodyT]
) -> Request[QueryT, BodyT]:
    """Validate the query string and the body.

    Raises:
        ValidationError: a parameter or member is missing, wrong or unknown.
        ApiError: a parameter is there twice, or the body is not a JSON object.
    """
    parameters = dict(http.query)
    if len(parameters) != len(http.query):
        raise ApiError(400, ErrorCode.INVALID_REQUEST, "A parameter is there twice.")
    valid_query = query.model_validate(parameters)
    takes_none = body is Empty or (is_optional(body) and not http.can_read_body)
    members = {} if takes_none else await _read_json(http)
    return Request(http, valid_query, body.model_validate(members), members)


def is_optional(body: type[RequestModel]) -> bool:
    """Whether a request may come without a body, because all members have defaults."""
    return not any(field.is_required() for field in body.model_fields.values())


async def _read_json(http: web.Request) -> dict[str, object]:
    # A form of another site cannot send this type without asking first (CORS).
    if http.content_type != "application/json":
        raise ApiError(415, ErrorCode.UNSUPPORTED_MEDIA_TYPE, "Send application/json.")
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await http.read()
    except TimeoutError:
        raise ApiError(408, ErrorCode.TOO_SLOW, "The body came too slowly.") from None
    try:
        body: object = json.loads(raw, parse_constant=_refuse_constant)
    except (ValueError, RecursionError):
        raise _not_an_object() from None
    if not isinstance(body, dict):
        raise _not_an_object()
    return body


def _not_an_object() -> ApiError:
    return ApiError(400, ErrorCode.INVALID_JSON, "The body must be one JSON object.")


def _refuse_constant(name: str) -> NoReturn:
    """Refuse NaN and Infinity, which json.loads takes by default."""
    raise ValueError(f"{name} is not JSON")
