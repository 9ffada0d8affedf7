"""The clock shared by all parts of the sandbox; tests can move it."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aiohttp import web


def utc_now() -> datetime:
    """Return the machine's time as an aware UTC datetime."""
    return datetime.now(UTC)


class Clock:
    """The machine's time plus an offset that can be changed."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self._moved = timedelta()

    def __call__(self) -> datetime:
        """Return the sandbox's time as an aware UTC datetime."""
        return self._now() + self._moved

    @property
    def moved(self) -> timedelta:
        """Offset of the sandbox's time from the machine's."""
        return self._moved

    def move(self, by: timedelta) -> None:
        """Add `by` to the offset; it may be negative."""
        self._moved += by

    def reset(self) -> None:
        """Set the offset to zero."""
        self._moved = timedelta()


CLOCK = web.AppKey("clock", Clock)
