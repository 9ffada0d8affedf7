"""The longest stall of the event loop while a member with 5,000 miners opens every screen.

The real web app, the sandbox and Redis are separate processes. Each run has a new web app; the
smallest of the runs' longest stalls counts, because other processes only make one longer. For the
same reason the target is for the processor time that the web app used during the stall.
"""

import json
import os
import tempfile
import time
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp

from bench.farm_sandbox import WALLET
from bench.stack import Stack, environment_for, run_process, run_redis
from bench.table import Row
from bench.telegram import init_data_for

MINERS = 5000
DAYS = 32
USER = 6001
TARGET = 20.0  # milliseconds
SCREENS = {
    "overview": "/api/overview",
    "miners": "/api/miners?limit=50",
    "all miners": "/api/miners?limit=999",
    "one miner": "/api/miners?limit=1&offset=4321",
    "income by days": "/api/income?groupByDays=true&limit=30",
    "income by miners": "/api/income?limit=100",
    "export": "",
}


@dataclass(frozen=True)
class Stall:
    """A line of `bench.watched_web`."""

    at: float
    ms: float
    busy: float
    where: str


async def measure(*, quick: bool) -> list[Row]:
    """Open every screen once per run; a row per screen."""
    runs = 1 if quick else 3
    worst: dict[str, list[Stall]] = {name: [] for name in SCREENS}
    took: dict[str, list[float]] = {name: [] for name in SCREENS}
    for _ in range(runs):
        async with _run_farm() as (stack, file):
            auth = f"tma {init_data_for(USER)}"
            for name, path in SCREENS.items():
                began = time.monotonic()
                await _open(stack, path, auth)
                ended = time.monotonic()
                took[name].append(ended - began)
                worst[name].append(_longest(file, began, ended))
    return [_row(name, worst[name], min(took[name])) for name in SCREENS]


@asynccontextmanager
async def _run_farm() -> AsyncIterator[tuple[Stack, Path]]:
    """Run the processes, log the owner of the farm in, and yield the file of the stalls too."""
    async with AsyncExitStack() as opened:
        enter = opened.enter_async_context
        file = Path(opened.enter_context(tempfile.TemporaryDirectory(prefix="gm"))) / "stalls"
        redis_url = await enter(run_redis())
        sandbox = await enter(run_process("bench.farm_sandbox", str(MINERS), str(DAYS)))
        environment = environment_for(
            sandbox=sandbox.address, redis_url=redis_url, GOMINING_TIMEOUT="60"
        )
        web = await enter(run_process("bench.watched_web", str(file), environment=environment))
        http = await enter(aiohttp.ClientSession())
        stack = Stack(sandbox, redis_url, [web], http)
        await stack.log_in(WALLET, init_data_for(USER))
        yield stack, file


async def _open(stack: Stack, path: str, auth: str) -> None:
    """Request a screen, or the export where there is no path, and read all of the answer."""
    web = str(stack.webs[0].address).rstrip("/")
    if not path:
        url = stack.webs[0].address / "api/income/export"
        path = (await stack.json("POST", url, {}, Authorization=auth))["path"]
    timeout = aiohttp.ClientTimeout(total=600)
    async with stack.http.get(
        web + path, headers={"Authorization": auth}, timeout=timeout
    ) as answer:
        text = await answer.read()
        if answer.status != 200:
            raise SystemExit(f"{path} answered {answer.status}: {text[:300]!r}")


def _longest(file: Path, began: float, ended: float) -> Stall:
    lines: list[dict[str, Any]] = [json.loads(line) for line in file.read_text().splitlines()]
    stalls = [Stall(**line) for line in lines]
    during = [stall for stall in stalls if began <= stall.at <= ended + 0.1]
    if os.environ.get("BENCH_STALLS"):
        for stall in sorted(during, key=lambda each: -each.busy)[:8]:
            print(stall, flush=True)
    return max(during, key=lambda stall: stall.busy, default=Stall(0, 0, 0, "none over 5 ms"))


def _row(name: str, stalls: list[Stall], seconds: float) -> Row:
    least = min(stalls, key=lambda stall: stall.busy)
    measured = f"{least.busy:.1f} ms ({least.where or '-'}); the screen took {seconds:.1f} s"
    what = f"longest stall of the loop, {MINERS:,} miners, {name}"
    target = f"<= {TARGET:.0f} ms"
    return Row(what, "processor time of the web app", target, measured, least.busy <= TARGET)
