"""Questions that come while others are under way travel as one."""

import asyncio
from collections.abc import Sequence

import pytest

from storage.batching import Batcher


class Far:
    """Counts its journeys."""

    def __init__(self) -> None:
        self.asked: list[list[int]] = []
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, numbers: Sequence[int]) -> list[int]:
        """Double what came."""
        self.asked.append(list(numbers))
        await self.gate.wait()
        if self.error:
            raise self.error
        return [2 * number for number in numbers]


async def under_way() -> tuple[Far, Batcher[int, int], asyncio.Future[int]]:
    """Ask for 1, and return when the journey has begun; it goes on when the gate opens."""
    far = Far()
    together = Batcher(far)
    far.gate.clear()
    first = together(1)
    while not far.asked:
        await asyncio.sleep(0)
    return far, together, first


async def test_one_turn_is_one_journey() -> None:
    """Everybody gets their own answer, also those who ask the same."""
    far = Far()
    together = Batcher(far)
    answers = await asyncio.gather(*(together(number) for number in (1, 2, 2, 3)))
    assert answers == [2, 4, 4, 6]
    assert await together(5) == 10
    assert far.asked == [[1, 2, 2, 3], [5]]


async def test_who_comes_later_is_asked_anew() -> None:
    """Whoever comes while a batch is under way is in the next, and gets no older answer."""
    far, together, first = await under_way()
    later = [together(1), together(2)]
    far.gate.set()
    assert await asyncio.gather(first, *later) == [2, 2, 4]
    assert far.asked == [[1], [1, 2]]


async def test_an_error_is_only_for_those_who_were_in_it() -> None:
    """The next batch is a new try."""
    far = Far()
    together = Batcher(far)
    far.error = ConnectionError("away")
    with pytest.raises(ConnectionError):
        await together(1)
    far.error = None
    assert await together(1) == 2


async def test_who_has_gone_disturbs_nobody() -> None:
    """One cancelled question leaves the others their answers and their errors."""
    far = Far()
    together = Batcher(far)
    gone, waiting = together(1), together(2)
    gone.cancel()
    assert await waiting == 4
    far.error = ConnectionError("away")
    gone, waiting = together(1), together(2)
    gone.cancel()
    with pytest.raises(ConnectionError):
        await waiting


async def test_a_journey_given_up_strands_nobody() -> None:
    """Where the journey itself is cancelled, those on it and those after it are told, not kept."""
    far, together, first = await under_way()
    later = together(2)
    assert together._task is not None
    together._task.cancel()
    ends = await asyncio.gather(first, later, return_exceptions=True)
    assert all(isinstance(end, Exception) for end in ends)
    far.gate.set()
    assert await together(3) == 6
