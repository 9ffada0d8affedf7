"""Telegram's flood limits: per private chat, per group, and for the whole bot.

Telegram publishes one message a second in a chat with "short bursts", 20 a minute in a group and
about 30 a second in all. It does not publish the size of a burst; here it is five.
"""

import math
from collections import OrderedDict, deque
from collections.abc import Callable
from datetime import datetime, timedelta

from sandbox.telegram.errors import too_many

BURST = 5
PER_GROUP = 20
PER_BOT = 30
_MAX_CHATS = 10_000


class Window:
    """Sliding window: at most `count` events in any `length` of time."""

    def __init__(self, count: int, length: timedelta) -> None:
        self._count = count
        self._length = length
        self._times: deque[datetime] = deque()

    def wait(self, now: datetime) -> float:
        """Return the seconds until one more event is allowed, 0 if it is now."""
        while self._times and not now - self._length < self._times[0] <= now:
            self._times.popleft()
        if len(self._times) < self._count:
            return 0.0
        return (self._times[0] + self._length - now).total_seconds()

    def add(self, now: datetime) -> None:
        """Count one event."""
        self._times.append(now)


class Bucket:
    """Leaky bucket: `capacity` events at once, then one a second."""

    def __init__(self, capacity: int) -> None:
        self._capacity = capacity
        self._level = 0.0
        self._at: datetime | None = None

    def wait(self, now: datetime) -> float:
        """Return the seconds until one more event is allowed, 0 if it is now."""
        if self._at is not None:
            self._level = max(0.0, self._level - abs((now - self._at).total_seconds()))
        self._at = now
        return max(0.0, self._level + 1 - self._capacity)

    def add(self, now: datetime) -> None:
        """Count one event."""
        self._at = now
        self._level += 1


class FloodLimits:
    """Limits of one bot."""

    def __init__(self, clock: Callable[[], datetime]) -> None:
        self.enabled = True
        self._clock = clock
        self._all = Window(PER_BOT, timedelta(seconds=1))
        self._chats: OrderedDict[int, Window | Bucket] = OrderedDict()

    def _limits(self, chat_id: int) -> list[Window | Bucket]:
        limit = self._chats.pop(chat_id, None)
        if limit is None and chat_id > 0:
            limit = Bucket(BURST)
        elif limit is None:
            limit = Window(PER_GROUP, timedelta(minutes=1))
        self._chats[chat_id] = limit
        if len(self._chats) > _MAX_CHATS:
            self._chats.popitem(last=False)
        return [self._all, limit]

    def check_and_count(self, chat_id: int, count: int = 1) -> None:
        """Count messages to a chat, or raise an error with the seconds to wait.

        Raises:
            ApiError: 429 with `retry_after` in whole seconds.
        """
        if not self.enabled:
            return
        now = self._clock()
        limits = self._limits(chat_id)
        if seconds := max(limit.wait(now) for limit in limits):
            raise too_many(max(1, math.ceil(seconds)))
        for limit in limits:
            for _ in range(count):
                limit.add(now)
