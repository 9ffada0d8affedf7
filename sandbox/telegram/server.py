"""The Bot API over HTTP: `/bot<token>/<method>` and `/file/bot<token>/<path>`."""

import json
import logging
from functools import partial

from aiohttp import web
from yarl import URL

from sandbox.telegram.calls import Call, CallResult, perform
from sandbox.telegram.errors import ApiError
from sandbox.telegram.files import StoredFile
from sandbox.telegram.params import read_params
from sandbox.telegram.telegram import TELEGRAM

log = logging.getLogger("sandbox.telegram")
_dumps = partial(json.dumps, ensure_ascii=False, separators=(",", ":"))


def _drop_connection(request: web.Request) -> web.Response:
    """Close the connection; the returned response is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _respond(request: web.Request, outcome: CallResult) -> web.Response:
    if outcome.dropped:
        return _drop_connection(request)
    if outcome.garbled:
        return web.Response(text="<html><body>502</body></html>", content_type="text/html")
    response = web.json_response(outcome.body, status=outcome.status, dumps=_dumps)
    if wait := outcome.body.get("parameters", {}).get("retry_after"):
        response.headers["Retry-After"] = str(wait)
    return response


async def serve_call(request: web.Request) -> web.Response:
    """`/bot<token>/<method>` by GET or POST."""
    telegram = request.app[TELEGRAM]
    try:
        world = telegram.world(request.match_info["token"])
        params, uploads = await read_params(request.headers, request.content)
    except ApiError as error:
        return _respond(request, CallResult(error.body()))
    raw = {**request.query, **params}
    method = request.match_info["method"].rstrip("/")
    call = Call(method, raw, uploads, is_connected=lambda: request.transport is not None)
    return _respond(request, await perform(world, telegram.schema, call))


def send_file(stored: StoredFile, disposition: str) -> web.Response:
    """Return a file with headers that keep browsers from treating it as a page."""
    name = URL.build(path=stored.name).raw_path
    return web.Response(
        body=stored.data,
        headers={
            "Content-Type": stored.content_type,
            "Content-Disposition": f"{disposition}; filename*=UTF-8''{name}",
            "Content-Security-Policy": "default-src 'none'; sandbox",
            "X-Content-Type-Options": "nosniff",
        },
    )


async def serve_file(request: web.Request) -> web.Response:
    """`/file/bot<token>/<path>`: download of a file."""
    try:
        world = request.app[TELEGRAM].world(request.match_info["token"])
    except ApiError as error:
        return _respond(request, CallResult(error.body()))
    stored = world.files.by_path(request.match_info["path"])
    if stored is None:
        return _respond(request, CallResult(ApiError(404, "Not Found").body()))
    return send_file(stored, "attachment")


async def not_found(request: web.Request) -> web.Response:
    """Return Telegram's 404."""
    return _respond(request, CallResult(ApiError(404, "Not Found").body()))


def add_routes(app: web.Application) -> None:
    """Add the Bot API's routes."""
    app.router.add_route("*", "/bot{token}/{method}", serve_call)
    app.router.add_route("*", "/bot{token}/{method}/", serve_call)
    app.router.add_get("/file/bot{token}/{path:.+}", serve_file)
    app.router.add_route("*", "/bot{rest:.*}", not_found)
