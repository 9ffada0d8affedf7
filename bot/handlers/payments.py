"""Payments in Telegram Stars: whether an invoice may be paid, what was paid, what went back.

The answer to a pre-checkout query comes in time whatever happens. What was paid is booked as often
as it is reported; what cannot be booked here is found in Telegram's list of transactions later.
"""

import asyncio
import logging
from collections.abc import Coroutine
from datetime import UTC
from typing import Any, TypeVar

from aiogram import F, Router
from aiogram.types import Message, PreCheckoutQuery

from bot.screen import Screen
from bot.translate import Words
from orders.buying import RAIL, Buying, order_id_of
from orders.models import Charge
from orders.rules import OrderMissingError
from orders.states import IllegalStepError
from runtime.clock import Time
from services import Services
from storage.schema import DatabaseAwayError

log = logging.getLogger("bot")

router = Router(name="payments")

DECIDE_SECONDS = 4.0  # of the ten that Telegram waits; the others are for the way to it
BOOK_SECONDS = 30.0  # in which a payment is tried to be booked
_PAUSE = 1.0  # seconds between attempts

T = TypeVar("T")


@router.pre_checkout_query()
async def may_pay(query: PreCheckoutQuery, services: Services, words: Words) -> None:
    """Agree to a payment, or say why not; Telegram waits ten seconds."""
    reason = await _reason(query, services.buying)
    if reason is None:
        await query.answer(ok=True)
        return
    log.info("user %d must not pay: %s", query.from_user.id, reason)
    text = words.plain(f"pay-refused-{reason.replace('_', '-')}")
    await query.answer(ok=False, error_message=text)


async def _reason(query: PreCheckoutQuery, buying: Buying | None) -> str | None:
    """Return why the invoice must not be paid, "unavailable" where that is not known in time."""
    if buying is None:
        return "not_selling"
    asked = buying.may_pay(
        query.from_user.id,
        query.invoice_payload,
        currency=query.currency,
        units=query.total_amount,
    )
    try:
        return await _within(DECIDE_SECONDS, asked)
    except (DatabaseAwayError, TimeoutError) as error:
        log.warning("a payment cannot be agreed to: %s", type(error).__name__)
    except Exception:  # a time-out would give the user no reason
        log.exception("a payment cannot be agreed to")
    return "unavailable"


@router.message(F.successful_payment)
async def paid(message: Message, services: Services, words: Words) -> Screen | None:
    """Book what was paid. It may be reported again, here or in Telegram's list of transactions."""
    payment = message.successful_payment
    if payment is None or message.from_user is None:
        return None
    if services.buying is None:
        log.error("payment %s has no database", payment.telegram_payment_charge_id)
        return None
    charge = Charge(
        rail=RAIL,
        ext_id=payment.telegram_payment_charge_id,
        order_id=order_id_of(payment.invoice_payload),
        user_id=message.from_user.id,
        currency=payment.currency,
        units=payment.total_amount,
        paid_at=message.date.astimezone(UTC),
    )
    try:
        await _within(BOOK_SECONDS, _book(services.buying, services.time, charge))
    except Exception:  # the money is there: the reader of Telegram's transactions books it
        log.exception("payment %s for order %s is not booked yet", charge.ext_id, charge.order_id)
        return Screen(words("payment-received"))
    return None  # the receipt of the order says the rest


@router.message(F.refunded_payment)
async def refunded(message: Message, services: Services) -> None:
    """Record what went back. Telegram reports it to the user, by this very message."""
    payment = message.refunded_payment
    if payment is None or services.buying is None:
        return
    ext_id, orders = payment.telegram_payment_charge_id, services.buying.orders
    try:
        await orders.refunded(RAIL, ext_id)
    except OrderMissingError:
        log.warning("payment %s, which was refunded, is not known", ext_id)
    except IllegalStepError:
        # Not by us: the money of an order that may be delivered is gone, so a person looks at it.
        log.error("payment %s was refunded by Telegram itself", ext_id)  # noqa: TRY400
        await orders.charged_back(RAIL, ext_id)
    except DatabaseAwayError as error:
        # The worker's own refund records it as well, and the list of transactions shows it.
        log.warning("the refund of %s is not recorded: %s", ext_id, error)


async def _book(buying: Buying, time: Time, charge: Charge) -> None:
    """Book a charge, trying again while PostgreSQL is away."""
    while True:
        try:
            await buying.paid(charge)
        except DatabaseAwayError as error:
            log.warning("payment %s is booked later: %s", charge.ext_id, error)
            await time.sleep(_PAUSE)
        else:
            return


async def _within(seconds: float, work: Coroutine[Any, Any, T]) -> T:
    """Return what the work returns; TimeoutError after so many seconds.

    Unlike `asyncio.timeout` it does not wait for the cancellation: psycopg's takes seconds where
    PostgreSQL does not answer.
    """
    task = asyncio.create_task(work)
    try:
        done, _ = await asyncio.wait({task}, timeout=seconds)
    finally:
        if not task.done():
            task.cancel()
    if not done:
        raise TimeoutError
    return task.result()
