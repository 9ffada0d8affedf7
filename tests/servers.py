"""Redis and web app processes for tests, on this machine only."""

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

import psycopg
from redis import Redis
from redis.exceptions import RedisError

from tools.postgres import APP, NO_SYNC, OWNER, initialise, prepare
from tools.processes import redis_command


class RedisServer:
    """A separate Redis on a Unix socket, empty at each start."""

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
        """Stop it and return once it has ended."""
        if self._process:
            self._process.terminate()
            self._process.wait()
            self._process = None


@contextmanager
def a_redis() -> Iterator[RedisServer]:
    """Run a separate Redis."""
    # A short path: the path of a Unix socket may have at most 107 characters.
    with tempfile.TemporaryDirectory(prefix="gm", dir="/tmp") as folder:
        server = RedisServer(Path(folder))
        server.start()
        try:
            yield server
        finally:
            server.stop()


class PostgresServer:
    """A separate PostgreSQL with the tables of this code; what it holds survives `kill`."""

    def __init__(self, folder: Path) -> None:
        self._cluster = initialise(folder / "pg", options=NO_SYNC)
        self._process: subprocess.Popen[bytes] | None = None
        self.owner_url = self._cluster.url(OWNER)
        self.url = self._cluster.url(APP)

    def start(self) -> None:
        """Start it; it answers within a moment."""
        self._process = subprocess.Popen(
            self._cluster.command, user=self._cluster.user, stderr=subprocess.DEVNULL
        )

    def wait(self) -> None:
        """Wait until it answers."""
        deadline = time.monotonic() + 30
        while True:
            try:
                psycopg.connect(self.url).close()
            except psycopg.OperationalError:
                if time.monotonic() > deadline:
                    raise
                time.sleep(0.02)
            else:
                return

    def prepare(self) -> None:
        """Wait until it answers, and create the tables."""
        prepare(self._cluster)

    def empty(self) -> None:
        """Delete all rows but the version."""
        with psycopg.connect(self.owner_url, autocommit=True) as owner:
            names = owner.execute(
                "SELECT string_agg(format('%I', tablename), ', ') FROM pg_tables"
                " WHERE schemaname = 'public' AND tablename <> 'alembic_version'"
            ).fetchone()
            owner.execute(f"TRUNCATE {names[0] if names else ''} RESTART IDENTITY")

    def stop(self, *, kill: bool = False) -> None:
        """Stop it and return once it has ended."""
        if self._process:
            self._process.send_signal(signal.SIGQUIT if kill else signal.SIGINT)
            self._process.wait()
            self._process = None


@contextmanager
def a_postgres() -> Iterator[PostgresServer]:
    """Run a separate PostgreSQL."""
    with tempfile.TemporaryDirectory(prefix="gm", dir="/tmp") as folder:
        server = PostgresServer(Path(folder))
        server.start()
        server.prepare()
        try:
            yield server
        finally:
            server.stop()


class ServerProcess:
    """A process of ours as it runs in production; `ready` finds in its log that it has started."""

    module: str
    ready: str

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._environment = {"PATH": os.environ["PATH"], "WEB_HOST": "127.0.0.1", "PORT": "0"}
        self._environment |= environment
        self._process: asyncio.subprocess.Process | None = None
        self._reading: asyncio.Task[None] | None = None
        self.address = ""
        self.log: list[str] = []

    async def start(self) -> None:
        """Start it and return once it is ready."""
        self._process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            self.module,
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
            if (match := re.search(self.ready, line)) and not listens.done():
                listens.set_result(match[1])
        if not listens.done():
            listens.set_exception(RuntimeError("".join(self.log)))

    async def stop(self, *, kill: bool = False) -> int:
        """Stop it, with `kill` by SIGKILL, and return its exit code."""
        assert self._process is not None
        assert self._reading is not None
        with contextlib.suppress(ProcessLookupError):
            self._process.kill() if kill else self._process.terminate()
        code = await self._process.wait()
        await self._reading
        return code


class WebProcess(ServerProcess):
    """`python -m webapp`, on a free port."""

    module = "webapp"
    ready = r"listening on (http://\S+)"


class WorkerProcess(ServerProcess):
    """`python -m worker`."""

    module = "worker"
    ready = "(the worker works)"


@asynccontextmanager
async def a_web_process(environment: Mapping[str, str]) -> AsyncIterator[WebProcess]:
    """Run a web app as a separate process."""
    process = WebProcess(environment)
    await process.start()
    try:
        yield process
    finally:
        await process.stop()
