"""What a Redis that dies or hangs in the worst moment does to a login: nothing that lasts."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.chaos.parts import DurableRedis, a_durable_redis
from tests.world import World, open_web_app, open_world

REFRESH = "c2s/auth/refresh"
HOUR = timedelta(hours=1, seconds=1)


@pytest.fixture
def redis() -> Iterator[DurableRedis]:
    """A Redis that keeps what it was told."""
    with a_durable_redis() as server:
        yield server


async def refresh_is_asked(world: World) -> None:
    """Wait until the partner has begun to answer a refresh."""
    while not [call for call in await world.calls(REFRESH) if call["mood"] == "slow"]:
        await asyncio.sleep(0.01)


async def test_redis_dies_in_the_middle_of_a_refresh(redis: DurableRedis) -> None:
    """The old token is spent and the new pair cannot be saved: it waits, and nobody logs out."""
    async with open_world(redis.url) as world:
        await world.login()
        world.clock.move(HOUR)
        await world.inject_fault("slow", operation=REFRESH, delay=0.3, times=1)
        reading = asyncio.create_task(world.get("/api/miners"))
        await refresh_is_asked(world)
        redis.kill()
        while await world.refreshes() != (1, 0):
            await asyncio.sleep(0.01)
        async with asyncio.timeout(60):
            while (await world.get("/health/ready")).status == 200:
                await asyncio.sleep(0.01)
        redis.start()
        # The one who asked may have been told of the trouble; the login stands either way.
        assert (await reading).status in {200, 503}
        async with asyncio.timeout(60):
            while (await world.get("/health/ready")).status != 200:
                await asyncio.sleep(0.01)
        await world.services.members.drain()
        assert (await world.get("/api/miners")).status == 200
        assert await world.refreshes() == (1, 0)


async def test_redis_hangs_for_a_moment(redis: DurableRedis) -> None:
    """Shorter than the time-out nobody notices: fifty requests over two processes wait."""
    async with open_world(redis.url) as world:
        await world.login()
        async with open_web_app(world.sandbox, world.clock, redis.url) as other:
            world.clock.move(HOUR)
            stalled = asyncio.create_task(redis.stall(1))
            web_apps = [world, other] * 25
            answers = await asyncio.gather(*(web_app.get("/api/miners") for web_app in web_apps))
            await stalled
    assert {answer.status for answer in answers} == {200}


async def test_redis_comes_back_with_what_it_knew(redis: DurableRedis) -> None:
    """Killed and started over its append-only file: who was logged in still is."""
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
