"""How often one Telegram user may ask us, counted in Redis over all processes."""

import math
from collections.abc import Callable
from datetime import datetime

from limits import parse
from limits.aio.storage import RedisStorage
from limits.aio.strategies import SlidingWindowCounterRateLimiter
from redis.asyncio import Redis


class Limiter:
    """A sliding window per user; `rate` is written as the `limits` library does: `120/minute`."""

    def __init__(
        self, redis: Redis, *, namespace: str, rate: str, clock: Callable[[], datetime]
    ) -> None:
        # The address is not used: the library takes our pool, and with it our timeouts.
        storage = RedisStorage(
            "async+redis://",
            implementation="redispy",
            key_prefix=f"{namespace}:limit",
            connection_pool=redis.connection_pool,  # type: ignore[arg-type]  # its docs allow it
        )
        self._window = SlidingWindowCounterRateLimiter(storage)
        self._rate = parse(rate)
        self._clock = clock

    async def hit(self, user_id: int) -> int | None:
        """Count one request. None if it may pass, else the seconds to wait, at least one."""
        if await self._window.hit(self._rate, str(user_id)):
            return None
        stats = await self._window.get_window_stats(self._rate, str(user_id))
        return max(1, math.ceil(stats.reset_time - self._clock().timestamp()))
