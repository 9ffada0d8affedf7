"""The web app as a process: the time until it is ready, and its memory under load."""

import asyncio
import statistics
import time

from bench.rates import load, requests_of
from bench.stack import environment_for, run_process, run_stack
from bench.table import Row

STEP = 10_000  # requests between two readings of the memory


async def measure(*, quick: bool) -> list[Row]:
    """Start it several times; then load it and read its memory."""
    steps = 2 if quick else 10
    async with run_stack() as stack:
        environment = environment_for(sandbox=stack.sandbox.address, redis_url=stack.redis_url)
        seconds = [await _start(environment) for _ in range(3 if quick else 9)]
        web, requests = stack.webs[0], await requests_of(stack)
        at_start = web.resident
        sizes = []
        for _ in range(steps):
            answers = 0.0
            while answers < STEP:
                answers += (await load(web, requests, 1.0))["answers"]
            sizes.append(web.resident)
    median, spread = statistics.median(seconds), f"{min(seconds):.2f} to {max(seconds):.2f}"
    grown = sizes[-1] - sizes[0]
    total = f"{STEP * steps:,} requests"
    return [
        Row(
            "web app, start to ready",
            "clock",
            "< 0.8 s",
            f"{median:.2f} s ({spread})",
            median < 0.8,
        ),
        Row("web app, resident after start", "-", "-", f"{at_start:.1f} MiB", None),
        Row(
            f"web app, resident after {total}",
            "-",
            "< 70 MiB",
            f"{sizes[-1]:.1f} MiB",
            sizes[-1] < 70,
        ),
        Row(
            f"web app, growth from {STEP:,} to {total}",
            "-",
            "flat (< 1 MiB)",
            f"{grown:+.2f} MiB",
            grown < 1,
        ),
    ]


async def _start(environment: dict[str, str]) -> float:
    """Return the seconds from the start of the process to the first answer of /health/ready."""
    began = time.perf_counter()
    async with run_process("webapp", environment=environment) as web:
        reader, writer = await asyncio.open_connection(web.address.host, web.address.port)
        writer.write(b"GET /health/ready HTTP/1.1\r\nHost: x\r\n\r\n")
        answer = await reader.readline()
        took = time.perf_counter() - began
        writer.close()
        await writer.wait_closed()
        if b" 200 " not in answer:
            raise SystemExit(f"not ready: {answer!r}")
    return took
