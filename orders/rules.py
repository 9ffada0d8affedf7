"""What may be bought: the operator's limits and terms. Pure."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Literal

PERIOD = timedelta(days=21)  # in which Telegram may take Stars back

Reason = Literal[
    "not_selling",  # the operator sells nothing by this rail now
    "account_unknown",  # the partner has not named the user id of the member's account
    "offer_gone",  # the miner is no longer on sale
    "price_changed",  # it costs something else than the member has seen
    "terms_needed",  # the member has not accepted the terms in force
    "over_order_limit",
    "over_first_order_limit",
    "over_user_limit",
    "cannot_cancel",  # the order is paid or over
    "key_reused",  # the Idempotency-Key belongs to another request
]

# Why an invoice must not be paid now.
PayReason = Literal[
    "not_selling",
    "order_unknown",
    "order_over",  # it is paid, expired or cancelled
    "other_payer",  # the order is somebody else's
    "wrong_amount",
]


@dataclass(frozen=True)
class Waits:
    """How long the parts of an order may take. Only tests choose other times than these.

    Attributes:
        quote: how long a price in Stars is valid.
        grace: a payment that was agreed to before the price ended may arrive for so long after it.
        again: seconds after each confirmation without a clear answer; the last one is repeated.
        give_up: time after the first confirmation; then a person decides.
    """

    quote: timedelta = timedelta(minutes=10)
    grace: timedelta = timedelta(seconds=60)
    again: tuple[int, ...] = (5, 30, 120, 600, 1800, 3600)
    give_up: timedelta = timedelta(hours=24)


class OrderMissingError(LookupError):
    """There is no such order or payment."""


class BuyingError(Exception):
    """A member cannot buy this now.

    Attributes:
        limit: the greatest price in Stars that is possible, where a limit is the reason.
    """

    def __init__(self, reason: Reason, *, limit: int | None = None) -> None:
        super().__init__(reason)
        self.reason = reason
        self.limit = limit


@dataclass(frozen=True)
class Spent:
    """What a member has ordered by one rail.

    Attributes:
        units: of the orders of the last PERIOD that are open or done.
        done: how many orders have ever ended with a miner whose payment was not taken back.
    """

    units: int
    done: int


@dataclass(frozen=True)
class Rules:
    """The operator's rules of selling for Stars.

    Attributes:
        sells: whether anything is sold.
        terms_version: of the terms in force, which a buyer accepts.
        per_order, first_order, per_user: the most Stars of one order, of all orders of a member
            until the first one is done, and of all orders of a member in PERIOD.
        waits: how long the parts of an order may take.
    """

    sells: bool
    terms_version: str
    terms_url: str
    per_order: int
    first_order: int
    per_user: int
    waits: Waits = Waits()

    def check(self, stars: int, spent: Spent) -> None:
        """Raise BuyingError if an order of so many Stars is over a limit."""
        if stars > self.per_order:
            raise BuyingError("over_order_limit", limit=self.per_order)
        if not spent.done and spent.units + stars > self.first_order:
            left = max(0, self.first_order - spent.units)
            raise BuyingError("over_first_order_limit", limit=left)
        if spent.units + stars > self.per_user:
            left = max(0, self.per_user - spent.units)
            raise BuyingError("over_user_limit", limit=left)
