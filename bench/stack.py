"""The processes that a measurement runs, all on loopback: Redis, the sandbox, web apps."""

import asyncio
import contextlib
import json
import os
import re
import sys
import tempfile
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import aiohttp
from redis.asyncio import Redis
from redis.exceptions import RedisError
from yarl import URL

from sandbox import keys
from tools.processes import redis_command

HOST = "app.example.com"
READY_SECONDS = 60
_LISTENING = re.compile(r"(?:listening|ready) on (http://\S+)")
_KEY = "YmVuY2gta2V5LW5vdC1hLXNlY3JldC0wMDAwMDAwMDE="


@dataclass(frozen=True)
class RunningProcess:
    """A process that listens on an address."""

    process: asyncio.subprocess.Process
    address: URL

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it has used, in user and kernel mode."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident(self) -> float:
        """Resident memory in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def pin(core: int) -> None:
    """Keep the calling process on one core, where the system supports it."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core % (os.cpu_count() or 1)})


@asynccontextmanager
async def run_process(
    *command: str, environment: Mapping[str, str] = os.environ, core: int | None = None
) -> AsyncIterator[RunningProcess]:
    """Run a Python module as a process; yield once it logs its address, terminate it in the end."""
    # Its log goes into a file: reading a pipe would cost processor time during the measurement.
    with tempfile.TemporaryFile("w+b") as log:
        process = await asyncio.create_subprocess_exec(
            sys.executable,
            "-m",
            *command,
            env={"PATH": os.environ["PATH"], **environment},
            stderr=log,
            preexec_fn=None if core is None else lambda: pin(core),
        )
        try:
            yield RunningProcess(process, await _address(process, log))
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _address(process: asyncio.subprocess.Process, log: IO[bytes]) -> URL:
    """Wait until a process logs where it listens."""
    async with asyncio.timeout(READY_SECONDS):
        while True:
            lines = os.pread(log.fileno(), 1 << 16, 0).decode()
            if found := _LISTENING.search(lines):
                return URL(found[1])
            if process.returncode is not None:
                raise SystemExit(f"a process did not start:\n{lines}")
            await asyncio.sleep(0.005)


@asynccontextmanager
async def run_redis(core: int | None = None) -> AsyncIterator[str]:
    """Run an empty Redis and yield its address."""
    with tempfile.TemporaryDirectory(prefix="gm") as folder:
        socket = Path(folder) / "redis"
        process = await asyncio.create_subprocess_exec(
            *redis_command(Path(folder), socket=socket),
            stdout=asyncio.subprocess.DEVNULL,
            preexec_fn=None if core is None else lambda: pin(core),
        )
        url = f"unix://{socket}"
        try:
            async with asyncio.timeout(READY_SECONDS), Redis.from_url(url) as redis:
                while not await _answers(redis):  # noqa: ASYNC110 - another process starts
                    await asyncio.sleep(0.02)
            yield url
        finally:
            process.terminate()
            await process.wait()


async def _answers(redis: Redis) -> bool:
    try:
        return bool(await redis.ping())
    except RedisError:
        return False


def environment_for(*, sandbox: URL, redis_url: str, **others: str) -> dict[str, str]:
    """Return the settings of a process over this sandbox and this Redis."""
    return {
        "BOT_TOKEN": keys.BOT_TOKEN,
        "TELEGRAM_API_URL": str(sandbox.origin()),
        "GOMINING_API_URL": str(sandbox.origin()),
        "GOMINING_PARTNER_ID": keys.PARTNER_ID,
        "WEBAPP_URL": f"https://{HOST}",
        "REDIS_URL": redis_url,
        "SECRET_KEYS": _KEY,
        "WEB_HOST": "127.0.0.1",
        "PORT": "0",
        "RATE_LIMIT": "100000000/minute",
        **others,
    }


@dataclass(frozen=True)
class Stack:
    """A sandbox, a Redis, and web apps that use both."""

    sandbox: RunningProcess
    redis_url: str
    webs: Sequence[RunningProcess]
    http: aiohttp.ClientSession

    async def json(self, method: str, url: URL, body: Any = None, **headers: str) -> Any:  # noqa: ANN401
        """Send a request and return the JSON answer; anything but 2xx ends the measurement."""
        async with self.http.request(method, url, json=body, headers=headers) as answer:
            text = await answer.text()
            if answer.status >= 300:
                raise SystemExit(f"{method} {url} answered {answer.status}: {text[:300]}")
            return json.loads(text)

    async def log_in(self, wallet: int, init_data: str) -> None:
        """Log a user in at the first web app with one of the sandbox's wallets."""
        web, tma = self.webs[0].address, f"tma {init_data}"
        payload = await self.json("POST", web / "api/auth/generate-payload", {}, Authorization=tma)
        connect = self.sandbox.address / f"sim/wallet/{wallet}/connect"
        connected = await self.json("POST", connect, {"domain": HOST, **payload})
        proof = {"tonWallet": connected["wallet"]}
        await self.json("POST", web / "api/auth/check-proof", proof, Authorization=tma)


@asynccontextmanager
async def run_stack(
    *, webs: int = 1, web_core: int | None = None, other_core: int | None = None, **others: str
) -> AsyncIterator[Stack]:
    """Run all of it; `others` are further settings of the web apps."""
    async with AsyncExitStack() as opened:
        enter = opened.enter_async_context
        redis_url = await enter(run_redis(other_core))
        sandbox = await enter(
            run_process(
                *("sandbox", "--port", "0", "--without-telegram", "--domain", HOST),
                core=other_core,
            )
        )
        environment = environment_for(sandbox=sandbox.address, redis_url=redis_url, **others)
        web_apps = [
            await enter(run_process("webapp", environment=environment, core=web_core))
            for _ in range(webs)
        ]
        http = await enter(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        yield Stack(sandbox, redis_url, web_apps, http)
