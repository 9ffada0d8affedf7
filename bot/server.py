"""The bot's own HTTP server: Telegram's webhook, health and metrics.

A webhook request is answered with 200 when its update has been handled, not before: until then
Telegram keeps the update, so a process that dies in the middle loses nothing. What cannot be read
at all is answered with 200 as well, or Telegram would repeat it for a day.
"""

import asyncio
import hmac
import json
import logging
from collections.abc import Awaitable, Callable

from aiohttp import web
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from bot.metrics import UPDATES
from bot.updates.queue import StoppedError, UpdateQueue, number_of
from runtime.metrics import REGISTRY

log = logging.getLogger("bot")

SECRET = "X-Telegram-Bot-Api-Secret-Token"  # noqa: S105 - the header's name
BODY_LIMIT = 1024 * 1024
BODY_SECONDS = 10


def make_app(
    *,
    ready: Callable[[], Awaitable[object]],
    webhook: "tuple[str, bytes, UpdateQueue] | None" = None,
) -> web.Application:
    """Return the application; `webhook` is its path, its secret and the queue for its updates."""

    async def live(_request: web.Request) -> web.Response:
        return web.json_response({"status": "ok"})

    async def is_ready(_request: web.Request) -> web.Response:
        try:
            async with asyncio.timeout(5):
                await ready()
        except Exception as error:  # noqa: BLE001 - whatever it is, the bot is not ready
            log.warning("not ready: %s", type(error).__name__)
            return web.json_response({"status": "unavailable"}, status=503)
        return web.json_response({"status": "ok"})

    app = web.Application(client_max_size=BODY_LIMIT)
    app.router.add_get("/health/live", live)
    app.router.add_get("/health/ready", is_ready)
    app.router.add_get("/metrics", _metrics)
    if webhook:
        path, secret, queue = webhook

        async def receive(request: web.Request) -> web.Response:
            return await _receive(request, secret, queue)

        app.router.add_post(path, receive)
    return app


async def _metrics(_request: web.Request) -> web.Response:
    headers = {"Content-Type": CONTENT_TYPE_LATEST}
    return web.Response(body=generate_latest(REGISTRY), headers=headers)


async def _receive(request: web.Request, secret: bytes, queue: UpdateQueue) -> web.Response:
    if not _has_secret(request, secret):
        UPDATES.labels("refused").inc()
        return web.Response(status=401)
    raw = await _body(request)
    if number_of(raw) is None:
        log.warning("a webhook request that is no update")
        UPDATES.labels("malformed").inc()
        return web.Response()
    try:
        # Not cancelled when Telegram closes the connection: the update is still handled, once.
        await asyncio.shield(queue.accept(raw))
    except StoppedError:
        return web.Response(status=503)
    return web.Response()


def _has_secret(request: web.Request, secret: bytes) -> bool:
    """Compare in constant time, as bytes; a header that is there twice is refused."""
    given = [
        value for name, value in request.raw_headers if name.lower() == SECRET.lower().encode()
    ]
    return len(given) == 1 and hmac.compare_digest(given[0], secret)


async def _body(request: web.Request) -> object:
    """Return the JSON of the body, or None for anything else."""
    try:
        async with asyncio.timeout(BODY_SECONDS):
            return json.loads(await request.read())
    except (ValueError, RecursionError, TimeoutError, web.HTTPRequestEntityTooLarge):
        return None
