"""The clock and the sleep that all code receives as one argument."""

import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime


def utc_now() -> datetime:
    """Return the current time, timezone-aware, in UTC."""
    return datetime.now(UTC)


@dataclass(frozen=True)
class Time:
    """The functions of time that code receives instead of importing them.

    `now` is the wall clock in UTC, `sleep` suspends the caller for seconds, and `monotonic` counts
    seconds for durations and deadlines, which no change of the wall clock touches.
    """

    now: Callable[[], datetime] = utc_now
    sleep: Callable[[float], Awaitable[None]] = asyncio.sleep
    monotonic: Callable[[], float] = time.monotonic
