"""Brings what an operator has answered to the member who asked."""

import logging

from aiogram import Bot

from bot.sending.messages import Delivery, Target
from bot.views import support as views
from orders import cases, queries
from orders.buying import Buying
from orders.erasure import is_erased
from services import Services
from worker.messages import NotWrittenError, to_member, words_of

log = logging.getLogger(__name__)


class Answers:
    """Sends answers; one that is sent again after a crash says the same."""

    def __init__(self, services: Services, buying: Buying, bot: Bot) -> None:
        self._services = services
        self._orders = buying.orders
        self._delivery = Delivery(bot, webapp_url=services.settings.webapp_url)

    async def send(self, subject: str) -> None:
        """Send the message of a case with this id to its member."""
        async with self._orders.transaction() as connection:
            message = await cases.find_message(connection, int(subject))
            case = await cases.find_case(connection, message.case_id) if message else None
            order_id = case.order_id if case else None
            order = await queries.find_order(connection, order_id) if order_id else None
        if message is None or case is None:  # deleted with the member's data
            log.info("there is no message %s any more", subject)
            return
        if is_erased(case.user_id):
            return
        texts = await words_of(self._services, case.user_id)
        screen = views.answer(texts, case.id, order, message.text)
        try:
            async with to_member(self._services, case.user_id):
                await self._delivery.send(Target(case.user_id), screen)
        except NotWrittenError as error:
            log.warning("the answer in case %d cannot be sent: %s", case.id, error)
