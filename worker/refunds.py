"""Gives payments in Stars back."""

import logging

from aiogram import Bot
from aiogram.exceptions import AiogramError, TelegramBadRequest

from orders import queries
from orders.orders import Orders
from orders.states import PaymentState
from worker.later import LaterError

log = logging.getLogger(__name__)

_DONE = "CHARGE_ALREADY_REFUNDED"  # an answer to a repeated refund whose first answer was lost
_AGAIN = 300  # seconds until a refund that Telegram refuses is tried again


class Refunds:
    """Refunds by Telegram; again is no error."""

    def __init__(self, orders: Orders, bot: Bot) -> None:
        self._orders = orders
        self._bot = bot

    async def refund(self, subject: str) -> None:
        """Refund the payment `rail:ext_id`."""
        rail, _, ext_id = subject.partition(":")
        payment = await self._orders.payment(rail, ext_id)
        if payment.state is not PaymentState.REFUNDING:
            return
        try:
            await self._bot.refund_star_payment(payment.user_id, ext_id)
        except TelegramBadRequest as error:
            if _DONE not in error.message:
                log.error("a refund of order %s is refused: %s", payment.order_id, error.message)  # noqa: TRY400
                async with self._orders.transaction() as connection:
                    await queries.set_refusal(connection, rail, ext_id, error.message)
                raise LaterError(error.message, seconds=_AGAIN) from None
        except AiogramError as error:  # also what is no answer of Telegram: a page of a proxy
            raise LaterError(type(error).__name__, seconds=10) from None
        await self._orders.refunded(rail, ext_id)
