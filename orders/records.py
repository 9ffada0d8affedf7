"""All orders and payments as they are recorded, to compare them with what others have recorded."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from psycopg.rows import class_row

from orders import queries
from orders.buying import RAIL
from orders.ids import code_of
from orders.models import Payment
from orders.states import OrderState, OrderStep
from storage.postgres import Connection


@dataclass(frozen=True)
class OrderRecord:
    """What the tables say of an order.

    Attributes:
        known_as: the `partnerUserId` that its miner is for.
        last_version, last_state: of its last event.
        paid_by: the id of the charge that has paid it.
        miner: the id of the miner that was delivered, None where it was not seen.
        before: the ids of the account's miners before the delivery, None where they are not known.
        done_at: when it was delivered, or a person has settled it.
        is_audited: whether a person has decided about it.
        has_case: whether a review case is open.
    """

    id: UUID
    user_id: int
    target: str
    state: OrderState
    version: int
    price_units: int
    known_as: str | None
    quoted_until: datetime
    created_at: datetime
    last_version: int | None
    last_state: str | None
    paid_by: str | None
    miner: str | None
    before: Sequence[str | int] | None
    done_at: datetime | None
    is_audited: bool
    has_case: bool

    def __post_init__(self) -> None:
        """Make the state of a row, a text, one of OrderState."""
        object.__setattr__(self, "state", OrderState(self.state))

    def __str__(self) -> str:
        return name_of(self.id)


@dataclass(frozen=True)
class Records:
    """Everything that is recorded; `jobs` are those that wait or run, as (kind, subject)."""

    orders: Mapping[UUID, OrderRecord]
    payments: Mapping[str, Payment]
    jobs: frozenset[tuple[str, str]]


def name_of(order_id: UUID | None) -> str:
    """Return an order's code, as members read it, and its id."""
    return f"order {code_of(order_id)} ({order_id})" if order_id else "no order"


async def load_records(connection: Connection) -> Records:
    """Read all of them."""
    async with connection.cursor(row_factory=class_row(OrderRecord)) as cursor:
        await cursor.execute(
            "SELECT o.id, o.user_id, o.target, o.state, o.version, o.price_units,"
            " o.quote->>'knownAs' AS known_as, o.quoted_until, o.created_at,"
            " last.version AS last_version, last.to_state AS last_state,"
            " pay.details->>'payment' AS paid_by, made.details->>'miner' AS miner,"
            " begin.details->'miners' AS before, made.at AS done_at,"
            " EXISTS (SELECT FROM audit WHERE audit.order_id = o.id) AS is_audited,"
            " EXISTS (SELECT FROM review_cases AS c WHERE c.order_id = o.id"
            " AND c.closed_at IS NULL) AS has_case FROM orders AS o"
            " LEFT JOIN LATERAL (SELECT version, to_state FROM events WHERE order_id = o.id"
            " ORDER BY version DESC LIMIT 1) AS last ON true"
            " LEFT JOIN LATERAL (SELECT details FROM events WHERE order_id = o.id"
            " AND step = %(pay)s LIMIT 1) AS pay ON true"
            " LEFT JOIN LATERAL (SELECT details FROM events WHERE order_id = o.id"
            " AND step = %(begin)s ORDER BY version LIMIT 1) AS begin ON true"
            " LEFT JOIN LATERAL (SELECT details, at FROM events WHERE order_id = o.id"
            " AND to_state = %(done)s LIMIT 1) AS made ON true ORDER BY o.id",
            {"pay": OrderStep.PAY, "begin": OrderStep.BEGIN, "done": OrderState.DONE},
        )
        orders = {order.id: order for order in await cursor.fetchall()}
    payments = {one.ext_id: one for one in await queries.payments_by(connection, RAIL)}
    rows = await connection.execute(
        "SELECT task_name, args->>'subject' FROM procrastinate_jobs"
        " WHERE status IN ('todo', 'doing')"
    )
    jobs = frozenset((str(row[0]), str(row[1])) for row in await rows.fetchall())
    return Records(orders, payments, jobs)


@dataclass(frozen=True)
class CaseRecord:
    """A review case with its order; the last three are None while it is open."""

    order_id: UUID
    state: str
    user_id: int
    currency: str
    price_units: int
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    decision: str | None
    decided_by: str | None


@dataclass(frozen=True)
class AuditRecord:
    """What a person has decided."""

    at: datetime
    actor: str
    action: str
    details: Mapping[str, Any]


async def find_cases(connection: Connection, order_id: UUID | None = None) -> list[CaseRecord]:
    """Return all cases of an order, or the open ones of all orders, the oldest first.

    A member's question is among those of its order alone; `orders.cases` lists all of them.
    """
    async with connection.cursor(row_factory=class_row(CaseRecord)) as cursor:
        await cursor.execute(
            "SELECT order_id, state, orders.user_id, currency, price_units, reason, opened_at,"
            " closed_at, decision, decided_by FROM review_cases JOIN orders ON orders.id = order_id"
            " WHERE order_id = %(order)s"
            " OR (%(order)s::uuid IS NULL AND closed_at IS NULL AND reason <> %(asked)s)"
            " ORDER BY opened_at, review_cases.id",
            {"order": order_id, "asked": queries.ASKED},
        )
        return await cursor.fetchall()


async def audit_of(connection: Connection, order_id: UUID) -> list[AuditRecord]:
    """Return what people have decided about an order, the oldest first."""
    async with connection.cursor(row_factory=class_row(AuditRecord)) as cursor:
        await cursor.execute(
            "SELECT at, actor, action, details FROM audit WHERE order_id = %s ORDER BY id",
            (order_id,),
        )
        return await cursor.fetchall()
