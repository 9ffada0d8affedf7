"""Telling users what happened to their login outside the chat, each event once."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from redis.exceptions import RedisError

from accounts.events import Event, Events
from bot.call import Desk
from bot.chat import told_key
from bot.sending.messages import Delivery
from bot.translate import words
from bot.views.settings import news

log = logging.getLogger("bot")

WAIT = timedelta(seconds=2)
PATIENCE = 2.0  # seconds in which the chat itself may tell of a session that it found ended
_PAUSE = 2.0  # seconds before the next attempt where Redis fails


class Notifier:
    """Reads the events and writes to the users."""

    def __init__(
        self,
        events: Events,
        desk: Desk,
        delivery: Delivery,
        *,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._events = events
        self._desk = desk
        self._delivery = delivery
        self._sleep = sleep

    async def run(self, stop: asyncio.Event) -> None:
        """Tell until `stop` is set; what is being told then is finished."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await self._round(stopped)
        finally:
            stopped.cancel()

    async def _round(self, stopped: asyncio.Task[Any]) -> None:
        reading = asyncio.create_task(self._events.read(wait=WAIT))
        await asyncio.wait({reading, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            reading.cancel()  # an event that was on its way is taken up again by a successor
            await asyncio.wait([reading])
            return
        try:
            await asyncio.gather(*map(self._tell, reading.result()))
        except RedisError as error:
            log.warning("no events for now: %s", type(error).__name__)
            await self._sleep(_PAUSE)
        except Exception:  # whatever it is, later events shall still be told
            log.exception("telling failed")
            await self._sleep(_PAUSE)

    async def _tell(self, event: Event) -> None:
        """Tell one event; where Telegram fails it stays open and is taken up again later."""
        try:
            await self._say(event)
        except (TelegramForbiddenError, TelegramBadRequest) as error:
            log.info("%s was not told: %s", event.kind, error.message)  # blocked, or never started
        except AiogramError as error:
            log.warning("%s is told later: %s", event.kind, type(error).__name__)
            return
        await self._events.done(event)

    async def _say(self, event: Event) -> None:
        if event.kind == "expired" and await self._was_told(event.user_id):
            return
        session = await self._desk.services.sessions.load(event.user_id)
        wallet = (session.address, session.chain) if session else None
        language = await self._desk.services.preferences.language(event.user_id)
        screen = news(words(language), event.kind, wallet)
        if screen is not None:
            await self._delivery.send(event.user_id, screen)

    async def _was_told(self, user_id: int) -> bool:
        """Whether the chat has just told it: who asked for something there got it as the answer."""
        await self._sleep(PATIENCE)
        return bool(await self._desk.services.redis.exists(told_key(self._desk, user_id)))
