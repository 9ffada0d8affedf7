"""Unfinished updates in a full batch are kept in Redis, so that later ones are seen."""

import asyncio
from typing import Any

from aiogram.types import Update
from redis.asyncio import Redis

from bot.updates.parked import MOST, Parked
from bot.updates.queue import Outcome
from tests.bot.conftest import Talk, until
from tests.bot.updates.test_poller import pending, polling
from tests.bot.updates.test_queue import Handler, open_queue, text_update
from tests.world import World

KEY = "t:parked"


def make_parked(redis: Redis, queue: Any) -> Parked:
    """Return the parked updates as one process sees them."""
    return Parked(redis, queue, namespace="t")


async def kept(redis: Redis) -> int:
    """Return how many updates are in Redis."""
    return int(await redis.hlen(KEY))


async def test_update_behind_a_full_window_is_handled(world: World) -> None:
    """One chat hangs and 250 updates of it wait; all of them are confirmed meanwhile."""
    handler, alice, layla = Handler(), Talk(world), Talk(world, user=1003)
    gate = handler.gates[1001] = asyncio.Event()
    redis = world.services.redis
    for _ in range(250):
        await alice.send("hello")
    await layla.send("/help")
    async with polling(world, handler):

        async def layla_done() -> bool:
            return len(handler.done) == 1

        await until(layla_done, "the other chat")
        assert 0 < await kept(redis) <= 11
        assert await redis.pttl(KEY) > 0
        gate.set()

        async def all_done() -> bool:
            return not await kept(redis) and not await pending(alice)

        await until(all_done, "everything to be finished")
    assert len(handler.done) == 12


async def test_parked_update_of_a_dead_process_is_handled_by_the_next(redis: Redis) -> None:
    """In their order, once, and then they are removed; finished ones are not repeated."""
    updates = {number: text_update(number) for number in (1, 2, 3)}
    handler = Handler()
    handler.gates[1] = asyncio.Event()
    async with open_queue(redis, handler) as queue:
        ends = {number: queue.accept(raw) for number, raw in updates.items()}
        assert await make_parked(redis, queue).park(updates, ends)
        await queue.stop(within=0.01)
    handler = Handler()
    async with open_queue(redis, handler) as queue:
        parked = make_parked(redis, queue)
        await parked.resume()

        async def removed() -> bool:
            return not await kept(redis)

        await until(removed, "the updates to be removed")
        await parked.resume()
    assert handler.done == [1, 2, 3]


async def test_no_more_are_parked_than_the_bound(redis: Redis) -> None:
    """Beyond it Telegram keeps them."""
    async with open_queue(redis, Handler(), concurrency=1) as queue:
        queue._handle = _never
        raws = {number: text_update(number, chat=number) for number in range(1, MOST + 2)}
        ends = {number: queue.accept(raw) for number, raw in raws.items()}
        parked = make_parked(redis, queue)
        assert not await parked.park(raws, ends)
        assert not await kept(redis)
        del raws[1]
        assert await parked.park(raws, ends)
        await queue.stop(within=0.01)
    assert await kept(redis) == MOST


async def _never(_update: Update) -> None:
    await asyncio.Event().wait()


async def test_nothing_is_confirmed_that_redis_cannot_keep(redis: Redis) -> None:
    """It stays at Telegram."""
    async with open_queue(redis, Handler()) as queue:
        end: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
        async with Redis.from_url("redis://127.0.0.1:1") as away:
            parked = make_parked(away, queue)
            assert not await parked.park({1: text_update(1)}, {1: end})
