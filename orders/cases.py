"""Review cases: what a person has to decide, and questions of members with their answers.

A case belongs to an order, or, as a question about none, to a member. Each function runs in the
caller's transaction.
"""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from psycopg.rows import class_row

from orders.jobs import Job
from orders.queries import ASKED
from storage.postgres import Connection

MEMBER = "member"  # the author of a member's own messages; all others are operators, by name
LONGEST = 4096  # characters of a message, as many as one of Telegram has
LONGEST_ANSWER = 3500  # characters, which fit into one with what is said around them
MOST_UNANSWERED = 20  # messages of a member in one case

Defer = Callable[[Connection, Job], Awaitable[None]]

_SELECT = (
    "SELECT review_cases.id, order_id, coalesce(orders.user_id, review_cases.user_id) AS user_id,"
    " reason, opened_at, closed_at, decision, decided_by"
    " FROM review_cases LEFT JOIN orders ON orders.id = order_id "
)


@dataclass(frozen=True)
class Case:
    """A review case.

    Attributes:
        order_id: None for a question about no order.
        user_id: the member of the order, or who asks.
        decision, decided_by: of a closed case.
    """

    id: int
    order_id: UUID | None
    user_id: int
    reason: str
    opened_at: datetime
    closed_at: datetime | None
    decision: str | None
    decided_by: str | None


@dataclass(frozen=True)
class CaseMessage:
    """What a member (MEMBER) or an operator has written about a case."""

    id: int
    case_id: int
    at: datetime
    author: str
    text: str


class TooManyQuestionsError(Exception):
    """A member has written MOST_UNANSWERED messages and has to wait for an answer."""


async def open_case(
    connection: Connection, *, order_id: UUID | None, user_id: int, reason: str, now: datetime
) -> int:
    """Open a case, of the user where there is no order; return its id, or that of the open one."""
    owner = user_id if order_id is None else None
    await connection.execute(
        "INSERT INTO review_cases (order_id, user_id, reason, opened_at) VALUES (%s, %s, %s, %s)"
        " ON CONFLICT DO NOTHING",
        (order_id, owner, reason, now),
    )
    found = await connection.execute(
        "SELECT id FROM review_cases WHERE order_id IS NOT DISTINCT FROM %s"
        " AND user_id IS NOT DISTINCT FROM %s AND reason = %s AND closed_at IS NULL FOR UPDATE",
        (order_id, owner, reason),
    )
    row = await found.fetchone()
    if row is None:  # closed by another transaction between the two statements
        return await open_case(
            connection, order_id=order_id, user_id=user_id, reason=reason, now=now
        )
    return int(row[0])


async def add_message(
    connection: Connection, case_id: int, *, author: str, text: str, now: datetime
) -> int:
    """Add a message to a case, at most LONGEST characters of it; return its id."""
    found = await connection.execute(
        "INSERT INTO case_messages (case_id, at, author, text) VALUES (%s, %s, %s, %s)"
        " RETURNING id",
        (case_id, now, author, text.replace("\0", "")[:LONGEST]),
    )
    row = await found.fetchone()
    assert row is not None  # noqa: S101 - RETURNING
    return int(row[0])


async def ask(
    connection: Connection, *, order_id: UUID | None, user_id: int, text: str, now: datetime
) -> int:
    """Add a member's question to their open case about an order or none; return the case's id.

    Raises TooManyQuestionsError.
    """
    case_id = await open_case(connection, order_id=order_id, user_id=user_id, reason=ASKED, now=now)
    if await _unanswered(connection, case_id) >= MOST_UNANSWERED:
        raise TooManyQuestionsError
    await add_message(connection, case_id, author=MEMBER, text=text, now=now)
    return case_id


async def answer(
    connection: Connection, defer: Defer, case_id: int, *, by: str, text: str, now: datetime
) -> int:
    """Answer the member of a case, to whom the worker sends it; return the message's id.

    Raises ValueError for an answer that is too long or empty, and for the name of MEMBER.
    """
    if by == MEMBER:
        raise ValueError(f"an operator cannot be called {MEMBER}")
    if not text.strip() or len(text) > LONGEST_ANSWER:
        raise ValueError(f"an answer has 1 to {LONGEST_ANSWER} characters")
    message_id = await add_message(connection, case_id, author=by, text=text, now=now)
    await defer(connection, Job("answer", str(message_id)))
    return message_id


async def find_case(connection: Connection, case_id: int) -> Case | None:
    """Return a case."""
    async with connection.cursor(row_factory=class_row(Case)) as cursor:
        await cursor.execute(_SELECT + "WHERE review_cases.id = %s", (case_id,))
        return await cursor.fetchone()


async def list_cases(
    connection: Connection, *, reason: str | None = None, closed: bool = False
) -> list[Case]:
    """Return the open cases, or with `closed` all, perhaps of one reason; the oldest first."""
    async with connection.cursor(row_factory=class_row(Case)) as cursor:
        await cursor.execute(
            _SELECT + "WHERE (%(closed)s OR closed_at IS NULL)"
            " AND reason = coalesce(%(reason)s, reason) ORDER BY opened_at, review_cases.id",
            {"closed": closed, "reason": reason},
        )
        return await cursor.fetchall()


async def cases_of(connection: Connection, order_id: UUID) -> list[Case]:
    """Return all cases of an order, the oldest first."""
    async with connection.cursor(row_factory=class_row(Case)) as cursor:
        await cursor.execute(
            _SELECT + "WHERE order_id = %s ORDER BY opened_at, review_cases.id", (order_id,)
        )
        return await cursor.fetchall()


async def close_case(
    connection: Connection, case_id: int, *, decision: str, by: str, now: datetime
) -> bool:
    """Close one case; False if it is closed already, or there is none."""
    done = await connection.execute(
        "UPDATE review_cases SET closed_at = %s, decision = %s, decided_by = %s"
        " WHERE id = %s AND closed_at IS NULL",
        (now, decision, by, case_id),
    )
    return done.rowcount == 1


async def messages_of(connection: Connection, case_id: int) -> list[CaseMessage]:
    """Return the messages of a case, the oldest first."""
    async with connection.cursor(row_factory=class_row(CaseMessage)) as cursor:
        await cursor.execute(
            "SELECT id, case_id, at, author, text FROM case_messages WHERE case_id = %s"
            " ORDER BY id",
            (case_id,),
        )
        return await cursor.fetchall()


async def find_message(connection: Connection, message_id: int) -> CaseMessage | None:
    """Return a message."""
    async with connection.cursor(row_factory=class_row(CaseMessage)) as cursor:
        await cursor.execute(
            "SELECT id, case_id, at, author, text FROM case_messages WHERE id = %s", (message_id,)
        )
        return await cursor.fetchone()


async def _unanswered(connection: Connection, case_id: int) -> int:
    """Return how many messages the member has written since the last answer."""
    found = await connection.execute(
        "SELECT count(*) FROM case_messages WHERE case_id = %(case)s AND author = %(member)s"
        " AND id > coalesce((SELECT max(id) FROM case_messages WHERE case_id = %(case)s"
        " AND author <> %(member)s), 0)",
        {"case": case_id, "member": MEMBER},
    )
    row = await found.fetchone()
    return int(row[0]) if row else 0
