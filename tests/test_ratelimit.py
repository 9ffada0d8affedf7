"""Requests are counted per user, over all processes."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from ratelimit import Limiter, TooManyError
from runtime.rate import Rate

HOUR = timedelta(hours=1)
THREE_AN_HOUR = Rate(3, HOUR)


def make_limiter(redis: Redis, rate: Rate = THREE_AN_HOUR) -> Limiter:
    """Return a limiter as each process has one."""
    return Limiter(redis, namespace="gm:test", rate=rate)


async def refused(limiter: Limiter, user_id: int, times: int) -> list[int]:
    """Make requests one after the other and return the seconds to wait of those refused."""
    waits = []
    for _ in range(times):
        try:
            await limiter.hit(user_id)
        except TooManyError as error:
            waits.append(error.wait)
    return waits


async def test_processes_count_together_and_users_apart(redis: Redis) -> None:
    """The fourth request of one user is refused, whichever process it reaches."""
    one, other = make_limiter(redis), make_limiter(redis)
    for process in (one, other, one):
        await process.hit(1001)
    with pytest.raises(TooManyError) as error:
        await other.hit(1001)
    assert 1 <= error.value.wait <= 3601
    await one.hit(1002)


async def test_concurrent_requests_are_all_counted(redis: Redis) -> None:
    """Requests of several users in one turn of the event loop share a batch but not a count."""
    one, other = make_limiter(redis), make_limiter(redis)
    hits = [limiter.hit(user) for user in (1001, 1002) for limiter in (one, other, one, other)]
    answers = await asyncio.gather(*hits, return_exceptions=True)
    is_refused = [isinstance(answer, TooManyError) for answer in answers]
    assert sum(is_refused[:4]) == sum(is_refused[4:]) == 1


async def test_request_passes_after_the_wait_that_was_given(redis: Redis) -> None:
    """`wait` is long enough for a user who keeps to it."""
    limiter = make_limiter(redis, Rate(5, timedelta(seconds=1)))
    while not (waits := await refused(limiter, 1001, 1)):
        pass
    await asyncio.sleep(waits[0])
    assert await refused(limiter, 1001, 1) == []


async def test_previous_window_counts_for_its_share_of_the_period(redis: Redis) -> None:
    """A quarter into this hour, three quarters of the last hour's requests still count."""
    limiter = make_limiter(redis, Rate(100, HOUR))

    async def expected() -> int:
        seconds, _ = await redis.time()
        return 100 * (3600 - seconds % 3600) // 3600

    seconds, _ = await redis.time()
    state: dict[Any, Any] = {"window": seconds // 3600 - 1, "count": 100, "previous": 7}
    await redis.hset("gm:test:limit:1001", mapping=state)
    before = await expected()
    waits = await refused(limiter, 1001, 100)
    # Redis counts milliseconds, `expected` whole seconds.
    assert await expected() - 1 <= len(waits) <= before
    assert all(1 <= wait <= 37 for wait in waits)  # the next one passes a hundredth later


async def test_each_user_has_one_key_that_expires(redis: Redis) -> None:
    """The count is gone after two periods, and a refused request does not prolong it."""
    limiter = make_limiter(redis)
    await refused(limiter, 1001, 3)
    assert await redis.keys("*") == [b"gm:test:limit:1001"]
    assert 3599 < await redis.ttl("gm:test:limit:1001") <= 7200
    await redis.expire("gm:test:limit:1001", 60)
    assert await refused(limiter, 1001, 2)
    assert await redis.ttl("gm:test:limit:1001") <= 60
