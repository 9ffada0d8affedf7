"""`python -m worker questions …`: what members have asked, for the person who answers."""

from collections.abc import Sequence
from datetime import UTC, datetime

from orders import cases, queries
from orders.cases import Case
from orders.ids import code_of
from orders.orders import Orders
from orders.records import name_of
from runtime.clock import Time
from storage.postgres import Connection
from worker.cases import CommandError


async def list_questions(orders: Orders) -> list[str]:
    """Return the open questions, one a line, the oldest first."""
    async with orders.transaction() as connection:
        found = await cases.list_cases(connection, reason=queries.ASKED)
        messages = {case.id: await cases.messages_of(connection, case.id) for case in found}
    if not found:
        return ["no open questions"]
    rows = [("question", "order", "since (UTC)", "last by")]
    rows += [
        (
            str(case.id),
            code_of(case.order_id) if case.order_id else "-",
            _time(case.opened_at),
            messages[case.id][-1].author if messages[case.id] else "-",
        )
        for case in found
    ]
    return aligned(rows)


async def show_question(orders: Orders, number: int) -> list[str]:
    """Return a question with all that was written. Raises CommandError if there is none."""
    async with orders.transaction() as connection:
        case = await _case(connection, number)
        messages = await cases.messages_of(connection, number)
    end = f"closed by {case.decided_by}: {case.decision}" if case.closed_at else "open"
    lines = [
        f"question {case.id} of user {case.user_id} about {name_of(case.order_id)}",
        f"  since {_time(case.opened_at)}, {end}",
    ]
    for message in messages:
        lines += [f"{_time(message.at)}  {message.author}:"]
        lines += [f"  {line}" for line in _printable(message.text).splitlines()]
    return lines


async def answer(orders: Orders, number: int, *, actor: str, text: str, time: Time) -> list[str]:
    """Answer in the chat of the member, who can reply."""
    async with orders.transaction() as connection:
        case = await _case(connection, number)
        try:
            await cases.answer(
                connection, orders.defer, number, by=actor, text=text, now=time.now()
            )
        except ValueError as error:
            raise CommandError(str(error)) from None
        await queries.insert_audit(
            connection,
            actor=actor,
            action="answer",
            order_id=case.order_id,
            details={"question": number},  # the text stands in the case
            now=time.now(),
        )
    return [f"question {number}: the answer is sent by the worker"]


async def close(orders: Orders, number: int, *, actor: str, reason: str, time: Time) -> list[str]:
    """Close a question; what the member writes after that is a new one."""
    async with orders.transaction() as connection:
        case, now = await _case(connection, number), time.now()
        if not await cases.close_case(connection, number, decision=reason, by=actor, now=now):
            raise CommandError(f"question {number} is closed already")
        await queries.insert_audit(
            connection,
            actor=actor,
            action="close question",
            order_id=case.order_id,
            details={"question": number, "reason": reason},
            now=now,
        )
    return [f"question {number} is closed"]


def aligned(rows: Sequence[tuple[str, ...]]) -> list[str]:
    """Return rows as lines with the columns below one another."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ]


async def _case(connection: Connection, number: int) -> Case:
    case = await cases.find_case(connection, number)
    if case is None or case.reason != queries.ASKED:
        raise CommandError(f"there is no question {number}")
    return case


def _printable(text: str) -> str:
    """Return a member's text without what could steer the operator's terminal."""
    return "".join(c if c.isprintable() or c == "\n" else "\N{REPLACEMENT CHARACTER}" for c in text)


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"
