"""Updates that are confirmed to Telegram before they are finished, kept in Redis until then.

Telegram gives the hundred oldest unconfirmed updates. Where unfinished ones, of a chat that is slow
or floods, keep later ones out of that window, they are moved here.
"""

import asyncio
import json
import logging
from collections.abc import Awaitable, Callable, Mapping
from datetime import timedelta
from typing import Any, cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.metrics import PARKED
from bot.updates.queue import Outcome, UpdateQueue, number_of

log = logging.getLogger("bot")

MOST = 1000  # updates; beyond them Telegram keeps the rest, and later ones wait
KEPT = timedelta(hours=24)  # as long as Telegram keeps an update
LOOK_EVERY = 60.0  # seconds between looks for updates that another process has left

_Ends = Mapping[int, asyncio.Future[Outcome]]


class Parked:
    """The parked updates of one bot, all its processes together."""

    def __init__(self, redis: Redis, queue: UpdateQueue, *, namespace: str) -> None:
        self._redis = redis
        self._queue = queue
        self._key = f"{namespace}:parked"
        self._removals: set[asyncio.Task[None]] = set()
        self._own: set[int] = set()

    async def resume(self) -> None:
        """Put into the queue what other processes have left; raises RedisError."""
        kept = await cast(Awaitable[list[bytes]], self._redis.hvals(self._key))
        for raw in sorted(map(json.loads, kept), key=lambda raw: number_of(raw) or 0):
            number = number_of(raw)
            if number is not None and number not in self._own:
                self._watch(number, self._queue.accept(raw))

    async def keep_looking(self, sleep: Callable[[float], Awaitable[None]]) -> None:
        """Resume again and again: a process that stopped may have left some since."""
        while True:
            await sleep(LOOK_EVERY)
            try:
                await self.resume()
            except RedisError as error:
                log.warning("no look at parked updates: %s", type(error).__name__)

    async def park(self, updates: Mapping[int, dict[str, Any]], ends: _Ends) -> bool:
        """Keep updates that are in the queue; return whether they may be confirmed now."""
        if len(self._own) + len(updates) > MOST:
            return False
        fields = {str(number): json.dumps(raw) for number, raw in updates.items()}
        try:
            async with self._redis.pipeline() as pipe:
                pipe.hset(self._key, mapping=cast(dict[Any, Any], fields))
                pipe.pexpire(self._key, KEPT)
                await pipe.execute()
        except RedisError as error:
            log.warning("unfinished updates stay at Telegram: %s", type(error).__name__)
            return False
        for number in updates:
            self._watch(number, ends[number])
        return True

    async def close(self) -> None:
        """Wait until what is finished is removed; the rest stays for the next process."""
        if self._removals:
            await asyncio.wait(self._removals)

    def _watch(self, number: int, end: asyncio.Future[Outcome]) -> None:
        self._own.add(number)
        PARKED.set(len(self._own))
        end.add_done_callback(lambda end: self._release(number, end))

    def _release(self, number: int, end: asyncio.Future[Outcome]) -> None:
        self._own.discard(number)
        PARKED.set(len(self._own))
        if not end.cancelled() and end.exception() is None:
            task = asyncio.create_task(self._remove(number))
            self._removals.add(task)
            task.add_done_callback(self._removals.discard)

    async def _remove(self, number: int) -> None:
        try:
            await self._redis.hdel(self._key, str(number))
        except RedisError as error:
            # The next look finds it again, and the queue that it is a duplicate.
            log.warning("a parked update is removed later: %s", type(error).__name__)
