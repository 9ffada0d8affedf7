"""Answers are compressed with gzip where the client accepts it.

BREACH (CVE-2013-3587) guesses a secret from the length of compressed answers in which it stands
beside text of the attacker. So only what is read is compressed: successful GET answers, which
repeat nothing of the request but numbers and ids that were found. What makes or carries a secret
(logins, tokens, tickets of downloads, all other POST and PUT) and what may quote a request (every
error) is sent as it is. Moreover the attacker's page cannot send such a request: it needs initData
in a header, which a browser does not add by itself as it does a cookie.
"""

import asyncio
import gzip
from collections.abc import Awaitable, Callable, Mapping

from aiohttp import web

LEAST = 1024  # bytes; below it the packets stay as many
LARGE = 16 * 1024  # bytes; above it a thread compresses, so that the event loop is not blocked
_LEVEL = 6
_TYPES = {"application/json", "text/csv"}


@web.middleware
async def compress(
    request: web.Request, handler: Callable[[web.Request], Awaitable[web.StreamResponse]]
) -> web.StreamResponse:
    """Compress a successful answer to GET of LEAST bytes or more."""
    response = await handler(request)
    if (
        request.method == "GET"
        and response.status == 200
        and isinstance(response, web.Response)
        and isinstance(response.body, bytes)
        and response.content_type in _TYPES
        and "Content-Encoding" not in response.headers
    ):
        await _compress(request, response, response.body)
    return response


async def _compress(request: web.Request, response: web.Response, body: bytes) -> None:
    response.headers["Vary"] = "Accept-Encoding"
    if len(body) < LEAST or "gzip" not in accepted(request.headers):
        return
    if len(body) < LARGE:
        response.body = _gzip(body)
    else:
        response.body = await asyncio.to_thread(_gzip, body)
    response.headers["Content-Encoding"] = "gzip"


def _gzip(body: bytes) -> bytes:
    return gzip.compress(body, _LEVEL, mtime=0)


def accepted(headers: Mapping[str, str]) -> set[str]:
    """Return the encodings that an Accept-Encoding header allows."""
    refused = {"q=0", "q=0.0", "q=0.00", "q=0.000"}
    parts = headers.get("Accept-Encoding", "").lower().replace(" ", "").split(",")
    pairs = [part.partition(";") for part in parts]
    return {name for name, _, weight in pairs if name and weight not in refused}
