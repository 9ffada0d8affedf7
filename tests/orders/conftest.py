"""Orders in a real PostgreSQL, and jobs in a table beside them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import psycopg
import pytest

from orders import queries
from orders.jobs import Job
from orders.models import STARS, Charge, Order
from orders.orders import Orders
from runtime.clock import Time
from storage.postgres import Connection, Pool, open_postgres
from tests.servers import PostgresServer

NOW = datetime(2026, 11, 25, 12, tzinfo=UTC)
PRICE = 1154  # Stars
ALICE, BORIS = 1001, 1002


async def write_job(connection: Connection, job: Job) -> None:
    """Defer a job: into the table `jobs_of_test`, in the caller's transaction."""
    await connection.execute(
        "INSERT INTO jobs_of_test (kind, subject) VALUES (%s, %s)", (job.kind, job.subject)
    )


@dataclass
class Shop:
    """The machine, with what tests ask of it."""

    pool: Pool
    orders: Orders
    targets: int = 0
    seen: list[Any] = field(default_factory=list)

    async def create(self, *, user: int = ALICE, target: str | None = None) -> Order:
        """Create an order for PRICE Stars, by default for a target of its own."""
        self.targets += 1
        async with self.orders.transaction() as connection:
            order, _ = await self.orders.create(
                connection,
                user_id=user,
                target=target or f"collection {self.targets}",
                currency=STARS,
                price_units=PRICE,
                quote={"usd": "14.99"},
                valid=timedelta(minutes=10),
            )
        return order

    async def step(self, order: Order, *steps: Any) -> Order:
        """Take steps, each in a transaction of its own."""
        for step in steps:
            async with self.orders.transaction() as connection:
                order = await self.orders.step(connection, order.id, step)
        return order

    async def order(self, order_id: UUID) -> Order:
        """Read an order."""
        async with self.orders.transaction() as connection:
            found = await queries.lock_order(connection, order_id)
        assert found is not None
        return found

    async def jobs(self, kind: str) -> list[str]:
        """Return the subjects of the jobs of a kind, in order."""
        async with self.pool.connection() as connection:
            rows = await connection.execute(
                "SELECT subject FROM jobs_of_test WHERE kind = %s ORDER BY id", (kind,)
            )
            return [row[0] for row in await rows.fetchall()]

    async def cases(self) -> list[tuple[UUID, str]]:
        """Return (order, reason) of the open review cases."""
        async with self.orders.transaction() as connection:
            return [(order, reason) for order, reason, _ in await queries.open_cases(connection)]


def charge(order: Order | None, ext_id: str = "stars-1", **others: Any) -> Charge:
    """Return a charge that pays an order exactly."""
    fields = {
        "rail": "stars",
        "ext_id": ext_id,
        "order_id": order.id if order else None,
        "user_id": ALICE,
        "currency": STARS,
        "units": PRICE,
        "paid_at": NOW,
    }
    return Charge(**(fields | others))


@asynccontextmanager
async def open_shop(server: PostgresServer, *, size: int = 8) -> AsyncIterator[Shop]:
    """Open the machine over an emptied database."""
    with psycopg.connect(server.owner_url, autocommit=True) as owner:
        owner.execute(
            "CREATE TABLE IF NOT EXISTS jobs_of_test"
            " (id bigint GENERATED ALWAYS AS IDENTITY, kind text, subject text)"
        )
        owner.execute("GRANT ALL ON jobs_of_test TO app")
    async with open_postgres(server.url, size=size) as pool:
        time = Time(now=lambda: NOW, sleep=asyncio.sleep)
        yield Shop(pool, Orders(pool, defer=write_job, time=time))


@pytest.fixture
async def shop(postgres: PostgresServer) -> AsyncIterator[Shop]:
    """The machine over an empty database."""
    async with open_shop(postgres) as opened:
        yield opened
