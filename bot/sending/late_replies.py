"""Replies that have to wait, as Telegram asks, while the update they answer is finished."""

import asyncio
import logging
from collections.abc import Awaitable, Callable

from aiogram.exceptions import AiogramError, TelegramRetryAfter

from bot.metrics import REPLIES_GIVEN_UP

log = logging.getLogger("bot")

GIVE_UP_AFTER = 60.0  # seconds after which nobody waits for a reply any more
MOST = 500  # replies that wait at the same time
MOST_PER_CHAT = 3

Send = Callable[[], Awaitable[None]]


class LateReplies:
    """Holds replies in memory until they may be sent; they hold no slot of the update queue.

    A reply that would come after a minute, or that too many wait beside, is given up.
    """

    def __init__(self, *, sleep: Callable[[float], Awaitable[None]] = asyncio.sleep) -> None:
        self._sleep = sleep
        self._tasks: dict[asyncio.Task[None], int] = {}  # to the chat

    def hold(self, chat_id: int, send: Send, *, wait: float) -> None:
        """Call `send` after `wait` seconds, or give the reply up."""
        if wait > GIVE_UP_AFTER:
            _give_up("long", chat_id, wait)
        elif len(self._tasks) >= MOST or self._of(chat_id) >= MOST_PER_CHAT:
            _give_up("many", chat_id, wait)
        else:
            task = asyncio.create_task(self._send(chat_id, send, wait))
            self._tasks[task] = chat_id
            task.add_done_callback(self._tasks.pop)

    async def close(self) -> None:
        """Give up what still waits."""
        tasks = dict(self._tasks)
        for task, chat_id in tasks.items():
            _give_up("stopped", chat_id, 0)
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _of(self, chat_id: int) -> int:
        return sum(each == chat_id for each in self._tasks.values())

    async def _send(self, chat_id: int, send: Send, wait: float) -> None:
        await self._sleep(wait)
        try:
            await send()
        except TelegramRetryAfter as error:
            _give_up("again", chat_id, error.retry_after)
        except (AiogramError, UnicodeEncodeError) as error:
            log.warning("a late reply was not sent: %s", type(error).__name__)


def _give_up(reason: str, chat_id: int, wait: float) -> None:
    REPLIES_GIVEN_UP.labels(reason).inc()
    log.warning("a reply to chat %d is given up (%s): wait %.0f s", chat_id, reason, wait)
