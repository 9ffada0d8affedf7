"""A fresh sandbox on a free port for each test, with its clock at a fixed time."""

from collections.abc import AsyncIterator

import aiohttp
import pytest
from aiohttp import web

from sandbox.app import make_app
from sandbox.clock import Clock
from tests.sandbox.partner.client import NOON, PartnerClient


@pytest.fixture
async def client() -> AsyncIterator[PartnerClient]:
    """Run a fresh sandbox and yield a client of it."""
    clock = Clock(lambda: NOON)
    runner = web.AppRunner(make_app(clock=clock, telegram=False), shutdown_timeout=0.1)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    base = f"http://127.0.0.1:{runner.addresses[0][1]}"
    async with aiohttp.ClientSession(base) as session:
        yield PartnerClient(session, clock)
    await runner.cleanup()
