"""What happens to the system while people use it: moods of the partner, kills, stalls."""

import asyncio
import random
from collections.abc import Awaitable, Callable
from typing import Any

import aiohttp

from tests.chaos.parts import DurableRedis, Program
from tests.chaos.people import Findings

PARTNER_TIMEOUT = 2  # seconds, GOMINING_TIMEOUT of the storm
REFRESH = "c2s/auth/refresh"

# The partner's bad days, each for so many calls.
MOODS: tuple[dict[str, Any], ...] = (
    {"mood": "expired", "times": 30},  # tokens end early: everybody refreshes
    {"mood": "slow", "delay": 0.5, "times": 60},
    {"mood": "broken", "times": 30},
    {"mood": "expired", "times": 30},
    {"mood": "limited", "retryAfter": 1, "times": 30},
    {"mood": "garbled", "times": 30},
    {"mood": "down", "times": 30},
    {"mood": "expired", "times": 30},
    {"mood": "lost", "times": 30},  # done, but the answer never comes
    {"mood": "shape", "times": 20},
    {"mood": "html403", "times": 20},
    {"mood": "slow", "delay": PARTNER_TIMEOUT + 1, "times": 15},  # longer than we wait
    {"mood": "broken", "operation": REFRESH, "times": 10},
    {"mood": "slow", "operation": REFRESH, "delay": 1, "times": 10},
    {"mood": "lost", "operation": REFRESH, "times": 3},
)


class Storm:
    """Spoils the day of all parts in turn; everything is up again when `blow` returns."""

    def __init__(
        self,
        *,
        sandbox: str,
        http: aiohttp.ClientSession,
        redis: DurableRedis,
        webs: list[Program],
        bot: Program,
        findings: Findings,
    ) -> None:
        self._sandbox, self._http, self._redis = sandbox, http, redis
        self._webs, self._bot, self._findings = webs, bot, findings
        self._random = random.Random(6)  # noqa: S311 - the weather

    async def blow(self, *, rounds: int, pause: float) -> None:
        """Go through every fault `rounds` times; a mood every `pause` seconds meanwhile."""
        over = asyncio.Event()
        moods = asyncio.create_task(self._moods(over, pause))
        try:
            for _ in range(rounds):
                bot = asyncio.create_task(self._kill(self._bot))  # it takes the longest to start
                for act in self._acts():
                    await asyncio.sleep(self._random.uniform(0.5, 1) * pause)
                    await act()
                await bot
        finally:
            over.set()
            await moods
        await self._sim("DELETE", "/sim/partner/mood")

    def _acts(self) -> list[Callable[[], Awaitable[None]]]:
        first, second = self._webs
        return [
            lambda: self._kill(first),
            self._restart_redis,
            lambda: self._kill(second),
            lambda: self._stall(1.5),
            self._restart_redis,
        ]

    async def _kill(self, program: Program) -> None:
        self._findings.counts[f"killed {program.module}"] += 1
        await program.end(kill=True)
        await asyncio.sleep(self._random.uniform(0, 0.5))
        await program.start()

    async def _restart_redis(self) -> None:
        self._findings.counts["killed redis"] += 1
        self._redis.kill()
        await asyncio.sleep(self._random.uniform(0, 1))
        await asyncio.to_thread(self._redis.start)

    async def _stall(self, seconds: float) -> None:
        self._findings.counts["stalled redis"] += 1
        await self._redis.stall(seconds)

    async def _moods(self, over: asyncio.Event, pause: float) -> None:
        at = 0
        while not over.is_set():
            await self._sim("POST", "/sim/partner/mood", MOODS[at % len(MOODS)])
            at += 1
            self._findings.counts["moods"] += 1
            await asyncio.sleep(pause / 2)

    async def _sim(self, method: str, path: str, body: Any = None) -> None:
        async with self._http.request(method, self._sandbox + path, json=body) as response:
            assert response.status == 200, await response.text()
