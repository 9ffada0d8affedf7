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


class _Storage(RedisStorage):
    # The library would load every client that is installed: 3 MB and 100 ms for unused ones.
    DEPENDENCIES = {"redis": None}  # noqa: RUF012 - as the library spells it
    STORAGE_SCHEME = []  # noqa: RUF012 - nobody finds it by an address


class Limiter:
    """A sliding window per user; `rate` is written as the `limits` library does: `120/minute`.

    What is counted, how and under which keys is the library's; users who ask within one turn of
    the event loop are counted in one journey.
    """

    def __init__(
        self, redis: Redis, *, namespace: str, rate: str, clock: Callable[[], datetime]
    ) -> None:
        # The address is not used: the library takes our pool, and with it our timeouts.
        self._storage = _Storage(
            "async+redis://",
            implementation="redispy",
            key_prefix=f"{namespace}:limit",
            connection_pool=redis.connection_pool,  # type: ignore[arg-type]  # its docs allow it
        )
        self._window = SlidingWindowCounterRateLimiter(self._storage)
        self._rate = parse(rate)
        self._clock = clock
        one = self._storage.bridge.SCRIPT_ACQUIRE_SLIDING_WINDOW.decode()
        self._script = redis.register_script(_FOR_EACH % one)
        self._acquire = Together(self._acquire_all)

    async def hit(self, user_id: int) -> int | None:
        """Count one request. None if it may pass, else the seconds to wait, at least one."""
        if await self._acquire(user_id):
            return None
        stats = await self._window.get_window_stats(self._rate, str(user_id))
        return max(1, math.ceil(stats.reset_time - self._clock().timestamp()))

    async def _acquire_all(self, user_ids: Sequence[int]) -> Sequence[int]:
        keys = [key for user_id in user_ids for key in self._keys(user_id)]
        args = [self._rate.amount, self._rate.get_expiry(), 1]
        return await cast(Awaitable[list[int]], self._script(keys=keys, args=args))

    def _keys(self, user_id: int) -> tuple[str, str]:
        key, storage = self._rate.key_for(str(user_id)), self._storage
        windows = storage._previous_window_key(key), storage._current_window_key(key)  # noqa: SLF001
        before, now = map(storage.bridge.prefixed_key, windows)
        return before, now
