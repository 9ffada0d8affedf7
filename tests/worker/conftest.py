"""A shop with a worker over a real Redis and PostgreSQL."""

from collections.abc import AsyncIterator

import pytest

from tests.selling import Selling, a_worker, open_shop
from tests.servers import PostgresServer
from worker import app, buying


@pytest.fixture(autouse=True)
def prompt_worker(monkeypatch: pytest.MonkeyPatch) -> None:
    """A worker looks for jobs, and for miners, without long pauses."""
    monkeypatch.setattr(app, "POLL", 0.1)
    monkeypatch.setattr(buying, "SEEN_AFTER", (0.0, 0.1))


@pytest.fixture
async def selling(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Selling]:
    """Alice logged in, a worker, and a partner that is waited for one second."""
    async with open_shop(redis_url, postgres, gomining_timeout=1) as opened, a_worker(opened):
        await opened.bind()
        yield opened
