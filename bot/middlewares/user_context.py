"""Who sent an update, and what the handlers need for this user; injected by name."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any

from aiogram import BaseMiddleware, Bot
from aiogram.dispatcher.middlewares.user_context import EVENT_CONTEXT_KEY, EventContext
from aiogram.fsm.context import FSMContext
from aiogram.fsm.storage.base import StorageKey
from aiogram.types import Message, TelegramObject, Update, User

from accounts.preferences import DEFAULT_TIME_ZONE, Preference, nearest
from bot.context import BotContext
from bot.sending.reply import Reply
from bot.translate import Words, words

log = logging.getLogger("bot")

_LANGUAGE_SECONDS = 2.0  # a payment is agreed to within ten, whatever Redis does


class UserContextMiddleware(BaseMiddleware):
    """Provides `services`, `member`, `words`, `state` and `reply`; drops what bots wrote.

    `state` is aiogram's `FSMContext`. It is not loaded here, as aiogram's own middleware does for
    every update: only texts that are no commands depend on it (`handlers/texts.py`).
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - what the handler returns
        """Call the handler with the user's context."""
        origin: EventContext = data[EVENT_CONTEXT_KEY]
        user, context = origin.user, data["context"]
        if not isinstance(event, Update) or user is None or not _is_answered(event, user):
            return None
        data["services"] = context.services
        data["member"] = context.services.member(user.id)
        data["state"] = _state(data["bot"], context, origin, user)
        data["words"] = await _words(context, user)
        data["reply"] = _reply(data["bot"], context, event)
        return await handler(event, data)


def _is_answered(update: Update, user: User) -> bool:
    """Whether a person wrote this, or Telegram reports a refund in the name of the bot.

    An anonymous admin of a group is a person.
    """
    message = update.message
    if message is None:
        return not user.is_bot
    if message.refunded_payment is not None:
        return True
    if message.via_bot is not None:
        return False
    return not user.is_bot or _is_anonymous_admin(message)


def _is_anonymous_admin(message: Message) -> bool:
    return message.sender_chat is not None and message.sender_chat.id == message.chat.id


def _state(bot: Bot, context: BotContext, origin: EventContext, user: User) -> FSMContext:
    chat_id = origin.chat_id if origin.chat_id is not None else user.id
    return FSMContext(context.storage, StorageKey(bot.id, chat_id, user.id))


def _reply(bot: Bot, context: BotContext, update: Update) -> Reply | None:
    event = update.message or update.callback_query
    if event is None:
        return None
    sleep = context.services.time.sleep
    return Reply(bot, context.delivery, event, late=context.late, sleep=sleep)


async def _words(context: BotContext, user: User) -> Words:
    """Return the user's words; where they cannot be read, those of Telegram's language."""
    known = Preference(nearest(user.language_code), DEFAULT_TIME_ZONE)
    if not user.is_bot:
        try:
            async with asyncio.timeout(_LANGUAGE_SECONDS):
                known = await context.services.preferences.load(user.id, user.language_code)
        except Exception as error:  # noqa: BLE001 - an answer in another language is still one
            log.warning("the language is not known: %s", type(error).__name__)
    return words(known.language, known.time_zone)
