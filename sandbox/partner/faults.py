"""Bad days on demand: what the partner does instead of, or after, answering."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

MOODS = {
    "expired": "401, as if the token had expired; without `operation`, for access tokens only",
    "limited": "429 with Retry-After of `retryAfter` seconds (1)",
    "slow": "the true answer after `delay` seconds (2)",
    "broken": "5xx: `status` (500)",
    "garbled": "200 with JSON that breaks off",
    "shape": '200 with JSON that is not the promised one: `body` ({"data": "surprise"})',
    "down": "the connection is dropped and nothing is done",
    "lost": "everything is done, then the connection is dropped instead of the answer",
    "html403": "403 with a proxy's HTML page",
    "answer": "`status` (200) with `body` as JSON, and nothing is done",
}


@dataclass
class Mood:
    """One bad day. None means: every operation, any number of times, without end."""

    mood: str
    operation: int | None = None
    times: int | None = None
    until: datetime | None = None
    delay: float = 2.0
    retry_after: int = 1
    status: int | None = None
    body: Any = None

    def describe(self) -> dict[str, Any]:
        """Return the mood as JSON."""
        shown = asdict(self)
        shown["until"] = self.until.isoformat() if self.until else None
        shown["retryAfter"] = shown.pop("retry_after")
        return shown


class Moods:
    """The moods that are on, newest first."""

    def __init__(self) -> None:
        self._on: list[Mood] = []

    def add(self, mood: Mood) -> None:
        """Switch a mood on; the newest that fits a call wins."""
        self._on.insert(0, mood)

    def clear(self) -> None:
        """Switch every mood off."""
        self._on.clear()

    def describe(self, now: datetime) -> list[dict[str, Any]]:
        """Return the moods that are still on, as JSON."""
        self._drop_ended(now)
        return [mood.describe() for mood in self._on]

    def take(self, operation: int, now: datetime, *, by_token: bool) -> Mood | None:
        """Return the mood for one call of `operation` and count the call.

        A general "expired" is only for calls `by_token`: logging in and refreshing still work.
        """
        self._drop_ended(now)
        for mood in self._on:
            if mood.operation is None and mood.mood == "expired" and not by_token:
                continue
            if mood.operation in {None, operation}:
                if mood.times is not None:
                    mood.times -= 1
                return mood
        return None

    def _drop_ended(self, now: datetime) -> None:
        self._on = [
            mood
            for mood in self._on
            if mood.times != 0 and (mood.until is None or now < mood.until)
        ]
