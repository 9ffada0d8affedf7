"""A client and a partner on loopback."""

from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from typing import Any

import aiohttp
import pytest
from aiohttp import web

from gomining import Client, PartnerKeys, open_session
from runtime.clock import Time
from tests.gomining.server import Partner

NOW = datetime(2026, 9, 9, 12, 0, 0, 123456, tzinfo=UTC)
KEYS = PartnerKeys(key="Key-123", secret="Secret-456")


@pytest.fixture
async def partner() -> AsyncIterator[Partner]:
    """A partner that listens on a free port."""
    partner = Partner()
    app = web.Application()
    app.router.add_route("*", "/{anything:.*}", partner.handle)
    runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=0.2, access_log=None)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    partner.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield partner
    await runner.cleanup()


@pytest.fixture
async def session() -> AsyncIterator[aiohttp.ClientSession]:
    """A session as the package opens it."""
    async with open_session() as session:
        yield session


@pytest.fixture
def slept() -> list[float]:
    """The seconds that the client was to sleep."""
    return []


@pytest.fixture
def make_client(
    session: aiohttp.ClientSession, partner: Partner, slept: list[float]
) -> Callable[..., Client]:
    """Create a client of this partner; each argument can be overridden."""

    async def sleep(seconds: float) -> None:
        slept.append(seconds)

    def make(**other: Any) -> Client:
        arguments: dict[str, Any] = {
            "base_url": partner.url,
            "partner_id": "partner-1",
            "keys": KEYS,
            "time": Time(now=lambda: NOW, sleep=sleep),
            "random": lambda: 1.0,
        }
        return Client(session, **{**arguments, **other})

    return make


@pytest.fixture
def client(make_client: Callable[..., Client]) -> Client:
    """A client with keys, a fixed clock and a sleep that returns at once."""
    return make_client()
