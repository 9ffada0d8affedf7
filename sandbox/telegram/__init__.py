"""A stand-in for Telegram: the Bot API for any bot, and its users by `/sim/chat/…`.

`docs/sandbox-telegram.md` says all of it.
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


async def _live(app: web.Application) -> AsyncIterator[None]:
    """Load the Bot API's models beside everything else."""
    loading = asyncio.create_task(app[TELEGRAM].schema.load())
    yield
    await loading


async def _close(app: web.Application) -> None:
    await app[TELEGRAM].close()


def setup(app: web.Application, *, random_seed: int = 1) -> None:
    """Add the Bot API, the users' side and the chat page to the sandbox."""
    telegram = Telegram(app[CLOCK], random_seed)
    app[TELEGRAM] = telegram
    app[RESETS].append(telegram.reset)
    app.cleanup_ctx.append(_live)
    app.on_shutdown.append(_close)
    server.add_routes(app)
    sim.add_routes(app)
    page.setup(app)
