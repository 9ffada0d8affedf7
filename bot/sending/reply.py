"""Where the answer to one update goes, and that a slow one is under way."""

import asyncio
import logging
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from aiogram.types import CallbackQuery, InaccessibleMessage, Message

from bot.screen import Screen
from bot.sending.late_replies import LateReplies
from bot.sending.messages import Delivery, Target

log = logging.getLogger("bot")

TYPING_AFTER = 1.0  # seconds until the chat shows that the bot is typing
TYPING_EVERY = 4.0  # Telegram shows it for 5 seconds
RELEASE_AFTER = 4.0  # seconds until a tapped button stops its spinner, answer or not
DELETION_PAUSES = (0.5, 1.5, 0.0)  # seconds after each failed attempt to delete a secret
TOAST_LIMIT = 200  # characters of a toast or alert

# Refusals that are nobody's fault: rights that a group took away, topics that are gone.
_EXPECTED = (
    "not enough rights",
    "have no rights to send",
    "CHAT_WRITE_FORBIDDEN",
    "CHAT_RESTRICTED",
    "TOPIC_CLOSED",
    "TOPIC_DELETED",
    "message thread not found",
    "chat not found",
    "group chat was deactivated",
)


class Reply:
    """The answer to one message or one tapped button.

    A message is answered in its own chat and topic. A tapped button is always answered itself; then
    its message becomes the screen where Telegram allows that.

    Attributes:
        again: Callback data that repeats the request, for "Try again".
    """

    def __init__(
        self,
        bot: Bot,
        delivery: Delivery,
        event: Message | CallbackQuery,
        *,
        late: LateReplies,
        sleep: Callable[[float], Awaitable[None]],
    ) -> None:
        self._bot = bot
        self._delivery = delivery
        self._late = late
        self._sleep = sleep
        self._query = event if isinstance(event, CallbackQuery) else None
        self._message = event.message if isinstance(event, CallbackQuery) else event
        self._target = _target_of(event)
        self._answered = False
        self.again = (self._query.data or "") if self._query else ""

    @property
    def private(self) -> bool:
        """Whether the answer goes to the chat with one user."""
        return self._target.private

    @asynccontextmanager
    async def under_way(self) -> AsyncIterator[None]:
        """Show that the bot is at work while the block takes longer than a second."""
        signs = asyncio.create_task(self._show_signs())
        try:
            yield
        finally:
            signs.cancel()
            await asyncio.wait([signs])

    async def deliver(self, screen: Screen | None) -> None:
        """Deliver a screen; None is silence, but a tapped button stops its spinner.

        Where Telegram asks to wait, the screen is sent later or given up (`late_replies`). Raises
        AiogramError where Telegram fails; a refusal that is to be expected is logged only.
        """
        shown = await self._answer_query(screen)
        if screen is None or (shown and screen.alert):
            return
        try:
            await self._send(screen)
        except TelegramRetryAfter as error:
            chat_id = self._target.chat_id
            self._late.hold(chat_id, lambda: self._send(screen), wait=error.retry_after)

    async def _send(self, screen: Screen) -> None:
        try:
            if self._query is None or screen.alert:
                await self._delivery.send(self._target, screen)
            else:
                await self._delivery.replace(self._target, self._message, screen)
        except TelegramForbiddenError as error:
            log.info("not delivered: %s", error.message)  # blocked, or removed from the group
        except TelegramBadRequest as error:
            if not any(words in error.message for words in _EXPECTED):
                raise
            log.info("not delivered: %s", error.message)

    async def remove_message(self) -> bool:
        """Delete the user's message, which holds a secret; return whether Telegram has done so."""
        if not isinstance(self._message, Message):
            return False
        for pause in DELETION_PAUSES:
            try:
                await self._bot.delete_message(self._target.chat_id, self._message.message_id)
            except (TelegramBadRequest, TelegramForbiddenError) as error:
                log.warning("a message with a secret was not deleted: %s", error.message)
                return False
            except AiogramError as error:
                log.warning("a message with a secret was not deleted: %s", type(error).__name__)
                await self._sleep(pause)
            else:
                return True
        return False

    async def _show_signs(self) -> None:
        await self._sleep(TYPING_AFTER)
        await self._type()
        await self._sleep(RELEASE_AFTER - TYPING_AFTER)
        await self._answer_query(None)
        while True:
            await self._type()
            await self._sleep(TYPING_EVERY)

    async def _type(self) -> None:
        try:
            await self._bot.send_chat_action(
                self._target.chat_id, "typing", message_thread_id=self._target.thread_id
            )
        except AiogramError as error:
            log.info("typing was not shown: %s", type(error).__name__)

    async def _answer_query(self, screen: Screen | None) -> bool:
        """Answer the tapped button once; return whether the screen's toast was shown."""
        if self._query is None or self._answered:
            return False
        toast, alert = (screen.toast[:TOAST_LIMIT], screen.alert) if screen else ("", False)
        try:
            await self._bot.answer_callback_query(self._query.id, text=toast, show_alert=alert)
        except TelegramBadRequest as error:
            log.info("a button was not answered: %s", error.message)  # too old: after an outage
            return False
        except AiogramError as error:
            log.warning("a button was not answered: %s", type(error).__name__)
            return False
        self._answered = True
        return True


def _target_of(event: Message | CallbackQuery) -> Target:
    message = event.message if isinstance(event, CallbackQuery) else event
    if message is None:  # a button under an inline message, which no chat is known of
        return Target(event.from_user.id if event.from_user else 0)
    if isinstance(message, InaccessibleMessage) or not message.is_topic_message:
        return Target(message.chat.id)
    # Only there: in a group without topics `message_thread_id` names a thread of replies.
    return Target(message.chat.id, message.message_thread_id)
