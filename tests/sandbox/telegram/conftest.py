"""The Telegram emulator on a free port for each test."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from sandbox import control, telegram
from sandbox.clock import CLOCK, Clock
from tests.sandbox.telegram.client import START, SandboxClient


@pytest.fixture
async def client() -> AsyncIterator[SandboxClient]:
    """Run the emulator over HTTP with a fixed clock, and yield a client."""
    app = web.Application()
    app[CLOCK] = Clock(lambda: START)
    control.setup(app)
    telegram.setup(app)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    async with aiohttp.ClientSession() as session:
        yield SandboxClient(f"http://127.0.0.1:{runner.addresses[0][1]}", session, app[CLOCK])
    await runner.cleanup()
