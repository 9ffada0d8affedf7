"""Every exception becomes a response in the one shape of errors."""

from collections.abc import Awaitable, Callable

from aiohttp import web

from webapp.errors import to_api_error
from webapp.metrics import ERRORS


@web.middleware
async def answer_errors(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Answer with the error that an exception means, and count it by its code."""
    try:
        return await handler(request)
    except Exception as exception:  # noqa: BLE001 - the one place for it; unknown ones are logged
        error = to_api_error(exception)
        ERRORS.labels(error.code).inc()
        return error.response()
