"""The stream of what happened to logins: the bot reads it and notifies each user once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

# An event that its reader has not finished in this time is given to another one.
ABANDONED = timedelta(seconds=60)
# An older event is dropped: after a long outage nobody is notified of last week's login.
FRESH = timedelta(hours=1)
_BATCH = 32
_CONSUMER = "bot"  # one name for all processes: Redis never forgets a name per process


@dataclass(frozen=True)
class Event:
    """`kind` is `logged_in`, `logged_out` or `expired`; `number` is its id in the stream."""

    number: str
    kind: str
    user_id: int


class Events:
    """A reader of the stream; all processes together are one consumer of one group.

    An event is given to one process and is finished when that process calls `done`. If it dies
    before, another one gets the event after ABANDONED: an event is never lost, but a notification
    may be sent twice.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        stream: str,
        group: str,
        abandoned: timedelta = ABANDONED,
    ) -> None:
        self._redis = redis
        self._stream = stream
        self._group = group
        self._abandoned = int(abandoned.total_seconds() * 1000)

    async def open(self) -> None:
        """Create the group, which starts at the oldest event kept, unless it exists."""
        try:
            await self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def read(self, *, wait: timedelta) -> list[Event]:
        """Return events for this process to handle, waiting up to `wait` for the first.

        `wait` must be shorter than the time-out of the Redis client.
        """
        try:
            return await self._take_over() or await self._read_new(wait)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            await self.open()  # the first time, or Redis was restarted without its data
            return await self._read_new(wait)

    async def done(self, event: Event) -> None:
        """Mark an event as handled."""
        await self._redis.xack(self._stream, self._group, event.number)

    async def _take_over(self) -> list[Event]:
        reply = await self._redis.xautoclaim(
            self._stream, self._group, _CONSUMER, self._abandoned, count=_BATCH
        )
        return await self._events(cast(Sequence[Any], reply)[1])

    async def _read_new(self, wait: timedelta) -> list[Event]:
        block = max(1, int(wait.total_seconds() * 1000))
        reply = await self._redis.xreadgroup(
            self._group, _CONSUMER, {self._stream: ">"}, count=_BATCH, block=block
        )
        batches = cast(Any, reply) or []
        pairs = batches.items() if isinstance(batches, dict) else batches
        return await self._events([entry for _, entries in pairs for entry in _flat(entries)])

    async def _events(self, entries: Sequence[Any]) -> list[Event]:
        """Parse entries; mark those that are unreadable, deleted or too old as handled."""
        events, dropped = [], []
        oldest = await self._now() - int(FRESH.total_seconds() * 1000) if entries else 0
        for number, fields in entries:
            event = _parse(number, fields or {})
            if event and int(event.number.split("-")[0]) >= oldest:
                events.append(event)
            else:
                dropped.append(number)
        if dropped:
            await self._redis.xack(self._stream, self._group, *dropped)
        return events

    async def _now(self) -> int:
        """Return Redis's own time in ms, by which the entries are numbered."""
        seconds, micros = await self._redis.time()
        return seconds * 1000 + micros // 1000


def _flat(entries: Sequence[Any]) -> Sequence[Any]:
    """Remove the list that the RESP3 protocol adds around the entries of a stream."""
    if entries and isinstance(entries[0], list):
        return cast(Sequence[Any], entries[0])
    return entries


def _parse(number: bytes, fields: dict[bytes, bytes]) -> Event | None:
    kind, user = fields.get(b"kind", b""), fields.get(b"user", b"")
    if not kind or not user.isdigit():
        return None
    return Event(number.decode(), kind.decode("utf-8", "replace"), int(user))
