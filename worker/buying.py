"""What the partner does for an order of a miner: it is prepared, and delivered once it is paid.

The partner's `externalId` is the order's id. It names the purchase, so that confirming it again
cannot make a second miner: a confirmation whose answer is lost is repeated until it is answered.
"""

import logging
import math
import re
from collections.abc import Mapping
from datetime import timedelta
from typing import Any
from uuid import UUID

from aiogram import Bot
from aiogram.exceptions import TelegramAPIError
from aiogram.types import LabeledPrice

from bot.translate import Words, words
from gomining import errors
from gomining.endpoints.money import ConfirmPayment, InitPayment
from orders import queries
from orders.models import STARS, Event, Order
from orders.orders import OrderMovedError, Orders
from orders.quote import Quote, quote_of
from orders.rules import Waits
from orders.states import OrderState, OrderStep
from services import Services
from worker.farm import UnreadableError, miner_ids
from worker.later import LaterError

log = logging.getLogger(__name__)

# Seconds before each reading of the list for a new miner.
SEEN_AFTER: tuple[float, ...] = (0.0, 2.0, 4.0)
READ_BEFORE = timedelta(minutes=2)  # how long a delivery waits for the list of miners to compare
_SOON = 5  # seconds
_BEGINNINGS = {OrderStep.BEGIN, OrderStep.RETRY}

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
        try:
            payment = await self._services.client(
                InitPayment(
                    user_id=quote.account,
                    nft_collection_id=int(order.target),
                    external_id=str(order.id),
                )
            )
        except (errors.GoMiningError, ValueError) as error:  # BadParameter is both
            if not isinstance(error, ValueError) and not _is_refusal(error):
                raise LaterError(f"{error}", seconds=_wait(error)) from None
            await self._step(order, OrderStep.REFUSE, {"reason": _reason(order, error)})
            return
        if payment.price_usdt not in {None, quote.usd}:
            reason = f"the partner asks for {payment.price_usdt} USD instead of {quote.usd}"
            await self._step(order, OrderStep.REFUSE, {"reason": reason})
            return
        try:
            url = await self._invoice(order, quote)
        except TelegramAPIError as error:
            raise LaterError(type(error).__name__, seconds=_SOON) from None
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
        history = await self._events(order.id)
        if order.state is OrderState.FULFILLING and history[-1].step == OrderStep.BEGIN:
            # Who has begun it has died, or is taken for dead: what they find out does not count any
            # more, and whether they have asked the partner is not known.
            order = await self._step(order, OrderStep.LOSE, {"reason": "a worker ended meanwhile"})
            history = await self._events(order.id)
        if order.state not in {OrderState.PAID, OrderState.UNKNOWN, OrderState.FULFILLING}:
            return  # a person has decided, or a repeated job
        if order.state is OrderState.UNKNOWN and self._is_hopeless(history):
            reason = f"no clear answer of the partner for {self._waits.give_up}"
            await self._step(order, OrderStep.ESCALATE, {"reason": reason})
            return
        is_first = order.state is OrderState.PAID
        before = await self._before(order) if is_first else _known_before(history)
        # Committed before the partner is asked: what dies after it is found in this state.
        if order.state is not OrderState.FULFILLING:
            details: dict[str, Any] = {"miners": before} if is_first else {}
            order = await self._step(order, OrderStep.BEGIN, details)
        await self._confirm(order, before, is_first=is_first, attempts=_attempts(history))

    async def _before(self, order: Order) -> list[str] | None:
        """Return the miners from before the first attempt.

        Nothing has begun yet, so a partner that does not answer is waited for, but not for long.
        """
        try:
            return await miner_ids(self._services, order)
        except UnreadableError as error:
            if self._time.now() - order.changed_at < READ_BEFORE:
                raise LaterError(f"the miners cannot be read: {error}", seconds=_SOON) from None
            return None

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
        miner, _ = await self._new_miner(order, before, pauses=SEEN_AFTER)
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
        is_answer = isinstance(error, errors.StatusError | errors.Declined)
        pauses = SEEN_AFTER if is_answer else SEEN_AFTER[:1]
        miner, is_seen = await self._new_miner(order, before, pauses=pauses)
        reason = _reason(order, error)
        if miner is not None:
            await self._step(order, OrderStep.DELIVER, {"miner": miner, "despite": reason})
            return
        is_conflict = isinstance(error, errors.StatusError) and error.status == 409
        if _is_refusal(error) and not is_conflict:
            # Refused at once, and no miner has come: nothing was done. After an attempt without an
            # answer that is no longer certain, so a person decides.
            if not is_first:
                await self._step(order, OrderStep.ESCALATE, {"reason": reason})
                return
            if is_seen:
                await self._step(order, OrderStep.DECLINE, {"reason": reason})
                return
        await self._step(order, OrderStep.LOSE, {"reason": reason})
        again = self._waits.again
        seconds = again[min(attempts, len(again) - 1)]
        raise LaterError(f"{error}", seconds=seconds) from None

    async def _new_miner(
        self, order: Order, before: list[str] | None, *, pauses: tuple[float, ...]
    ) -> tuple[str | None, bool]:
        """Return the id of the miner that has come, and whether the miners could be read."""
        is_seen = False
        for pause in pauses if before is not None else ():
            await self._time.sleep(pause)
            try:
                after = await miner_ids(self._services, order)
            except UnreadableError:
                after = None
            is_seen = after is not None
            new = sorted(set(after or ()) - set(before or ()))
            if new:
                return new[0], is_seen
        return None, is_seen

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
        """Take a step unless the order has moved since it was read; then the job begins again."""
        try:
            async with self._orders.transaction() as connection:
                return await self._orders.step(
                    connection, order.id, step, details=details, version=order.version
                )
        except OrderMovedError as error:
            raise LaterError(f"{error}", seconds=1) from None

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
        began = [event.at for event in _recent(history) if event.step in _BEGINNINGS]
        return bool(began) and self._time.now() - began[0] >= self._waits.give_up


def _recent(history: list[Event]) -> list[Event]:
    """Return the events since a person has last had it asked again."""
    retries = [place for place, event in enumerate(history) if event.step == OrderStep.RETRY]
    return history[retries[-1] if retries else 0 :]


def _known_before(history: list[Event]) -> list[str] | None:
    """Return the miners from before the first attempt; None if they could not be read."""
    for event in history:
        if event.step == OrderStep.BEGIN:
            found = event.details.get("miners")
            return None if found is None else [str(number) for number in found]
    return None


def _attempts(history: list[Event]) -> int:
    return sum(event.step == OrderStep.LOSE for event in _recent(history))


def _is_refusal(error: errors.GoMiningError) -> bool:
    """Whether the partner itself says that it will not do this."""
    if isinstance(error, errors.Refused):
        return not isinstance(error, _NOT_ABOUT_IT) and not error.by_proxy
    return False


def _wait(error: errors.GoMiningError) -> int:
    """Return after how many seconds to prepare a purchase again."""
    asked = error.retry_after if isinstance(error, errors.RateLimited) else None
    return max(_SOON, math.ceil(asked or 0))


def _reason(order: Order, error: Exception) -> str:
    """Return what an error says without the member's Telegram id: events outlast a deletion."""
    known_as = quote_of(order).known_as
    text = f"{error}".replace(known_as, "…") if known_as else f"{error}"
    return re.sub(rf"\b{order.user_id}\b", "…", text)


def _power(texts: Words, quote: Quote) -> str:
    return texts.figures.power(quote.power)
