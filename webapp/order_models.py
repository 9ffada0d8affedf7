"""Requests and responses about orders."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from pydantic import Field, StrictInt, StrictStr

from gomining.models import Amount
from market.shop import Offer
from orders.rules import Reason
from orders.states import OrderState, PaymentState
from webapp.models import RequestModel, ResponseModel

OfferId = Annotated[str, Field(min_length=1, max_length=64)]


class ReviewQuery(RequestModel):
    """The miner on sale that somebody wants to buy, by its id in the shop."""

    offer: OfferId


class OrderQuery(RequestModel):
    """An order, by its id."""

    id: UUID


class ChosenOrder(RequestModel):
    """An order, by its id."""

    id: UUID


class NewOrder(RequestModel):
    """What a member agrees to: this price in Stars, these terms, and to be 18 or older."""

    offer: Annotated[StrictStr, Field(min_length=1, max_length=64)]
    price_stars: Annotated[StrictInt, Field(ge=1)]
    terms_version: Annotated[StrictStr, Field(min_length=1, max_length=32)]
    is_adult: Literal[True]


class ReviewAnswer(ResponseModel):
    """What a member would buy.

    `refusal` is why they cannot, `limit` the greatest price in Stars that is possible where a limit
    is the reason; `openOrder` takes the place of a new one. `validSeconds` is for how long the
    price of an order is valid.
    """

    offer: Offer
    refusal: Reason | None
    limit: int | None
    open_order: UUID | None
    valid_seconds: int
    terms_version: str
    terms_url: str


class OrderStepAnswer(ResponseModel):
    """When an order has come to a state."""

    at: datetime
    state: OrderState


class PaymentAnswer(ResponseModel):
    """What was paid in Stars, and what became of it."""

    units: int
    state: PaymentState
    paid_at: datetime


class OrderAnswer(ResponseModel):
    """An order.

    `code` is what members and support call it, `offer` what the shop calls the miner. `invoiceUrl`
    is there while it can be paid, `secondsLeft` says for how long, by the server's clock; `miner`
    is the id of the miner that has come, if it was seen. `supportUrl` opens the operator's contact.
    `steps` and `payments` are empty in a list.
    """

    id: UUID
    code: str
    offer: str
    state: OrderState
    name: str | None
    power: Amount
    energy_efficiency: Amount
    price_stars: int
    price_usd: Amount
    created_at: datetime
    changed_at: datetime
    quoted_until: datetime
    seconds_left: int | None
    is_open: bool
    invoice_url: str | None
    miner: str | None
    support_url: str | None
    steps: list[OrderStepAnswer]
    payments: list[PaymentAnswer]


class OrdersAnswer(ResponseModel):
    """A member's orders, the newest first; `open` counts those that have not ended."""

    items: list[OrderAnswer]
    open: int
