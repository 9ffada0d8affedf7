"""How often one Telegram user may ask us, counted in Redis over all processes."""

import math
from collections.abc import Awaitable, Sequence
from typing import cast

from limits import parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis

from runtime.clock import Time
from storage.batching import Batcher

# The library's own script, called for one user after the other in one round trip. It reads KEYS
# and ARGV, which here are the parameters of a function.
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


class TooManyError(Exception):
    """A user asks too often. `wait` is how many seconds to wait, at least one."""

    def __init__(self, wait: int) -> None:
        super().__init__(f"Too many requests; again in {wait} s.")
        self.wait = wait


class _Storage(RedisStorage):
    # The library would load every client that is installed: 3 MB and 100 ms for unused ones.
    DEPENDENCIES = {"redis": None}  # noqa: RUF012 - as the library spells it
    STORAGE_SCHEME = []  # noqa: RUF012 - nobody finds it by an address


class Limiter:
    """A sliding window per user; `rate` is written as the `limits` library does: `120/minute`.

    What is counted, how and under which keys is the library's; users who ask within one turn of
    the event loop are counted in one journey.
    """

    def __init__(self, redis: Redis, *, namespace: str, rate: str, time: Time) -> None:
        # The address is not used: the library takes our pool, and with it our timeouts.
        self._storage = _Storage(
            "async+redis://",
            implementation="redispy",
            key_prefix=f"{namespace}:limit",
            connection_pool=redis.connection_pool,  # type: ignore[arg-type]  # its docs allow it
        )
        self._window = SlidingWindowCounterRateLimiter(self._storage)
        self._rate = parse(rate)
        self._time = time
        one = self._storage.bridge.SCRIPT_ACQUIRE_SLIDING_WINDOW.decode()
        self._script = redis.register_script(_FOR_EACH % one)
        self._acquire = Batcher(self._acquire_all)

    async def hit(self, user_id: int) -> None:
        """Count one request; TooManyError where it must not pass."""
        if await self._acquire(user_id):
            return
        stats = await self._window.get_window_stats(self._rate, str(user_id))
        raise TooManyError(max(1, math.ceil(stats.reset_time - self._time.now().timestamp())))

    async def _acquire_all(self, user_ids: Sequence[int]) -> Sequence[int]:
        keys = [key for user_id in user_ids for key in self._windows_of(user_id)]
        args = [self._rate.amount, self._rate.get_expiry(), 1]
        return await cast(Awaitable[list[int]], self._script(keys=keys, args=args))

    def _windows_of(self, user_id: int) -> tuple[str, str]:
        key, storage = self._rate.key_for(str(user_id)), self._storage
        windows = storage._previous_window_key(key), storage._current_window_key(key)  # noqa: SLF001
        before, now = map(storage.bridge.prefixed_key, windows)
        return before, now
