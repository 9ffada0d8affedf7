"""How often one Telegram user may ask us, counted in Redis over all processes."""

import math
from collections.abc import Awaitable, Callable, Sequence
from datetime import datetime
from typing import cast

from limits import parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis

from accounts.together import Together


class Limiter:
    """A sliding window per user; `rate` is written as the `limits` library does: `120/minute`."""

    def __init__(
        self, redis: Redis, *, namespace: str, rate: str, clock: Callable[[], datetime]
    ) -> None:
        self._window = SlidingWindowCounterRateLimiter(_Storage(redis, f"{namespace}:limit"))
        self._rate = parse(rate)
        self._clock = clock

    async def hit(self, user_id: int) -> int | None:
        """Count one request. None if it may pass, else the seconds to wait, at least one."""
        if await self._window.hit(self._rate, str(user_id)):
            return None
        stats = await self._window.get_window_stats(self._rate, str(user_id))
        return max(1, math.ceil(stats.reset_time - self._clock().timestamp()))


# The library's own script, called for one user after the other in one journey. It reads KEYS and
# ARGV, which here are the parameters of a function around it.
_FOR_EACH = """
local function acquire(KEYS, ARGV)
%s
end
local passed = {}
for i = 1, #KEYS, 2 do
  passed[(i + 1) / 2] = acquire({KEYS[i], KEYS[i + 1]}, ARGV) and 1 or 0
end
return passed
"""

_Hit = tuple[str, str]  # the library's two keys of one user
_Window = tuple[int, int, int]  # limit, seconds, cost


class _Storage(RedisStorage):
    """The library's storage; hits that fall into one turn of the event loop travel together."""

    def __init__(self, redis: Redis, prefix: str) -> None:
        # The address is not used: the library takes our pool, and with it our timeouts.
        super().__init__(
            "async+redis://",
            implementation="redispy",
            key_prefix=prefix,
            connection_pool=redis.connection_pool,  # type: ignore[arg-type]  # its docs allow it
        )
        one = self.bridge.SCRIPT_ACQUIRE_SLIDING_WINDOW.decode()
        self._script = redis.register_script(_FOR_EACH % one)
        self._hits: dict[_Window, Together[_Hit, int]] = {}

    async def acquire_sliding_window_entry(
        self, key: str, limit: int, expiry: int, amount: int = 1
    ) -> bool:
        """As the library says: count, and tell whether the limit still allows it."""
        window = (limit, expiry, amount)
        if window not in self._hits:
            self._hits[window] = Together(lambda hits: self._acquire(hits, window))
        keys = (self._previous_window_key(key), self._current_window_key(key))
        return bool(await self._hits[window](keys))

    async def _acquire(self, hits: Sequence[_Hit], window: _Window) -> Sequence[int]:
        keys = [self.bridge.prefixed_key(key) for hit in hits for key in hit]
        return await cast(Awaitable[list[int]], self._script(keys=keys, args=window))
