"""Logins survive a Redis that is killed or stalls."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.chaos.processes import DurableRedis, durable_redis
from tests.world import World, open_web_app, open_world

REFRESH = "c2s/auth/refresh"
HOUR = timedelta(hours=1, seconds=1)


@pytest.fixture
def redis() -> Iterator[DurableRedis]:
    """Run a durable Redis."""
    with durable_redis() as server:
        yield server


async def wait_for_slow_refresh(world: World) -> None:
    """Wait until the partner has received a refresh and delays its answer."""
    while not [call for call in await world.calls(REFRESH) if call["fault"] == "slow"]:
        await asyncio.sleep(0.01)


async def test_refresh_survives_a_killed_redis(redis: DurableRedis) -> None:
    """The new token pair stays in memory until Redis is back; the login is kept."""
    async with open_world(redis.url) as world:
        await world.login()
        world.clock.move(HOUR)
        await world.inject_fault("slow", operation=REFRESH, delay=0.3, times=1)
        reading = asyncio.create_task(world.get("/api/miners"))
        await wait_for_slow_refresh(world)
        redis.kill()
        while await world.refreshes() != (1, 0):
            await asyncio.sleep(0.01)
        async with asyncio.timeout(60):
            while (await world.get("/health/ready")).status == 200:
                await asyncio.sleep(0.01)
        redis.start()
        # The request may fail; the login is kept in both cases.
        assert (await reading).status in {200, 503}
        async with asyncio.timeout(60):
            while (await world.get("/health/ready")).status != 200:
                await asyncio.sleep(0.01)
        await world.services.members.drain()
        assert (await world.get("/api/miners")).status == 200
        assert await world.refreshes() == (1, 0)


async def test_short_redis_stall_causes_no_errors(redis: DurableRedis) -> None:
    """50 requests to two processes wait and succeed."""
    async with open_world(redis.url) as world:
        await world.login()
        async with open_web_app(world.sandbox, world.clock, redis.url) as other:
            world.clock.move(HOUR)
            stalled = asyncio.create_task(redis.stall(1))
            web_apps = [world, other] * 25
            answers = await asyncio.gather(*(web_app.get("/api/miners") for web_app in web_apps))
            await stalled
    assert {answer.status for answer in answers} == {200}


async def test_login_survives_a_redis_restart(redis: DurableRedis) -> None:
    """Redis restarts from its append-only file."""
    async with open_world(redis.url) as world:
        wallet = (await world.login()).body["wallet"]
        redis.kill()
        answer = await world.get("/api/me")
        assert (answer.status, answer.code) == (503, "storage_unavailable")
        redis.start()
        async with asyncio.timeout(60):
            while (answer := await world.get("/api/me")).status == 503:
                await asyncio.sleep(0.01)
        assert answer.body["wallet"] == wallet
