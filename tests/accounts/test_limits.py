"""Requests are counted per user, over all processes."""

from datetime import UTC, datetime

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


async def test_nothing_is_left_behind(redis: Redis) -> None:
    """What counts one user's requests goes away by itself."""
    await limiter(redis).hit(1001)
    assert [await redis.ttl(key) > 0 for key in await redis.keys("*")] != []
    assert all([await redis.ttl(key) > 0 for key in await redis.keys("*")])
