"""An id, a log line and a metric for every request."""

import logging
import time
from collections.abc import Awaitable, Callable
from functools import cache
from itertools import count
from secrets import token_hex

from aiohttp import web
from prometheus_client import Histogram

from runtime.logs import trace
from webapp.metrics import REQUEST_SECONDS

_CLIENT_CLOSED = 499  # nginx's status for a client that closed the connection before the answer
# Ids are unique over all processes; they need not be hard to guess.
_PROCESS = token_hex(4)
_NUMBERS = count()

log = logging.getLogger("webapp")


@web.middleware
async def log_request(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Set the id for the log lines and the response, then log and measure the request."""
    trace.set(f"{_PROCESS}{next(_NUMBERS):08x}")
    began = time.perf_counter()
    status = _CLIENT_CLOSED
    try:
        response = await handler(request)
        status = response.status
        response.headers["X-Request-Id"] = trace.get()
        return response
    finally:
        _record(request, status, time.perf_counter() - began)


def _record(request: web.Request, status: int, seconds: float) -> None:
    # A label per unknown address or method would let a stranger fill the memory.
    resource = request.match_info.route.resource
    route = resource.canonical if resource else "unknown"
    method = request.method if resource else "ANY"
    _histogram(method, route, status).observe(seconds)
    log.info("%s %s %s %.0f ms", method, route, status, seconds * 1000)


@cache
def _histogram(method: str, route: str, status: int) -> Histogram:
    return REQUEST_SECONDS.labels(method, route, status)
