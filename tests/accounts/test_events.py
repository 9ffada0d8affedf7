"""Each event is handled once, by any process, and is not lost when a process dies."""

import asyncio
from datetime import timedelta

from redis.asyncio import Redis

from accounts.events import Event, Events

SHORT = timedelta(milliseconds=50)


def make_reader(redis: Redis, abandoned: timedelta = timedelta(minutes=1)) -> Events:
    """Return a reader as each process has one."""
    return Events(redis, stream="t:events", group="chat", abandoned=abandoned)


async def add(redis: Redis, user: int, kind: str = "logged_in", number: str = "*") -> None:
    """Add an event as Sessions does."""
    await redis.xadd("t:events", {"kind": kind, "user": user}, id=number)


async def read_all(*readers: Events) -> list[Event]:
    """Let the readers read in turn until none of them gets an event."""
    found: list[Event] = []
    while True:
        turn = [event for reader in readers for event in await reader.read(wait=SHORT)]
        if not turn:
            return found
        found += turn


async def test_readers_get_different_events(redis: Redis) -> None:
    """Each event is given to one reader, also those added before the first reader."""
    for user in range(50):
        await add(redis, user)
    one, two = make_reader(redis), make_reader(redis)
    batches = await asyncio.gather(one.read(wait=SHORT), two.read(wait=SHORT))
    rest = await read_all(one, two)
    users = [event.user_id for event in [*batches[0], *batches[1], *rest]]
    assert sorted(users) == list(range(50))


async def test_unfinished_event_of_a_dead_reader_is_given_to_another(redis: Redis) -> None:
    """A finished event is not given again."""
    await add(redis, 1)
    await add(redis, 2)
    dead = make_reader(redis)
    first, second = await read_all(dead)
    await dead.done(first)
    successor = make_reader(redis, abandoned=timedelta(0))
    (again,) = await successor.read(wait=SHORT)
    assert again == second
    await successor.done(again)
    assert await read_all(successor) == []


async def test_waiting_ends_with_the_first_event(redis: Redis) -> None:
    """The reader does not wait for the time-out."""
    reader = make_reader(redis)
    await reader.open()
    waiting = asyncio.create_task(reader.read(wait=timedelta(seconds=4)))
    await asyncio.sleep(0)
    await add(redis, 7, "expired")
    (event,) = await waiting
    assert (event.kind, event.user_id) == ("expired", 7)


async def test_old_and_unreadable_events_are_dropped(redis: Redis) -> None:
    """They are acknowledged, so that they are not given again."""
    seconds, _ = await redis.time()
    await add(redis, 1, number=f"{(seconds - 3700) * 1000}-0")
    await redis.xadd("t:events", {"kind": "logged_in", "user": "nobody"})
    await redis.xadd("t:events", {"other": "thing"})
    await add(redis, 2)
    reader = make_reader(redis)
    assert [event.user_id for event in await read_all(reader)] == [2]
    pending = await redis.xpending("t:events", "chat")
    assert pending["pending"] == 1


async def test_lost_group_is_created_again(redis: Redis) -> None:
    """Events added after Redis lost its data are read."""
    reader = make_reader(redis)
    await read_all(reader)
    await redis.flushdb()
    assert await read_all(reader) == []
    await add(redis, 3)
    assert [event.user_id for event in await read_all(reader)] == [3]
