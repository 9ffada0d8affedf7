"""Numbered events of a bot, which a page can subscribe to and resume."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sandbox.telegram.errors import Json

MAX_EVENTS = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `audience` is the only user who may see it, or `None` for all."""

    id: int
    name: str
    data: Json
    audience: int | None


class EventStream:
    """The latest events of a bot, and its subscribers."""

    def __init__(self) -> None:
        self.last_id = 0
        self.closed = False
        self._events: deque[Event] = deque(maxlen=MAX_EVENTS)
        self._changed = asyncio.Event()

    def emit(self, name: str, data: Json, *, audience: int | None = None) -> None:
        """Add an event and wake the subscribers."""
        self.last_id += 1
        self._events.append(Event(self.last_id, name, data, audience))
        self._wake()

    def close(self) -> None:
        """End all subscriptions on shutdown."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _missed(self, after: int) -> bool:
        oldest = self._events[0].id if self._events else self.last_id + 1
        return after > self.last_id or after + 1 < oldest

    async def subscribe(
        self, user: int, after: int | None, *, pause: float
    ) -> AsyncIterator[Event | None]:
        """Yield the events for `user` after an id, and `None` after `pause` seconds without any."""
        seen = self.last_id if after is None else after
        while not self.closed:
            if self._missed(seen):  # the subscriber was too slow or came back too late
                seen = self.last_id
                yield Event(seen, "reset", {}, None)
            changed = self._changed
            pending = [event for event in self._events if event.id > seen]
            for event in pending:
                seen = event.id
                if event.audience in (None, user):
                    yield event
            if pending:
                continue
            try:
                async with asyncio.timeout(pause):
                    await changed.wait()
            except TimeoutError:
                yield None
