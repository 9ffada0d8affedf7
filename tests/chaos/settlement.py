"""The checks after a run: our books, Telegram's and the partner's side by side, order by order."""

import itertools
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID

from orders.models import STARS, Event, Order, Payment
from orders.orders import DECISIONS
from orders.states import BUY, OrderState, OrderStep, PaymentState
from tests.chaos.outside_books import Entry, Miners, balance, miners_of, transactions
from tests.chaos.selling_system import System

GONE = {PaymentState.REFUNDED, PaymentState.CHARGED_BACK}


@dataclass
class Books:
    """All that the three sides know of the orders.

    Attributes:
        cases: reasons of the open review cases, by order.
        decided: (order, step) of what `audit` names, with who has decided.
        jobs: subjects of the jobs that still wait or run, by kind.
    """

    orders: list[Order]
    events: dict[UUID, list[Event]] = field(default_factory=lambda: defaultdict(list))
    payments: dict[str, Payment] = field(default_factory=dict)
    cases: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    case_reasons: dict[UUID, list[str]] = field(default_factory=lambda: defaultdict(list))
    decided: dict[tuple[UUID, str], list[str]] = field(default_factory=lambda: defaultdict(list))
    jobs: dict[str, set[str]] = field(default_factory=lambda: defaultdict(set))
    receipts: set[UUID] = field(default_factory=set)
    entries: list[Entry] = field(default_factory=list)
    balance: int = 0
    miners: Miners = field(default_factory=dict)

    def payments_of(self, order: Order) -> list[Payment]:
        """Return the payments that name an order."""
        return [one for one in self.payments.values() if one.order_id == order.id]

    def decisions_of(self, order: Order) -> list[str]:
        """Return the decisions of persons about an order."""
        return [step for known, step in self.decided if known == order.id]


async def read_books(system: System) -> Books:
    """Read all of them."""
    select = (
        "SELECT id, kind, user_id, target, state, version, currency, price_units, quote,"
        " quoted_until, created_at, changed_at, invoice_url FROM orders ORDER BY id"
    )
    books = Books([Order(*row) for row in await system.rows(select)])
    for row in await system.rows(
        "SELECT order_id, version, at, step, from_state, to_state, details FROM events"
        " ORDER BY order_id, version"
    ):
        books.events[row[0]].append(Event(*row))
    for row in await system.rows(
        "SELECT rail, ext_id, order_id, user_id, currency, units, paid_at, state, changed_at"
        " FROM payments"
    ):
        books.payments[row[1]] = Payment(*row)
    for order_id, reason, is_open in await system.rows(
        "SELECT order_id, reason, closed_at IS NULL FROM review_cases"
    ):
        books.case_reasons[order_id].append(reason)
        if is_open:
            books.cases[order_id].append(reason)
    for order_id, action, actor in await system.rows("SELECT order_id, action, actor FROM audit"):
        books.decided[order_id, action].append(actor)
    for kind, subject in await system.rows(
        "SELECT task_name, args->>'subject' FROM procrastinate_jobs"
        " WHERE status IN ('todo', 'doing')"
    ):
        books.jobs[kind].add(subject)
    books.receipts = {row[0] for row in await system.rows("SELECT order_id FROM receipts")}
    books.entries = await transactions(system)
    books.balance = await balance(system)
    books.miners = await miners_of(system, sorted({order.user_id for order in books.orders}))
    return books


def faults_of(books: Books, *, bot_stars: int) -> list[str]:
    """Return everything that does not agree; `bot_stars` is what the bot had before the run."""
    found = list(_faults_of_charges(books, bot_stars))
    for order in books.orders:
        known = itertools.chain(
            _faults_of_history(books, order),
            _faults_of_money(books, order),
            _faults_of_end(books, order),
        )
        found += [f"order {order.id} ({order.state}): {fault}" for fault in known]
    return found + list(_faults_of_miners(books))


def _faults_of_charges(books: Books, bot_stars: int) -> Iterator[str]:
    """Compare Telegram's transactions with the payments, both ways."""
    back: dict[str, list[Entry]] = defaultdict(list)
    sums: Counter[bool] = Counter()
    for entry in books.entries:
        sums[entry.is_in] += entry.units
        if not entry.is_in:
            back[entry.charge_id].append(entry)
    paid = {entry.charge_id: entry for entry in books.entries if entry.is_in}
    for charge, entry in paid.items():
        payment = books.payments.get(charge)
        known = _faults_of_charge(entry, payment, back[charge]) if payment else ["is not booked"]
        yield from (f"order {entry.order_id}: charge {charge} {fault}" for fault in known)
    for charge, payment in books.payments.items():
        if charge not in paid:
            yield f"order {payment.order_id}: Telegram knows no charge {charge}"
    kept = sum(p.units for p in books.payments.values() if p.state not in GONE)
    more = books.balance - bot_stars
    if not more == sums[True] - sums[False] == kept:
        yield (
            f"the bot has {more} Stars more than before, Telegram lists"
            f" {sums[True] - sums[False]}, our payments say {kept}"
        )


def _faults_of_charge(entry: Entry, payment: Payment, back: list[Entry]) -> Iterator[str]:
    """Compare one of Telegram's charges, and what went back of it, with the payment."""
    ours = (payment.units, payment.currency, payment.user_id, payment.order_id)
    if ours != (entry.units, STARS, entry.user_id, entry.order_id):
        yield f"is booked as {payment}"
    if payment.state not in {PaymentState.MATCHED, *GONE}:
        yield f"is left {payment.state}"
    if len(back) != (payment.state in GONE):
        yield f"is {payment.state}, and went back {len(back)} times"
    for out in back:
        if out.units != entry.units:
            yield f"went back with {out.units} of {entry.units} Stars"
        if out.is_refund != (payment.state is PaymentState.REFUNDED):
            yield f"is {payment.state}, for Telegram it is {'refunded' if out.is_refund else 'not'}"


def _faults_of_history(books: Books, order: Order) -> Iterator[str]:
    """Check that each step is one of the table, with no version left out."""
    before: str | None = None
    for number, event in enumerate(books.events[order.id], 1):
        if event.version != number or event.from_state != before:
            yield f"event {number} is {event}"
        if number > 1:
            step, state = OrderStep(event.step), OrderState(str(event.from_state))
            if BUY[step].get(state) != event.to_state:
                yield f"{step} led from {state} to {event.to_state}"
            if step in DECISIONS and not books.decided[order.id, step]:
                yield f"{step} is not in the audit"
        before = event.to_state
    if before != order.state or order.version != len(books.events[order.id]):
        yield f"the events end with {before}, version {len(books.events[order.id])}"


def _faults_of_money(books: Books, order: Order) -> Iterator[str]:
    """Check that it was paid once if it was delivered, and not at all if it was not."""
    payments = books.payments_of(order)
    kept = [payment for payment in payments if payment.state is PaymentState.MATCHED]
    taken = [payment for payment in payments if payment.state is PaymentState.CHARGED_BACK]
    if sum(payment.units for payment in kept) > order.price_units:
        yield f"charged {len(kept)} times for {order.price_units} Stars"
    if order.state is OrderState.DONE and not kept and not taken:
        yield f"delivered, and its payments are {[str(p.state) for p in payments]}"
    if order.state in {OrderState.FAILED, OrderState.EXPIRED, OrderState.CANCELLED} and kept:
        yield "not delivered, and its payment is kept"
    if taken and "charged back" not in books.case_reasons[order.id]:
        yield "charged back without a review case"


def _faults_of_end(books: Books, order: Order) -> Iterator[str]:
    """Check that it has ended or waits for somebody, and has a receipt."""
    subject = str(order.id)
    if order.state is OrderState.REVIEW:
        if not any(books.cases[order.id]):
            yield "in review without a case that has a reason"
    elif order.state in {OrderState.PAID, OrderState.FULFILLING, OrderState.UNKNOWN}:
        yield f"not ended, with a job: {subject in books.jobs['deliver']}"
    elif order.state in {OrderState.QUOTED, OrderState.AWAITING}:
        yield f"not ended, with a job: {subject in books.jobs['expire']}"
    if order.id not in books.receipts:
        yield "has no receipt"


def _faults_of_miners(books: Books) -> Iterator[str]:
    """Check that every done order has a miner of its own, and no other order has one."""
    groups: dict[tuple[int, str], list[Order]] = defaultdict(list)
    for order in books.orders:
        groups[order.user_id, order.target].append(order)
    for key in groups.keys() | books.miners.keys():
        orders, miners = groups[key], books.miners.get(key, set())
        done = [order for order in orders if order.state is OrderState.DONE]
        claims = Counter(filter(None, (_miner(books, order) for order in done)))
        named = f"{key[0]} has {len(miners)} of collection {key[1]}"
        if twice := [miner for miner, count in claims.items() if count > 1]:
            yield f"{_ids(done)}: each claims the miner {twice}"
        if missing := claims.keys() - miners:
            yield f"{_ids(done)}: the miner {missing} is not there; {named}"
        if len(miners) != len(done):
            others = [order for order in orders if order.state is not OrderState.DONE]
            yield f"{named} for the done orders {_ids(done)}; not done: {_ids(others)}"


def _miner(books: Books, order: Order) -> Any:
    """Return the miner that an order names, if it was seen."""
    return next(
        (e.details.get("miner") for e in books.events[order.id] if e.step == OrderStep.DELIVER),
        None,
    )


def _ids(orders: list[Order]) -> str:
    return ", ".join(f"order {order.id} ({order.state})" for order in orders) or "none"
