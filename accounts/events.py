"""What happened to logins, read so that each event is told once by whichever process is free."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

# An entry that its reader has not finished in this time is taken over: the reader is dead.
ABANDONED = timedelta(seconds=60)
# Older news is no news: a bot that was away for long does not tell people of last week's login.
FRESH = timedelta(hours=1)
_BATCH = 32
_CONSUMER = "faces"  # one name for all: a name per process would stay behind in Redis for ever


@dataclass(frozen=True)
class Event:
    """`kind` is `logged_in`, `logged_out` or `expired`; `number` is its id in the stream."""

    number: str
    kind: str
    user_id: int


class Events:
    """A reader of the stream; all processes together are one consumer of one group.

    An event is given to one of them and counts as told when `done` is called. If its process dies
    in between, another is given it after ABANDONED, so that nothing is lost.
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
        """Create the group if it is not there yet; it begins with what the stream still holds."""
        try:
            await self._redis.xgroup_create(self._stream, self._group, id="0", mkstream=True)
        except ResponseError as error:
            if not str(error).startswith("BUSYGROUP"):
                raise

    async def read(self, *, wait: timedelta) -> list[Event]:
        """Return events that are ours to tell now, waiting for the first at most `wait`.

        `wait` must be shorter than the Redis client's timeout.
        """
        try:
            return await self._take_over() or await self._read_new(wait)
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            await self.open()  # the first time, or Redis came back empty
            return await self._read_new(wait)

    async def done(self, event: Event) -> None:
        """The event has been told."""
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
        """Read entries; what is unreadable, deleted or no news any more is done at once."""
        events, over = [], []
        oldest = await self._now() - int(FRESH.total_seconds() * 1000) if entries else 0
        for number, fields in entries:
            event = _read(number, fields or {})
            if event and int(event.number.split("-")[0]) >= oldest:
                events.append(event)
            else:
                over.append(number)
        if over:
            await self._redis.xack(self._stream, self._group, *over)
        return events

    async def _now(self) -> int:
        """Redis's own clock in ms: the entries' numbers were made by it."""
        seconds, micros = await self._redis.time()
        return seconds * 1000 + micros // 1000


def _flat(entries: Sequence[Any]) -> Sequence[Any]:
    """Flatten: the newer protocol wraps the entries of a stream once more."""
    if entries and isinstance(entries[0], list):
        return cast(Sequence[Any], entries[0])
    return entries


def _read(number: bytes, fields: dict[bytes, bytes]) -> Event | None:
    kind, user = fields.get(b"kind", b""), fields.get(b"user", b"")
    if not kind or not user.isdigit():
        return None
    return Event(number.decode(), kind.decode("utf-8", "replace"), int(user))
