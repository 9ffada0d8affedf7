"""Batching of concurrent requests to Redis: many callers, one round trip."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Batcher(Generic[K, V]):
    """Collects keys while batches are being sent and sends them all with the next one.

    `send` receives keys in the order of the calls and returns a result for each. Up to `at_once`
    batches are sent at a time, so one stalled connection does not hold up everybody; the more
    callers there are beyond that, the larger the batches. With `at_once=1` batches arrive in the
    order of the calls.
    """

    def __init__(
        self, send: Callable[[Sequence[K]], Awaitable[Sequence[V]]], *, at_once: int = 4
    ) -> None:
        self._send = send
        self._at_once = at_once
        self._pending: list[tuple[K, asyncio.Future[V]]] = []
        self._tasks: set[asyncio.Task[None]] = set()
        self._is_starting = False

    def __call__(self, key: K) -> asyncio.Future[V]:
        """Return the future result for this key; it fails with the error of its whole batch.

        The key is sent after this call, never before, so the result is never older than the call.
        """
        result: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._pending.append((key, result))
        # A task that has just been created takes all calls of this turn of the event loop.
        running = sum(not task.done() for task in self._tasks)
        if not self._is_starting and running < self._at_once:
            self._is_starting = True
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._forget)
        return result

    async def _run(self) -> None:
        self._is_starting = False
        while self._pending:
            batch, self._pending = self._pending, []
            await self._send_batch(batch)

    def _forget(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() and not self._tasks:  # nobody is left to send what is pending
            self._is_starting = False
            _fail(self._pending, _CancelledBatchError())
            self._pending = []

    async def _send_batch(self, batch: list[tuple[K, asyncio.Future[V]]]) -> None:
        try:
            values = await self._send([key for key, _ in batch])
            for (_, result), value in zip(batch, values, strict=True):
                if not result.done():  # done already if its caller was cancelled
                    result.set_result(value)
        except asyncio.CancelledError:
            # Callers await their results, not this task: their cancellation does not end it.
            _fail(batch, _CancelledBatchError())
            raise
        except Exception as error:  # noqa: BLE001 - every caller of the batch gets it
            _fail(batch, error)


class _CancelledBatchError(Exception):
    """The batch was cancelled before it had results."""


def _fail(batch: list[tuple[K, asyncio.Future[V]]], error: Exception) -> None:
    for _, result in batch:
        if not result.done():
            result.set_exception(error)
