"""Real servers for tests, on this machine alone."""

import asyncio
import contextlib
import os
import re
import subprocess
import sys
import tempfile
import time
from collections.abc import AsyncIterator, Iterator, Mapping
from contextlib import asynccontextmanager, contextmanager
from pathlib import Path

from redis import Redis
from redis.exceptions import RedisError

from tools.processes import redis_command


class OwnRedis:
    """A Redis of our own on a Unix socket, empty at each start."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._socket = folder / "redis"
        self._process: subprocess.Popen[bytes] | None = None
        self.url = f"unix://{self._socket}"

    def start(self) -> None:
        """Start it and return once it answers."""
        command = redis_command(self._folder, socket=self._socket)
        self._process = subprocess.Popen(command, stdout=subprocess.DEVNULL)
        deadline = time.monotonic() + 30
        while time.monotonic() < deadline:
            with contextlib.suppress(RedisError), Redis.from_url(self.url) as redis:
                redis.ping()
                return
            time.sleep(0.01)
        raise TimeoutError("Redis does not start")

    def stop(self) -> None:
        """Stop it and return once it is gone."""
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None


@contextmanager
def a_redis() -> Iterator[OwnRedis]:
    """Run a Redis of our own."""
    # A short path: a Unix socket's name may have 107 characters at most.
    with tempfile.TemporaryDirectory(prefix="gm", dir="/tmp") as folder:
        server = OwnRedis(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


class WebProcess:
    """`python -m webapp` as it runs in production, on a free port."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {"PATH": os.environ["PATH"], "WEB_HOST": "127.0.0.1", "PORT": "0"}
        self._environment |= environment
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self.address = ""
        self.log: list[str] = []

    async def start(self) -> None:
        """Start it and return once it listens."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            "webapp",
            env=self._environment,
            stderr=asyncio.subprocess.PIPE,
        )
        listens: asyncio.Future[str] = asyncio.get_running_loop().create_future()
        self._reading = asyncio.create_task(self._read(listens))
        async with asyncio.timeout(60):
            self.address = await listens

    async def _read(self, listens: asyncio.Future[str]) -> None:
        assert self._process is not None
        assert self._process.stderr is not None
        while line := (await self._process.stderr.readline()).decode():
            self.log.append(line)
            if (told := re.search(r"listening on (http://\S+)", line)) and not listens.done():
                listens.set_result(told[1])
        if not listens.done():
            listens.set_exception(RuntimeError("".join(self.log)))

    async def stop(self, *, kill: bool = False) -> int:
        """Stop it, by SIGKILL if asked, and return its exit code."""
        assert self._process is not None
        assert self._reading is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill() if kill else self._process.terminate()
        code = await self._process.wait()
        await self._reading
        return code


@asynccontextmanager
async def a_web_process(environment: Mapping[str, str]) -> AsyncIterator[WebProcess]:
    """Run a web app as a process of its own."""
    process = WebProcess(environment)
    await process.start()
    try:
        yield process
    finally:
        await process.stop()
