"""How many exports may be made at the same time: one per user, and a few per process."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import timedelta

from redis.asyncio import Redis

from storage.locks import LockBusyError, hold_lock

PER_PROCESS = 3
# After which a user may export again whose process has died. A longer export goes on unprotected.
LEASE = timedelta(minutes=3)
RETRY_AFTER = 5  # seconds; the export of a usual farm takes less


class ExportBusyError(Exception):
    """An export of this user, or too many of other users, are being made; `wait` in seconds."""

    def __init__(self) -> None:
        super().__init__(f"An export is being made; again in {RETRY_AFTER} s.")
        self.wait = RETRY_AFTER


class ExportLimit:
    """The limit of one process; bot and web processes share the one per user by Redis.

    It refuses instead of letting callers wait, so that what waits is bounded.
    """

    def __init__(self, redis: Redis, *, namespace: str, per_process: int = PER_PROCESS) -> None:
        self._redis = redis
        self._namespace = namespace
        self._free = per_process

    @asynccontextmanager
    async def slot(self, user_id: int) -> AsyncIterator[None]:
        """Hold the place of this user's export for the block; ExportBusyError if there is none."""
        if self._free <= 0:
            raise ExportBusyError
        self._free -= 1
        try:
            key = f"{self._namespace}:lock:export:{user_id}"
            try:
                async with hold_lock(self._redis, key, lease=LEASE, wait=timedelta(0)):
                    yield
            except LockBusyError:
                raise ExportBusyError from None
        finally:
            self._free += 1
