"""Injection of faults during a load test: faults of the partner, kills, stalls."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from typing import Any

import aiohttp

from tests.chaos.mini_app_users import Findings
from tests.chaos.processes import DurableRedis, Program

PARTNER_TIMEOUT = 2  # seconds, GOMINING_TIMEOUT of the load test
REFRESH = "c2s/auth/refresh"

# Faults of the partner, each for a number of calls.
FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "expired", "times": 30},  # access tokens are rejected early, so that users refresh
    {"kind": "slow", "delay": 0.5, "times": 60},
    {"kind": "broken", "times": 30},
    {"kind": "expired", "times": 30},
    {"kind": "limited", "retryAfter": 1, "times": 30},
    {"kind": "garbled", "times": 30},
    {"kind": "down", "times": 30},
    {"kind": "expired", "times": 30},
    {"kind": "lost", "times": 30},  # carried out without an answer
    {"kind": "shape", "times": 20},
    {"kind": "html403", "times": 20},
    {"kind": "slow", "delay": PARTNER_TIMEOUT + 1, "times": 15},  # longer than the timeout
    {"kind": "broken", "operation": REFRESH, "times": 10},
    {"kind": "slow", "operation": REFRESH, "delay": 1, "times": 10},
    {"kind": "lost", "operation": REFRESH, "times": 3},
)

# Tokens are rejected early, and refreshes and logins take up to the second in which Redis goes.
SLOW_LOGINS: tuple[dict[str, Any], ...] = (
    {"kind": "expired", "times": 100},
    {"kind": "slow", "operation": REFRESH, "delay": 1, "times": 100},
    {"kind": "slow", "operation": "c2s/auth/check-proof", "delay": 1, "times": 100},
)


class FaultInjector:
    """Injects faults into all parts in turn; everything is running again when `run` returns."""

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
        self._random = random.Random(6)  # noqa: S311 - reproducible

    async def run(self, *, rounds: int, pause: float) -> None:
        """Go through all kills and stalls `rounds` times, with partner faults in between.

        `pause` is the longest time between two kills in seconds.
        """
        finished = asyncio.Event()
        partner_faults = asyncio.create_task(self._inject_partner_faults(finished, pause))
        try:
            for _ in range(rounds):
                bot = asyncio.create_task(self._kill(self._bot))  # it takes the longest to start
                for action in self._actions():
                    await asyncio.sleep(self._random.uniform(0.5, 1) * pause)
                    await action()
                await bot
        finally:
            finished.set()
            await partner_faults
        await self._sim("DELETE", "/sim/partner/fault")

    def _actions(self) -> list[Callable[[], Awaitable[None]]]:
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
        await program.stop(kill=True)
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

    async def _inject_partner_faults(self, finished: asyncio.Event, pause: float) -> None:
        at = 0
        while not finished.is_set():
            await self._sim("POST", "/sim/partner/fault", FAULTS[at % len(FAULTS)])
            at += 1
            self._findings.counts["faults injected"] += 1
            await asyncio.sleep(pause / 2)

    async def _sim(self, method: str, path: str, body: Any = None) -> None:
        await control(self._http, method, self._sandbox + path, body)


@dataclass(frozen=True)
class Outage:
    """Redis is away for a number of seconds: killed, or stopped without closing connections."""

    seconds: float
    killed: bool


class OutageInjector:
    """Makes Redis unavailable while many logins and refreshes are under way."""

    def __init__(self, *, sandbox: str, http: aiohttp.ClientSession, redis: DurableRedis) -> None:
        self._sandbox, self._http, self._redis = sandbox, http, redis
        self._random = random.Random(11)  # noqa: S311 - reproducible

    async def run(self, outages: Sequence[Outage]) -> None:
        """Run the outages one after the other, with time for new logins in between."""
        for outage in outages:
            await asyncio.sleep(8)
            for fault in SLOW_LOGINS:
                await control(self._http, "POST", f"{self._sandbox}/sim/partner/fault", fault)
            await asyncio.sleep(self._random.uniform(0.2, 2))
            if outage.killed:
                self._redis.kill()
                await asyncio.sleep(outage.seconds)
                await asyncio.to_thread(self._redis.start)
            else:
                await self._redis.stall(outage.seconds)
        await control(self._http, "DELETE", f"{self._sandbox}/sim/partner/fault")
        await asyncio.sleep(8)


async def control(http: aiohttp.ClientSession, method: str, url: str, body: Any = None) -> None:
    """Call a control route of the sandbox."""
    async with http.request(method, url, json=body) as response:
        assert response.status == 200, await response.text()
