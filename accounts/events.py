"""The stream of what happened to logins: the bot reads it and notifies each user once."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import ResponseError

from accounts.delayed_events import DelayedEvents
from accounts.sessions import EVENTS_KEPT
from runtime.clock import utc_now

# An event that its reader has not finished in this time is given to another one.
ABANDONED = timedelta(seconds=60)
# An older event is dropped: after a long outage nobody is notified of last week's login.
FRESH = timedelta(hours=1)
# What may be the act of somebody else is notified of after a long outage, too.
SECURITY_FRESH = timedelta(days=7)
SECURITY_KINDS = frozenset({"payout_changed", "new_login", "erased"})
_BATCH = 32
_CONSUMER = "bot"  # one name for all processes: Redis never forgets a name per process


@dataclass(frozen=True)
class Event:
    """Something that happened.

    Attributes:
        number: its id in the stream.
        kind: `logged_in`, `logged_out`, `expired`, `language_chosen` (in the mini-app), or one of
            SECURITY_KINDS.
        user_id: Telegram's id of the user.
        details: of `payout_changed`: `address`; of `new_login`: `address`, `chain`, `device`; of
            `erased`: `language`, as the preferences are gone.
    """

    number: str
    kind: str
    user_id: int
    details: Mapping[str, str] = field(default_factory=dict)


async def add_event(redis: Redis, stream: str, kind: str, user_id: int, **details: str) -> None:
    """Add an event."""
    fields: dict[Any, Any] = {"kind": kind, "user": user_id, **details}
    await redis.xadd(stream, fields, maxlen=EVENTS_KEPT, approximate=True)


class Events:
    """A reader of the stream; all processes together are one consumer of one group.

    An event is given to one process and is finished when that process calls `done`. If it dies
    before, another one gets the event after ABANDONED: an event is never lost, but a notification
    may be sent twice. `postpone` puts an event aside until a time by the clock `now`; then it is
    given again, under the same rules.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        stream: str,
        group: str,
        abandoned: timedelta = ABANDONED,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._redis = redis
        self._stream = stream
        self._group = group
        self._abandoned = int(abandoned.total_seconds() * 1000)
        self._delayed = DelayedEvents(redis, stream=stream, group=group, lease=abandoned, now=now)

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
            return (
                await self._take_delayed() or await self._take_over() or await self._read_new(wait)
            )
        except ResponseError as error:
            if not str(error).startswith("NOGROUP"):
                raise
            await self.open()  # the first time, or Redis was restarted without its data
            return await self._read_new(wait)

    async def done(self, event: Event) -> None:
        """Mark an event as handled; one with personal details is deleted."""
        await self._redis.xack(self._stream, self._group, event.number)
        if event.kind in SECURITY_KINDS:
            await self._redis.xdel(self._stream, event.number)
        await self._delayed.remove(event.user_id, event.number)

    async def postpone(self, event: Event, *, until: datetime) -> int:
        """Give an event again from `until` on, in place of `done`; survives all restarts.

        Of each user a limited number is kept. Returns how many others were dropped for this one.
        """
        fields = {"kind": event.kind, "user": str(event.user_id), **event.details}
        return await self._delayed.add(
            event.user_id,
            event.number,
            fields,
            until=until,
            important=event.kind in SECURITY_KINDS,
        )

    async def _take_delayed(self) -> list[Event]:
        taken = await self._delayed.take(_BATCH)
        raw = [
            (number.encode(), {name.encode(): value.encode() for name, value in fields.items()})
            for number, fields in taken
        ]
        return [event for number, fields in raw if (event := _parse(number, fields))]

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
        now = await self._now() if entries else 0
        for number, fields in entries:
            event = _parse(number, fields or {})
            if event and now - int(event.number.split("-")[0]) <= _fresh_ms(event):
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


def _fresh_ms(event: Event) -> int:
    fresh = SECURITY_FRESH if event.kind in SECURITY_KINDS else FRESH
    return int(fresh.total_seconds() * 1000)


def _flat(entries: Sequence[Any]) -> Sequence[Any]:
    """Remove the list that the RESP3 protocol adds around the entries of a stream."""
    if entries and isinstance(entries[0], list):
        return cast(Sequence[Any], entries[0])
    return entries


def _parse(number: bytes, fields: dict[bytes, bytes]) -> Event | None:
    kind, user = fields.get(b"kind", b""), fields.get(b"user", b"")
    if not kind or not user.isdigit():
        return None
    text = {name.decode(): value.decode("utf-8", "replace") for name, value in fields.items()}
    return Event(number.decode(), text.pop("kind"), int(text.pop("user")), text)
