"""Questions that come while others are under way travel to Redis as one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Batcher(Generic[K, V]):
    """Asks `batch` all that has come up since it was asked last: answers in the keys' order.

    One batch is under way at a time, so a question waits for two journeys at most, and the more
    there are, the more travel as one.
    """

    def __init__(self, batch: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        self._batch = batch
        self._asked: list[tuple[K, asyncio.Future[V]]] = []
        self._task: asyncio.Task[None] | None = None

    def __call__(self, key: K) -> asyncio.Future[V]:
        """Return what will be the answer, or the error of the whole batch.

        The question is sent after this call, never before, so the answer is never older.
        """
        answer: asyncio.Future[V] = asyncio.get_running_loop().create_future()
        self._asked.append((key, answer))
        if self._task is None or self._task.done():
            self._task = asyncio.create_task(self._run())
        return answer

    async def _run(self) -> None:
        try:
            while self._asked:
                asked, self._asked = self._asked, []
                await self._ask(asked)
        finally:  # where this task itself was cancelled there may be some left
            _fail(self._asked, _CancelledBatchError())
            self._asked = []

    async def _ask(self, asked: list[tuple[K, asyncio.Future[V]]]) -> None:
        try:
            answers = await self._batch([key for key, _ in asked])
            for (_, waiting), answer in zip(asked, answers, strict=True):
                if not waiting.done():  # cancelled: the one who asked has gone
                    waiting.set_result(answer)
        except asyncio.CancelledError:
            # Not by those who ask: they wait for the answer, not for this task.
            _fail(asked, _CancelledBatchError())
            raise
        except Exception as error:  # noqa: BLE001 - each of those who asked is told
            _fail(asked, error)


class _CancelledBatchError(Exception):
    """The journey was given up half-way; nobody may wait for it for ever."""


def _fail(asked: list[tuple[K, asyncio.Future[V]]], error: Exception) -> None:
    for _, waiting in asked:
        if not waiting.done():
            waiting.set_exception(error)
