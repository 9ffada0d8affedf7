"""One thread for what takes longer than the event loop may be away: decoding, sums over thousands.

The interpreter runs one thread at a time. One that computes is asked to hand over after the switch
interval, and the loop may have to wait for that several times until a request is answered. So
there is one such thread, whatever the number of members, and a short interval while it computes.
What is computed there should be many short steps: a single call into C hands over only at its end.
"""

import asyncio
import gc
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from functools import partial
from typing import ParamSpec, TypeVar

P = ParamSpec("P")
T = TypeVar("T")
SWITCH_SECONDS = 0.0005  # the interpreter's own is ten times as long

_THREAD = ThreadPoolExecutor(1, thread_name_prefix="computing")


async def compute(function: Callable[P, T], *args: P.args, **kwargs: P.kwargs) -> T:
    """Return what the function returns, called in the thread; what it raises is raised."""
    loop = asyncio.get_running_loop()
    return await loop.run_in_executor(_THREAD, partial(_call, partial(function, *args, **kwargs)))


def _call(function: Callable[[], T]) -> T:
    with _brief_turns():
        return function()


@contextmanager
def _brief_turns() -> Iterator[None]:
    """Let other threads run often, and pause the garbage collection.

    A collection stops all threads. Among a hundred thousand new objects, none of them garbage yet,
    it takes 50 ms.
    """
    interval, collects = sys.getswitchinterval(), gc.isenabled()
    sys.setswitchinterval(SWITCH_SECONDS)
    gc.disable()
    try:
        yield
    finally:
        sys.setswitchinterval(interval)
        if collects:
            gc.enable()
