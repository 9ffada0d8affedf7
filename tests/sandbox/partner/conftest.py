"""A sandbox on a free port, at a fixed noon, for each test."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from sandbox.app import make_app
from sandbox.clock import Clock
from tests.sandbox.partner.client import NOON, Caller


@pytest.fixture
async def caller() -> AsyncIterator[Caller]:
    """A caller of a fresh sandbox."""
    clock = Clock(lambda: NOON)
    runner = web.AppRunner(make_app(clock=clock, telegram=False), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession(base) as session:
        yield Caller(session, clock)
    await runner.cleanup()
