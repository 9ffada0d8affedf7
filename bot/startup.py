"""Waiting, at the start, for Redis and Telegram."""

import logging
from collections.abc import Awaitable, Callable
from typing import TypeVar

from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramNotFound,
    TelegramRetryAfter,
    TelegramUnauthorizedError,
)
from redis.exceptions import AuthenticationError, RedisError

from runtime.settings import SettingsError

log = logging.getLogger("bot")

R = TypeVar("R")

_PAUSE = 2.0  # seconds between attempts


async def until_answered(
    ask: Callable[[], Awaitable[R]], sleep: Callable[[float], Awaitable[None]]
) -> R:
    """Ask Redis or Telegram until there is an answer, and return it.

    Raises SettingsError where Telegram refuses, and AuthenticationError where Redis does: repeating
    mends neither.
    """
    while True:
        pause = _PAUSE
        try:
            return await ask()
        except AuthenticationError:
            raise
        except RedisError as error:
            log.warning("Redis (REDIS_URL) does not answer: %s; waiting", type(error).__name__)
        except (TelegramUnauthorizedError, TelegramNotFound):
            raise SettingsError("Telegram does not know this BOT_TOKEN.") from None
        except TelegramBadRequest as error:
            raise SettingsError(f"Telegram refuses: {error.message}") from None
        except AiogramError as error:
            log.warning("Telegram does not answer: %s", type(error).__name__)
            if isinstance(error, TelegramRetryAfter):
                pause = max(pause, error.retry_after)
        await sleep(pause)
