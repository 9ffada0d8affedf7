"""`python -m bot`: the bot as one process."""

import asyncio
import gc
import logging
import signal
import sys

import uvloop
from redis.exceptions import RedisError

from bot.app import run_bot
from orders.rules import Waits
from runtime.logs import configure_logs
from runtime.settings import Settings, SettingsError, read_settings
from services import open_services
from storage.schema import DatabaseError

log = logging.getLogger("bot")


async def serve(settings: Settings, *, waits: Waits = Waits()) -> None:  # noqa: B008 - frozen
    """Run until SIGTERM or SIGINT; running handlers are finished first."""
    stop = asyncio.Event()
    loop = asyncio.get_running_loop()
    for name in (signal.SIGTERM, signal.SIGINT):
        loop.add_signal_handler(name, stop.set)
    async with open_services(settings, waits=waits) as services, run_bot(services) as running:
        settle_memory()
        log.info("@%s answers, by %s", running.context.username, settings.bot_mode)
        await stop.wait()
        log.info("stopping")


def settle_memory() -> None:
    """Exclude the objects that live as long as the process from garbage collection.

    aiogram's models are some 190,000 objects; a full collection that visits them stops the event
    loop for 150 ms. Once they are frozen, rarer collections are enough.
    """
    gc.collect()
    gc.freeze()
    gc.set_threshold(50_000, 20, 100)


def main() -> None:
    """Run until stopped; a wrong environment or a taken port ends in one clear line."""
    try:
        settings = read_settings()
        configure_logs(settings.log_level)
        logging.getLogger("aiogram.event").setLevel(logging.WARNING)  # the queue logs each update
        uvloop.run(serve(settings))
    except (SettingsError, DatabaseError) as error:
        sys.exit(str(error))
    except RedisError as error:
        sys.exit(f"Redis (REDIS_URL) does not answer: {type(error).__name__}")
    except OSError as error:
        sys.exit(f"The bot cannot listen on {settings.bot_host}:{settings.bot_port}: {error}")


if __name__ == "__main__":
    main()
