"""Payments in Telegram Stars: whether an invoice may be paid, what was paid, what went back."""

import logging
from datetime import UTC

from aiogram import F, Router
from aiogram.types import Message, PreCheckoutQuery

from bot.translate import Words
from orders.buying import RAIL, order_id_of
from orders.models import Charge
from services import Services
from storage.schema import DatabaseAwayError

log = logging.getLogger("bot")

router = Router(name="payments")


@router.pre_checkout_query()
async def may_pay(query: PreCheckoutQuery, services: Services, words: Words) -> None:
    """Agree to a payment, or say why not; Telegram waits ten seconds."""
    reason: str | None = "not_selling"
    if services.buying is not None:
        try:
            reason = await services.buying.may_pay(
                query.from_user.id,
                query.invoice_payload,
                currency=query.currency,
                units=query.total_amount,
            )
        except DatabaseAwayError as error:
            log.warning("a payment cannot be agreed to: %s", error)
            reason = "unavailable"
    if reason is None:
        await query.answer(ok=True)
    else:
        log.info("user %d must not pay: %s", query.from_user.id, reason)
        text = words.plain(f"pay-refused-{reason.replace('_', '-')}")
        await query.answer(ok=False, error_message=text)


@router.message(F.successful_payment)
async def paid(message: Message, services: Services) -> None:
    """Book what was paid. It may be reported again, here or in Telegram's list of transactions."""
    payment = message.successful_payment
    if payment is None or message.from_user is None or services.buying is None:
        return
    charge = Charge(
        rail=RAIL,
        ext_id=payment.telegram_payment_charge_id,
        order_id=order_id_of(payment.invoice_payload),
        user_id=message.from_user.id,
        currency=payment.currency,
        units=payment.total_amount,
        paid_at=message.date.astimezone(UTC),
    )
    await services.buying.paid(charge)
