"""Processes with DATABASE_URL start with a database of their version, and with no other."""

import os
import subprocess
import sys

import psycopg
import pytest

from services import open_services
from storage.schema import HEAD
from tests.servers import PostgresServer
from tests.world import REGISTRY_KEY, settings_for

SANDBOX = "http://127.0.0.1:1"  # nobody is asked before the database


def start(module: str, redis_url: str, database_url: str) -> subprocess.CompletedProcess[str]:
    """Run a process until it ends by itself."""
    settings = settings_for(SANDBOX, redis_url)
    environment = {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": settings.bot_token.get_secret_value(),
        "TELEGRAM_API_URL": SANDBOX,
        "GOMINING_API_URL": SANDBOX,
        "GOMINING_PARTNER_ID": settings.gomining_partner_id,
        "WEBAPP_URL": settings.webapp_url,
        "REDIS_URL": redis_url,
        "SECRET_KEYS": settings.secret_keys[0].get_secret_value(),
        "DATABASE_URL": database_url,
        "REGISTRY_KEY": REGISTRY_KEY,
        "PORT": "0",
    }
    return subprocess.run(
        [sys.executable, "-m", module],
        env=environment,
        capture_output=True,
        text=True,
        timeout=90,
        check=False,
    )


async def test_services_have_the_database(redis_url: str, postgres: PostgresServer) -> None:
    """Where DATABASE_URL names one."""
    settings = settings_for(SANDBOX, redis_url, database_url=postgres.url)
    async with open_services(settings) as services:
        assert services.database is not None
        async with services.database.connection() as connection:
            rows = await connection.execute("SELECT version_num FROM alembic_version")
            assert await rows.fetchall() == [(HEAD,)]
    async with open_services(settings_for(SANDBOX, redis_url)) as services:
        assert services.database is None


@pytest.mark.long
@pytest.mark.parametrize("module", ["webapp", "bot"])
def test_process_names_what_a_database_that_is_behind_needs(
    redis_url: str, postgres: PostgresServer, module: str
) -> None:
    """In one line, and ends."""
    with psycopg.connect(postgres.owner_url, autocommit=True) as owner:
        owner.execute("UPDATE alembic_version SET version_num = '0000'")
        try:
            ended = start(module, redis_url, postgres.url)
        finally:
            owner.execute("UPDATE alembic_version SET version_num = %s", (HEAD,))
    assert ended.returncode == 1
    assert "Run: python -m storage.migrations" in ended.stderr
    assert "Traceback" not in ended.stderr


@pytest.mark.long
@pytest.mark.parametrize("module", ["webapp", "bot"])
def test_process_does_not_start_without_its_database(redis_url: str, module: str) -> None:
    """The setting is named; its password is nowhere."""
    ended = start(module, redis_url, "postgresql://app:hidden-password@127.0.0.1:1/orders")
    assert ended.returncode == 1
    assert "PostgreSQL (DATABASE_URL) does not answer" in ended.stderr
    assert "Traceback" not in ended.stderr
    assert "hidden-password" not in ended.stderr
