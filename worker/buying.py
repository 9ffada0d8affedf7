"""What the partner does for an order of a miner: it is prepared, and delivered once it is paid.

The partner's `externalId` is the order's id. It names the purchase, so that confirming it again
cannot make a second miner: a confirmation whose answer is lost is repeated until it is answered.
"""

import logging
from collections.abc import Mapping
from typing import Any
from uuid import UUID

from aiogram import Bot
from aiogram.types import LabeledPrice

from bot.translate import Words, words
from gomining import errors
from gomining.endpoints.money import ConfirmPayment, InitPayment
from orders import queries
from orders.models import STARS, Event, Order
from orders.orders import Orders
from orders.quote import Quote, quote_of
from orders.rules import Waits
from orders.states import OrderState, OrderStep
from services import Services
from worker.farm import miner_ids
from worker.later import LaterError

log = logging.getLogger(__name__)

SEEN_AFTER = (0.0, 2.0, 4.0)  # seconds before each reading of the list for a new miner

# Of these answers nobody knows whether they are about this order: the operator's key, a limit.
_NOT_ABOUT_IT = (errors.NotLoggedIn, errors.NotAllowed, errors.RateLimited)


class Purchases:
    """Prepares and delivers the orders of miners; every call may be repeated."""

    def __init__(self, services: Services, orders: Orders, bot: Bot, *, waits: Waits) -> None:
        self._services = services
        self._orders = orders
        self._waits = waits
        self._bot = bot
        self._time = services.time

    async def prepare(self, subject: str) -> None:
        """Have the partner prepare a purchase and make the invoice, before any money."""
        order = await self._find(subject)
        if order.state is not OrderState.QUOTED or order.quoted_until <= self._time.now():
            return  # cancelled, or a repeated job
        quote = quote_of(order)
        url = order.invoice_url or await self._invoice(order, quote)
        try:
            payment = await self._services.client(
                InitPayment(
                    user_id=quote.account,
                    nft_collection_id=int(order.target),
                    external_id=str(order.id),
                )
            )
        except (errors.Refused, errors.Declined, ValueError) as refusal:  # BadParameter is one
            if isinstance(refusal, _NOT_ABOUT_IT):
                raise LaterError(f"{refusal}", seconds=10) from None
            await self._step(order, OrderStep.REFUSE, {"reason": f"{refusal}"})
            return
        except errors.GoMiningError as error:
            raise LaterError(f"{error}", seconds=5) from None
        if payment.price_usdt not in {None, quote.usd}:
            reason = f"the partner asks for {payment.price_usdt} USD instead of {quote.usd}"
            await self._step(order, OrderStep.REFUSE, {"reason": reason})
            return
        await self._make_payable(order, url)

    async def expire(self, subject: str) -> None:
        """End an order that was not paid in time."""
        async with self._orders.transaction() as connection:
            order = await queries.lock_order(connection, UUID(subject))
            if order and order.state in {OrderState.QUOTED, OrderState.AWAITING}:
                await self._orders.step(connection, order.id, OrderStep.EXPIRE)

    async def deliver(self, subject: str) -> None:
        """Confirm a paid purchase until the partner has answered."""
        order = await self._find(subject)
        if order.state not in {OrderState.PAID, OrderState.UNKNOWN, OrderState.FULFILLING}:
            return  # a person has decided, or a repeated job
        history = await self._events(order.id)
        if order.state is OrderState.UNKNOWN and self._is_hopeless(history):
            reason = f"no clear answer of the partner for {self._waits.give_up}"
            await self._step(order, OrderStep.ESCALATE, {"reason": reason})
            return
        is_first = order.state is OrderState.PAID
        before = await miner_ids(self._services, order) if is_first else _known_before(history)
        # Committed before the partner is asked: what dies after it is found in this state.
        if order.state is not OrderState.FULFILLING:
            details: dict[str, Any] = {"miners": before} if is_first else {}
            order = await self._step(order, OrderStep.BEGIN, details)
        await self._confirm(order, before, is_first=is_first, attempts=_attempts(history))

    async def _confirm(
        self, order: Order, before: list[str] | None, *, is_first: bool, attempts: int
    ) -> None:
        quote = quote_of(order)
        try:
            await self._services.client(
                ConfirmPayment(external_id=str(order.id), user_id=quote.account)
            )
        except errors.GoMiningError as error:
            await self._judge(order, before, error, is_first=is_first, attempts=attempts)
            return
        miner = await self._new_miner(order, before, pauses=SEEN_AFTER)
        await self._step(order, OrderStep.DELIVER, {"miner": miner})

    async def _judge(
        self,
        order: Order,
        before: list[str] | None,
        error: errors.GoMiningError,
        *,
        is_first: bool,
        attempts: int,
    ) -> None:
        """Decide what an error means: a miner that has come counts more than what it says."""
        is_refusal = isinstance(error, errors.Refused) and not isinstance(error, _NOT_ABOUT_IT)
        is_answer = isinstance(error, errors.StatusError | errors.Declined)
        pauses = SEEN_AFTER if is_answer else SEEN_AFTER[:1]
        after = None if before is None else await miner_ids(self._services, order)
        if before is not None and after is not None:
            miner = await self._new_miner(order, before, pauses=pauses)
            if miner is not None:
                details = {"miner": miner, "despite": f"{error}"}
                await self._step(order, OrderStep.DELIVER, details)
                return
        conflict = isinstance(error, errors.StatusError) and error.status == 409
        if is_refusal and not conflict and after is not None:
            # Refused at once, and no miner has come: nothing was done. After an attempt without an
            # answer that is no longer certain.
            step = OrderStep.DECLINE if is_first else OrderStep.ESCALATE
            await self._step(order, step, {"reason": f"{error}"})
            return
        await self._step(order, OrderStep.LOSE, {"reason": f"{error}"})
        again = self._waits.again
        seconds = again[min(attempts, len(again) - 1)]
        raise LaterError(f"{error}", seconds=seconds) from None

    async def _new_miner(
        self, order: Order, before: list[str] | None, *, pauses: tuple[float, ...]
    ) -> str | None:
        """Return the id of the miner that has come, if it is seen."""
        if before is None:
            return None
        for pause in pauses:
            await self._time.sleep(pause)
            after = await miner_ids(self._services, order)
            new = sorted(set(after or ()) - set(before))
            if new:
                return new[0]
        return None

    async def _invoice(self, order: Order, quote: Quote) -> str:
        """Return the address at which exactly this order is paid."""
        language = await self._services.preferences.language(order.user_id)
        texts = words(language)
        title = texts.plain("invoice-title", power=_power(texts, quote))[:32]
        about = texts.plain(
            "invoice-about",
            power=_power(texts, quote),
            efficiency=texts.figures.efficiency(quote.efficiency),
        )
        return await self._bot.create_invoice_link(
            title=title,
            description=about[:255],
            payload=str(order.id),
            currency=STARS,
            prices=[LabeledPrice(label=title, amount=order.price_units)],
        )

    async def _make_payable(self, order: Order, url: str) -> None:
        async with self._orders.transaction() as connection:
            now = await queries.lock_order(connection, order.id)
            if now is None or now.state is not OrderState.QUOTED:
                return  # cancelled meanwhile; what is prepared and not confirmed costs nothing
            await queries.set_invoice(connection, order.id, url)
            await self._orders.step(connection, order.id, OrderStep.PREPARE)

    async def _step(self, order: Order, step: OrderStep, details: Mapping[str, Any]) -> Order:
        async with self._orders.transaction() as connection:
            return await self._orders.step(connection, order.id, step, details=details)

    async def _find(self, subject: str) -> Order:
        async with self._orders.transaction() as connection:
            order = await queries.find_order(connection, UUID(subject))
        if order is None:
            raise LookupError(f"there is no order {subject}")
        return order

    async def _events(self, order_id: UUID) -> list[Event]:
        async with self._orders.transaction() as connection:
            return await queries.events_of(connection, order_id)

    def _is_hopeless(self, history: list[Event]) -> bool:
        began = [event.at for event in history if event.step == OrderStep.BEGIN]
        return bool(began) and self._time.now() - began[0] >= self._waits.give_up


def _known_before(history: list[Event]) -> list[str] | None:
    """Return the miners from before the first attempt; None if they could not be read."""
    for event in history:
        if event.step == OrderStep.BEGIN:
            found = event.details.get("miners")
            return None if found is None else [str(number) for number in found]
    return None


def _attempts(history: list[Event]) -> int:
    return sum(event.step == OrderStep.LOSE for event in history)


def _power(texts: Words, quote: Quote) -> str:
    return texts.figures.power(quote.power)
