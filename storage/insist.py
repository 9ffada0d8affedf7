"""Changes in Redis that must not be lost, because what they record cannot be done again."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from redis.exceptions import RedisError

from runtime.clock import Time

R = TypeVar("R")

# How long a change is tried while Redis is away. Longer than a restart or a failover takes; the
# request that waits for it gets its error sooner.
SAVING = timedelta(seconds=60)
_PAUSE = 0.25  # seconds between two attempts

log = logging.getLogger(__name__)


async def insist(change: Callable[[], Awaitable[R]], *, time: Time) -> R:
    """Make a change that may be repeated, again and again for SAVING while Redis is away.

    Raises the last RedisError where Redis is away for longer.
    """
    end = time.monotonic() + SAVING.total_seconds()
    while True:
        try:
            return await change()
        except RedisError as error:
            if time.monotonic() > end:
                raise
            log.warning("a change waits for Redis: %s", type(error).__name__)
        await time.sleep(_PAUSE)
