"""The SQL of orders and payments. Each function runs in the caller's transaction."""

from collections.abc import Mapping
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from psycopg.rows import class_row
from psycopg.types.json import Jsonb

from orders.models import Charge, Event, Order, Payment
from orders.states import ENDED, OrderState, PaymentState
from storage.postgres import Connection

ASKED = "the member asks"  # the reason of a case that a member has opened; an answer closes none

_SELECT_ORDER = (
    "SELECT id, kind, user_id, target, state, version, currency, price_units, quote, quoted_until,"
    " created_at, changed_at, invoice_url FROM orders "
)
_SELECT_PAYMENT = (
    "SELECT rail, ext_id, order_id, user_id, currency, units, paid_at, state, changed_at"
    " FROM payments "
)


async def insert_order(connection: Connection, order: Order) -> bool:
    """Add an order; False if the user has an open one of the same kind and target."""
    done = await connection.execute(
        "INSERT INTO orders (id, kind, user_id, target, state, version, currency, price_units,"
        " quote, quoted_until, created_at, changed_at, is_open)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, true) ON CONFLICT DO NOTHING",
        (
            order.id, order.kind, order.user_id, order.target, order.state, order.version,
            order.currency, order.price_units, Jsonb(dict(order.quote)), order.quoted_until,
            order.created_at, order.changed_at,
        ),
    )  # fmt: skip
    return done.rowcount == 1


async def find_open(connection: Connection, user_id: int, kind: str, target: str) -> Order | None:
    """Return the user's open order of this kind and target."""
    async with connection.cursor(row_factory=class_row(Order)) as cursor:
        await cursor.execute(
            _SELECT_ORDER + "WHERE user_id = %s AND kind = %s AND target = %s AND is_open",
            (user_id, kind, target),
        )
        return await cursor.fetchone()


async def find_order(connection: Connection, order_id: UUID) -> Order | None:
    """Return an order without holding it."""
    async with connection.cursor(row_factory=class_row(Order)) as cursor:
        await cursor.execute(_SELECT_ORDER + "WHERE id = %s", (order_id,))
        return await cursor.fetchone()


async def ids_ending_in(connection: Connection, code: str) -> list[UUID]:
    """Return the orders whose ids, without dashes, end in these lower-case digits."""
    found = await connection.execute(
        "SELECT id FROM orders WHERE replace(id::text, '-', '') LIKE '%%' || %s ORDER BY id",
        (code,),
    )
    return [row[0] for row in await found.fetchall()]


async def lock_order(connection: Connection, order_id: UUID) -> Order | None:
    """Return an order and hold it until the transaction ends."""
    async with connection.cursor(row_factory=class_row(Order)) as cursor:
        await cursor.execute(_SELECT_ORDER + "WHERE id = %s FOR UPDATE", (order_id,))
        return await cursor.fetchone()


async def orders_of(connection: Connection, user_id: int, *, limit: int) -> list[Order]:
    """Return a user's orders, the newest first."""
    async with connection.cursor(row_factory=class_row(Order)) as cursor:
        await cursor.execute(
            _SELECT_ORDER + "WHERE user_id = %s ORDER BY created_at DESC, id DESC LIMIT %s",
            (user_id, limit),
        )
        return await cursor.fetchall()


async def set_state(
    connection: Connection, order: Order, state: OrderState, *, now: datetime
) -> None:
    """Move a locked order to a state, and on to its next version."""
    await connection.execute(
        "UPDATE orders SET state = %s, version = version + 1, changed_at = %s, is_open = %s"
        " WHERE id = %s",
        (state, now, state not in ENDED, order.id),
    )


async def set_invoice(connection: Connection, order_id: UUID, url: str) -> None:
    """Record where an order is paid."""
    await connection.execute("UPDATE orders SET invoice_url = %s WHERE id = %s", (url, order_id))


async def insert_event(connection: Connection, event: Event) -> None:
    """Add what happened to an order."""
    await connection.execute(
        "INSERT INTO events (order_id, version, at, step, from_state, to_state, details)"
        " VALUES (%s, %s, %s, %s, %s, %s, %s)",
        (
            event.order_id, event.version, event.at, event.step, event.from_state, event.to_state,
            Jsonb(dict(event.details)),
        ),
    )  # fmt: skip


async def events_of(connection: Connection, order_id: UUID) -> list[Event]:
    """Return all events of an order, oldest first."""
    async with connection.cursor(row_factory=class_row(Event)) as cursor:
        await cursor.execute(
            "SELECT order_id, version, at, step, from_state, to_state, details FROM events"
            " WHERE order_id = %s ORDER BY version",
            (order_id,),
        )
        return await cursor.fetchall()


async def insert_payment(
    connection: Connection, charge: Charge, state: PaymentState, *, now: datetime
) -> bool:
    """Book a charge; False if it is booked already."""
    done = await connection.execute(
        "INSERT INTO payments (rail, ext_id, order_id, user_id, currency, units, paid_at, state,"
        " changed_at) VALUES (%s, %s, %s, %s, %s, %s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (
            charge.rail, charge.ext_id, charge.order_id, charge.user_id, charge.currency,
            charge.units, charge.paid_at, state, now,
        ),
    )  # fmt: skip
    return done.rowcount == 1


async def order_of_payment(connection: Connection, rail: str, ext_id: str) -> UUID | None:
    """Return the order that a payment names, without holding either."""
    found = await connection.execute(
        "SELECT order_id FROM payments WHERE rail = %s AND ext_id = %s", (rail, ext_id)
    )
    row = await found.fetchone()
    return row[0] if row else None


async def lock_payment(connection: Connection, rail: str, ext_id: str) -> Payment | None:
    """Return a payment and hold it until the transaction ends."""
    async with connection.cursor(row_factory=class_row(Payment)) as cursor:
        await cursor.execute(
            _SELECT_PAYMENT + "WHERE rail = %s AND ext_id = %s FOR UPDATE",
            (rail, ext_id),
        )
        return await cursor.fetchone()


async def payments_of(connection: Connection, order_id: UUID) -> list[Payment]:
    """Return the payments that name an order, the first booked first."""
    async with connection.cursor(row_factory=class_row(Payment)) as cursor:
        await cursor.execute(
            _SELECT_PAYMENT + "WHERE order_id = %s ORDER BY paid_at, ext_id",
            (order_id,),
        )
        return await cursor.fetchall()


async def payments_by(connection: Connection, rail: str) -> list[Payment]:
    """Return all payments of a rail, the first first."""
    async with connection.cursor(row_factory=class_row(Payment)) as cursor:
        await cursor.execute(_SELECT_PAYMENT + "WHERE rail = %s ORDER BY paid_at, ext_id", (rail,))
        return await cursor.fetchall()


async def set_payment_state(
    connection: Connection, payment: Payment, state: PaymentState, *, now: datetime
) -> None:
    """Move a locked payment to a state."""
    await connection.execute(
        "UPDATE payments SET state = %s, changed_at = %s WHERE rail = %s AND ext_id = %s",
        (state, now, payment.rail, payment.ext_id),
    )


async def set_refusal(connection: Connection, rail: str, ext_id: str, refusal: str) -> None:
    """Record why a refund is refused; it is tried again all the same."""
    await connection.execute(
        "UPDATE payments SET refusal = %s WHERE rail = %s AND ext_id = %s", (refusal, rail, ext_id)
    )


async def open_case(connection: Connection, order_id: UUID, reason: str, *, now: datetime) -> None:
    """Open a review case unless one is open for this reason."""
    await connection.execute(
        "INSERT INTO review_cases (order_id, reason, opened_at) VALUES (%s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (order_id, reason, now),
    )


async def close_cases(
    connection: Connection, order_id: UUID, *, decision: str, by: str, now: datetime
) -> int:
    """Close the open cases of an order but for a member's question; return how many."""
    done = await connection.execute(
        "UPDATE review_cases SET closed_at = %s, decision = %s, decided_by = %s"
        " WHERE order_id = %s AND closed_at IS NULL AND reason <> %s",
        (now, decision, by, order_id, ASKED),
    )
    return done.rowcount


async def open_cases(connection: Connection) -> list[tuple[UUID, str, datetime]]:
    """Return (order, reason, since) of all open cases, oldest first."""
    found = await connection.execute(
        "SELECT order_id, reason, opened_at FROM review_cases WHERE closed_at IS NULL"
        " ORDER BY opened_at, id"
    )
    return await found.fetchall()


class Receipt(NamedTuple):
    """The message in the member's chat that says where an order is; `digest` of what it says."""

    message_id: int
    digest: bytes


async def receipt_of(connection: Connection, order_id: UUID) -> Receipt | None:
    """Return the receipt of an order, if one was sent."""
    found = await connection.execute(
        "SELECT message_id, digest FROM receipts WHERE order_id = %s", (order_id,)
    )
    row = await found.fetchone()
    return Receipt(row[0], bytes(row[1])) if row else None


async def set_receipt(
    connection: Connection, order_id: UUID, message_id: int, digest: bytes
) -> None:
    """Record what the receipt of an order says."""
    await connection.execute(
        "INSERT INTO receipts (order_id, message_id, digest) VALUES (%s, %s, %s)"
        " ON CONFLICT (order_id) DO UPDATE"
        " SET message_id = excluded.message_id, digest = excluded.digest",
        (order_id, message_id, digest),
    )


async def insert_audit(
    connection: Connection,
    *,
    actor: str,
    action: str,
    order_id: UUID | None,
    details: Mapping[str, Any],
    now: datetime,
) -> None:
    """Write down what a person has decided."""
    await connection.execute(
        "INSERT INTO audit (at, actor, action, order_id, details) VALUES (%s, %s, %s, %s, %s)",
        (now, actor, action, order_id, Jsonb(dict(details))),
    )
