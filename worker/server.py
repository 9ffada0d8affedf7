"""The worker's HTTP server: health and metrics, if WORKER_PORT is set."""

import logging
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiohttp import web

from bot.server import make_app
from services import Services
from storage.postgres import Pool

log = logging.getLogger("worker")


@asynccontextmanager
async def served(services: Services, database: Pool) -> AsyncIterator[str | None]:
    """Serve until the block ends; yields the address, None without a port."""
    settings = services.settings
    if settings.worker_port is None:
        yield None
        return

    async def ready() -> None:
        await services.redis.ping()
        async with database.connection() as connection:
            await connection.execute("SELECT 1")

    runner = web.AppRunner(make_app(ready=ready), access_log=None)
    await runner.setup()
    try:
        await web.TCPSite(runner, settings.bot_host, settings.worker_port).start()
        host, port = runner.addresses[0][:2]
        log.info("listening on http://%s:%s", host, port)
        yield f"http://{host}:{port}"
    finally:
        await runner.cleanup()
