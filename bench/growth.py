"""How throughput and time grow with processes, sessions, miners and years; plotted in docs/."""

import asyncio
import gc
import math
import statistics
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from pydantic import SecretStr
from redis.asyncio import Redis
from yarl import URL

from accounts.sessions import Session, Sessions
from bench.memory import seed
from bench.partner_stub import RECORDS_PER_DAY, serve_partner
from bench.plot import Panel, draw
from bench.rates import load, requests_of
from bench.stack import environment_for, run_redis, run_stack
from bench.table import Row
from gomining import Tokens
from portfolio.export import export_income
from portfolio.overview import overview
from runtime.settings import read_settings
from services import Services, open_services

PLOT = Path(__file__).parent.parent / "docs" / "growth.svg"
SESSION_BYTES = 496
USER = 1


async def measure(*, quick: bool) -> list[Row]:
    """Measure all four and draw the plot."""
    panels = [
        Panel("web processes", "requests a second", await _processes(2 if quick else 5)),
        Panel("sessions", "us to read one", await _sessions(quick=quick)),
        Panel("miners of a member", "ms for the overview", await _miners(quick=quick)),
        Panel("years of income", "ms for the CSV", await _years(quick=quick)),
    ]
    if not quick:
        PLOT.write_text(draw(panels))
    return [_row(panel, rising=number > 0) for number, panel in enumerate(panels)]


def _row(panel: Panel, *, rising: bool) -> Row:
    """Return the exponent of the growth from the first point to the last; 1 is linear."""
    (first, low), *_, (last, high) = panel.points.items()
    power = math.log(high / low) / math.log(last / first)
    points = ", ".join(f"{x:g}: {y:,.0f}" for x, y in panel.points.items())
    return Row(
        f"growth with {panel.x}",
        panel.y,
        "power <= 1.05" if rising else "as many times the processes",
        f"power {power:.2f} ({points})",
        power <= 1.05 if rising else power >= 0.9,
    )


async def _processes(rounds: int) -> Mapping[float, float]:
    """Answers per second of one and of two web processes over the same number of connections."""
    async with run_stack(webs=2) as stack:
        requests = await requests_of(stack)
        first, second = (web.address.authority for web in stack.webs)
        halves = requests[::2], [text.replace(first, second) for text in requests[1::2]]
        rates: dict[float, list[float]] = {1: [], 2: []}
        for _ in range(rounds):
            rates[1].append((await load(stack.webs[0], requests, 2.0, core=None))["rate"])
            runs = (
                load(web, half, 2.0, core=None)
                for web, half in zip(stack.webs, halves, strict=True)
            )
            rates[2].append(sum(run["rate"] for run in await asyncio.gather(*runs)))
    return {count: statistics.median(each) for count, each in rates.items()}


async def _sessions(*, quick: bool) -> Mapping[float, float]:
    points = {}
    async with run_redis() as url, Redis.from_url(url) as redis:
        known = 0
        for count in (100, 1000) if quick else (100, 1000, 10_000, 100_000):
            sessions = await seed(redis, range(known, count), size=SESSION_BYTES)
            known = count
            users = range(0, count, count // 100)
            points[float(count)] = 1e4 * await _best(partial(_read, sessions, users), tries=20)
    return points


async def _read(sessions: Sessions, users: range) -> None:
    for user_id in users:
        if await sessions.load(user_id) is None:
            raise SystemExit("a session is missing")


async def _overview(services: Services) -> object:
    return await overview(services.member(USER), services.shared_answers, now=services.time.now())


async def _miners(*, quick: bool) -> Mapping[float, float]:
    points = {}
    for miners in (1, 999) if quick else (1, 10, 100, 300, 999):
        async with (
            serve_partner(miners=miners, days=30) as partner,
            _open_logged_in(partner) as services,
        ):
            points[float(miners)] = 1e3 * await _best(partial(_overview, services), tries=15)
    return points


async def _years(*, quick: bool) -> Mapping[float, float]:
    points = {}
    for years in (1, 2) if quick else (1, 2, 5, 10):
        async with (
            serve_partner(miners=RECORDS_PER_DAY, days=365 * years) as partner,
            _open_logged_in(partner) as services,
        ):
            # The stub's answers are in this process too: keep them out of garbage collections.
            gc.collect()
            gc.freeze()
            points[float(years)] = 1e3 * await _best(partial(_export, services), tries=5)
    return points


async def _export(services: Services) -> None:
    await export_income(services.member(USER))


@asynccontextmanager
async def _open_logged_in(partner: str) -> AsyncIterator[Services]:
    """Open services that use this partner, with USER logged in."""
    async with run_redis() as url:
        environment = environment_for(sandbox=URL(partner), redis_url=url)
        async with open_services(read_settings(environment)) as services:
            tokens = Tokens(access_token=SecretStr("access"), refresh_token=SecretStr("refresh"))
            session = Session(tokens, "0:" + "a" * 64, "-239", services.time.now())
            key = services.sessions.key(USER)
            await services.redis.set(key, services.sessions.seal(USER, session))
            yield services


async def _best(work: Callable[[], Awaitable[object]], *, tries: int) -> float:
    """Return the seconds of the fastest try: longer ones were disturbed."""
    took = []
    for _ in range(tries):
        began = time.perf_counter()
        await work()
        took.append(time.perf_counter() - began)
    return min(took)
