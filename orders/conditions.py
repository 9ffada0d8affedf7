"""What an operator has to be warned of, as the tables of money say.

Each condition selects what it is about: a name, and since when.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from psycopg.sql import SQL

from orders import star_list
from orders.buying import RAIL
from orders.star_list import INVOICE, NANO, TAKEN_BACK
from orders.states import OrderState, OrderStep, PaymentState
from storage.postgres import Connection

JOB_DUE = timedelta(minutes=2)
FULFILLING = timedelta(minutes=10)
UNKNOWN = timedelta(minutes=10)
PAID = timedelta(minutes=15)
STALE = timedelta(minutes=3)
# An update and the list may each be this much later than the other.
APART = timedelta(minutes=3)

# Jobs of all kinds: one that no worker knows, of a newer version, is due for ever.
_JOBS = (
    "SELECT task_name AS name, due AS since FROM (SELECT task_name, coalesce(scheduled_at,"
    " (SELECT max(at) FROM procrastinate_events WHERE job_id = jobs.id)) AS due"
    " FROM procrastinate_jobs AS jobs WHERE status = 'todo') AS waiting WHERE due < %(job_due)s"
)
_FULFILLING = (
    "SELECT id::text AS name, changed_at AS since FROM orders"
    " WHERE state = %(is_fulfilling)s AND changed_at < %(fulfilling)s"
)
# Since the first answer was lost: each attempt leaves the state for a moment.
_UNKNOWN = (
    "SELECT id::text AS name, min(at) AS since FROM orders"
    " JOIN events ON order_id = id AND step = %(lose)s"
    " WHERE is_open AND state IN (%(is_unknown)s, %(is_fulfilling)s)"
    " GROUP BY id HAVING min(at) < %(unknown)s"
)
_PAID = (
    "SELECT id::text AS name, at AS since FROM orders"
    " JOIN events ON order_id = id AND step = %(pay)s WHERE is_open AND at < %(paid)s"
)
_REFUSED = (
    "SELECT ext_id AS name, changed_at AS since FROM payments"
    " WHERE state = %(refunding)s AND refusal IS NOT NULL"
)
# Payments from before the first order are of something else that this bot has sold, and of those
# before `kept_since` the records were deleted.
_DIFFER = (
    "SELECT t.id AS name, t.at AS since FROM star_transactions AS t"
    " LEFT JOIN payments AS p ON p.rail = %(rail)s AND p.ext_id = t.id"
    " WHERE t.gone_at IS NULL AND t.direction = 'in' AND t.kind = %(invoice)s"
    " AND t.at >= (SELECT date_trunc('second', min(created_at)) FROM orders)"
    " AND t.at >= %(kept_since)s"
    " AND (p.ext_id IS NULL OR p.units * %(nano)s <> t.nanostars)"
    " UNION SELECT t.id, t.at FROM star_transactions AS t"
    " JOIN payments AS p ON p.rail = %(rail)s AND p.ext_id = t.id"
    " WHERE t.gone_at IS NULL AND t.direction = 'out' AND NOT p.state = ANY(%(taken_back)s)"
    " UNION SELECT p.ext_id, p.paid_at FROM payments AS p WHERE p.rail = %(rail)s"
    " AND p.paid_at < %(apart)s AND NOT EXISTS (SELECT FROM star_transactions AS t"
    " WHERE t.id = p.ext_id AND t.direction = 'in' AND t.gone_at IS NULL)"
)
_QUERIES: Mapping[str, str] = {
    "job_due": _JOBS,
    "fulfilling": _FULFILLING,
    "unknown": _UNKNOWN,
    "paid_not_done": _PAID,
    "refund_refused": _REFUSED,
    "books_differ": _DIFFER,
}
CONDITIONS = (*_QUERIES, "books_stale", "balance_differs", "below_reserve")


@dataclass(frozen=True)
class Found:
    """How many things a condition is about, since when the oldest, and the names of some."""

    count: int
    since: datetime | None = None
    names: Sequence[str] = ()


async def find_conditions(
    connection: Connection,
    *,
    reserve: int,
    retention: timedelta,
    started: datetime,
    now: datetime,
) -> dict[str, Found]:
    """Return all CONDITIONS.

    `reserve` is in Stars, `retention` how long payments are kept, and `started` the time since when
    the reader could read.
    """
    values = {
        "job_due": now - JOB_DUE,
        "fulfilling": now - FULFILLING,
        "unknown": now - UNKNOWN,
        "paid": now - PAID,
        "apart": now - APART,
        "kept_since": now - retention,
        "rail": RAIL,
        "invoice": INVOICE,
        "nano": NANO,
        "taken_back": list(TAKEN_BACK),
        "is_fulfilling": OrderState.FULFILLING,
        "is_unknown": OrderState.UNKNOWN,
        "refunding": PaymentState.REFUNDING,
        "lose": OrderStep.LOSE,
        "pay": OrderStep.PAY,
    }
    found = {
        name: await _find(connection, query, values) for name, query in _QUERIES.items()
    } | await _find_of_balance(connection, reserve)
    cursor = await star_list.cursor_of(connection, star_list.NAME)
    since = max(cursor.changed_at, started) if cursor else started
    found["books_stale"] = Found(1, since) if now - since > STALE else Found(0)
    return found


async def _find(connection: Connection, query: str, values: Mapping[str, object]) -> Found:
    counted = SQL(
        "SELECT count(*), min(since), coalesce((array_agg(name ORDER BY since))[1:5], '{{}}')"
        " FROM ({}) AS found"
    )
    rows = await connection.execute(counted.format(SQL(query)), values)
    row = await rows.fetchone()
    return Found(*row) if row else Found(0)


async def _find_of_balance(connection: Connection, reserve: int) -> dict[str, Found]:
    balance = await star_list.balance_of(connection)
    if balance is None:
        return {"balance_differs": Found(0), "below_reserve": Found(0)}
    differs = [star_list.stars_text(balance.surplus)] if balance.is_wrong else []
    below = [star_list.stars_text(balance.nanostars)] if balance.nanostars < reserve * NANO else []
    return {
        "balance_differs": Found(len(differs), names=differs),
        "below_reserve": Found(len(below), names=below),
    }
