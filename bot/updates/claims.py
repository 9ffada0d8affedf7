"""Which updates are being handled and which are done, in Redis, for all processes of one bot.

An update belongs to the process that claimed it for as long as that process renews its heartbeat.
So after kill -9 another process can take it a few seconds later, and not before.
"""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta
from enum import StrEnum
from secrets import token_hex
from typing import cast

from redis.asyncio import Redis
from redis.exceptions import RedisError

from storage.batching import Batcher

log = logging.getLogger(__name__)

REMEMBERED = timedelta(hours=25)  # Telegram keeps an update for 24 hours
ALIVE = timedelta(seconds=6)  # how long a process counts as alive after its last heartbeat

# KEYS: a key per update. ARGV: owner, prefix of the heartbeats, ms to remember.
_CLAIM = """
local verdicts = {}
for i, key in ipairs(KEYS) do
  local owner = redis.call('GET', key)
  if owner == 'done' then verdicts[i] = 'done'
  elseif owner and owner ~= ARGV[1] and redis.call('EXISTS', ARGV[2] .. owner) == 1 then
    verdicts[i] = 'busy'
  else
    redis.call('SET', key, ARGV[1], 'PX', ARGV[3])
    verdicts[i] = 'ours'
  end
end
return verdicts
"""

# KEYS: a key per update. ARGV: ms to remember. One script call costs redis-py less than many SETs.
_FINISH = """
for _, key in ipairs(KEYS) do redis.call('SET', key, 'done', 'PX', ARGV[1]) end
"""


class Claim(StrEnum):
    """The result of an attempt to claim an update."""

    OURS = "ours"  # handle it
    BUSY = "busy"  # another live process is handling it
    DONE = "done"  # it has been handled


class Claims:
    """The claims of one process; `open` them before the first."""

    def __init__(self, redis: Redis, *, namespace: str, alive: timedelta = ALIVE) -> None:
        self._redis = redis
        self._namespace = namespace
        self._alive = alive
        self._owner = token_hex(8)
        self._script = redis.register_script(_CLAIM)
        self._done = redis.register_script(_FINISH)
        self.claim: Callable[[int], Awaitable[Claim]] = Batcher(self._claim)
        self.finish: Callable[[int], Awaitable[None]] = Batcher(self._finish)

    @asynccontextmanager
    async def open(self) -> AsyncIterator[None]:
        """Keep the heartbeat until the block ends; then other processes may take open claims."""
        while not await self._beat():  # noqa: ASYNC110 - Redis does not announce that it is back
            await asyncio.sleep(1)
        task = asyncio.create_task(self._keep_beating())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self._redis.delete(self._heartbeat())

    def _heartbeat(self, owner: str = "") -> str:
        return f"{self._namespace}:alive:{owner or self._owner}"

    def _key(self, update_id: int) -> str:
        # Not the bare number, which could be the id of a user: `accounts.erase` would delete it.
        return f"{self._namespace}:update:u{update_id}"

    async def _beat(self) -> bool:
        try:
            await self._redis.set(self._heartbeat(), b"1", px=self._alive)
        except RedisError as error:
            log.warning("no heartbeat: %s", type(error).__name__)
            return False
        return True

    async def _keep_beating(self) -> None:
        while True:
            await asyncio.sleep(self._alive.total_seconds() / 3)
            await self._beat()

    async def _claim(self, update_ids: Sequence[int]) -> list[Claim]:
        keys = [self._key(update_id) for update_id in update_ids]
        args: list[str | int] = [self._owner, f"{self._namespace}:alive:", _ms(REMEMBERED)]
        verdicts = await cast(Awaitable[list[bytes]], self._script(keys=keys, args=args))
        return [Claim(verdict.decode()) for verdict in verdicts]

    async def _finish(self, update_ids: Sequence[int]) -> list[None]:
        keys = [self._key(update_id) for update_id in update_ids]
        await cast(Awaitable[None], self._done(keys=keys, args=[_ms(REMEMBERED)]))
        return [None] * len(update_ids)


def _ms(time: timedelta) -> int:
    return int(time.total_seconds() * 1000)
