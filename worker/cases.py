"""`python -m worker cases …`: review cases, for the person who decides about them."""

import json
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime
from uuid import UUID

from orders import queries
from orders.cases import cases_of, messages_of
from orders.cases import list_cases as list_open
from orders.ids import code_of
from orders.models import STARS, Order
from orders.orders import Orders
from orders.records import audit_of, find_cases
from orders.rules import OrderMissingError
from orders.states import IllegalStepError, OrderState, OrderStep, PaymentState
from storage.postgres import Connection

_HEX = frozenset("0123456789abcdef")
_SHORTEST = 4  # digits of a code
DECISIONS: Mapping[str, OrderStep] = {
    "retry": OrderStep.RETRY,
    "settle": OrderStep.SETTLE,
    "refund": OrderStep.GIVE_BACK,
}


class CommandError(Exception):
    """What was asked for cannot be done; the text is for the person who has asked."""


async def order_named(connection: Connection, text: str) -> Order:
    """Return the order with this id, or with an id that ends in this code.

    Raises CommandError where there is none, or more than one.
    """
    code = text.replace("-", "").lower()
    if not _SHORTEST <= len(code) <= 32 or not set(code) <= _HEX:
        raise CommandError(f"{text!r} is neither an order's code nor its id")
    found = await queries.ids_ending_in(connection, code)
    if len(found) > 1:
        ids = ", ".join(map(str, found))
        raise CommandError(f"{text} is the code of {len(found)} orders, give an id: {ids}")
    order = await queries.find_order(connection, found[0]) if found else None
    if order is None:
        raise CommandError(f"there is no order {text}")
    return order


async def list_cases(orders: Orders) -> list[str]:
    """Return the open cases, one a line, the oldest first."""
    async with orders.transaction() as connection:
        cases = await find_cases(connection)
        asked = len(await list_open(connection, reason=queries.ASKED))
    questions = [f"open questions of members, see `questions list`: {asked}"] if asked else []
    if not cases:
        return ["no open cases", *questions]
    rows = [("order", "state", "amount", "since (UTC)", "reason")]
    rows += [
        (
            code_of(case.order_id),
            case.state,
            _amount(case.price_units, case.currency),
            _time(case.opened_at),
            case.reason,
        )
        for case in cases
    ]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(text.ljust(width) for text, width in zip(row, widths, strict=True)).rstrip()
        for row in rows
    ] + questions


async def show_order(orders: Orders, name: str) -> list[str]:
    """Return everything about an order: events, payments, cases, and what people have decided."""
    async with orders.transaction() as connection:
        order = await order_named(connection, name)
        sections = {
            "events": await _events(connection, order.id),
            "payments": await _payments(connection, order.id),
            "cases": await _cases(connection, order.id),
            "decisions": await _decisions(connection, order.id),
            "messages": await _messages(connection, order.id),
        }
    lines = [*_head(order)]
    for title, rows in sections.items():
        lines += [f"{title}:", *(f"  {row}" for row in rows or ["none"])]
    return lines


async def decide(orders: Orders, name: str, action: str, *, actor: str, reason: str) -> list[str]:
    """Take a decision, or close the cases of an order; return what has become of it.

    Raises CommandError where the order is not in a state for it.
    """
    async with orders.transaction() as connection:
        order = await order_named(connection, name)
        payments = await queries.payments_of(connection, order.id)
    code = code_of(order.id)
    is_reviewed = order.state is OrderState.REVIEW
    if action == "close" and not is_reviewed:
        closed = await orders.close(order.id, actor=actor, reason=reason)
        if not closed:
            raise CommandError(f"order {code} has no open case")
        return [f"order {code}: {closed} closed, it stays {order.state}"]
    step = OrderStep.SETTLE if action == "close" else DECISIONS[action]
    try:
        after = await orders.decide(order.id, step, actor=actor, reason=reason)
    except IllegalStepError:
        raise CommandError(f"order {code} is {order.state}: no {action} from there") from None
    lines = [f"order {code}: {order.state} -> {after.state}"]
    is_paid = any(payment.state is PaymentState.MATCHED for payment in payments)
    if step is OrderStep.RETRY and not is_paid:
        lines.append("note: no payment pays it now, and it will be delivered all the same")
    return lines


async def charged_back(orders: Orders, name: str, *, actor: str, reason: str) -> list[str]:
    """Record that the payment of an order was taken back."""
    async with orders.transaction() as connection:
        order = await order_named(connection, name)
    code = code_of(order.id)
    try:
        payment = await orders.found_charged_back(order.id, actor=actor, reason=reason)
    except OrderMissingError:
        raise CommandError(f"order {code} has no payment that can be charged back") from None
    return [f"order {code}: payment {payment.ext_id} is {payment.state}"]


def _head(order: Order) -> Iterator[str]:
    yield f"order {code_of(order.id)} ({order.id}) of user {order.user_id}"
    yield f"  {order.state}, version {order.version}, since {_time(order.changed_at)}"
    yield f"  {order.kind} {order.target} for {_amount(order.price_units, order.currency)}"
    yield f"  made {_time(order.created_at)}, price valid until {_time(order.quoted_until)}"
    yield f"  quote {_json(order.quote)}"


async def _events(connection: Connection, order_id: UUID) -> list[str]:
    return [
        f"{_time(one.at)}  {one.version}  {one.step} -> {one.to_state}  {_json(one.details)}"
        for one in await queries.events_of(connection, order_id)
    ]


async def _payments(connection: Connection, order_id: UUID) -> list[str]:
    return [
        f"{_time(one.paid_at)}  {one.state}  {_amount(one.units, one.currency)}"
        f"  by user {one.user_id}  {one.ext_id}"
        for one in await queries.payments_of(connection, order_id)
    ]


async def _cases(connection: Connection, order_id: UUID) -> list[str]:
    return [
        f"{_time(one.opened_at)}  {one.reason}  "
        + (f"{one.decision} by {one.decided_by}" if one.closed_at else "open")
        for one in await find_cases(connection, order_id)
    ]


async def _decisions(connection: Connection, order_id: UUID) -> list[str]:
    return [
        f"{_time(one.at)}  {one.action}  by {one.actor}: {one.details.get('reason', '')}"
        for one in await audit_of(connection, order_id)
    ]


async def _messages(connection: Connection, order_id: UUID) -> list[str]:
    """Return what was written, with the number by which `questions answer` knows it."""
    return [
        f"{_time(one.at)}  question {case.id}  {one.author}: {printable(one.text)}"
        for case in await cases_of(connection, order_id)
        for one in await messages_of(connection, case.id)
    ]


def printable(text: str) -> str:
    """Return a member's text on one line, without what could steer the operator's terminal."""
    flat = " ".join(text.split())
    return "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in flat)


def _amount(units: int, currency: str) -> str:
    return f"{units} Stars" if currency == STARS else f"{units} {currency}"


def _time(at: datetime) -> str:
    return f"{at.astimezone(UTC):%Y-%m-%d %H:%M:%S}"


def _json(details: Mapping[str, object]) -> str:
    return json.dumps(details, ensure_ascii=False) if details else ""
