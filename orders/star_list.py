"""Telegram's list of the bot's transactions in Stars as it was last read: a copy, to compare with.

A refund has the id of its payment, so an entry is named by id and direction. Amounts are integers
of a billionth of a Star. Each function runs in the caller's transaction.
"""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal, NamedTuple
from uuid import UUID

from psycopg.rows import class_row

from orders.buying import RAIL
from orders.states import PaymentState
from storage.postgres import Connection

Direction = Literal["in", "out"]
NANO = 10**9  # in one Star
INVOICE = "invoice_payment"  # the kind of an entry for what an invoice brought, or its refund
NAME = "stars"  # of the cursor of all reads
WHOLE = "stars, whole"  # of the cursor of reads from the first entry on
# What has left the balance: by a refund, or by a store.
TAKEN_BACK = (PaymentState.REFUNDED, PaymentState.CHARGED_BACK)


class Key(NamedTuple):
    """The name of an entry."""

    id: str
    direction: Direction

    def __str__(self) -> str:
        return f"{self.id} {self.direction}"


@dataclass(frozen=True)
class Entry:
    """An entry of the list.

    Attributes:
        kind: INVOICE, or what else Telegram says about the other side.
        user_id, order_id: who paid, and the order that the invoice names; None where there is none.
    """

    key: Key
    kind: str
    nanostars: int
    at: datetime
    user_id: int | None = None
    order_id: UUID | None = None


@dataclass(frozen=True)
class Cursor:
    """How many entries were read, the last of them, and when."""

    position: int
    seen: str
    changed_at: datetime


@dataclass(frozen=True)
class Balance:
    """The bot's balance, and what it has more than the list adds up to; negative if less.

    Attributes:
        times: how many reads in a row have found this `surplus`.
    """

    nanostars: int
    surplus: int
    times: int
    read_at: datetime

    @property
    def is_wrong(self) -> bool:
        """Whether two reads have found the same difference: one may meet a payment halfway."""
        return self.surplus != 0 and self.times >= 2


def stars_text(nanostars: int) -> str:
    """Return an amount in Stars, exactly."""
    return f"{(Decimal(nanostars) / NANO).normalize():f}"


async def cursor_of(connection: Connection, name: str) -> Cursor | None:
    """Return a cursor."""
    async with connection.cursor(row_factory=class_row(Cursor)) as cursor:
        await cursor.execute(
            "SELECT position, seen, changed_at FROM cursors WHERE name = %s", (name,)
        )
        return await cursor.fetchone()


async def set_cursor(
    connection: Connection, name: str, position: int, seen: str, *, now: datetime
) -> None:
    """Record how far the list was read."""
    await connection.execute(
        "INSERT INTO cursors (name, position, seen, changed_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (name) DO UPDATE SET position = excluded.position, seen = excluded.seen,"
        " changed_at = excluded.changed_at",
        (name, position, seen, now),
    )


async def enter(connection: Connection, entries: Sequence[Entry], *, now: datetime) -> None:
    """Record entries as the list has them now."""
    async with connection.cursor() as cursor:
        await cursor.executemany(
            "INSERT INTO star_transactions (id, direction, kind, nanostars, at, read_at)"
            " VALUES (%s, %s, %s, %s, %s, %s) ON CONFLICT (id, direction) DO UPDATE"
            " SET kind = excluded.kind, nanostars = excluded.nanostars, at = excluded.at,"
            " read_at = excluded.read_at, gone_at = NULL",
            [(*entry.key, entry.kind, entry.nanostars, entry.at, now) for entry in entries],
        )


async def mark_gone(connection: Connection, *, before: datetime, now: datetime) -> list[Key]:
    """Note which entries a whole read, begun at `before`, has not found any more; return them."""
    found = await connection.execute(
        "UPDATE star_transactions SET gone_at = %s WHERE read_at < %s AND gone_at IS NULL"
        " RETURNING id, direction",
        (now, before),
    )
    return [Key(*row) for row in await found.fetchall()]


async def states_of(connection: Connection, ids: Collection[str]) -> dict[str, PaymentState]:
    """Return the states of the payments with these ids."""
    found = await connection.execute(
        "SELECT ext_id, state FROM payments WHERE rail = %s AND ext_id = ANY(%s)",
        (RAIL, list(ids)),
    )
    return {row[0]: PaymentState(row[1]) for row in await found.fetchall()}


async def existing(connection: Connection, order_ids: Collection[UUID]) -> set[UUID]:
    """Return which of these orders exist."""
    found = await connection.execute("SELECT id FROM orders WHERE id = ANY(%s)", (list(order_ids),))
    return {row[0] for row in await found.fetchall()}


async def expected(connection: Connection) -> int:
    """Return what the balance should be, in billionths of a Star.

    That is the sum of the list, less the payments that have gone back without an entry: a store
    takes Stars back without one.
    """
    found = await connection.execute(
        "SELECT coalesce((SELECT sum(CASE direction WHEN 'in' THEN nanostars ELSE -nanostars END)"
        " FROM star_transactions WHERE gone_at IS NULL), 0)"
        " - coalesce((SELECT sum(paid.nanostars) FROM payments"
        " JOIN star_transactions AS paid ON paid.id = ext_id AND paid.direction = 'in'"
        " AND paid.gone_at IS NULL WHERE rail = %s AND state = ANY(%s) AND NOT EXISTS"
        " (SELECT FROM star_transactions AS back WHERE back.id = ext_id"
        " AND back.direction = 'out' AND back.gone_at IS NULL)), 0)",
        (RAIL, list(TAKEN_BACK)),
    )
    row = await found.fetchone()
    return int(row[0]) if row else 0


async def balance_of(connection: Connection) -> Balance | None:
    """Return the balance as it was last read."""
    async with connection.cursor(row_factory=class_row(Balance)) as cursor:
        await cursor.execute("SELECT nanostars, surplus, times, read_at FROM star_balance")
        return await cursor.fetchone()


async def set_balance(connection: Connection, balance: Balance) -> None:
    """Record the balance."""
    await connection.execute(
        "INSERT INTO star_balance (nanostars, surplus, times, read_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (is_it) DO UPDATE SET nanostars = excluded.nanostars,"
        " surplus = excluded.surplus, times = excluded.times, read_at = excluded.read_at",
        (balance.nanostars, balance.surplus, balance.times, balance.read_at),
    )


async def kept_of(connection: Connection, units: int) -> list[UUID]:
    """Return the orders of payments of so many Stars that have not gone back."""
    found = await connection.execute(
        "SELECT DISTINCT order_id FROM payments WHERE rail = %s AND units = %s"
        " AND order_id IS NOT NULL AND state = %s",
        (RAIL, units, PaymentState.MATCHED),
    )
    return [row[0] for row in await found.fetchall()]
