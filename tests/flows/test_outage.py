"""Redis is away for longer than the partner may take to answer: no login is lost."""

import asyncio
from collections.abc import Iterator
from datetime import timedelta

import pytest

from tests.chaos.processes import DurableRedis, durable_redis
from tests.world import World, open_web_app, open_world

REFRESH = "c2s/auth/refresh"
CHECK = "c2s/auth/check-proof"
HOUR = timedelta(hours=1, seconds=1)
INIT = "auth/init"
USERS = range(1001, 1007)
SHORT = {"gomining_timeout": 1.5}
OUTAGE = 4  # seconds: longer than a call and its retries may take


@pytest.fixture
def redis(monkeypatch: pytest.MonkeyPatch) -> Iterator[DurableRedis]:
    """Run a durable Redis, with times that are shorter than in production."""
    monkeypatch.setattr("services.REDIS_TIMEOUT", 0.1)
    with durable_redis() as server:
        yield server


async def wait_for_calls(world: World, operation: str) -> None:
    """Wait until the partner has received the calls of all users and delays its answers."""
    while len([c for c in await world.calls(operation) if c["fault"] == "slow"]) < len(USERS):
        await asyncio.sleep(0.01)


async def be_away(redis: DurableRedis, world: World, operation: str) -> None:
    """Kill Redis when the partner has received the calls, and start it after OUTAGE."""
    await wait_for_calls(world, operation)
    redis.kill()
    await asyncio.sleep(OUTAGE)
    redis.start()


async def wait_until_readable(world: World, user: int) -> None:
    """Read until it works; a login that has ended never does."""
    async with asyncio.timeout(30):
        while (answer := await world.get("/api/miners", user=user)).status != 200:
            assert answer.code in {"storage_unavailable", "busy", "login_busy"}, answer.body
            await asyncio.sleep(0.01)


async def test_outage_during_refreshes_loses_no_login(redis: DurableRedis) -> None:
    """Two processes read all the time; each refresh token is sent once."""
    async with open_world(redis.url, **SHORT) as world:
        for number, user in enumerate(USERS):
            await world.login(user, wallet=number)
        async with open_web_app(world.sandbox, world.clock, redis.url, **SHORT) as two:
            world.clock.move(HOUR)
            await world.inject_fault("slow", operation=REFRESH, delay=0.3, times=len(USERS))
            outage = asyncio.create_task(be_away(redis, world, REFRESH))
            readers = [wait_until_readable(web, user) for user in USERS for web in (world, two)]
            first = [asyncio.create_task(reader) for reader in readers]
            await outage
            await asyncio.gather(*first)
        assert await world.refreshes() == (len(USERS), 0)


async def test_outage_during_logins_loses_no_login(redis: DurableRedis) -> None:
    """The partner has used up the proof: its answer waits for Redis, also without a client."""
    async with open_world(redis.url, **SHORT) as world:
        proofs = [await world.proof(user, number) for number, user in enumerate(USERS)]
        await world.inject_fault("slow", operation=CHECK, delay=0.3, times=len(USERS))
        outage = asyncio.create_task(be_away(redis, world, CHECK))
        posts = [
            asyncio.create_task(world.post("/api/auth/check-proof", proof, user))
            for proof, user in zip(proofs, USERS, strict=True)
        ]
        await wait_for_calls(world, CHECK)
        posts[0].cancel()
        await outage
        await asyncio.gather(*posts, return_exceptions=True)
        await world.services.login.drain()
        for user in USERS:
            await wait_until_readable(world, user)
        assert len(await world.calls(CHECK)) == len(USERS)


async def test_outage_during_starts_loses_no_login(redis: DurableRedis) -> None:
    """Each user's account is asked for once, and its tokens wait for Redis."""
    async with open_world(redis.url, **SHORT) as world:
        await world.inject_fault("slow", operation=INIT, delay=0.3, times=len(USERS))
        outage = asyncio.create_task(be_away(redis, world, INIT))
        posts = [asyncio.create_task(world.post("/api/auth/start", {}, user)) for user in USERS]
        await wait_for_calls(world, INIT)
        posts[0].cancel()
        await outage
        await asyncio.gather(*posts, return_exceptions=True)
        await world.services.start.drain()
        for user in USERS:
            await wait_until_readable(world, user)
        assert len(await world.calls(INIT)) == len(USERS)
