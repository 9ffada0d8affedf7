"""The same small bot in every way: it answers /start with one message (echo) or nothing (noop).

The others are written as their documentation shows it, `aiogram` with the routers and commands of
our bot; `ours` is our transport and routing around the same handler; `floor` uses no framework.
"""

import asyncio
import logging
import os

from aiohttp import web

API = os.environ.get("BOT_API", "")
HELLO = "Hello"
SECRET = "bench-webhook-secret-0001"  # noqa: S105 - public by design

log = logging.getLogger("bots")


def ready() -> None:
    """Say that updates may come."""
    log.info("ready on http://127.0.0.1 ")


async def serve(app: web.Application) -> None:
    """Serve a webhook until killed, and say where."""
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    log.info("listening on http://127.0.0.1:%d ", runner.addresses[0][1])
    await asyncio.Event().wait()
