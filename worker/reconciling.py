"""Compares three books: Telegram's list, GoMining's lists of miners, and our tables. Pure."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import NamedTuple
from uuid import UUID

from orders.models import Payment
from orders.records import OrderRecord, Records, name_of
from orders.rules import PERIOD, Waits
from orders.star_list import INVOICE, NANO, TAKEN_BACK, Entry, stars_text
from orders.states import OrderState, PaymentState

_S = OrderState
UNPAID = frozenset({_S.QUOTED, _S.AWAITING})
DELIVERING = frozenset({_S.PAID, _S.FULFILLING, _S.UNKNOWN})
BEING_PAID = DELIVERING | {_S.REVIEW, _S.DONE}
LATE = timedelta(minutes=2)  # that a job may be late


class Difference(NamedTuple):
    """What two books do not agree on; `order` names the order."""

    order: str
    what: str

    def __str__(self) -> str:
        return f"{self.order}: {self.what}"


class OwnedMiner(NamedTuple):
    """A miner in an account's list; `collection` is None where GoMining does not name it."""

    id: str
    collection: str | None


@dataclass(frozen=True)
class TelegramBooks:
    """Telegram's list, split at our first order, and the bot's balance.

    Attributes:
        older: payments from before the first order, of something else that the bot has sold, or of
            orders that are no longer kept.
    """

    payments: Mapping[str, Entry]
    returns: Mapping[str, Entry]
    older: int
    total: int
    nanostars: int


def sort_list(
    entries: Sequence[Entry], nanostars: int, records: Records, *, kept_since: datetime
) -> TelegramBooks:
    """Return Telegram's books about our orders and payments, which are kept since a time."""
    made = [order.created_at.replace(microsecond=0) for order in records.orders.values()]
    first = max(min(made), kept_since) if made else None
    payments, returns, older = dict[str, Entry](), dict[str, Entry](), 0
    for entry in entries:
        if entry.key.direction == "out":
            if entry.kind == INVOICE or entry.key.id in records.payments:
                returns[entry.key.id] = entry
        elif entry.kind == INVOICE:
            if entry.key.id in records.payments or (first and entry.at >= first):
                payments[entry.key.id] = entry
            else:
                older += 1
    total = sum(
        entry.nanostars if entry.key.direction == "in" else -entry.nanostars for entry in entries
    )
    return TelegramBooks(payments, returns, older, total, nanostars)


def compare_payments(telegram: TelegramBooks, ours: Records) -> Iterator[Difference]:
    """Yield where Telegram's list and our payments differ."""
    for charge, entry in telegram.payments.items():
        payment = ours.payments.get(charge)
        if payment is None:
            yield Difference(
                name_of(entry.order_id),
                f"charge {charge} of {stars_text(entry.nanostars)} Stars is at Telegram,"
                " not in payments",
            )
        elif payment.units * NANO != entry.nanostars:
            yield Difference(
                name_of(payment.order_id),
                f"charge {charge} is {stars_text(entry.nanostars)} Stars at Telegram,"
                f" {payment.units} in payments",
            )
    for charge, payment in ours.payments.items():
        if charge not in telegram.payments:
            yield Difference(
                name_of(payment.order_id), f"charge {charge} is in payments, not at Telegram"
            )
        if charge in telegram.returns and payment.state not in TAKEN_BACK:
            yield Difference(
                name_of(payment.order_id),
                f"charge {charge} has gone back at Telegram, it is {payment.state} in payments",
            )


def expected_balance(telegram: TelegramBooks, ours: Records) -> int:
    """Return what the balance should be: the list's sum, less what a store has taken unlisted."""
    return telegram.total - sum(
        telegram.payments[charge].nanostars for charge in unlisted(telegram, ours)
    )


def unlisted(telegram: TelegramBooks, ours: Records) -> list[str]:
    """Return the charges that have gone back as we say, without an entry at Telegram."""
    return [
        charge
        for charge, payment in ours.payments.items()
        if payment.state in TAKEN_BACK
        and charge in telegram.payments
        and charge not in telegram.returns
    ]


def compare_balance(telegram: TelegramBooks, ours: Records) -> Iterator[Difference]:
    """Yield what the bot's Stars are more or less than they should be, and whose they may be."""
    surplus = telegram.nanostars - expected_balance(telegram, ours)
    if surplus > 0:
        for charge in unlisted(telegram, ours):
            payment = ours.payments[charge]
            what = f"charge {charge} is {payment.state} in payments, and has not gone back"
            yield Difference(name_of(payment.order_id), f"{what} at Telegram")
    if surplus < 0:
        for payment in ours.payments.values():
            if payment.units * NANO == -surplus and payment.state is PaymentState.MATCHED:
                what = f"charge {payment.ext_id} may be charged back: its Stars are missing"
                yield Difference(name_of(payment.order_id), what)
    if surplus:
        more = "more" if surplus > 0 else "less"
        yield Difference(
            "balance",
            f"the bot has {stars_text(abs(surplus))} Stars {more} than the list adds up to",
        )


def compare_orders(ours: Records, now: datetime) -> Iterator[Difference]:
    """Yield where our orders, payments, events, jobs and decisions do not fit each other."""
    for payment in ours.payments.values():
        order = ours.orders.get(payment.order_id) if payment.order_id else None
        for what in _of_payment(payment, order, ours):
            yield Difference(name_of(payment.order_id), what)
    paid = {one.order_id for one in ours.payments.values() if one.state is not PaymentState.LATE}
    for order in ours.orders.values():
        for what in _of_order(order, paid, ours, now):
            yield Difference(f"{order}", what)


def _of_payment(payment: Payment, order: OrderRecord | None, ours: Records) -> Iterator[str]:
    charge = payment.ext_id
    if payment.state is PaymentState.MATCHED:
        state = order.state if order else "not there"
        if state not in BEING_PAID:
            yield f"charge {charge} pays it, and it is {state}"
        if order and payment.units != order.price_units:
            yield f"charge {charge} pays {payment.units} Stars of {order.price_units}"
    waits = ("refund", f"{payment.rail}:{charge}") in ours.jobs
    if payment.state is PaymentState.REFUNDING and not waits:
        yield f"charge {charge} is to go back, and no job does it"
    if order and order.state is OrderState.DONE and order.paid_by == charge:
        goes = payment.state in {PaymentState.REFUNDING, PaymentState.REFUNDED}
        if goes and not order.is_audited:
            yield f"delivered, and charge {charge} is {payment.state}; nobody has decided so"


def _of_order(
    order: OrderRecord, paid: set[UUID | None], ours: Records, now: datetime
) -> Iterator[str]:
    state, subject = order.state, str(order.id)
    if (order.last_version, order.last_state) != (order.version, state):
        yield (
            f"it is {state}, version {order.version};"
            f" its last event says {order.last_state}, version {order.last_version}"
        )
    if state in BEING_PAID and order.id not in paid:
        yield f"it is {state} without a payment"
    if state is OrderState.REVIEW and not order.has_case:
        yield "it is in review without a case"
    job = "deliver" if state in DELIVERING else "expire" if state in UNPAID else None
    if job and (job, subject) not in ours.jobs:
        yield f"it is {state}, and no job goes on with it"
    if state in UNPAID and order.quoted_until + Waits().grace + LATE < now:
        yield f"it is {state}, and its price has ended at {order.quoted_until:%Y-%m-%dT%H:%M:%SZ}"


@dataclass
class Checked:
    """Done orders by what can be said of their miners."""

    seen: int = 0
    unreadable: int = 0
    old: int = 0


def readable_accounts(ours: Records, now: datetime) -> list[str]:
    """Return the `partnerUserId`s whose miners have to be read."""
    return sorted({order.known_as for order in _recent(ours, now) if order.known_as})


def compare_miners(
    accounts: Mapping[str, Sequence[OwnedMiner] | None], ours: Records, now: datetime
) -> tuple[Checked, list[Difference]]:
    """Return which done orders' miners are in their member's list.

    After PERIOD a member may have given a miner away, so only younger orders are compared.
    """
    recent, found = _recent(ours, now), list[Difference]()
    done = sum(order.state is OrderState.DONE for order in ours.orders.values())
    checked = Checked(old=done - len(recent))
    taken = {(order.known_as, order.miner) for order in recent}
    for order in recent:
        owned = accounts.get(order.known_as) if order.known_as else None
        if owned is None or (order.miner is None and order.before is None):
            checked.unreadable += 1
            continue
        miner = order.miner or _new_miner(order, owned, taken)
        if miner in {one.id for one in owned}:
            checked.seen += 1
            taken.add((order.known_as, miner))
        else:
            named = f"miner {miner}" if miner else f"a new miner of collection {order.target}"
            what = f"it is done, and {named} is not in the list of {order.known_as}"
            found.append(Difference(f"{order}", what))
    return checked, found


def _recent(ours: Records, now: datetime) -> list[OrderRecord]:
    return [
        order
        for order in ours.orders.values()
        if order.state is OrderState.DONE
        and (order.done_at is None or order.done_at > now - PERIOD)
    ]


def _new_miner(
    order: OrderRecord, owned: Sequence[OwnedMiner], taken: set[tuple[str | None, str | None]]
) -> str | None:
    """Return a miner that was not there before the delivery and is no other order's."""
    before = {str(number) for number in order.before or ()}
    for miner in owned:
        is_fitting = miner.collection in {None, order.target}
        if is_fitting and miner.id not in before and (order.known_as, miner.id) not in taken:
            return miner.id
    return None
