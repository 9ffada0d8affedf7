"""Gives payments in Stars back."""

import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest

from orders import queries
from orders.erasure import Erasure, is_erased
from orders.orders import Orders
from orders.states import PaymentState
from worker.later import LaterError

log = logging.getLogger(__name__)

_DONE = "CHARGE_ALREADY_REFUNDED"  # an answer to a repeated refund whose first answer was lost
_AGAIN = 300  # seconds until a refund that Telegram refuses is tried again


class Refunds:
    """Refunds by Telegram; again is no error. `erasure` knows payers who were deleted since."""

    def __init__(self, orders: Orders, bot: Bot, erasure: Erasure | None = None) -> None:
        self._orders = orders
        self._erasure = erasure
        self._bot = bot

    async def refund(self, subject: str) -> None:
        """Refund the payment `rail:ext_id`."""
        rail, _, ext_id = subject.partition(":")
        payment = await self._orders.payment(rail, ext_id)
        if payment.state is not PaymentState.REFUNDING:
            return
        payer: int | None = payment.user_id
        if is_erased(payment.user_id):
            payer = await self._erasure.payer(rail, ext_id) if self._erasure else None
        if payer is None:
            log.error("nobody knows who has paid %s for order %s", ext_id, payment.order_id)
            raise LaterError("the payer is not known", seconds=_AGAIN)
        try:
            await self._bot.refund_star_payment(payer, ext_id)
        except TelegramBadRequest as error:
            if _DONE not in error.message:
                log.error("a refund of order %s is refused: %s", payment.order_id, error.message)  # noqa: TRY400
                async with self._orders.transaction() as connection:
                    await queries.set_refusal(connection, rail, ext_id, error.message)
                raise LaterError(error.message, seconds=_AGAIN) from None
        except AiogramError as error:  # also what is no answer of Telegram: a page of a proxy
            raise LaterError(type(error).__name__, seconds=10) from None
        await self._orders.refunded(rail, ext_id)
