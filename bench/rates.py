"""`GET /api/rates` with initData and a session over 64 connections, against bare aiohttp."""

import asyncio
import json
import statistics
import sys
from contextlib import AsyncExitStack

from yarl import URL

from bench.stage import Stage, Started, a_stage, pin, started
from bench.table import Row, ratio
from bench.telegram import init_data_for

CONNECTIONS = 64
WEB, OTHER = 0, 1  # the servers' core, and everybody else's


async def measure(*, quick: bool) -> list[Row]:
    """Load three servers in turns: constant bytes, one plain Redis GET, and ours."""
    rounds, seconds = (3, 1.0) if quick else (9, 2.0)
    async with AsyncExitStack() as opened:
        stage = await opened.enter_async_context(a_stage(web_core=WEB, other_core=OTHER))
        ours = await requests_of(stage)
        body = await stage.json(
            "GET", stage.webs[0].address / "api/rates", Authorization=_authorization(1)
        )
        floor = {"REDIS_URL": stage.redis_url, "FLOOR_BODY": json.dumps(body)}
        servers = {"ours": (stage.webs[0], ours)}
        for kind in ("constant", "redis"):
            server = await opened.enter_async_context(
                started("bench.floor", kind, environment=floor, core=WEB)
            )
            servers[kind] = (server, [_request("/", server.address)] * CONNECTIONS)
        for server, requests in servers.values():
            await load(server, requests, 1.0)
        runs: dict[str, list[dict[str, float]]] = {name: [] for name in servers}
        for _ in range(rounds):
            for name, (server, requests) in servers.items():
                runs[name].append(await load(server, requests, seconds))
    return _rows(runs)


async def load(
    server: Started,
    requests: list[str],
    seconds: float,
    *,
    core: int | None = OTHER,
    numbered: int | None = None,
) -> dict[str, float]:
    """Return the load process's figures, answers per second and processor time per answer."""
    cpu = server.cpu_seconds
    asked = {
        "host": server.address.host,
        "port": server.address.port,
        "seconds": seconds,
        "requests": requests,
        "numbered": numbered,
    }
    process = await asyncio.create_subprocess_exec(
        *(sys.executable, "-m", "bench.load"),
        stdin=asyncio.subprocess.PIPE,
        stdout=asyncio.subprocess.PIPE,
        preexec_fn=None if core is None else lambda: pin(core),
    )
    out, _ = await process.communicate(json.dumps(asked).encode())
    if process.returncode:
        raise SystemExit("the load process failed")
    told: dict[str, float] = json.loads(out)
    told["rate"] = told["answers"] / told["seconds"]
    told["cpu"] = (server.cpu_seconds - cpu) / told["answers"]
    return told


async def requests_of(stage: Stage) -> list[str]:
    """Log one user per connection in and return what each of them asks."""
    web = stage.webs[0].address
    requests = []
    for number in range(CONNECTIONS):
        await stage.log_in(number, init_data_for(1 + number))
        requests.append(_request("/api/rates", web, Authorization=_authorization(1 + number)))
    return requests


def _authorization(user_id: int) -> str:
    return f"tma {init_data_for(user_id)}"


def _request(path: str, server: URL, **headers: str) -> str:
    head = {"Host": server.authority, "Accept": "*/*", "User-Agent": "bench", **headers}
    lines = [f"GET {path} HTTP/1.1", *(f"{name}: {value}" for name, value in head.items())]
    return "\r\n".join([*lines, "", ""])


def _rows(runs: dict[str, list[dict[str, float]]]) -> list[Row]:
    rate = {name: [run["rate"] for run in each] for name, each in runs.items()}
    cpu = {name: statistics.median(run["cpu"] * 1e6 for run in each) for name, each in runs.items()}
    p99 = {name: statistics.median(run["p99"] for run in each) for name, each in runs.items()}
    first, second = ratio(rate["ours"], rate["constant"]), ratio(rate["ours"], rate["redis"])
    what = f"GET /api/rates, {CONNECTIONS} connections, {CONNECTIONS} users"
    detail = "; ".join(
        f"{name} {statistics.median(rate[name]):,.0f}/s, {cpu[name]:.0f} us, p99 {p99[name]:.0f} ms"
        for name in runs
    )
    return [
        Row(what, "same aiohttp, constant bytes", ">= 0.60", str(first), first.median >= 0.6),
        Row(
            what, "same aiohttp, one plain Redis GET", ">= 1.50", str(second), second.median >= 1.5
        ),
        Row(what, "processor time of the server", "-", detail, None),
    ]
