"""Runs alembic without an ini file: the folder and the connection are all that it needs."""

from pathlib import Path

from alembic import command
from alembic.config import Config
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine
from sqlalchemy.engine import make_url
from sqlalchemy.pool import NullPool

FOLDER = Path(__file__).parent


def config() -> Config:
    """Return the configuration of the migrations in this folder."""
    made = Config()
    made.set_main_option("script_location", str(FOLDER))
    return made


def head() -> str:
    """Return the newest version."""
    found = ScriptDirectory.from_config(config()).get_current_head()
    if found is None:
        raise LookupError("there are no migrations")
    return found


def upgrade(url: str) -> str:
    """Bring a database to the newest version, in one transaction; return that version."""
    engine = create_engine(make_url(url).set(drivername="postgresql+psycopg"), poolclass=NullPool)
    settings = config()
    with engine.begin() as connection:
        settings.attributes["connection"] = connection
        command.upgrade(settings, "head")
    return head()
