"""`python -m webapp`: the mini-app's HTTP API as one process."""

import asyncio
import gc
import logging
import signal
import sys

import uvloop
from aiohttp import web

from orders.rules import Waits
from runtime.logs import configure_logs
from runtime.settings import Settings, SettingsError, read_settings
from services import open_services
from storage.schema import DatabaseError
from webapp.app import make_app

FINISH_SECONDS = 20  # that a request under way may still take after SIGTERM

log = logging.getLogger("webapp")


async def serve(settings: Settings, *, waits: Waits = Waits()) -> None:  # noqa: B008 - frozen
    """Serve until SIGTERM or SIGINT; requests under way are finished."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_services(settings, waits=waits) as services:
        runner = web.AppRunner(
            make_app(services),
            access_log=None,
            shutdown_timeout=FINISH_SECONDS,
            keepalive_timeout=75,
        )
        await runner.setup()
        try:
            await web.TCPSite(runner, settings.web_host, settings.port).start()
            host, port = runner.addresses[0][:2]
            # What exists by now lives as long as the process: leave it out of every collection.
            gc.collect()
            gc.freeze()
            gc.set_threshold(10_000, 20, 50)
            log.info("listening on http://%s:%s for %s", host, port, settings.webapp_url)
            await stop.wait()
            log.info("stopping")
        finally:
            await runner.cleanup()


def main() -> None:
    """Run until a signal; a wrong setting or a port in use ends with one line on stderr."""
    try:
        settings = read_settings()
    except SettingsError as error:
        sys.exit(str(error))
    configure_logs(settings.log_level)
    try:
        uvloop.run(serve(settings))
    except DatabaseError as error:
        sys.exit(str(error))
    except OSError as error:
        sys.exit(
            f"The web app cannot listen on {settings.web_host}:{settings.port}: {error.strerror}"
        )


if __name__ == "__main__":
    main()
