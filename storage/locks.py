"""Locks in Redis that hold over all processes."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import cast

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import RedisError

_POLL = 0.05  # seconds between two attempts to take a lock that is held

log = logging.getLogger(__name__)


class LockBusyError(Exception):
    """Somebody else has held the lock for longer than the caller waits."""


@asynccontextmanager
async def hold_lock(
    redis: Redis, key: str, *, lease: timedelta, wait: timedelta | None = None
) -> AsyncIterator[Lock]:
    """Hold the lock `key` for the block, after waiting for it; yields it, to extend its lease.

    Args:
        redis: where the lock is kept.
        key: its whole name.
        lease: after which the lock ends by itself, so that a dead holder blocks nobody for long.
            A holder that takes longer never releases its successor's lock.
        wait: how long to wait for another holder; None is for ever.

    Raises:
        LockBusyError: another holder kept the lock for longer than `wait`.
    """
    lock = _RepeatableLock(
        redis,
        key,
        timeout=lease.total_seconds(),
        sleep=_POLL,
        blocking_timeout=None if wait is None else wait.total_seconds(),
        thread_local=False,
    )
    if not await lock.acquire():
        raise LockBusyError
    try:
        yield lock
    finally:
        await _release(lock)


class _RepeatableLock(Lock):
    """A lock whose acquisition may be sent twice, after a lost connection.

    Its own `SET NX` would find the token of the first attempt and take it for another holder's.
    """

    async def do_acquire(self, token: bytes | str) -> bool:
        """Take the lock unless another holder has it."""
        lease = int(cast(float, self.timeout) * 1000)
        held = await self.redis.set(self.name, token, nx=True, px=lease, get=True)
        return held is None or held == token


async def _release(lock: Lock) -> None:
    """Release a lock. Where that fails the work is done all the same, and the lease will end."""
    try:
        await lock.release()
    except RedisError as error:
        log.warning("lock %s was not released: %s", lock.name, type(error).__name__)
