"""Each event is told once, by whichever process is free, also after one has died."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest
from redis.asyncio import Redis

from accounts.events import Event, Events

SHORT = timedelta(milliseconds=50)


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """An open client."""
    async with Redis.from_url(redis_url) as client:
        yield client


def a_reader(redis: Redis, abandoned: timedelta = timedelta(minutes=1)) -> Events:
    """Return a reader as each process has one."""
    return Events(redis, stream="t:events", group="chat", abandoned=abandoned)


async def happen(redis: Redis, user: int, kind: str = "logged_in", number: str = "*") -> None:
    """Add an event as the sessions do."""
    await redis.xadd("t:events", {"kind": kind, "user": user}, id=number)


async def read_all(*readers: Events) -> list[Event]:
    """Let readers read in turn until a whole turn brings nothing."""
    found: list[Event] = []
    while True:
        turn = [event for reader in readers for event in await reader.read(wait=SHORT)]
        if not turn:
            return found
        found += turn


async def test_two_readers_share_the_events(redis: Redis) -> None:
    """What one has been given the other never sees; what came before the first reader counts."""
    for user in range(50):
        await happen(redis, user)
    one, two = a_reader(redis), a_reader(redis)
    batches = await asyncio.gather(one.read(wait=SHORT), two.read(wait=SHORT))
    rest = await read_all(one, two)
    users = [event.user_id for event in [*batches[0], *batches[1], *rest]]
    assert sorted(users) == list(range(50))


async def test_an_event_that_its_reader_did_not_finish_is_given_to_another(redis: Redis) -> None:
    """A dead reader's event comes back once, a finished one never."""
    await happen(redis, 1)
    await happen(redis, 2)
    dead = a_reader(redis)
    first, second = await read_all(dead)
    await dead.done(first)
    successor = a_reader(redis, abandoned=timedelta(0))
    (again,) = await successor.read(wait=SHORT)
    assert again == second
    await successor.done(again)
    assert await read_all(successor) == []


async def test_a_reader_wakes_when_something_happens(redis: Redis) -> None:
    """Waiting ends with the event, not with the time."""
    reader = a_reader(redis)
    await reader.open()
    waiting = asyncio.create_task(reader.read(wait=timedelta(seconds=4)))
    await asyncio.sleep(0)
    await happen(redis, 7, "expired")
    (event,) = await waiting
    assert (event.kind, event.user_id) == ("expired", 7)


async def test_old_news_is_no_news(redis: Redis) -> None:
    """An event of more than an hour ago, or one that cannot be read, is passed over for good."""
    seconds, _ = await redis.time()
    await happen(redis, 1, number=f"{(seconds - 3700) * 1000}-0")
    await redis.xadd("t:events", {"kind": "logged_in", "user": "nobody"})
    await redis.xadd("t:events", {"other": "thing"})
    await happen(redis, 2)
    reader = a_reader(redis)
    assert [event.user_id for event in await read_all(reader)] == [2]
    pending = await redis.xpending("t:events", "chat")
    assert pending["pending"] == 1


async def test_a_redis_that_came_back_empty_is_read_again(redis: Redis) -> None:
    """A lost group is created anew, and later events are told."""
    reader = a_reader(redis)
    await read_all(reader)
    await redis.flushdb()
    assert await read_all(reader) == []
    await happen(redis, 3)
    assert [event.user_id for event in await read_all(reader)] == [3]
