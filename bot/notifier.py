"""Notifies users of what happened to their login, payout address and data, each event once."""

import asyncio
import logging
from datetime import timedelta
from typing import Any, cast

from aiogram.exceptions import AiogramError, TelegramBadRequest, TelegramForbiddenError
from redis.exceptions import RedisError

from accounts.events import SECURITY_KINDS, Event, Events
from bot.callbacks import NoticeKind
from bot.context import BotContext
from bot.sending.messages import Target
from bot.translate import words
from bot.views import security
from bot.views.settings import notification

log = logging.getLogger("bot")

WAIT = timedelta(seconds=2)
EXPIRY_PATIENCE = 2.0  # seconds in which an answer in the chat may name an ended login itself
NOTICE_DELAY = 2.0  # seconds in which the answer to an address bound in the chat comes first
_PAUSE = 2.0  # seconds before the next attempt where Redis fails


class Notifier:
    """Reads the events and writes to the users."""

    def __init__(self, events: Events, context: BotContext) -> None:
        self._events = events
        self._context = context
        self._sleep = context.services.time.sleep

    async def run(self, stop: asyncio.Event) -> None:
        """Notify until `stop` is set; what is being sent then is finished."""
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
            reading.cancel()  # an event that was being read is taken over by the next process
            await asyncio.wait([reading])
            return
        try:
            await asyncio.gather(*map(self._notify, reading.result()))
        except RedisError as error:
            log.warning("no events for now: %s", type(error).__name__)
            await self._sleep(_PAUSE)
        except Exception:  # whatever it is, later events shall still be sent
            log.exception("notifying failed")
            await self._sleep(_PAUSE)

    async def _notify(self, event: Event) -> None:
        """Send one event; where Telegram fails it stays open and is taken up again later."""
        try:
            await self._send(event)
        except TelegramForbiddenError as error:
            log.info("%s was not sent: %s", event.kind, error.message)
            await self._context.flags.set_unreachable(event.user_id)
        except TelegramBadRequest as error:
            log.info("%s was not sent: %s", event.kind, error.message)
        except AiogramError as error:
            log.warning("%s is sent later: %s", event.kind, type(error).__name__)
            return
        await self._events.done(event)

    async def _send(self, event: Event) -> None:
        context, user_id = self._context, event.user_id
        if event.kind == "expired" and await self._is_shown_already(user_id):
            return
        if await context.flags.is_unreachable(user_id):
            log.info("%s was not sent: the user has blocked the bot", event.kind)
            return
        if event.kind in SECURITY_KINDS:
            await self._send_notice(event)
            return
        session = await context.services.sessions.load(user_id)
        wallet = (session.address, session.chain) if session else None
        target = await context.flags.target(user_id) if event.kind == "logged_in" else None
        language = await context.services.preferences.language(user_id)
        screen = notification(words(language), event.kind, wallet, target=target)
        if screen is not None:
            await context.delivery.send(Target(user_id), screen)
        if target is not None:
            await context.flags.forget_target(user_id)

    async def _send_notice(self, event: Event) -> None:
        if event.kind == "payout_changed":
            await self._sleep(NOTICE_DELAY)
        language = event.details.get("language")
        if language is None:
            language = await self._context.services.preferences.language(event.user_id)
        screen = security.notice(words(language), cast(NoticeKind, event.kind), event.details)
        await self._context.delivery.send(Target(event.user_id), screen)

    async def _is_shown_already(self, user_id: int) -> bool:
        """Whether the user has just read it in the answer to a request in the chat."""
        await self._sleep(EXPIRY_PATIENCE)
        return await self._context.flags.is_expiry_shown(user_id)
