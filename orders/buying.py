"""Buying a miner for Telegram Stars, as page and chat offer it; the worker does the rest."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from accounts.member import Member
from accounts.sessions import Session
from market.shop import Offer, Shop
from orders import buyers, queries
from orders.models import STARS, Charge, Event, Order, Payment
from orders.orders import Orders
from orders.quote import Quote
from orders.rules import BuyingError, OrderMissingError, PayReason, Rules
from orders.states import IllegalStepError, OrderState, OrderStep
from runtime.clock import Time
from storage.postgres import Connection

RAIL = "stars"
MOST = 100  # orders in a list; a member's newest ones


@dataclass(frozen=True)
class Review:
    """What a member sees before an order is made.

    Attributes:
        refusal: why the member cannot order this now; None if they can.
        open_order: the member's open order for this miner, which takes the place of a new one.
    """

    offer: Offer
    refusal: BuyingError | None
    open_order: UUID | None


@dataclass(frozen=True)
class History:
    """An order with its events and payments, oldest first."""

    order: Order
    events: Sequence[Event]
    payments: Sequence[Payment]


class Buying:
    """What members do with orders; safe in any number of processes."""

    def __init__(self, orders: Orders, shop: Shop, rules: Rules, *, time: Time) -> None:
        self.orders = orders
        self.rules = rules
        self._shop = shop
        self._time = time

    async def review(self, member: Member, offer_id: str) -> Review:
        """Return what the member would buy. Raises BuyingError `offer_gone`."""
        offer = await self._offer(member, offer_id)
        session = await member.session_or_none()
        async with self.orders.transaction() as connection:
            known = await queries.find_open(connection, member.user_id, "buy", offer_id)
            try:
                await self._check(connection, member.user_id, session, offer.price_stars)
            except BuyingError as error:
                return Review(offer, error, known.id if known else None)
        return Review(offer, None, known.id if known else None)

    async def order(
        self, member: Member, offer_id: str, *, stars: int, terms: str, key: UUID | None = None
    ) -> Order:
        """Make an order for the price that the member has seen, or return the open one.

        `terms` is the version that the member has accepted, `key` the Idempotency-Key: a repeated
        request returns the order of the first. Raises BuyingError.
        """
        digest = hashlib.sha256(f"{offer_id} {stars} {terms}".encode()).digest()
        if key is not None:  # first: whatever the partner says now, a repeat gets its answer
            async with self.orders.transaction() as connection:
                if known := await self._answer_of(connection, member.user_id, key, digest):
                    return known
        offer = await self._offer(member, offer_id)
        session = await member.session_or_none()
        async with self.orders.transaction() as connection:
            known = await self._repeated(connection, member.user_id, key, digest)
            if known is not None:
                return known
            if offer.price_stars != stars:
                raise BuyingError("price_changed")
            if terms != self.rules.terms_version:
                raise BuyingError("terms_needed")
            order = await self._create(connection, member.user_id, session, offer)
            if key is not None:
                await buyers.answer_request(connection, member.user_id, key, order.id)
        return order

    async def cancel(self, user_id: int, order_id: UUID) -> Order:
        """Cancel a member's order that is not paid; again is no error.

        Raises OrderMissingError, and BuyingError `cannot_cancel`.
        """
        async with self.orders.transaction() as connection:
            order = await queries.lock_order(connection, order_id)
            if order is None or order.user_id != user_id:
                raise OrderMissingError(f"there is no order {order_id}")
            if order.state is OrderState.CANCELLED:
                return order
            try:
                return await self.orders.step(connection, order_id, OrderStep.CANCEL)
            except IllegalStepError:
                raise BuyingError("cannot_cancel") from None

    async def find(self, user_id: int, order_id: UUID) -> History:
        """Return a member's order; OrderMissingError if they have no such order."""
        history = await self.history(order_id)
        if history.order.user_id != user_id:
            raise OrderMissingError(f"there is no order {order_id}")
        return history

    async def history(self, order_id: UUID) -> History:
        """Return anybody's order; OrderMissingError if there is none."""
        async with self.orders.transaction() as connection:
            order = await queries.find_order(connection, order_id)
            if order is None:
                raise OrderMissingError(f"there is no order {order_id}")
            events = await queries.events_of(connection, order_id)
            payments = await queries.payments_of(connection, order_id)
        return History(order, events, payments)

    async def list_of(self, user_id: int) -> list[Order]:
        """Return a member's orders, the newest first, MOST of them."""
        async with self.orders.transaction() as connection:
            return await queries.orders_of(connection, user_id, limit=MOST)

    async def may_pay(
        self, user_id: int, payload: str, *, currency: str, units: int
    ) -> PayReason | None:
        """Return why a member must not pay an invoice now; None if they may.

        It asks nobody but our own database: Telegram waits ten seconds for the answer.
        """
        order_id = order_id_of(payload)
        async with self.orders.transaction() as connection:
            order = await queries.find_order(connection, order_id) if order_id else None
            if order is None:
                return "order_unknown"
            if order.user_id != user_id:
                return "other_payer"
            if not self.rules.sells or not await buyers.is_switched_on(connection, RAIL):
                return "not_selling"
        if order.state is not OrderState.AWAITING or order.quoted_until <= self._time.now():
            return "order_over"
        if (order.currency, order.price_units) != (currency, units):
            return "wrong_amount"
        return None

    async def paid(self, charge: Charge) -> Payment:
        """Book what has arrived, however often it is reported."""
        return await self.orders.book(charge)

    async def _offer(self, member: Member, offer_id: str) -> Offer:
        catalogue = await self._shop.catalogue(member)
        for offer in catalogue.offers:
            if str(offer.id) == offer_id:
                return offer
        raise BuyingError("offer_gone")

    async def _repeated(
        self, connection: Connection, user_id: int, key: UUID | None, digest: bytes
    ) -> Order | None:
        """Note the request; return the order of an earlier one with the same key."""
        now = self._time.now()
        if key is None:
            return None
        if await buyers.remember_request(connection, user_id, key, digest, now=now):
            return None
        return await self._answer_of(connection, user_id, key, digest)

    async def _answer_of(
        self, connection: Connection, user_id: int, key: UUID, digest: bytes
    ) -> Order | None:
        """Return the order of the request with this key; BuyingError if it was another request."""
        known = await buyers.answer_of(connection, user_id, key)
        if known is None:
            return None
        if known[0] != digest or known[1] is None:
            raise BuyingError("key_reused")
        return await queries.find_order(connection, known[1])

    async def _check(
        self, connection: Connection, user_id: int, session: Session | None, stars: int
    ) -> buyers.Account:
        """Return the account that would get the miner; raise BuyingError if nobody may order it."""
        if not self.rules.sells or not await buyers.is_switched_on(connection, RAIL):
            raise BuyingError("not_selling")
        account = await buyers.lock_account(connection, user_id)
        if account is None or account.gomining_user_id is None:
            raise BuyingError("account_unknown")
        if session is None or session.gomining_user_id not in {None, account.gomining_user_id}:
            # A process that ends between binding another account and saving its session leaves
            # the session of the old one: the member would see another farm than the miner's.
            raise BuyingError("account_unknown")
        spent = await buyers.spent_by(
            connection, user_id, account.gomining_user_id, now=self._time.now()
        )
        self.rules.check(stars, spent)
        return account

    async def _create(
        self, connection: Connection, user_id: int, session: Session | None, offer: Offer
    ) -> Order:
        if known := await queries.find_open(connection, user_id, "buy", str(offer.id)):
            return known
        account = await self._check(connection, user_id, session, offer.price_stars)
        assert account.gomining_user_id is not None  # noqa: S101 - `_check` has seen to it
        quote = Quote(
            name=offer.name,
            power=offer.power,
            efficiency=offer.energy_efficiency,
            usd=offer.price_usd,
            account=account.gomining_user_id,
            known_as=account.partner_user_id,
            terms=self.rules.terms_version,
        )
        order, _ = await self.orders.create(
            connection,
            user_id=user_id,
            target=str(offer.id),
            currency=STARS,
            price_units=offer.price_stars,
            quote=quote.fields(),
            valid=self.rules.waits.quote,
        )
        return order


def order_id_of(payload: str) -> UUID | None:
    """Return the order that an invoice's payload names; None for any other text."""
    try:
        return UUID(payload)
    except ValueError:
        return None
