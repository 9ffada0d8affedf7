"""Requests are counted per user, over all processes."""

import asyncio
from datetime import UTC, datetime

import pytest
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis

from ratelimit import Limiter, TooManyError


def limiter(redis: Redis) -> Limiter:
    """A limiter as each process has one."""
    return Limiter(redis, namespace="gm:test", rate="3/hour", clock=lambda: datetime.now(UTC))


async def test_the_one_too_many_is_told_how_long(redis: Redis) -> None:
    """Two processes count together; another user is not touched."""
    one, other = limiter(redis), limiter(redis)
    assert [await one.hit(1001), await other.hit(1001), await one.hit(1001)] == [None] * 3
    with pytest.raises(TooManyError) as told:
        await other.hit(1001)
    assert 1 <= told.value.wait <= 7200
    assert await one.hit(1002) is None


async def test_those_who_come_at_once_are_all_counted(redis: Redis) -> None:
    """Requests of one turn of the loop, of several users and processes, are told apart."""
    one, other = limiter(redis), limiter(redis)
    hits = [limiter.hit(user) for user in (1001, 1002) for limiter in (one, other, one, other)]
    answers = await asyncio.gather(*hits, return_exceptions=True)
    refused = [isinstance(answer, TooManyError) for answer in answers]
    assert sum(refused[:4]) == sum(refused[4:]) == 1


async def test_what_is_read_on_the_way_is_each_ones_own(redis: Redis) -> None:
    """Requests of one turn get the value of their own key, or nothing; a refused one gets none."""
    await redis.mset({"a": b"of a", "b": b"of b"})
    one = limiter(redis)
    asked = [(1001, "a"), (1002, "b"), (1003, ""), (1004, "nowhere"), (1001, "b")]
    answers = await asyncio.gather(*(one.hit(user, read=key) for user, key in asked))
    assert answers == [b"of a", b"of b", None, None, b"of b"]
    await one.hit(1001)
    with pytest.raises(TooManyError):
        await one.hit(1001, read="a")


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
