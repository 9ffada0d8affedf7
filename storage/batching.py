"""Batching of concurrent requests to Redis: many callers, one round trip."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Batcher(Generic[K, V]):
    """Collects keys while a batch is being sent and sends them all with the next one.

    `send` receives keys in the order of the calls and returns a result for each. One batch is sent
    at a time, so a caller waits for two round trips at most; the more callers there are, the
    larger the batches.
    """

    def __init__(self, send: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        self._send = send
        self._pending: list[tuple[K, asyncio.Future[V]]] = []
        self._task: asyncio.Task[None] | None = None

    def __call__(self, key: K) -> asyncio.Future[V]:
        """Return the future result for this key; it fails with the error of its whole batch.

        The key is sent after this call, never before, so the result is never older than the call.
        """
        result: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._pending.append((key, result))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return result

    async def _run(self) -> None:
        try:
            while self._pending:
                batch, self._pending = self._pending, []
                await self._send_batch(batch)
        finally:  # some are pending only if this task was cancelled
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
