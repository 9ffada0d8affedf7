"""Questions that fall into one turn of the event loop travel to Redis as one."""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Together(Generic[K, V]):
    """Collects questions until the loop turns, then asks `batch` once: answers in their order."""

    def __init__(self, batch: Callable[[Sequence[K]], Awaitable[Sequence[V]]]) -> None:
        self._batch = batch
        self._asked: list[tuple[K, asyncio.Future[V]]] = []
        self._tasks: set[asyncio.Task[None]] = set()

    def __call__(self, key: K) -> asyncio.Future[V]:
        """Return what will be the answer, or the error of the whole batch.

        The question is sent after this call, never before, so the answer is never older.
        """
        loop = asyncio.get_running_loop()
        if not self._asked:
            loop.call_soon(self._send)
        answer = loop.create_future()
        self._asked.append((key, answer))
        return answer

    def _send(self) -> None:
        asked, self._asked = self._asked, []
        task = asyncio.create_task(self._run(asked))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _run(self, asked: list[tuple[K, asyncio.Future[V]]]) -> None:
        try:
            answers = await self._batch([key for key, _ in asked])
            for (_, waiting), answer in zip(asked, answers, strict=True):
                if not waiting.done():  # cancelled: the one who asked has gone
                    waiting.set_result(answer)
        except Exception as error:  # noqa: BLE001 - each of those who asked is told
            for _, waiting in asked:
                if not waiting.done():
                    waiting.set_exception(error)
