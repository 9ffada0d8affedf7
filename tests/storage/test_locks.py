"""A lock in Redis has one holder at a time, over all processes."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from storage.locks import LockBusyError, hold_lock

KEY = "gm:test:lock:x"
LEASE = timedelta(seconds=5)
SHORT = timedelta(milliseconds=100)


async def test_lock_has_one_holder_at_a_time(redis: Redis) -> None:
    """Those who wait get it one after the other."""
    holders = 0

    async def work() -> None:
        nonlocal holders
        async with hold_lock(redis, KEY, lease=LEASE):
            holders += 1
            assert holders == 1
            await asyncio.sleep(0.01)
            holders -= 1

    await asyncio.gather(*(work() for _ in range(5)))
    assert not await redis.exists(KEY)


async def test_waiting_ends_with_an_error_when_the_lock_stays_held(redis: Redis) -> None:
    """`wait` bounds the waiting; the holder is not disturbed."""
    async with hold_lock(redis, KEY, lease=LEASE):
        with pytest.raises(LockBusyError):
            async with hold_lock(redis, KEY, lease=LEASE, wait=SHORT):
                pytest.fail("two holders")
        assert await redis.exists(KEY)


async def test_lock_is_released_when_its_block_fails(redis: Redis) -> None:
    """An error in the block reaches the caller, and the next holder need not wait."""
    with pytest.raises(ValueError, match="mine"):
        async with hold_lock(redis, KEY, lease=LEASE):
            raise ValueError("mine")
    assert not await redis.exists(KEY)


async def test_lock_of_a_dead_holder_ends_with_its_lease(
    redis: Redis, caplog: pytest.LogCaptureFixture
) -> None:
    """A holder that took longer does not release its successor's lock, and gets no error."""
    async with hold_lock(redis, KEY, lease=SHORT):
        late = hold_lock(redis, KEY, lease=LEASE)
        await late.__aenter__()
        held = await redis.get(KEY)
    assert await redis.get(KEY) == held
    assert "was not released: LockNotOwnedError" in caplog.text
    await late.__aexit__(None, None, None)
    assert not await redis.exists(KEY)


async def test_failing_release_does_not_turn_success_into_an_error(
    redis: Redis, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """The work of the block is done; the lease ends the lock."""

    async def fail(_lock: Any) -> None:
        raise RedisConnectionError("gone")

    monkeypatch.setattr("redis.asyncio.lock.Lock.release", fail)
    with caplog.at_level(logging.WARNING):
        async with hold_lock(redis, KEY, lease=SHORT):
            done = True
    assert done
    assert f"lock {KEY} was not released: ConnectionError" in caplog.text
