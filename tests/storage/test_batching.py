"""Keys that are asked for while a batch is under way are sent together with the next one."""

import asyncio
from collections.abc import Sequence

import pytest

from storage.batching import Batcher


class Server:
    """Doubles numbers; records its batches, and waits or fails as set."""

    def __init__(self) -> None:
        self.batches: list[list[int]] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        """Answer a batch once the gate is open."""
        self.batches.append(list(numbers))
        await self.gate.wait()
        if self.error:
            raise self.error
        return [2 * number for number in numbers]


async def start_batch(at_once: int = 4) -> tuple[Server, Batcher[int, int], asyncio.Future[int]]:
    """Send 1 to a server whose gate is closed, and return once it has the batch."""
    server = Server()
    batcher = Batcher(server, at_once=at_once)
    server.gate.clear()
    first = batcher(1)
    while not server.batches:
        await asyncio.sleep(0)
    return server, batcher, first


async def test_concurrent_calls_share_a_batch() -> None:
    """Each caller gets the result of its own key, also for equal keys."""
    server = Server()
    batcher = Batcher(server)
    assert await asyncio.gather(*(batcher(number) for number in (1, 2, 2, 3))) == [2, 4, 4, 6]
    assert await batcher(5) == 10
    assert server.batches == [[1, 2, 2, 3], [5]]


async def test_calls_during_a_batch_are_sent_with_the_next_one() -> None:
    """A result is never older than its call."""
    server, batcher, first = await start_batch(at_once=1)
    later = [batcher(1), batcher(2)]
    server.gate.set()
    assert await asyncio.gather(first, *later) == [2, 2, 4]
    assert server.batches == [[1], [1, 2]]


async def test_error_of_a_batch_reaches_only_its_own_callers() -> None:
    """The next batch is sent as usual."""
    server = Server()
    batcher = Batcher(server)
    server.error = ConnectionError("away")
    with pytest.raises(ConnectionError):
        await batcher(1)
    server.error = None
    assert await batcher(1) == 2


async def test_cancelled_caller_does_not_affect_the_others() -> None:
    """They get their results, or the error of the batch."""
    server = Server()
    batcher = Batcher(server)
    cancelled, waiting = batcher(1), batcher(2)
    cancelled.cancel()
    assert await waiting == 4
    server.error = ConnectionError("away")
    cancelled, waiting = batcher(1), batcher(2)
    cancelled.cancel()
    with pytest.raises(ConnectionError):
        await waiting


async def test_cancelled_batch_fails_all_callers() -> None:
    """Nobody waits for ever, neither in the batch nor for the next one; later calls work."""
    server, batcher, first = await start_batch(at_once=1)
    later = batcher(2)
    (task,) = batcher._tasks
    task.cancel()
    results = await asyncio.gather(first, later, return_exceptions=True)
    assert all(isinstance(result, Exception) for result in results)
    server.gate.set()
    assert await batcher(3) == 6


async def test_stalled_batch_does_not_hold_up_the_next_ones() -> None:
    """A few are sent at once; only the callers of the stalled one wait or fail."""
    server, batcher, stalled = await start_batch()
    gate, server.gate = server.gate, asyncio.Event()
    server.gate.set()
    assert await asyncio.gather(*(batcher(number) for number in range(50))) == list(
        range(0, 100, 2)
    )
    assert not stalled.done()
    assert len(server.batches) == 2
    server.error = ConnectionError("away")
    gate.set()
    with pytest.raises(ConnectionError):
        await stalled


async def test_batches_at_once_are_limited() -> None:
    """Further calls wait and are sent together."""
    server, batcher, first = await start_batch(at_once=3)
    results = [first]
    for number in (2, 3, 4, 5, 6):
        results.append(batcher(number))
        for _ in range(3):
            await asyncio.sleep(0)
    assert server.batches == [[1], [2], [3]]
    server.gate.set()
    assert await asyncio.gather(*results) == [2, 4, 6, 8, 10, 12]
    assert server.batches == [[1], [2], [3], [4, 5, 6]]


async def test_call_at_the_moment_a_batch_ends_is_sent() -> None:
    """A caller that goes on as soon as it has its result finds the last task just ended."""
    server = Server()
    batcher = Batcher(server, at_once=1)
    async with asyncio.timeout(5):
        for number in range(100):
            assert await batcher(number) == 2 * number
            assert [*await asyncio.gather(batcher(1), batcher(2))] == [2, 4]
