"""The aiohttp application: the route table with a guard, one error shape and one log line."""

import logging
import time
from collections.abc import Awaitable, Callable, Sequence
from functools import cache
from itertools import count
from secrets import token_hex

from aiohttp import web
from multidict import CIMultiDict
from prometheus_client import Histogram
from pydantic import BaseModel

from runtime.logs import trace
from services import Services
from webapp.errors import fault_of
from webapp.guard import BODY_LIMIT, SERVICES, Route, admit
from webapp.metrics import FAULTS, SECONDS
from webapp.openapi import describe
from webapp.pages import setup_page
from webapp.routes import ROUTES
from webapp.routes.service import OPENAPI

log = logging.getLogger("webapp")

Handle = Callable[[web.Request], Awaitable[web.StreamResponse]]


def make_app(services: Services) -> web.Application:
    """Return the application over an open services."""
    app = web.Application(client_max_size=BODY_LIMIT, middlewares=[_observe])
    app[SERVICES] = services
    described: Callable[[], bytes] = cache(lambda: describe(ROUTES))
    app[OPENAPI] = described  # made when it is asked for: most processes never are
    for route in ROUTES:
        app.router.add_route(route.method, route.path, _handler(route))
    setup_page(app, services.settings)
    app.on_response_prepare.append(_hardening(services.settings.frame_ancestors))
    return app


def _handler(route: Route) -> Handle:
    async def handle(request: web.Request) -> web.StreamResponse:
        answer = await route.handler(await admit(request, route))
        if isinstance(answer, BaseModel):
            text = answer.model_dump_json(by_alias=True)
            return web.Response(text=text, content_type="application/json")
        return answer

    return handle


# An id is unique, and no secret.
_PROCESS = token_hex(4)
_REQUESTS = count()


@web.middleware
async def _observe(request: web.Request, handler: Handle) -> web.StreamResponse:
    """Give the request an id, and leave one log line and one metric behind."""
    trace.set(f"{_PROCESS}{next(_REQUESTS):08x}")
    began = time.perf_counter()
    status = 499  # the one who asked has gone
    try:
        response = await _answer(request, handler)
        status = response.status
        response.headers["X-Request-Id"] = trace.get()
        return response
    finally:
        seconds = time.perf_counter() - began
        resource = request.match_info.route.resource
        route = resource.canonical if resource else "unknown"
        method = request.method if resource else "ANY"
        _seconds(method, route, status).observe(seconds)
        log.info("%s %s %s %.0f ms", method, route, status, seconds * 1000)


async def _answer(request: web.Request, handler: Handle) -> web.StreamResponse:
    try:
        return await handler(request)
    except Exception as error:  # noqa: BLE001 - the one place where every error becomes an answer
        fault = fault_of(error)
        FAULTS.labels(fault.code).inc()
        return fault.response()


@cache
def _seconds(method: str, route: str, status: int) -> Histogram:
    return SECONDS.labels(method, route, status)


_HEADERS = CIMultiDict(
    {
        "Referrer-Policy": "no-referrer",
        "Strict-Transport-Security": "max-age=31536000",
        "X-Content-Type-Options": "nosniff",
        "Server": "webapp",
    }
)


def _hardening(
    frame_ancestors: Sequence[str],
) -> Callable[[web.Request, web.StreamResponse], Awaitable[None]]:
    policy = f"default-src 'none'; frame-ancestors {' '.join(frame_ancestors)}"

    async def harden(_request: web.Request, response: web.StreamResponse) -> None:
        headers = response.headers
        headers.setdefault("Cache-Control", "no-store")
        headers.setdefault("Content-Security-Policy", policy)  # the page brings one of its own
        headers["Cross-Origin-Resource-Policy"] = (
            "cross-origin" if "Access-Control-Allow-Origin" in headers else "same-origin"
        )
        headers.update(_HEADERS)

    return harden
