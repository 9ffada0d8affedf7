"""Changes in storage that must not be lost, because what they record cannot be done again."""

import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TypeVar

from redis.exceptions import RedisError

from runtime.clock import Time
from storage.schema import DatabaseAwayError

R = TypeVar("R")

# How long a change is tried while Redis or PostgreSQL is away. Longer than a restart or a failover
# takes; the request that waits for it gets its error sooner.
SAVING = timedelta(seconds=60)
_PAUSE = 0.25  # seconds between two attempts

log = logging.getLogger(__name__)


async def insist(
    change: Callable[[], Awaitable[R]], *, time: Time, patience: timedelta = SAVING
) -> R:
    """Make a change that may be repeated, again and again while Redis or PostgreSQL is away.

    Raises the last RedisError or DatabaseAwayError where that is for longer than `patience`.
    """
    end = time.monotonic() + patience.total_seconds()
    while True:
        try:
            return await change()
        except (RedisError, DatabaseAwayError) as error:
            if time.monotonic() > end:
                raise
            log.warning("a change waits for storage: %s", type(error).__name__)
        await time.sleep(_PAUSE)
