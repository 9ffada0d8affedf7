"""Who may enter a route, and what it is handed: everything is checked before a handler runs."""

import asyncio
import json
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta
from enum import Enum
from functools import cached_property
from typing import Any

from aiohttp import web
from pydantic import BaseModel

from accounts.member import Member
from services import Services
from webapp.contract import Nothing
from webapp.errors import Fault, RequestError
from webapp.init_data import User, verify_init_data

SERVICES = web.AppKey("services", Services)
BODY_LIMIT = 64 * 1024
BODY_SECONDS = 10
_SCHEME = "tma "


class Access(Enum):
    """Who may enter. A route that says nothing lets nobody in."""

    NOBODY = "nobody"
    ANYONE = "anyone"
    TELEGRAM = "telegram"  # a user with valid initData
    MEMBER = "member"  # the same, with a GoMining login


@dataclass(frozen=True)
class Call:
    """A request that has been let in. `user` and `member` are None on open routes only."""

    request: web.Request
    services: Services
    query: Any
    body: Any
    raw_body: Any
    telegram_user: User | None

    @property
    def user(self) -> User:
        """The Telegram user who asks."""
        if self.telegram_user is None:
            raise RequestError(Fault(401, "init_data_missing", _MISSING))
        return self.telegram_user

    @cached_property
    def member(self) -> Member:
        """The partner's API as this user may use it; one for the whole request."""
        return self.services.member(self.user.id)


Handler = Callable[[Call], Awaitable[BaseModel | web.Response]]

_MISSING = "Send Telegram's initData as 'Authorization: tma <initData>'."
_NOTHING: BaseModel = Nothing()
_BAD_JSON = Fault(400, "invalid_json", "The body must be one JSON object.")


@dataclass(frozen=True)
class Route:
    """One line of the API: address, who may enter, what it takes and gives."""

    method: str
    path: str
    handler: Handler
    summary: str
    access: Access = Access.NOBODY
    answer: Any = None
    query: type[BaseModel] = Nothing
    body: type[BaseModel] = Nothing


async def admit(request: web.Request, route: Route) -> Call:
    """Check everything that a route asks for, cheapest first, and raise what is wrong."""
    services = request.app[SERVICES]
    user = None
    if route.access is Access.NOBODY:
        raise RequestError(Fault(403, "forbidden", "Nobody may use this address."))
    if route.access is not Access.ANYONE:
        user = _authenticate(request, services)
        await services.limiter.hit(user.id)
    query, raw, body = _NOTHING, {}, _NOTHING
    if request.query_string or route.query is not Nothing:
        query = route.query.model_validate(_query(request))
    if route.body is not Nothing:
        raw = await _json(request)
        body = route.body.model_validate(raw)
    call = Call(request, services, query, body, raw, user)
    if route.access is Access.MEMBER:
        await call.member.session()
    return call


def _authenticate(request: web.Request, services: Services) -> User:
    header = request.headers.getall("Authorization", [])
    if len(header) != 1 or header[0][: len(_SCHEME)].lower() != _SCHEME:
        raise RequestError(Fault(401, "init_data_missing", _MISSING))
    init_data = verify_init_data(
        header[0][len(_SCHEME) :],
        bot_token=services.settings.bot_token.get_secret_value(),
        now=services.time.now(),
        max_age=timedelta(seconds=services.settings.init_data_max_age),
    )
    if init_data.user is None:
        raise RequestError(Fault(401, "init_data_invalid", "The initData names no user."))
    return init_data.user


def _query(request: web.Request) -> dict[str, str]:
    query = dict(request.query)
    if len(query) != len(request.query):
        raise RequestError(Fault(400, "invalid_request", "A parameter stands twice."))
    return query


async def _json(request: web.Request) -> dict[str, Any]:
    if request.content_type != "application/json":
        raise RequestError(Fault(415, "unsupported_media_type", "Send application/json."))
    try:
        async with asyncio.timeout(BODY_SECONDS):
            raw = await request.read()
    except TimeoutError:
        raise RequestError(Fault(408, "too_slow", "The body came too slowly.")) from None
    try:
        body = json.loads(raw, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise RequestError(_BAD_JSON) from None
    if not isinstance(body, dict):
        raise RequestError(_BAD_JSON)
    return body


def _no_constant(name: str) -> None:
    raise ValueError(f"{name} is not JSON")
