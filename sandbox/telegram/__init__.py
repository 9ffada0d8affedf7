"""Emulator of Telegram: the Bot API for any bot, and its users through `/sim/chat/…`.

Described in `docs/sandbox-telegram.md`.
"""

import asyncio
from collections.abc import AsyncIterator

from aiohttp import web

from sandbox import page
from sandbox.clock import CLOCK
from sandbox.control import RESETS
from sandbox.telegram import server, sim
from sandbox.telegram.telegram import TELEGRAM, Telegram

__all__ = ["TELEGRAM", "Telegram", "setup"]


async def _load_schema(app: web.Application) -> AsyncIterator[None]:
    """Load the Bot API's models in the background."""
    loading = asyncio.create_task(app[TELEGRAM].schema.load())
    yield
    await loading


async def _close(app: web.Application) -> None:
    await app[TELEGRAM].close()


def setup(app: web.Application, *, random_seed: int = 1) -> None:
    """Add the Bot API, the routes of the users and the chat page."""
    telegram = Telegram(app[CLOCK], random_seed)
    app[TELEGRAM] = telegram
    app[RESETS].append(telegram.reset)
    app.cleanup_ctx.append(_load_schema)
    app.on_shutdown.append(_close)
    server.add_routes(app)
    sim.add_routes(app)
    page.setup(app)
