"""Calls that fall into one turn of the event loop travel to Redis as one."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from typing import Generic, TypeVar

K = TypeVar("K")
V = TypeVar("V")


class Together(Generic[K, V]):
    """Collects keys until the loop turns, then asks `batch` once for all of them."""

    def __init__(self, batch: Callable[[Sequence[K]], Awaitable[Mapping[K, V]]]) -> None:
        self._batch = batch
        self._next: dict[K, asyncio.Future[V]] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def __call__(self, key: K) -> V:
        """Return the batch's answer for this key, or raise what the batch raised."""
        if not self._next:
            task = asyncio.create_task(self._run())
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)
        if key not in self._next:
            self._next[key] = asyncio.get_running_loop().create_future()
        return await asyncio.shield(self._next[key])

    async def _run(self) -> None:
        asked, self._next = self._next, {}
        try:
            answers = await self._batch(list(asked))
        except Exception as error:  # noqa: BLE001 - each of those who asked is told
            for future in asked.values():
                future.set_exception(error)
                future.exception()  # seen, even where the one who asked has gone
        else:
            for key, future in asked.items():
                future.set_result(answers[key])
