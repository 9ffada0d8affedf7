"""Kills of processes and servers at chosen steps of orders, and faults of partner and Telegram."""

import asyncio
import contextlib
import logging
import random
import time
from collections import Counter
from dataclasses import dataclass, field
from typing import Any

from orders.states import OrderState
from tests.chaos.mini_app_users import Findings
from tests.chaos.processes import START_TIMEOUT
from tests.chaos.selling_system import DATABASE_ERRORS, PARTNER_TIMEOUT, System

log = logging.getLogger("chaos")

OPEN = ("quoted", "awaiting", "paid", "fulfilling", "unknown", "review")
WORKERS = "workers"  # all of them at once
MOMENT = 3.0  # seconds to wait for an order in the state at which something is to be killed
LATE = PARTNER_TIMEOUT + 1
LIST, INIT, CONFIRM = 7, 11, 12

# Each for a number of calls, and for ten seconds at most.
PARTNER_FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "lost", "operation": CONFIRM, "times": 4},
    {"kind": "lost", "operation": INIT, "times": 4},
    {"kind": "refused", "operation": CONFIRM, "times": 1},
    {"kind": "late", "operation": CONFIRM, "delay": LATE, "times": 3},
    {"kind": "broken_after", "operation": CONFIRM, "times": 3},
    {"kind": "down", "operation": LIST, "times": 8},
    {"kind": "broken_after", "operation": INIT, "times": 3},
    {"kind": "broken", "operation": CONFIRM, "times": 3},
    {"kind": "slow", "operation": LIST, "delay": 1, "times": 5},
    {"kind": "refused", "operation": INIT, "times": 1},
    {"kind": "down", "operation": CONFIRM, "times": 5},
    {"kind": "garbled", "operation": CONFIRM, "times": 2},
    {"kind": "late", "operation": INIT, "delay": LATE, "times": 3},
    {"kind": "answer", "operation": CONFIRM, "times": 2, "status": 409,
     "body": {"message": "Payment is already confirmed"}},
    {"kind": "limited", "retryAfter": 1, "times": 10},
    {"kind": "shape", "operation": CONFIRM, "times": 2},
    {"kind": "html403", "operation": CONFIRM, "times": 2},
    {"kind": "broken", "operation": INIT, "times": 4},
    {"kind": "expired", "times": 10},
    {"kind": "broken", "operation": LIST, "times": 8},
)  # fmt: skip
TELEGRAM_FAULTS: tuple[dict[str, Any], ...] = (
    {"kind": "429", "seconds": 1, "method": "createInvoiceLink", "times": 2},
    {"kind": "500", "method": "refundStarPayment", "times": 2},
    {"kind": "lost", "method": "createInvoiceLink", "times": 2},
    {"kind": "502", "method": "editMessageText", "times": 4},
    {"kind": "lost", "method": "refundStarPayment", "times": 2},
    {"kind": "slow", "seconds": 3, "method": "answerPreCheckoutQuery", "times": 2},
    {"kind": "500", "method": "sendMessage", "times": 3},
    {"kind": "drop", "method": "answerPreCheckoutQuery", "times": 1},
    {"kind": "429", "seconds": 1, "method": "sendMessage", "times": 2},
    {"kind": "lost", "method": "sendMessage", "times": 2},
    {"kind": "garbled", "method": "refundStarPayment", "times": 1},
    {"kind": "lost", "method": "answerPreCheckoutQuery", "times": 1},
)


@dataclass(frozen=True)
class Kill:
    """What was killed, when, and how many orders were in which state at that moment."""

    at: float
    target: str
    states: dict[str, int]
    jobs: dict[str, int]

    def __str__(self) -> str:
        """Return a line of the log."""
        states = ", ".join(f"{name} {n}" for name, n in self.states.items()) or "none"
        jobs = ", ".join(f"{name} {n}" for name, n in self.jobs.items()) or "none"
        return f"{self.at:6.1f} s  {self.target:10}  orders: {states}; jobs running: {jobs}"


@dataclass
class Killer:
    """Kills everything in turn, each time at another step; all runs again when `run` returns."""

    system: System
    findings: Findings
    seed: int
    pause: float
    log: list[Kill] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Begin to count the time."""
        self._random = random.Random(f"killer {self.seed}")  # noqa: S311 - reproducible
        self._began = time.monotonic()
        self.targets = [*self.system.programs, "postgres", "redis", WORKERS]
        self._random.shuffle(self.targets)

    async def run(self, finished: asyncio.Event) -> None:
        """Go on until `finished`, and for one turn at least."""
        faults = asyncio.create_task(self._inject(finished))
        turn = 0
        try:
            while turn < len(self.targets) or not finished.is_set():
                # Each target meets another state in each round.
                wanted = OPEN[(turn + turn // len(self.targets)) % len(OPEN)]
                await self._kill(self.targets[turn % len(self.targets)], wanted)
                turn += 1
                await asyncio.sleep(self._random.uniform(0.5, 1) * self.pause)
        finally:
            finished.set()
            await faults
            await self.clear()

    async def clear(self) -> None:
        """End all faults."""
        await self.system.sim("DELETE", "/sim/partner/fault")
        await self.system.sim("DELETE", "/sim/chat/fault")

    async def _kill(self, target: str, wanted: str) -> None:
        """Kill a target once an order is in the wanted state, and start it again."""
        kill = await self._moment(target, wanted)
        self.log.append(kill)
        log.info("%s", kill)
        self.findings.counts[f"killed {target}"] += 1
        away = self._random.uniform(0, 1.5)
        if target == "postgres":
            await asyncio.to_thread(self.system.postgres.stop, kill=True)
            await asyncio.sleep(away)
            self.system.postgres.start()
        elif target == "redis":
            self.system.redis.kill()
            await asyncio.sleep(away)
            await asyncio.to_thread(self.system.redis.start)
        else:
            workers = [name for name in self.system.programs if name.startswith("worker")]
            names = workers if target == WORKERS else [target]
            await asyncio.gather(*(self.restart(name, away) for name in names))

    async def restart(self, name: str, away: float) -> None:
        """Kill a process and start it again, as a supervisor does until it runs."""
        program = self.system.programs[name]
        await program.stop(kill=True)
        await asyncio.sleep(away)
        deadline = time.monotonic() + START_TIMEOUT
        while True:
            try:
                await program.start()
            except RuntimeError:  # it found no database
                await program.stop()
                if time.monotonic() > deadline:
                    raise
                self.findings.counts["started again"] += 1
                await asyncio.sleep(0.5)
            else:
                return

    async def _moment(self, target: str, wanted: str) -> Kill:
        """Wait a while for an order in the wanted state, and return what is open then."""
        deadline = time.monotonic() + MOMENT
        states: dict[str, int] = {}
        jobs: dict[str, int] = {}
        while wanted not in states and time.monotonic() < deadline:
            with contextlib.suppress(*DATABASE_ERRORS):
                async with self.system.pool.connection() as connection:
                    found = await connection.execute(
                        "SELECT state, count(*) FROM orders WHERE is_open GROUP BY 1"
                    )
                    states = {str(state): count for state, count in await found.fetchall()}
                    found = await connection.execute(
                        "SELECT task_name, count(*) FROM procrastinate_jobs"
                        " WHERE status = 'doing' GROUP BY 1"
                    )
                    jobs = {str(name): count for name, count in await found.fetchall()}
            await asyncio.sleep(0.01)
        ordered = {state: states[state] for state in map(str, OrderState) if state in states}
        return Kill(time.monotonic() - self._began, target, ordered, jobs)

    async def _inject(self, finished: asyncio.Event) -> None:
        at = 0
        while not finished.is_set():
            partner = PARTNER_FAULTS[at % len(PARTNER_FAULTS)] | {"seconds": 10}
            await self.system.sim("POST", "/sim/partner/fault", partner)
            telegram = TELEGRAM_FAULTS[at % len(TELEGRAM_FAULTS)]
            await self.system.sim("POST", "/sim/chat/fault", telegram)
            self.findings.counts["faults injected"] += 2
            at += 1
            await asyncio.sleep(self._random.uniform(0.5, 1) * self.pause)

    def steps_at_kills(self) -> dict[str, Counter[str]]:
        """Return for each target how many kills found an order in which state."""
        found: dict[str, Counter[str]] = {}
        for kill in self.log:
            found.setdefault(kill.target, Counter()).update(kill.states.keys())
        return found
