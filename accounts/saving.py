"""Saving what the partner has given only once: it waits for a Redis that is away."""

import asyncio
from collections.abc import Coroutine
from datetime import timedelta
from typing import Any, TypeVar

from storage.insist import SAVING

R = TypeVar("R")

_MARGIN = timedelta(seconds=15)  # for the last attempt, which may begin just before SAVING ends


def lease_for(call: timedelta) -> timedelta:
    """Return the lease of a lock that is held during a call of this length and the saving after it.

    While Redis is away the lease cannot be extended but goes on, so it covers the longest wait.
    """
    return call + SAVING + _MARGIN


class Unfinished:
    """Tasks that go on when their callers are cancelled, until `drain` at the end of the process.

    The partner may have spent a token or a nonce by then, and its answer must reach Redis.
    """

    def __init__(self) -> None:
        self._tasks: set[asyncio.Task[Any]] = set()

    def start(self, work: Coroutine[Any, Any, R]) -> asyncio.Task[R]:
        """Start the work as a task that is kept until it ends.

        Await it with `asyncio.wait`, which does not cancel it when the caller is cancelled.
        """
        task = asyncio.create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._forget)
        return task

    def _forget(self, task: asyncio.Task[Any]) -> None:
        self._tasks.discard(task)
        if not task.cancelled():
            task.exception()  # retrieved here in case all callers were cancelled

    async def wait_for(self, work: Coroutine[Any, Any, R], *, patience: timedelta) -> R:
        """Await the work, which goes on when the caller is cancelled.

        Raises TimeoutError where it takes longer than `patience`; it goes on then as well.
        """
        task = self.start(work)
        done, _ = await asyncio.wait({task}, timeout=patience.total_seconds())
        if not done:
            raise TimeoutError
        return await task

    async def drain(self) -> None:
        """Wait until all work under way has ended."""
        await asyncio.gather(*self._tasks, return_exceptions=True)
