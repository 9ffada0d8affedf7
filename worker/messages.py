"""Messages of the worker to members: what Telegram's refusals mean to the job that writes one."""

import logging
import math
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)

from bot.translate import Words, words
from services import Services
from worker.later import LaterError

log = logging.getLogger(__name__)

_NEVER_WROTE = "can't initiate conversation"
_AGAIN = 5  # seconds before the next attempt where Telegram fails


class NotWrittenError(Exception):
    """The member cannot be written to, and trying again would change nothing."""


async def words_of(services: Services, user_id: int) -> Words:
    """Return the texts in a member's language and time zone."""
    preference = await services.preferences.load(user_id)
    return words(preference.language, preference.time_zone)


@asynccontextmanager
async def to_member(services: Services, user_id: int) -> AsyncIterator[None]:
    """Turn what Telegram refuses in the block into what the job has to do.

    Raises LaterError to be tried again, and NotWrittenError; who has blocked the bot is marked so.
    """
    try:
        yield
    except TelegramRetryAfter as error:
        raise LaterError(
            "Telegram asks to wait", seconds=math.ceil(error.retry_after) + 1
        ) from None
    except TelegramForbiddenError as error:
        if _NEVER_WROTE not in error.message:
            await services.visitors.set_reachability(user_id, "blocked")
        raise NotWrittenError(error.message) from None
    except TelegramBadRequest as error:
        raise NotWrittenError(error.message) from None
    except AiogramError as error:
        raise LaterError(type(error).__name__, seconds=_AGAIN) from None
