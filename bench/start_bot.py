"""How long the bot takes from its start to the first update that it handled, and its memory.

    python bench/start_bot.py [rounds]

A real `python -m bot` over the sandbox and a Redis of its own, all on loopback. Prints a line per
round and the medians.
"""

import asyncio
import os
import re
import statistics
import sys
import tempfile
import time
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

import aiohttp  # noqa: E402

from tools.processes import EXAMPLE, redis_command, settings_for  # noqa: E402

USER = 1001
PATIENCE = 120.0  # seconds


@dataclass(frozen=True)
class Measured:
    """One start: seconds to the process's readiness and to the first answer, memory in MB."""

    ready: float
    answered: float
    memory: float
    peak: float


@asynccontextmanager
async def a_process(*command: str, **more: Any) -> AsyncIterator[Process]:  # noqa: ANN401
    """Run a program until the block ends."""
    process = await asyncio.create_subprocess_exec(*command, **more)
    try:
        yield process
    finally:
        if process.returncode is None:
            process.terminate()
        await process.communicate()


async def post(http: aiohttp.ClientSession, url: str, body: dict[str, Any]) -> Any:  # noqa: ANN401
    """Post JSON to the sandbox."""
    async with http.post(url, json=body) as response:
        response.raise_for_status()
        return await response.json()


async def wait_for(http: aiohttp.ClientSession, url: str) -> None:
    """Wait until an address answers."""
    deadline = time.monotonic() + PATIENCE
    while True:
        try:
            async with http.get(url):
                return
        except aiohttp.ClientError:
            if time.monotonic() > deadline:
                raise
            await asyncio.sleep(0.05)


async def answered(http: aiohttp.ClientSession, sandbox: str, after: int) -> None:
    """Wait for the bot's first message after one of the user's."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        async with http.get(f"{sandbox}/sim/chat/state?user={USER}") as response:
            messages = (await response.json())["messages"]
        if any(one["message_id"] > after and not one["sandbox"]["outgoing"] for one in messages):
            return
        await asyncio.sleep(0.005)
    raise TimeoutError("the bot does not answer")


def memory_of(pid: int) -> tuple[float, float]:
    """Return the resident memory of a process now and at its peak, in MB."""
    status = Path(f"/proc/{pid}/status").read_text()
    now, peak = (re.search(rf"{name}:\s+(\d+) kB", status) for name in ("VmRSS", "VmHWM"))
    return tuple(int(found[1]) / 1024 if found else 0.0 for found in (now, peak))  # type: ignore[return-value]


async def measure(http: aiohttp.ClientSession, sandbox: str, env: dict[str, str]) -> Measured:
    """Start the bot with an update already waiting for it."""
    sent = await post(http, f"{sandbox}/sim/chat/send?user={USER}", {"text": "/start"})
    began = time.perf_counter()
    command = (sys.executable, "-m", "bot")
    async with a_process(*command, env=env, cwd=ROOT, stderr=PIPE) as process:
        if process.stderr is None:
            raise RuntimeError("the process has no log")
        while b" answers, by " not in await process.stderr.readline():
            pass
        ready = time.perf_counter() - began
        await answered(http, sandbox, sent["message"]["message_id"])
        took = time.perf_counter() - began
        return Measured(ready, took, *memory_of(process.pid))


async def run(rounds: int) -> None:
    """Bring up what the bot needs, measure, and print."""
    shift = 10_000 + os.getpid() % 10_000  # ports beside those of a `make run`
    settings = settings_for({}, shift=shift)
    sandbox = settings["TELEGRAM_API_URL"]
    port = sandbox.rpartition(":")[2]
    with tempfile.TemporaryDirectory(prefix="gm", dir="/tmp") as folder:
        socket = Path(folder) / "redis"
        env = {**settings, "PATH": os.environ["PATH"], "REDIS_URL": f"unix://{socket}"}
        redis = redis_command(Path(folder), socket=socket)
        command = (sys.executable, "-m", "sandbox", "--port", port)
        async with (
            a_process(*redis),
            a_process(*command, cwd=ROOT, stderr=PIPE),
            aiohttp.ClientSession() as http,
        ):
            await wait_for(http, f"{sandbox}/sim/clock")
            results = [await measure(http, sandbox, env) for _ in range(rounds)]
    print(f"settings: {EXAMPLE.name}; {rounds} starts")
    for one in results:
        print(_line(one))
    print("median")
    print(
        _line(
            Measured(
                *(statistics.median(values) for values in zip(*map(_values, results), strict=True))
            )
        )
    )


def _values(one: Measured) -> tuple[float, float, float, float]:
    return (one.ready, one.answered, one.memory, one.peak)


def _line(one: Measured) -> str:
    return (
        f"  ready {one.ready:5.2f} s   first update handled {one.answered:5.2f} s"
        f"   memory {one.memory:4.0f} MB (peak {one.peak:4.0f})"
    )


if __name__ == "__main__":
    asyncio.run(run(int(sys.argv[1]) if len(sys.argv) > 1 else 3))
