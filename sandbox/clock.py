"""The one clock that every part of the sandbox reads, and that tests move."""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta

from aiohttp import web


def utc_now() -> datetime:
    """Return the machine's time, aware and in UTC."""
    return datetime.now(UTC)


class Clock:
    """Time as the sandbox sees it: the machine's, plus whatever a test has moved it by."""

    def __init__(self, now: Callable[[], datetime] = utc_now) -> None:
        self._now = now
        self._moved = timedelta()

    def __call__(self) -> datetime:
        """Return the sandbox's time, aware and in UTC."""
        return self._now() + self._moved

    @property
    def moved(self) -> timedelta:
        """How far the sandbox's time is ahead of the machine's."""
        return self._moved

    def move(self, by: timedelta) -> None:
        """Move the clock by `by`; a negative step goes back."""
        self._moved += by

    def reset(self) -> None:
        """Undo every move."""
        self._moved = timedelta()


CLOCK = web.AppKey("clock", Clock)
