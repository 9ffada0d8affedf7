"""`python -m sandbox` as a process: ready, stopped, refused."""

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
async def test_runs_until_it_is_stopped(stop: signal.Signals) -> None:
    """One line says where it is ready; it answers there; a signal ends it with 0."""
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


async def test_taken_port() -> None:
    """A port that is taken is named in one line, and the exit code is 1."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        process = await start("--port", str(port))
        _, told = await process.communicate()
    assert process.returncode == 1
    assert f"cannot listen on 127.0.0.1:{port}" in told.decode()
    assert b"Traceback" not in told
