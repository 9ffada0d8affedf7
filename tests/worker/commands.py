"""`python -m worker …` as an operator runs it."""

import asyncio
import os
import sys
from typing import NamedTuple

from tests.selling import Selling
from tests.world import REGISTRY_KEY


class Ended(NamedTuple):
    """What a command has printed, and its exit code."""

    code: int
    out: str
    err: str


async def run_command(selling: Selling, *arguments: str, **environment: str) -> Ended:
    """Run a command over the parts of a shop until it ends."""
    settings = selling.world.services.settings
    key, secret = settings.gomining_api_key, settings.gomining_api_secret
    assert key is not None
    assert secret is not None
    given = {
        "PATH": os.environ["PATH"],
        "BOT_TOKEN": settings.bot_token.get_secret_value(),
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "GOMINING_API_URL": settings.gomining_api_url,
        "GOMINING_PARTNER_ID": settings.gomining_partner_id,
        "GOMINING_API_KEY": key.get_secret_value(),
        "GOMINING_API_SECRET": secret.get_secret_value(),
        "WEBAPP_URL": settings.webapp_url,
        "REDIS_URL": settings.redis_url.get_secret_value(),
        "SECRET_KEYS": settings.secret_keys[0].get_secret_value(),
        "DATABASE_URL": selling.postgres.url,
        "REGISTRY_KEY": REGISTRY_KEY,
    }
    process = await asyncio.create_subprocess_exec(
        sys.executable,
        "-m",
        "worker",
        *arguments,
        env=given | environment,
        stdout=asyncio.subprocess.PIPE,
        stderr=asyncio.subprocess.PIPE,
    )
    out, err = await process.communicate()
    assert "Traceback" not in err.decode(), err.decode()
    return Ended(process.returncode or 0, out.decode(), err.decode())
