"""The processes that a measurement needs: Redis, the sandbox, web apps; all on loopback."""

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
from tools.parts import redis_command

HOST = "app.example.com"
READY_SECONDS = 60
_TELLS = re.compile(r"(?:listening|ready) on (http://\S+)")
_KEY = "YmVuY2gta2V5LW5vdC1hLXNlY3JldC0wMDAwMDAwMDE="


@dataclass(frozen=True)
class Started:
    """A process that listens."""

    process: asyncio.subprocess.Process
    address: URL

    @property
    def cpu_seconds(self) -> float:
        """Processor time that it has used, its own and the kernel's for it."""
        fields = Path(f"/proc/{self.process.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")

    @property
    def resident(self) -> float:
        """Resident memory in MiB."""
        pages = int(Path(f"/proc/{self.process.pid}/statm").read_text().split()[1])
        return pages * os.sysconf("SC_PAGE_SIZE") / 2**20


def pin(core: int) -> None:
    """Keep the calling process on one core, where the system can."""
    if hasattr(os, "sched_setaffinity") and (os.cpu_count() or 1) > 1:
        os.sched_setaffinity(0, {core % (os.cpu_count() or 1)})


@asynccontextmanager
async def started(
    *command: str, environment: Mapping[str, str] = os.environ, core: int | None = None
) -> AsyncIterator[Started]:
    """Run a Python module of ours as a process until the block ends, once it says where it is."""
    # Its log goes into a file: a pipe would wake us for each line, on the same two cores.
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
            yield Started(process, await _address(process, log))
        finally:
            with contextlib.suppress(ProcessLookupError):
                process.terminate()
            await process.wait()


async def _address(process: asyncio.subprocess.Process, log: IO[bytes]) -> URL:
    """Wait until a process says where it listens."""
    async with asyncio.timeout(READY_SECONDS):
        while True:
            said = os.pread(log.fileno(), 1 << 16, 0).decode()
            if told := _TELLS.search(said):
                return URL(told[1])
            if process.returncode is not None:
                raise SystemExit(f"a process did not start:\n{said}")
            await asyncio.sleep(0.005)


@asynccontextmanager
async def a_redis(core: int | None = None) -> AsyncIterator[str]:
    """Run a Redis of our own and yield its address."""
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
                while not await _answers(redis):  # noqa: ASYNC110 - another process gets ready
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
    """Return what an operator would set for a process over this sandbox and this Redis."""
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
class Stage:
    """A sandbox, a Redis and web apps over both."""

    sandbox: Started
    redis_url: str
    webs: Sequence[Started]
    http: aiohttp.ClientSession

    async def json(self, method: str, url: URL, body: Any = None, **headers: str) -> Any:  # noqa: ANN401
        """Ask anyone for JSON; anything but 2xx ends the measurement."""
        async with self.http.request(method, url, json=body, headers=headers) as answer:
            text = await answer.text()
            if answer.status >= 300:
                raise SystemExit(f"{method} {url} answered {answer.status}: {text[:300]}")
            return json.loads(text)

    async def log_in(self, wallet: int, init_data: str) -> None:
        """Log a user in through the first web app with one of the sandbox's wallets."""
        web, tma = self.webs[0].address, f"tma {init_data}"
        begun = await self.json("POST", web / "api/auth/generate-payload", {}, Authorization=tma)
        connect = self.sandbox.address / f"sim/wallet/{wallet}/connect"
        connected = await self.json("POST", connect, {"domain": HOST, **begun})
        proof = {"tonWallet": connected["wallet"]}
        await self.json("POST", web / "api/auth/check-proof", proof, Authorization=tma)


@asynccontextmanager
async def a_stage(
    *, webs: int = 1, web_core: int | None = None, other_core: int | None = None, **others: str
) -> AsyncIterator[Stage]:
    """Bring all of it up; `others` are further settings of the web apps."""
    async with AsyncExitStack() as opened:
        enter = opened.enter_async_context
        redis_url = await enter(a_redis(other_core))
        sandbox = await enter(
            started(
                *("sandbox", "--port", "0", "--without-telegram", "--domain", HOST),
                core=other_core,
            )
        )
        environment = environment_for(sandbox=sandbox.address, redis_url=redis_url, **others)
        faces = [
            await enter(started("webapp", environment=environment, core=web_core))
            for _ in range(webs)
        ]
        http = await enter(aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0)))
        yield Stage(sandbox, redis_url, faces, http)
