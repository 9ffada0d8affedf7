"""`python -m sandbox` as a process: start, stop, port in use."""

import asyncio
import re
import signal
import socket
import sys
from asyncio.subprocess import PIPE, Process

import aiohttp
import pytest


async def start(*arguments: str) -> Process:
    """Start the sandbox with these arguments."""
    return await asyncio.create_subprocess_exec(
        sys.executable, "-m", "sandbox", *arguments, stdout=PIPE, stderr=PIPE
    )


@pytest.mark.parametrize("stop", [signal.SIGTERM, signal.SIGINT])
async def test_process_serves_until_signal_and_exits_0(stop: signal.Signals) -> None:
    """One log line names the address; it answers there; SIGTERM or SIGINT ends it with 0."""
    process = await start("--port", "0", "--domain", "tunnel.example", "--without-telegram")
    assert process.stderr is not None
    ready = (await process.stderr.readline()).decode()
    found = re.search(r"ready on (http://127\.0\.0\.1:\d+)", ready)
    assert found, ready
    async with aiohttp.ClientSession() as session, session.get(f"{found[1]}/sim/clock") as answer:
        assert answer.status == 200
    process.send_signal(stop)
    out, rest = await process.communicate()
    assert (process.returncode, out, rest) == (0, b"", b"")


async def test_port_in_use_exits_1_with_one_line() -> None:
    """A port in use is reported in one line without a traceback."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await start("--port", str(port))
        _, errors = await process.communicate()
    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in errors.decode()
    assert b"Traceback" not in errors
