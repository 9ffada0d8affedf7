"""What happens in a world, as numbered events that a page can follow and resume."""

import asyncio
from collections import deque
from collections.abc import AsyncIterator
from dataclasses import dataclass

from sandbox.telegram.refusals import Json

KEPT = 2000


@dataclass(frozen=True, slots=True)
class Event:
    """One event; `audience` is the only user who may see it, `None` means all."""

    id: int
    name: str
    data: Json
    audience: int | None


class Feed:
    """The last events of a world and those who wait for the next."""

    def __init__(self) -> None:
        self.last_id = 0
        self.closed = False
        self._events: deque[Event] = deque(maxlen=KEPT)
        self._changed = asyncio.Event()

    def emit(self, name: str, data: Json, *, audience: int | None = None) -> None:
        """Add an event and wake the readers."""
        self.last_id += 1
        self._events.append(Event(self.last_id, name, data, audience))
        self._wake()

    def close(self) -> None:
        """End every stream: the sandbox stops."""
        self.closed = True
        self._wake()

    def _wake(self) -> None:
        self._changed.set()
        self._changed = asyncio.Event()

    def _missed(self, after: int) -> bool:
        oldest = self._events[0].id if self._events else self.last_id + 1
        return after > self.last_id or after + 1 < oldest

    async def follow(
        self, user: int, after: int | None, *, pause: float
    ) -> AsyncIterator[Event | None]:
        """Yield what `user` may see after an id, and `None` after each `pause` of silence."""
        seen = self.last_id if after is None else after
        while not self.closed:
            if self._missed(seen):  # a slow reader as well as one that comes back late
                seen = self.last_id
                yield Event(seen, "reset", {}, None)
            changed = self._changed
            news = [event for event in self._events if event.id > seen]
            for event in news:
                seen = event.id
                if event.audience in (None, user):
                    yield event
            if news:
                continue
            try:
                async with asyncio.timeout(pause):
                    await changed.wait()
            except TimeoutError:
                yield None
