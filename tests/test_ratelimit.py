"""Requests are counted per user, over all processes."""

import asyncio

import pytest
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis

from ratelimit import Limiter, TooManyError
from runtime.clock import Time


def limiter(redis: Redis) -> Limiter:
    """A limiter as each process has one."""
    return Limiter(redis, namespace="gm:test", rate="3/hour", time=Time())


async def test_the_one_too_many_is_told_how_long(redis: Redis) -> None:
    """Two processes count together; another user is not touched."""
    one, other = limiter(redis), limiter(redis)
    for process in (one, other, one):
        await process.hit(1001)
    with pytest.raises(TooManyError) as told:
        await other.hit(1001)
    assert 1 <= told.value.wait <= 7200
    await one.hit(1002)


async def test_those_who_come_at_once_are_all_counted(redis: Redis) -> None:
    """Requests of one turn of the loop, of several users and processes, are told apart."""
    one, other = limiter(redis), limiter(redis)
    hits = [limiter.hit(user) for user in (1001, 1002) for limiter in (one, other, one, other)]
    answers = await asyncio.gather(*hits, return_exceptions=True)
    refused = [isinstance(answer, TooManyError) for answer in answers]
    assert sum(refused[:4]) == sum(refused[4:]) == 1


async def test_it_counts_as_the_library_does(redis: Redis) -> None:
    """What we count, the library's own limiter sees, and the other way round."""
    ours = limiter(redis)
    theirs = SlidingWindowCounterRateLimiter(ours._storage)
    await ours.hit(1001)
    assert await theirs.hit(ours._rate, "1001")
    assert (await theirs.get_window_stats(ours._rate, "1001")).remaining == 1
    await ours.hit(1001)
    assert not await theirs.hit(ours._rate, "1001")


async def test_nothing_is_left_behind(redis: Redis) -> None:
    """What counts one user's requests goes away by itself."""
    await limiter(redis).hit(1001)
    assert [await redis.ttl(key) > 0 for key in await redis.keys("*")] != []
    assert all([await redis.ttl(key) > 0 for key in await redis.keys("*")])
