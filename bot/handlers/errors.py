"""What a handler raises becomes a screen."""

import logging

from aiogram import Router
from aiogram.exceptions import AiogramError
from aiogram.filters import ExceptionTypeFilter, invert_f
from aiogram.types import ErrorEvent, Message, User
from redis.exceptions import RedisError

from accounts.member import LoggedOutError
from bot import errors
from bot.callbacks import Open
from bot.context import BotContext
from bot.middlewares.delivery import ErrorDeliveryMiddleware
from bot.screen import Screen
from bot.sending.reply import Reply
from bot.translate import Words
from bot.views import start as start_views

log = logging.getLogger("bot")

router = Router(name="errors")
router.errors.middleware(ErrorDeliveryMiddleware())


# Telegram's own errors, and text that cannot be sent, came up in delivery: no screen can follow.
@router.errors(invert_f(ExceptionTypeFilter(AiogramError, UnicodeEncodeError)))
async def explain(
    event: ErrorEvent,
    context: BotContext | None = None,
    words: Words | None = None,
    reply: Reply | None = None,
    event_from_user: User | None = None,
) -> Screen | None:
    """Explain the error where it has a chat, else leave it to the log."""
    if context is None or words is None or reply is None or event_from_user is None:
        raise event.exception
    if isinstance(event.exception, LoggedOutError):
        if not reply.private:
            return start_views.in_group(words, username=context.username)
        await _remember(context, event_from_user.id, reply.again)
        if not event.exception.expired and _is_start(event.update.message):
            ways = context.services.settings.ways_offered
            return start_views.start(words, name=event_from_user.first_name, ways=ways)
    return errors.explain(event.exception, words, again=reply.again)


async def _remember(context: BotContext, user_id: int, again: str) -> None:
    """Offer what was asked for after the login; and let no notification repeat this answer."""
    try:
        await context.flags.set_expiry_shown(user_id)
        if again.startswith(f"{Open.__prefix__}:"):
            await context.flags.remember_target(user_id, again)
    except RedisError as error:
        log.warning("the user's request is not kept: %s", type(error).__name__)


def _is_start(message: Message | None) -> bool:
    """Whether this is the first contact, by a link such as `t.me/<bot>?start=income`."""
    return message is not None and (message.text or "").startswith("/start")
