"""Fixtures for all tests: a real Redis, and a web app with the sandbox on top of it."""

import os
from collections.abc import AsyncIterator, Iterator
from datetime import timedelta

import pytest
from redis import Redis
from redis.asyncio import Redis as AsyncRedis

from accounts.sessions import Sessions
from storage.seal import Seal
from tests.servers import PostgresServer, a_postgres, a_redis
from tests.world import World, open_world


@pytest.fixture(scope="session")
def redis_server(worker_id: str) -> Iterator[str]:
    """The Redis of this worker: a database of REDIS_URL if that is set, else its own server."""
    if url := os.environ.get("REDIS_URL"):
        # Workers empty their database before each test, so each has its own.
        database = 1 + int(worker_id[2:]) if worker_id.startswith("gw") else 1
        yield f"{url.rstrip('/')}/{database}"
        return
    with a_redis() as server:
        yield server.url


@pytest.fixture
def redis_url(redis_server: str) -> str:
    """The address of an empty Redis database."""
    with Redis.from_url(redis_server) as redis:
        redis.flushdb()
    return redis_server


@pytest.fixture(scope="session")
def postgres_server() -> Iterator[PostgresServer]:
    """The PostgreSQL of this worker."""
    with a_postgres() as server:
        yield server


@pytest.fixture
def postgres(postgres_server: PostgresServer) -> PostgresServer:
    """The PostgreSQL, with empty tables."""
    postgres_server.empty()
    return postgres_server


@pytest.fixture
async def world(redis_url: str) -> AsyncIterator[World]:
    """A sandbox and a web app that share one clock."""
    async with open_world(redis_url) as opened:
        yield opened


@pytest.fixture
async def short_timeout_world(redis_url: str) -> AsyncIterator[World]:
    """The same, with a web app that waits 2 s for the partner: for faults of 10 s."""
    async with open_world(redis_url, gomining_timeout=2) as opened:
        yield opened


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[AsyncRedis]:
    """A client of the empty Redis."""
    async with AsyncRedis.from_url(redis_url) as client:
        yield client


@pytest.fixture
def sessions(redis: AsyncRedis) -> Sessions:
    """Sessions of one partner."""
    return Sessions(redis, Seal([b"k" * 32]), namespace="gm:test", ttl=timedelta(days=1))
