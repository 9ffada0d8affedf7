"""Delayed events: kept in Redis, given when due, to one reader, in a bounded number per user."""

from datetime import UTC, datetime, timedelta

from redis.asyncio import Redis

from accounts.delayed_events import MOST_PER_USER
from accounts.erase import erase
from accounts.events import Event, Events
from accounts.sessions import Sessions
from tests.accounts.test_events import SHORT, read_all

HOURS = timedelta(seconds=43_837)


class Now:
    """A clock that only a test moves."""

    def __init__(self) -> None:
        self.at = datetime(2026, 11, 25, tzinfo=UTC)

    def __call__(self) -> datetime:
        """Return the time."""
        return self.at


def reader(redis: Redis, now: Now, stream: str = "t:events") -> Events:
    """Return a reader as each process has one."""
    return Events(redis, stream=stream, group="chat", now=now)


async def add(redis: Redis, user: int, kind: str, stream: str = "t:events") -> None:
    """Add an event with a detail."""
    await redis.xadd(stream, {"kind": kind, "user": user, "address": "bc1q"})


async def test_event_is_given_again_when_it_is_due_and_not_before(redis: Redis) -> None:
    """By another reader, after a restart; with its details, and as the same event."""
    now = Now()
    await add(redis, 7, "payout_changed")
    first = reader(redis, now)
    (event,) = await read_all(first)
    await first.postpone(event, until=now.at + HOURS)
    now.at += HOURS - timedelta(seconds=1)
    second = reader(redis, now)
    assert await read_all(first, second) == []
    now.at += timedelta(seconds=2)
    assert await read_all(first, second) == [event]
    assert event.details == {"address": "bc1q"}
    await second.done(event)
    now.at += timedelta(days=3)
    assert await read_all(first, second) == []
    assert await redis.keys("t:events:*") == []
    assert await redis.xlen("t:events") == 0


async def test_event_of_a_dead_reader_is_given_to_another_after_the_lease(redis: Redis) -> None:
    """And to nobody during it."""
    now = Now()
    await add(redis, 7, "logged_in")
    dead, living = reader(redis, now), reader(redis, now)
    (event,) = await read_all(dead)
    await dead.postpone(event, until=now.at)
    assert await dead.read(wait=SHORT) == [event]
    now.at += timedelta(seconds=59)
    assert await read_all(living) == []
    now.at += timedelta(seconds=2)
    assert await living.read(wait=SHORT) == [event]


async def test_bound_drops_the_oldest_and_security_events_last(redis: Redis) -> None:
    """Of this user only."""
    now = Now()
    kinds = ["payout_changed"] * 3 + ["logged_in"] * MOST_PER_USER + ["new_login"]
    for user in (7, 70):
        for kind in kinds if user == 7 else kinds[:1]:
            await add(redis, user, kind)
    events = reader(redis, now)
    given = await read_all(events)
    dropped = [await events.postpone(event, until=now.at + HOURS) for event in given]
    assert dropped == [0] * MOST_PER_USER + [1] * 4 + [0]
    now.at += HOURS
    kept = await read_all(events)
    ordinary = [event for event in given if event.kind == "logged_in"]
    security = [event for event in given if event.kind != "logged_in"]
    assert set(kept_numbers(kept)) == set(kept_numbers([*security, *ordinary[4:]]))


def kept_numbers(events: list[Event]) -> list[str]:
    """Return the numbers of events."""
    return [event.number for event in events]


async def test_deletion_forgets_what_is_delayed(redis: Redis, sessions: Sessions) -> None:
    """No trace of the user's id is left in Redis."""
    now = Now()
    await add(redis, 1001, "payout_changed", sessions.events)
    await add(redis, 1002, "payout_changed", sessions.events)
    events = reader(redis, now, sessions.events)
    for event in await read_all(events):
        await events.postpone(event, until=now.at + HOURS)
    await erase(redis, sessions, 1001, namespace="gm:test")
    assert await redis.zrange(f"{sessions.events}:due", 0, -1)
    assert "1001" not in str(await redis.zrange(f"{sessions.events}:due", 0, -1))
    assert not await redis.keys("*1001*")
    now.at += HOURS
    assert [event.user_id for event in await read_all(events)] == [1002]


async def test_all_keys_expire(redis: Redis) -> None:
    """Also where no bot runs any more."""
    now = Now()
    await add(redis, 7, "logged_in")
    events = reader(redis, now)
    (event,) = await read_all(events)
    await events.postpone(event, until=now.at + HOURS)
    keys = await redis.keys("t:events:*")
    assert len(keys) == 2
    assert all([await redis.ttl(key) > 0 for key in keys])
