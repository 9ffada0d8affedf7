"""`python -m worker` without a command: the worker as one process."""

import asyncio
import logging
import signal
import sys

import uvloop
from redis.exceptions import RedisError

from orders.rules import Waits
from runtime.logs import configure_logs
from runtime.settings import Settings, SettingsError, read_settings
from services import open_services
from storage.schema import DatabaseError
from worker.app import run_worker

log = logging.getLogger("worker")


async def serve(settings: Settings, *, waits: Waits = Waits()) -> None:  # noqa: B008 - frozen
    """Run until SIGTERM or SIGINT; running jobs are finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_services(settings, waits=waits) as services, run_worker(services):
        log.info("the worker works")
        await stop.wait()
        log.info("stopping")


def run() -> None:
    """Run until stopped; a wrong environment or a taken port ends in one clear line."""
    try:
        settings = read_settings()
        configure_logs(settings.log_level)
        logging.getLogger("procrastinate").setLevel(logging.CRITICAL)  # `worker.app` logs the jobs
        uvloop.run(serve(settings))
    except (SettingsError, DatabaseError) as error:
        sys.exit(str(error))
    except RedisError as error:
        sys.exit(f"Redis (REDIS_URL) does not answer: {type(error).__name__}")
    except OSError as error:
        sys.exit(f"The worker cannot listen on {settings.bot_host}:{settings.worker_port}: {error}")
