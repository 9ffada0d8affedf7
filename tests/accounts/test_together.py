"""Questions of one turn of the loop travel as one."""

import asyncio
from collections.abc import Sequence

import pytest

from accounts.together import Together


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


async def test_one_turn_is_one_journey() -> None:
    """Everybody gets their own answer, also those who ask the same."""
    far = Far()
    together = Together(far)
    answers = await asyncio.gather(*(together(number) for number in (1, 2, 2, 3)))
    assert answers == [2, 4, 4, 6]
    assert await together(5) == 10
    assert far.asked == [[1, 2, 2, 3], [5]]


async def test_who_comes_later_is_asked_anew() -> None:
    """A question that comes while others are under way is not given their older answer."""
    far = Far()
    together = Together(far)
    far.gate.clear()
    first = together(1)
    while not far.asked:
        await asyncio.sleep(0)
    second = together(1)
    far.gate.set()
    assert [await first, await second] == [2, 2]
    assert far.asked == [[1], [1]]


async def test_who_has_gone_disturbs_nobody() -> None:
    """One cancelled question leaves the others their answers and their errors."""
    far = Far()
    together = Together(far)
    gone, waiting = together(1), together(2)
    gone.cancel()
    assert await waiting == 4
    far.error = ConnectionError("away")
    gone, waiting = together(1), together(2)
    gone.cancel()
    with pytest.raises(ConnectionError):
        await waiting
