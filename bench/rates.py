"""`GET /api/rates` over 64 connections of logged-in users, compared with bare aiohttp."""

import asyncio
import json
import statistics
import sys
from contextlib import AsyncExitStack

from yarl import URL

from bench.stack import RunningProcess, Stack, pin, run_process, run_stack
from bench.table import Row, ratio
from bench.telegram import init_data_for

CONNECTIONS = 64
WEB, OTHER = 0, 1  # processor cores: the measured server's, and that of all other processes


async def measure(*, quick: bool) -> list[Row]:
    """Load three servers in turns: constant bytes, one Redis GET, and the web app."""
    rounds, seconds = (3, 1.0) if quick else (9, 2.0)
    async with AsyncExitStack() as opened:
        stack = await opened.enter_async_context(run_stack(web_core=WEB, other_core=OTHER))
        ours = await requests_of(stack)
        body = await stack.json(
            "GET", stack.webs[0].address / "api/rates", Authorization=_authorization(1)
        )
        bare = {"REDIS_URL": stack.redis_url, "BARE_SERVER_BODY": json.dumps(body)}
        servers = {"ours": (stack.webs[0], ours)}
        for kind in ("constant", "redis"):
            server = await opened.enter_async_context(
                run_process("bench.bare_server", kind, environment=bare, core=WEB)
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
    server: RunningProcess,
    requests: list[str],
    seconds: float,
    *,
    core: int | None = OTHER,
    numbered: int | None = None,
) -> dict[str, float]:
    """Return the results of the load process with `rate` (per second) and `cpu` (seconds each)."""
    cpu = server.cpu_seconds
    order = {
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
    out, _ = await process.communicate(json.dumps(order).encode())
    if process.returncode:
        raise SystemExit("the load process failed")
    result: dict[str, float] = json.loads(out)
    result["rate"] = result["answers"] / result["seconds"]
    result["cpu"] = (server.cpu_seconds - cpu) / result["answers"]
    return result


async def requests_of(stack: Stack) -> list[str]:
    """Log in one user per connection and return the request of each."""
    web = stack.webs[0].address
    requests = []
    for number in range(CONNECTIONS):
        await stack.log_in(number, init_data_for(1 + number))
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
        Row(what, "same aiohttp, one Redis GET", ">= 1.50", str(second), second.median >= 1.5),
        Row(what, "processor time of the server", "-", detail, None),
    ]
