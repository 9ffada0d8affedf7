"""Which updates are being handled and which are done, in Redis, for all processes of one bot.

An update belongs to the process that claimed it for as long as that process shows that it lives.
So after kill -9 another one may take it a few seconds later, and while its owner lives nobody
else can.
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
ALIVE = timedelta(seconds=6)  # how long a process counts as living after its last sign

# KEYS: a key per update. ARGV: owner, prefix of the signs of life, ms to remember.
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

# KEYS: a key per update. ARGV: ms to remember. A SET for each would be redis-py's work.
_FINISH = """
for _, key in ipairs(KEYS) do redis.call('SET', key, 'done', 'PX', ARGV[1]) end
"""


class Claim(StrEnum):
    """What became of an attempt to take an update."""

    OURS = "ours"  # handle it
    BUSY = "busy"  # a living process is handling it
    DONE = "done"  # it has been handled


class Claims:
    """The record of one process; `open` it before the first claim."""

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
        """Show that this process lives; at the end its claims fall to whoever comes next."""
        while not await self._shown():  # noqa: ASYNC110 - Redis tells nobody that it is back
            await asyncio.sleep(1)
        task = asyncio.create_task(self._keep_showing())
        try:
            yield
        finally:
            task.cancel()
            await asyncio.wait([task])
            await self._redis.delete(self._sign())

    def _sign(self, owner: str = "") -> str:
        return f"{self._namespace}:alive:{owner or self._owner}"

    def _key(self, update_id: int) -> str:
        # Not the bare number, which could be somebody's user id: what is erased by it stays clear.
        return f"{self._namespace}:update:u{update_id}"

    async def _shown(self) -> bool:
        try:
            await self._redis.set(self._sign(), b"1", px=self._alive)
        except RedisError as error:
            log.warning("cannot show that we live: %s", type(error).__name__)
            return False
        return True

    async def _keep_showing(self) -> None:
        while True:
            await asyncio.sleep(self._alive.total_seconds() / 3)
            await self._shown()

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
