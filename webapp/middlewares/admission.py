"""Who may use a route: Telegram's initData and the rate limit.

Whether the user is logged in is checked after the query and body are validated (`routing`): an
invalid request is 400 for everybody.
"""

from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta

from aiohttp import web

from accounts.visitors import Contact, source_of
from services import Services
from webapp.error_codes import ErrorCode
from webapp.errors import ApiError
from webapp.init_data import InitData, User, verify_init_data
from webapp.request import MEMBER, SERVICES, START_PARAM, USER
from webapp.routing import Access, Route

ROUTE_MAP: web.AppKey[Mapping[web.AbstractRoute, Route]] = web.AppKey("routes")

FRESH = timedelta(minutes=15)
"""How old initData may be on a route that needs it fresh: a copy of it is of use no longer."""
_SCHEME = "tma "


@web.middleware
async def admit(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Let a request through if its route is open to it, with `USER`, `MEMBER` and so on set.

    Files of the page and unknown addresses are in no route table and open to everybody.
    """
    route = request.app[ROUTE_MAP].get(request.match_info.route)
    if route is None or not route.access.needs_init_data:
        return await handler(request)
    if route.access is Access.CLOSED:
        raise ApiError(403, ErrorCode.FORBIDDEN, "This address is closed.")
    services = request.app[SERVICES]
    user, start_param = _authenticate(request, services, fresh=route.fresh)
    await services.limiter.hit(user.id)
    request[USER] = user
    request[START_PARAM] = start_param
    request[MEMBER] = services.member(user.id)
    await _meet(services, user, start_param)
    return await handler(request)


async def _meet(services: Services, user: User, start_param: str) -> None:
    """Enter the user into the registry, if there is one and this process has not done so."""
    contact: Contact = "allowed" if user.allows_write_to_pm else "none"
    if not services.visitors.is_known(user.id, contact):
        language = await services.preferences.language(user.id, user.language_code)
        source = source_of(start_param)
        source = f"page:{source}" if source else "page"
        await services.visitors.meet(user.id, source=source, language=language, contact=contact)


def _authenticate(request: web.Request, services: Services, *, fresh: bool) -> tuple[User, str]:
    """Return who has opened the page, and the start parameter of the link that opened it."""
    header = request.headers.getall("Authorization", [])
    if len(header) != 1 or header[0][: len(_SCHEME)].lower() != _SCHEME:
        message = "Send Telegram's initData as 'Authorization: tma <initData>'."
        raise ApiError(401, ErrorCode.INIT_DATA_MISSING, message)
    init_data = verify_init_data(
        header[0][len(_SCHEME) :],
        bot_token=services.settings.bot_token.get_secret_value(),
        now=services.time.now(),
        max_age=timedelta(seconds=services.settings.init_data_max_age),
    )
    if init_data.user is None:
        raise ApiError(401, ErrorCode.INIT_DATA_INVALID, "The initData names no user.")
    if fresh:
        _check_fresh(init_data, services)
    return init_data.user, init_data.start_param or ""


def _check_fresh(init_data: InitData, services: Services) -> None:
    if services.time.now() - init_data.auth_date > FRESH:
        message = "This needs the app to be opened within the last 15 minutes. Please reopen it."
        raise ApiError(401, ErrorCode.INIT_DATA_TOO_OLD_FOR_ACTION, message)
