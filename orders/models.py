"""Rows of the tables of money. Amounts are integers of the smallest unit of their currency."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from orders.states import OrderState, PaymentState

STARS = "XTR"


@dataclass(frozen=True)
class Order:
    """An order.

    Attributes:
        kind: a key of `orders.states.ORDER_TRANSITIONS`.
        target: what is bought, such as the id of a collection: one open order for each.
        version: grows by one with every step, from 1.
        currency, price_units: what has to be paid; for Stars the currency is STARS.
        quote: what the price follows from, as it was shown.
        quoted_until: when the price ends.
        invoice_url: where it is paid, once the partner has prepared it.
    """

    id: UUID
    kind: str
    user_id: int
    target: str
    state: OrderState
    version: int
    currency: str
    price_units: int
    quote: Mapping[str, Any]
    quoted_until: datetime
    created_at: datetime
    changed_at: datetime
    invoice_url: str | None = None

    def __post_init__(self) -> None:
        """Make the state of a row, a text, one of OrderState."""
        object.__setattr__(self, "state", OrderState(self.state))


@dataclass(frozen=True)
class Charge:
    """Money that has arrived, as the rail reports it.

    Attributes:
        rail, ext_id: together name the payment: the rail's own id of the charge.
        order_id: the order that the payer was asked to pay; None if it names none.
        user_id: who paid.
    """

    rail: str
    ext_id: str
    order_id: UUID | None
    user_id: int
    currency: str
    units: int
    paid_at: datetime


@dataclass(frozen=True)
class Payment(Charge):
    """A charge that is booked."""

    state: PaymentState
    changed_at: datetime

    def __post_init__(self) -> None:
        """Make the state of a row, a text, one of PaymentState."""
        object.__setattr__(self, "state", PaymentState(self.state))


@dataclass(frozen=True)
class Event:
    """A step of an order; there is one for each of its versions."""

    order_id: UUID
    version: int
    at: datetime
    step: str
    from_state: str | None
    to_state: str
    details: Mapping[str, Any]
