"""Connections to PostgreSQL, in which everything about money is kept."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import psycopg
from psycopg import AsyncConnection
from psycopg.rows import TupleRow
from psycopg_pool import AsyncConnectionPool, PoolTimeout

from storage.schema import HEAD, DatabaseAwayError, DatabaseError

Connection = AsyncConnection[TupleRow]
Pool = AsyncConnectionPool[Connection]

POOL = 10  # connections of one process
PATIENCE = 5.0  # seconds to wait for a free connection
# So that one slow statement or forgotten transaction holds up nobody for longer; milliseconds.
_LIMITS = {
    "statement_timeout": 10_000,
    "lock_timeout": 5_000,
    "idle_in_transaction_session_timeout": 15_000,
}


@asynccontextmanager
async def open_postgres(
    url: str, *, size: int = POOL, patience: float = PATIENCE
) -> AsyncIterator[Pool]:
    """Open a pool of connections; it reconnects by itself.

    Outside a transaction each statement is one. Raises nothing if the database is away: the first
    use does (`psycopg.OperationalError`, `psycopg_pool.PoolTimeout`).
    """
    options = " ".join(f"-c {name}={value}" for name, value in _LIMITS.items())
    pool: Pool = AsyncConnectionPool(
        url,
        open=False,
        min_size=1,
        max_size=size,
        timeout=patience,
        check=AsyncConnectionPool.check_connection,
        kwargs={"autocommit": True, "options": options, "connect_timeout": int(PATIENCE)},
    )
    async with pool:
        yield pool


@asynccontextmanager
async def transaction(pool: Pool) -> AsyncIterator[Connection]:
    """Yield a connection in a transaction, which is committed when the block ends.

    Raises DatabaseAwayError if the database does not answer or the connection is lost.
    """
    try:
        async with pool.connection() as connection, connection.transaction():
            yield connection
    except (psycopg.OperationalError, PoolTimeout) as error:
        raise DatabaseAwayError(type(error).__name__) from error


async def check_schema(pool: Pool) -> None:
    """Raise DatabaseError unless the database answers and is of this code's version."""
    try:
        version = await _version(pool)
    except (psycopg.OperationalError, PoolTimeout):
        raise DatabaseError("PostgreSQL (DATABASE_URL) does not answer") from None
    if version != HEAD:
        raise DatabaseError(
            f"The database is of version {version or 'none'}, this code needs {HEAD}."
            " Run: python -m storage.migrations"
        )


async def _version(pool: Pool) -> str | None:
    async with pool.connection() as connection:
        found = await connection.execute("SELECT to_regclass('alembic_version') IS NOT NULL")
        if (await found.fetchone()) != (True,):
            return None
        rows = await connection.execute("SELECT version_num FROM alembic_version")
        row = await rows.fetchone()
        return row[0] if row else None
