"""Composes the worker: database, jobs, Telegram, the partner; opens and closes them."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

import psycopg
from aiogram import Bot
from procrastinate import App, JobContext, PsycopgConnector
from procrastinate.exceptions import ProcrastinateException
from redis.exceptions import RedisError

from bot.startup import until_answered
from orders.buying import Buying
from orders.erasure import Erasure
from orders.jobs import KINDS, JobKind
from runtime.settings import SettingsError
from services import Services
from storage.schema import DatabaseAwayError
from worker import alarms, star_books
from worker.alarms import Alarms
from worker.answers import Answers
from worker.buying import Purchases
from worker.later import LaterError, UntilDone
from worker.receipts import Receipts
from worker.refunds import Refunds
from worker.retention import tidy
from worker.server import served
from worker.star_books import StarBooks
from worker.telegram import open_bot
from worker.unrecorded import Unrecorded

log = logging.getLogger("worker")

CONCURRENCY = 16  # jobs at the same time that are about money or property
# Those that write to members have places of their own: however slowly Telegram takes messages, no
# delivery waits for them.
WRITING: tuple[JobKind, ...] = ("receipt", "answer")
WRITING_CONCURRENCY = 8
HEARTBEAT = 2.0  # seconds between the signs of life of a worker
STALLED = 6.0  # seconds after which a worker without one is taken for dead
POLL = 1.0  # seconds between polls for jobs whose time has come
_PAUSE = 2.0  # seconds before the next attempt where PostgreSQL fails

_MOVING = tuple(kind for kind in KINDS if kind not in WRITING)

Act = Callable[[str], Awaitable[None]]


@dataclass(frozen=True)
class Intervals:
    """How often what is not a job is done."""

    books: timedelta = star_books.EVERY
    whole_books: timedelta = star_books.WHOLE_EVERY
    alarms: timedelta = alarms.EVERY


@asynccontextmanager
async def run_worker(
    services: Services,
    *,
    intervals: Intervals = Intervals(),
) -> AsyncIterator[str | None]:
    """Carry out jobs until the block ends; those that run then are finished.

    Yields the address of the worker's server, if it has one. Raises SettingsError without a
    database, or where Telegram does not know the token.
    """
    buying, database, erasure = services.buying, services.database, services.erasure
    url = services.settings.database_url
    if buying is None or database is None or erasure is None or url is None:
        raise SettingsError("The worker needs DATABASE_URL.")
    async with open_bot(services) as bot, served(services, database) as address:
        await until_answered(bot.get_me, services.time.sleep)
        unrecorded = Unrecorded(services.time)
        app = _app(url.get_secret_value(), acts_of(services, buying, erasure, bot), unrecorded)
        books = StarBooks(
            database, buying.orders, bot, time=services.time, whole_every=intervals.whole_books
        )
        settings = services.settings
        watch = Alarms(
            buying.orders,
            reserve=settings.stars_reserve,
            retention=settings.retention,
            time=services.time,
        )
        async with app.open_async():
            tasks = [
                asyncio.create_task(_work(services, app, _MOVING, CONCURRENCY)),
                asyncio.create_task(_work(services, app, WRITING, WRITING_CONCURRENCY)),
                asyncio.create_task(_sweep(services, app, unrecorded)),
                asyncio.create_task(books.keep_reading(intervals.books)),
                asyncio.create_task(watch.keep_watching(intervals.alarms)),
                asyncio.create_task(tidy(erasure, time=services.time)),
            ]
            try:
                yield address
            finally:
                for task in tasks:
                    task.cancel()
                await asyncio.gather(*tasks, return_exceptions=True)


def acts_of(
    services: Services, buying: Buying, erasure: Erasure, bot: Bot
) -> Mapping[JobKind, Act]:
    """Return what is done for each kind of job."""
    purchases = Purchases(services, buying.orders, bot, waits=buying.rules.waits)
    return {
        "prepare": purchases.prepare,
        "expire": purchases.expire,
        "deliver": purchases.deliver,
        "refund": Refunds(buying.orders, bot, erasure).refund,
        "receipt": Receipts(services, buying, bot).show,
        "answer": Answers(services, buying, bot).send,
    }


def _app(url: str, acts: Mapping[JobKind, Act], unrecorded: Unrecorded) -> App:
    most = CONCURRENCY + WRITING_CONCURRENCY + 6  # and those that wait for jobs or look for them
    connector = PsycopgConnector(conninfo=url, min_size=1, max_size=most)
    app = App(connector=connector)
    for kind in KINDS:
        run = _logged(kind, acts[kind], unrecorded)
        app.task(name=kind, queue=kind, retry=UntilDone(), pass_context=True)(run)
    return app


def _logged(
    kind: JobKind, act: Act, unrecorded: Unrecorded
) -> Callable[[JobContext, str], Awaitable[None]]:
    """Log what a job raises: procrastinate, at the level that it is let speak, would not."""

    async def run(context: JobContext, subject: str) -> None:
        unrecorded.begin(context.job)
        try:
            await act(subject)
        except LaterError as later:
            log.warning("%s of %s again in %d s: %s", kind, subject, later.seconds, later)
            raise
        except (DatabaseAwayError, RedisError) as error:
            log.warning("%s of %s again: %s", kind, subject, type(error).__name__)
            raise
        except Exception:
            log.exception("%s of %s failed", kind, subject)
            raise
        finally:
            unrecorded.end(context.job)

    return run


async def _work(services: Services, app: App, kinds: Sequence[JobKind], concurrency: int) -> None:
    """Run procrastinate's worker; it ends where PostgreSQL is away, so begin again."""
    while True:
        try:
            await app.run_worker_async(
                queues=list(kinds),
                concurrency=concurrency,
                fetch_job_polling_interval=POLL,
                update_heartbeat_interval=HEARTBEAT,
                stalled_worker_timeout=STALLED,
                install_signal_handlers=False,
                delete_jobs="successful",
            )
        except (ProcrastinateException, psycopg.Error, OSError) as error:
            log.warning("the jobs wait for PostgreSQL: %s", type(error).__name__)
        except Exception:  # a fault of the library stops no job for good
            log.exception("procrastinate's worker ended")
        await services.time.sleep(_PAUSE)


async def _sweep(services: Services, app: App, unrecorded: Unrecorded) -> None:
    """Give the jobs of dead workers back, and those whose end was not recorded, again and again."""
    while True:
        await services.time.sleep(STALLED / 2)
        try:
            stalled = await app.job_manager.get_stalled_jobs(seconds_since_heartbeat=STALLED)
            for job in stalled:
                log.warning("%s of a dead worker is done again", job.call_string)
                await app.job_manager.retry_job(job)
            if services.database is not None:
                for job in await unrecorded.give_back(app, services.database):
                    log.warning("%s has ended unrecorded and is done again", job.call_string)
        except (ProcrastinateException, psycopg.Error, DatabaseAwayError) as error:
            log.warning("stalled jobs cannot be found: %s", type(error).__name__)
