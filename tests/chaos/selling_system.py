"""A shop as in production: web processes, a bot and workers over one Redis and one PostgreSQL.

The sandbox is the world outside, Telegram and the partner; it is never killed.
"""

import asyncio
import logging
import os
import sys
from collections.abc import AsyncIterator, Mapping
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, TypeVar

import aiohttp
import psycopg
from psycopg.rows import TupleRow
from psycopg_pool import PoolTimeout

from gomining import Client, PartnerKeys, open_session
from gomining.endpoint import Endpoint
from gomining.errors import GoMiningError
from sandbox import keys
from storage.postgres import Pool, open_postgres
from storage.schema import DatabaseAwayError
from tests.chaos.load_test import ENVIRONMENT
from tests.chaos.processes import START_TIMEOUT, DurableRedis, Program, durable_redis, running
from tests.servers import PostgresServer, a_postgres
from tests.world import SECRET_KEY

PARTNER_TIMEOUT = 2  # seconds, GOMINING_TIMEOUT
SELLING = {
    "GOMINING_API_KEY": keys.API_KEY,
    "GOMINING_API_SECRET": keys.API_SECRET,
    "GOMINING_TIMEOUT": str(PARTNER_TIMEOUT),
    "REGISTRY_KEY": SECRET_KEY,
    "SELL_STARS": "true",
    "TERMS_URL": "https://example.com/terms",
    "SUPPORT_CONTACT": "@support",
    # The limits have tests of their own; here they would only make buyers stop.
    "STARS_FIRST_ORDER": "100000",
    "STARS_PER_ORDER": "100000",
    "STARS_PER_USER": "10000000",
}
# While PostgreSQL is away, or has just come back.
DATABASE_ERRORS = (psycopg.OperationalError, PoolTimeout, DatabaseAwayError)
R = TypeVar("R")
READY = {"webapp": r"listening on (http://\S+)", "bot": "(answers, by)", "worker": "(worker works)"}


class CommandFailedError(Exception):
    """A command of the operator has ended with an error; PostgreSQL may be away."""


@dataclass
class System:
    """The parts of the shop, and how a test looks at them.

    Attributes:
        environment: of the processes, and of the operator's commands.
        programs: by the names that the report gives them, such as "worker 1".
        pool: of a test that acts as an operator; it fails while PostgreSQL is away.
        partner: a client as the operator has it, for what the partner's public operations show.
    """

    redis: DurableRedis
    postgres: PostgresServer
    sandbox: str
    environment: Mapping[str, str]
    programs: dict[str, Program]
    http: aiohttp.ClientSession
    pool: Pool
    partner: Client

    def webs(self) -> list[str]:
        """Return the addresses of the web processes."""
        return [one.address for name, one in self.programs.items() if name.startswith("web")]

    async def sim(self, method: str, path: str, body: Any = None) -> Any:
        """Call a control route of the sandbox."""
        async with self.http.request(method, self.sandbox + path, json=body) as response:
            assert response.status == 200, f"{path} {body}: {await response.text()}"
            return await response.json()

    async def command(self, *arguments: str) -> str:
        """Run `python -m worker …` as an operator does, and return what it prints.

        Raises CommandFailedError with all that it has written.
        """
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", "worker", *arguments),
            env={"PATH": os.environ["PATH"], **self.environment},
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
        )
        written = (await process.communicate())[0].decode()
        if process.returncode:
            raise CommandFailedError(written)
        return written

    async def ask_partner(self, endpoint: Endpoint[R]) -> R:
        """Call the partner until it answers, whatever fault is active."""
        async with asyncio.timeout(START_TIMEOUT):
            while True:
                try:
                    return await self.partner(endpoint)
                except GoMiningError:
                    await asyncio.sleep(0.3)

    async def rows(self, statement: str, *values: Any) -> list[TupleRow]:
        """Return rows of the database, read as its owner; wait while PostgreSQL is away."""
        async with asyncio.timeout(START_TIMEOUT):
            while True:
                try:
                    return await asyncio.to_thread(self._rows, statement, values)
                except psycopg.OperationalError:
                    await asyncio.sleep(0.1)

    def _rows(self, statement: str, values: tuple[Any, ...]) -> list[TupleRow]:
        with psycopg.connect(self.postgres.owner_url) as owner:
            return owner.execute(statement.encode(), values).fetchall()


@asynccontextmanager
async def open_system(*, bots: int = 1, workers: int = 2) -> AsyncIterator[System]:
    """Start everything on loopback, and stop it at the end."""
    logging.getLogger("psycopg.pool").setLevel(logging.CRITICAL)  # it is killed on purpose
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(durable_redis())
        postgres = stack.enter_context(a_postgres())
        ready = r"ready on (http://\S+) for"
        sandbox = Program("sandbox", "--port", "0", environment={}, ready=ready)
        await stack.enter_async_context(running(sandbox))
        environment = _environment(redis, postgres, sandbox.address)
        programs = _programs(environment, bots=bots, workers=workers)
        await stack.enter_async_context(running(*programs.values()))
        http = await stack.enter_async_context(
            aiohttp.ClientSession(connector=aiohttp.TCPConnector(limit=0))
        )
        pool = await stack.enter_async_context(open_postgres(postgres.url, size=4))
        client = Client(
            await stack.enter_async_context(open_session()),
            base_url=sandbox.address,
            partner_id=keys.PARTNER_ID,
            keys=PartnerKeys(key=keys.API_KEY, secret=keys.API_SECRET),
        )
        system = System(redis, postgres, sandbox.address, environment, programs, http, pool, client)
        await system.sim("POST", "/sim/chat/limits", {"enabled": False})
        yield system


def _environment(redis: DurableRedis, postgres: PostgresServer, sandbox: str) -> dict[str, str]:
    stores = {"REDIS_URL": redis.url, "DATABASE_URL": postgres.url}
    outside = {"GOMINING_API_URL": sandbox, "TELEGRAM_API_URL": sandbox}
    return ENVIRONMENT | SELLING | stores | outside


def _programs(environment: Mapping[str, str], *, bots: int, workers: int) -> dict[str, Program]:
    counts = {"webapp": 2, "bot": bots, "worker": workers}
    return {
        f"{module.removesuffix('app')} {number}": Program(
            "tests.chaos.short_waits", module, environment=environment, ready=READY[module]
        )
        for module, count in counts.items()
        for number in range(1, count + 1)
    }
