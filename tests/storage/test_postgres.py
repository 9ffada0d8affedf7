"""Connections to PostgreSQL, and the version of its tables."""

import psycopg
import pytest

from storage.migrations.runner import head, upgrade
from storage.postgres import check_schema, open_postgres
from storage.schema import HEAD, DatabaseError
from tests.servers import PostgresServer, a_postgres


def test_code_needs_the_newest_version() -> None:
    """A migration that is added changes HEAD as well."""
    assert head() == HEAD


async def test_database_that_is_behind_is_refused(postgres: PostgresServer) -> None:
    """With the command that helps."""
    async with open_postgres(postgres.url) as pool:
        await check_schema(pool)
        try:
            with psycopg.connect(postgres.owner_url, autocommit=True) as owner:
                owner.execute("UPDATE alembic_version SET version_num = '0000'")
            with pytest.raises(DatabaseError, match=r"0000.*python -m storage\.migrations"):
                await check_schema(pool)
        finally:
            upgrade_again(postgres)


def upgrade_again(postgres: PostgresServer) -> None:
    """Restore the version."""
    with psycopg.connect(postgres.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE alembic_version SET version_num = %s", (HEAD,))
    assert upgrade(postgres.owner_url) == HEAD


async def test_pool_works_again_after_the_server_was_killed() -> None:
    """What was committed is there; the first use while it is away fails within seconds."""
    with a_postgres() as server:
        async with open_postgres(server.url) as pool:
            async with pool.connection() as connection:
                await connection.execute("INSERT INTO cursors VALUES ('stars', 7, 'id', now())")
            server.stop(kill=True)
            with pytest.raises(psycopg.OperationalError):
                async with pool.connection(timeout=0.5) as connection:
                    await connection.execute("SELECT 1")
            server.start()
            async with pool.connection(timeout=30) as connection:
                rows = await connection.execute("SELECT position FROM cursors")
                assert await rows.fetchall() == [(7,)]


async def test_database_that_is_away_is_said_by_the_name_of_its_setting() -> None:
    """Not by its address, which may hold a password."""
    url = "postgresql://app:hidden@127.0.0.1:1/orders"
    with pytest.raises(DatabaseError, match=r"DATABASE_URL") as raised:
        async with open_postgres(url) as pool:
            await check_schema(pool)
    assert "hidden" not in str(raised.value)


async def test_empty_database_is_refused(postgres: PostgresServer) -> None:
    """As one without any version."""
    with psycopg.connect(postgres.owner_url, autocommit=True) as owner:
        owner.execute("CREATE DATABASE nothing")
    try:
        async with open_postgres(postgres.owner_url.replace("/postgres?", "/nothing?")) as pool:
            with pytest.raises(DatabaseError, match="none"):
                await check_schema(pool)
    finally:
        with psycopg.connect(postgres.owner_url, autocommit=True) as owner:
            owner.execute("DROP DATABASE nothing WITH (FORCE)")
