"""How many requests a Telegram user may make, counted in Redis over all processes."""

import math
from collections.abc import Awaitable, Sequence
from datetime import timedelta
from typing import cast

from redis.asyncio import Redis

from runtime.rate import Rate
from storage.batching import Batcher

# A sliding window: the requests of this fixed window, plus those of the window before it, weighted
# by how much of that one still lies within the period. A hash per user holds both counts.
# KEYS: a hash per request. ARGV: requests, period in ms. Returns for each request the ms to wait,
# 0 if it may pass. Time is that of Redis, which all processes share.
_HIT = """
local limit, period, waits = tonumber(ARGV[1]), tonumber(ARGV[2]), {}
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
local window, left = math.floor(now / period), period - now % period
for i, key in ipairs(KEYS) do
  local saved = redis.call('HMGET', key, 'window', 'count', 'previous')
  local age = window - (saved[1] or window)
  local count, previous = tonumber(saved[2] or 0), tonumber(saved[3] or 0)
  if age > 0 then count, previous = 0, age == 1 and count or 0 end
  if count + math.floor(previous * left / period) < limit then
    redis.call('HSET', key, 'window', window, 'count', count + 1, 'previous', previous)
    redis.call('PEXPIRE', key, 2 * period)
    waits[i] = 0
  else
    waits[i] = left + 1 - (count < limit and math.floor((limit - count) * period / previous) or 0)
  end
end
return waits
"""


class TooManyError(Exception):
    """A user makes too many requests. `wait` is how many seconds to wait, at least one."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"Too many requests; again in {wait} s.")
        self.wait = wait


class Limiter:
    """Limits each user to `rate`; users of one turn of the event loop share a round trip."""

    def __init__(self, redis: Redis, *, namespace: str, rate: Rate) -> None:
        self._namespace = namespace
        self._rate = rate
        self._script = redis.register_script(_HIT)
        self._hit = Batcher(self._hit_all)

    async def hit(self, user_id: int) -> None:
        """Count a request; TooManyError, which is not counted, if the user must wait."""
        if wait := await self._hit(user_id):
            raise TooManyError(math.ceil(wait / 1000))

    async def _hit_all(self, user_ids: Sequence[int]) -> Sequence[int]:
        keys = [f"{self._namespace}:limit:{user_id}" for user_id in user_ids]
        args = [self._rate.requests, self._rate.period // timedelta(milliseconds=1)]
        return await cast(Awaitable[list[int]], self._script(keys=keys, args=args))
