"""The thread for what would stop the event loop."""

import asyncio
import gc
import sys
import threading

import pytest

from runtime.computing import SWITCH_SECONDS, compute


async def test_computations_share_one_thread_that_hands_over_often() -> None:
    """Whatever runs at the same time; afterwards the interpreter is as before."""
    before = sys.getswitchinterval()

    def state_of(number: int) -> tuple[int, float, bool]:
        return threading.get_ident(), round(sys.getswitchinterval(), 6), gc.isenabled()

    seen = await asyncio.gather(*(compute(state_of, number) for number in range(20)))
    assert set(seen) == {(seen[0][0], SWITCH_SECONDS, False)}
    assert seen[0][0] != threading.get_ident()
    await compute(int)
    assert sys.getswitchinterval() == pytest.approx(before)
    assert gc.isenabled()


async def test_error_of_a_computation_is_raised() -> None:
    """And the garbage is collected again."""
    with pytest.raises(ZeroDivisionError):
        await compute(divmod, 1, 0)
    assert gc.isenabled()
