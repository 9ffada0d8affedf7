"""A sandbox Telegram for every test, on a port of its own."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from sandbox import control, telegram
from sandbox.clock import CLOCK, Clock
from tests.sandbox.telegram.stage import MORNING, Stage


@pytest.fixture
async def stage() -> AsyncIterator[Stage]:
    """The Bot API and the users' side over real HTTP, with a clock that stands still."""
    app = web.Application()
    app[CLOCK] = Clock(lambda: MORNING)
    control.setup(app)
    telegram.setup(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with aiohttp.ClientSession() as session:
        yield Stage(f"http://127.0.0.1:{runner.addresses[0][1]}", session, app[CLOCK])
    await runner.cleanup()
