"""One message per order in the member's chat, edited at every step."""

import hashlib
import logging
from uuid import UUID

from aiogram import Bot
from aiogram.exceptions import TelegramBadRequest

from bot.screen import Screen
from bot.sending.messages import GONE, SAME, Delivery
from bot.views.orders import receipt
from orders import queries
from orders.buying import Buying
from orders.erasure import is_erased
from services import Services
from worker.messages import NotWrittenError, to_member, words_of

log = logging.getLogger(__name__)


class Receipts:
    """Writes and edits the receipts; a call that finds nothing new to say does nothing."""

    def __init__(self, services: Services, buying: Buying, bot: Bot) -> None:
        self._services = services
        self._buying = buying
        self._bot = bot
        self._delivery = Delivery(bot, webapp_url=services.settings.webapp_url)

    async def show(self, subject: str) -> None:
        """Say in the chat where an order is."""
        history = await self._buying.history(UUID(subject))
        order = history.order
        if is_erased(order.user_id):
            return  # there is nobody to write to
        texts = await words_of(self._services, order.user_id)
        screen = receipt(texts, history, contact=self._services.settings.support_contact)
        digest = hashlib.sha256(repr(screen).encode()).digest()
        async with self._buying.orders.transaction() as connection:
            sent = await queries.receipt_of(connection, order.id)
        if sent and sent.digest == digest:
            return
        try:
            async with to_member(self._services, order.user_id):
                message_id = await self._write(
                    order.user_id, sent.message_id if sent else None, screen
                )
        except NotWrittenError as error:
            log.info("the receipt of order %s is not written: %s", order.id, error)
            return
        async with self._buying.orders.transaction() as connection:
            await queries.set_receipt(connection, order.id, message_id, digest)

    async def _write(self, chat_id: int, message_id: int | None, screen: Screen) -> int:
        """Edit the message, or send one where there is none any more; return its id."""
        markup = self._delivery.markup(screen.rows)
        if message_id is not None:
            try:
                await self._bot.edit_message_text(
                    screen.text, chat_id=chat_id, message_id=message_id, reply_markup=markup
                )
            except TelegramBadRequest as error:
                if SAME in error.message:
                    return message_id
                if not any(words in error.message for words in GONE):
                    raise
            else:
                return message_id
        sent = await self._bot.send_message(chat_id, screen.text, reply_markup=markup)
        return sent.message_id
