"""`python -m bench.bare_server constant|redis`: bare aiohttp servers to compare the web app with.

Both use the same aiohttp and event loop as `python -m webapp` and no code of this project.
`constant` answers constant bytes; `redis` reads one value from Redis first.
"""

import asyncio
import logging
import os
import sys

import uvloop
from aiohttp import web
from redis.asyncio import BlockingConnectionPool, Redis

CONNECTIONS = 64
log = logging.getLogger("bare_server")

_BODY = os.environ.get("BARE_SERVER_BODY", "{}").encode()


async def _constant(_request: web.Request) -> web.Response:
    return web.Response(body=_BODY, content_type="application/json")


def _redis_app(redis: Redis) -> web.Application:
    async def handle(_request: web.Request) -> web.Response:
        await redis.get("bare_server")
        return web.Response(body=_BODY, content_type="application/json")

    app = web.Application()
    app.router.add_get("/", handle)
    return app


async def _serve(app: web.Application) -> None:
    runner = web.AppRunner(app, access_log=None, keepalive_timeout=75)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    logging.getLogger("bare_server").info(
        "listening on http://127.0.0.1:%d ", runner.addresses[0][1]
    )
    await asyncio.Event().wait()


async def main(kind: str) -> None:
    """Serve until killed."""
    app = web.Application()
    app.router.add_get("/", _constant)
    if kind == "constant":
        await _serve(app)
    pool = BlockingConnectionPool.from_url(os.environ["REDIS_URL"], max_connections=CONNECTIONS)
    async with Redis.from_pool(pool) as redis:
        await redis.set("bare_server", _BODY)
        await _serve(_redis_app(redis))


if __name__ == "__main__":
    logging.basicConfig(level=logging.INFO)
    uvloop.run(main(sys.argv[1]))
