"""The SQL of what a member may buy. Each function runs in the caller's transaction."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from orders.models import STARS
from orders.rules import PERIOD, Spent
from orders.states import OrderState, PaymentState
from storage.postgres import Connection

_UNPAID_ENDS = [OrderState.EXPIRED, OrderState.CANCELLED, OrderState.FAILED]


@dataclass(frozen=True)
class Account:
    """The GoMining account that a member is bound to.

    Attributes:
        gomining_user_id: None until a login has named it.
        partner_user_id: None where only a wallet has logged in.
    """

    gomining_user_id: int | None
    partner_user_id: str | None


async def lock_account(connection: Connection, user_id: int) -> Account | None:
    """Return a member's account and hold it, so that orders of one member are made in turn."""
    async with connection.cursor(row_factory=class_row(Account)) as cursor:
        await cursor.execute(
            "SELECT gomining_user_id, partner_user_id FROM members WHERE user_id = %s FOR UPDATE",
            (user_id,),
        )
        return await cursor.fetchone()


async def spent_by(
    connection: Connection, user_id: int, gomining_user_id: int, *, now: datetime
) -> Spent:
    """Return what was ordered for Stars by a member, or for the account that gets the miners.

    The account keeps the limits for who has had their data deleted, and shares them between
    members.
    """
    async with connection.cursor(row_factory=class_row(Spent)) as cursor:
        await cursor.execute(
            "SELECT coalesce(sum(price_units) FILTER (WHERE created_at > %s), 0)::bigint AS units,"
            " count(*) FILTER (WHERE state = %s AND NOT EXISTS (SELECT FROM payments"
            " WHERE order_id = orders.id AND payments.state = %s)) AS done"
            " FROM orders WHERE (user_id = %s OR quote ->> 'account' = %s)"
            " AND currency = %s AND NOT state = ANY(%s)",
            (
                now - PERIOD, OrderState.DONE, PaymentState.CHARGED_BACK, user_id,
                str(gomining_user_id), STARS, _UNPAID_ENDS,
            ),
        )  # fmt: skip
        found = await cursor.fetchone()
    return found or Spent(0, 0)


async def is_switched_on(connection: Connection, rail: str) -> bool:
    """Whether nobody has switched a rail off."""
    found = await connection.execute("SELECT is_on FROM switches WHERE rail = %s", (rail,))
    row = await found.fetchone()
    return True if row is None else bool(row[0])


async def switch(connection: Connection, rail: str, *, is_on: bool, by: str, now: datetime) -> None:
    """Switch a rail on or off for all processes."""
    await connection.execute(
        "INSERT INTO switches (rail, is_on, changed_at, changed_by) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT (rail) DO UPDATE SET is_on = excluded.is_on,"
        " changed_at = excluded.changed_at, changed_by = excluded.changed_by",
        (rail, is_on, now, by),
    )


async def remember_request(
    connection: Connection, user_id: int, key: UUID, digest: bytes, *, now: datetime
) -> bool:
    """Note that a request with an Idempotency-Key begins; False if it is known.

    A request with the same key waits for the one whose transaction has noted it first.
    """
    done = await connection.execute(
        "INSERT INTO idempotent_requests (user_id, key, digest, began_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (user_id, key, digest, now),
    )
    return done.rowcount == 1


async def answer_request(connection: Connection, user_id: int, key: UUID, order_id: UUID) -> None:
    """Note the order that a request has made or found."""
    await connection.execute(
        "UPDATE idempotent_requests SET order_id = %s WHERE user_id = %s AND key = %s",
        (order_id, user_id, key),
    )


async def answer_of(
    connection: Connection, user_id: int, key: UUID
) -> tuple[bytes, UUID | None] | None:
    """Return the digest of the request with this key, and its order."""
    found = await connection.execute(
        "SELECT digest, order_id FROM idempotent_requests WHERE user_id = %s AND key = %s",
        (user_id, key),
    )
    row = await found.fetchone()
    return (bytes(row[0]), row[1]) if row else None
