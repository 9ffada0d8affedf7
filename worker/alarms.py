"""Alarms: each condition is a metric, and a log line when it begins, hourly, and when it ends."""

import logging
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

import psycopg

from orders.conditions import CONDITIONS, Found, find_conditions
from orders.orders import Orders
from runtime.clock import Time
from storage.schema import DatabaseAwayError
from worker.metrics import ALARMS

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=30)
REMIND = timedelta(hours=1)

# With {count} and {names} of what the condition is about.
TEXTS: Mapping[str, str] = {
    "job_due": "{count} jobs are due for more than 2 minutes: {names}",
    "fulfilling": "{count} orders wait for GoMining for more than 10 minutes: {names}",
    "unknown": "{count} orders are unknown for more than 10 minutes: {names}",
    "paid_not_done": "{count} orders are paid for more than 15 minutes and not done: {names}",
    "refund_refused": "{count} refunds are refused by Telegram: {names}",
    "books_differ": "{count} of Telegram's transactions and our payments differ: {names}",
    "books_stale": "Telegram's transactions were not read for more than 3 minutes",
    "balance_differs": "the bot's Stars differ from the sum of Telegram's list by {names}",
    "below_reserve": "the bot has {names} Stars, less than STARS_RESERVE",
}


@dataclass
class _Lasting:
    began: datetime
    reminded: datetime


class Alarms:
    """Watches the conditions for one worker."""

    def __init__(self, orders: Orders, *, reserve: int, retention: timedelta, time: Time) -> None:
        self._orders = orders
        self._reserve = reserve
        self._retention = retention
        self._time = time
        self._started = time.now()
        self._lasting: dict[str, _Lasting] = {}
        for name in CONDITIONS:
            ALARMS.labels(name).set(0)

    async def keep_watching(self, every: timedelta = EVERY) -> None:
        """Check again and again."""
        while True:
            try:
                await self.check()
            except (DatabaseAwayError, psycopg.Error) as error:
                log.warning("alarms cannot be checked: %s", type(error).__name__)
            await self._time.sleep(every.total_seconds())

    async def check(self) -> Mapping[str, Found]:
        """Look at every condition; return what was found."""
        now = self._time.now()
        async with self._orders.transaction() as connection:
            found = await find_conditions(
                connection,
                reserve=self._reserve,
                retention=self._retention,
                started=self._started,
                now=now,
            )
        for name, one in found.items():
            ALARMS.labels(name).set(one.count)
            self._log(name, one, now)
        return found

    def _log(self, name: str, found: Found, now: datetime) -> None:
        lasting = self._lasting.get(name)
        if not found.count:
            if lasting:
                del self._lasting[name]
                log.warning("alarm %s ends after %s", name, _round(now - lasting.began))
            return
        if lasting is None:
            self._lasting[name] = _Lasting(now, now)
            log.error("alarm %s begins: %s", name, _describe(name, found))
        elif now - lasting.reminded >= REMIND:
            lasting.reminded = now
            lasts = _round(now - lasting.began)
            log.error("alarm %s lasts for %s: %s", name, lasts, _describe(name, found))


def _describe(name: str, found: Found) -> str:
    more = ", …" if found.count > len(found.names) else ""
    text = TEXTS[name].format(count=found.count, names=", ".join(found.names) + more)
    return f"{text}; since {found.since:%Y-%m-%dT%H:%M:%SZ}" if found.since else text


def _round(time: timedelta) -> timedelta:
    return timedelta(seconds=round(time.total_seconds()))
