"""Requests are counted per user, over all processes."""

import asyncio
from datetime import UTC, datetime

from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis

from accounts.limits import Limiter


def limiter(redis: Redis) -> Limiter:
    """A limiter as each process has one."""
    return Limiter(redis, namespace="gm:test", rate="3/hour", clock=lambda: datetime.now(UTC))


async def test_the_one_too_many_is_told_how_long(redis: Redis) -> None:
    """Two processes count together; another user is not touched."""
    one, other = limiter(redis), limiter(redis)
    assert [await one.hit(1001), await other.hit(1001), await one.hit(1001)] == [None] * 3
    wait = await other.hit(1001)
    assert wait is not None
    assert 1 <= wait <= 7200
    assert await one.hit(1002) is None


async def test_those_who_come_at_once_are_all_counted(redis: Redis) -> None:
    """Requests of one turn of the loop, of several users and processes, are told apart."""
    one, other = limiter(redis), limiter(redis)
    hits = [limiter.hit(user) for user in (1001, 1002) for limiter in (one, other, one, other)]
    waits = await asyncio.gather(*hits)
    assert [wait is None for wait in waits].count(True) == 6
    assert waits[:4].count(None) == waits[4:].count(None) == 3


async def test_it_counts_as_the_library_does(redis: Redis) -> None:
    """What we count, the library's own limiter sees, and the other way round."""
    ours = limiter(redis)
    theirs = SlidingWindowCounterRateLimiter(ours._storage)
    assert await ours.hit(1001) is None
    assert await theirs.hit(ours._rate, "1001")
    assert (await theirs.get_window_stats(ours._rate, "1001")).remaining == 1
    assert await ours.hit(1001) is None
    assert not await theirs.hit(ours._rate, "1001")


async def test_nothing_is_left_behind(redis: Redis) -> None:
    """What counts one user's requests goes away by itself."""
    await limiter(redis).hit(1001)
    assert [await redis.ttl(key) > 0 for key in await redis.keys("*")] != []
    assert all([await redis.ttl(key) > 0 for key in await redis.keys("*")])
