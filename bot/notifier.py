"""Notifies users of what happened to their login, payout address and data, each event once."""

import asyncio
import logging
from collections import OrderedDict
from datetime import timedelta
from typing import cast

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramBadRequest,
    TelegramForbiddenError,
    TelegramRetryAfter,
)
from redis.exceptions import RedisError

from accounts.events import ABANDONED, SECURITY_KINDS, Event, Events
from accounts.visitors import Reachability
from bot.callbacks import NoticeKind
from bot.context import BotContext
from bot.menu_button import set_menu_button
from bot.metrics import NOTICES
from bot.screen import Screen
from bot.sending.messages import Target
from bot.translate import words
from bot.views import security
from bot.views.buttons import with_ways
from bot.views.settings import notification

log = logging.getLogger("bot")

WAIT = timedelta(seconds=2)
EXPIRY_PATIENCE = 2.0  # seconds in which an answer in the chat may name an ended login itself
NOTICE_DELAY = 2.0  # seconds in which the answer to an address bound in the chat comes first
CONCURRENCY = 32  # notices that are being sent at the same time
# Shorter than the time after which another process takes the event over and would send it as well.
SECONDS = ABANDONED.total_seconds() - 15
_PAUSE = 2.0  # seconds before the next attempt where Redis fails
_REMEMBERED = 1000  # events sent, in case that Redis cannot record it


class Notifier:
    """Reads the events and writes to the users.

    Each event is handled on its own. One that has to wait, as Telegram says, goes back into Redis
    until then (`Events.postpone`): nothing waits for it here.
    """

    def __init__(self, events: Events, context: BotContext, bot: Bot) -> None:
        self._bot = bot
        self._events = events
        self._context = context
        self._sleep = context.services.time.sleep
        self._running: dict[str, asyncio.Task[None]] = {}  # by the number of the event
        self._sent: OrderedDict[str, None] = OrderedDict()

    async def run(self, stop: asyncio.Event) -> None:
        """Notify until `stop` is set; what is being sent then is finished."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                await self._round(stopped)
        finally:
            stopped.cancel()
            await asyncio.gather(*self._running.values())

    async def _round(self, stopped: asyncio.Task[bool]) -> None:
        while len(self._running) >= CONCURRENCY:
            running = {*self._running.values(), stopped}
            await asyncio.wait(running, return_when=asyncio.FIRST_COMPLETED)
            if stopped.done():
                return
        reading = asyncio.create_task(self._events.read(wait=WAIT))
        await asyncio.wait({reading, stopped}, return_when=asyncio.FIRST_COMPLETED)
        if not reading.done():
            reading.cancel()  # an event that was being read is taken over by the next process
            await asyncio.wait([reading])
            return
        try:
            events = reading.result()
        except RedisError as error:
            log.warning("no events for now: %s", type(error).__name__)
            await self._sleep(_PAUSE)
        except Exception:  # whatever it is, later events shall still be sent
            log.exception("events cannot be read")
            await self._sleep(_PAUSE)
        else:
            for event in events:
                self._start(event)

    def _start(self, event: Event) -> None:
        if event.number not in self._running:
            task = asyncio.create_task(self._handle(event))
            self._running[event.number] = task
            task.add_done_callback(lambda _: self._running.pop(event.number))

    async def _handle(self, event: Event) -> None:
        """Notify of one event; where that fails it stays open and is taken up again later."""
        try:
            async with asyncio.timeout(SECONDS):
                await self._notify(event)
        except (RedisError, TimeoutError) as error:
            log.warning("%s is sent later: %s", event.kind, type(error).__name__)
        except Exception:  # a fault in one notice stops no other
            log.exception("notifying failed")

    async def _notify(self, event: Event) -> None:
        """Send one event and record that; where Telegram fails it is taken up again later."""
        if event.number in self._sent:  # and Redis could not record it
            await self._events.done(event)
            return
        try:
            await self._send(event)
        except TelegramRetryAfter as error:
            await self._postpone(event, error.retry_after)
            return
        except TelegramForbiddenError as error:
            log.info("%s was not sent: %s", event.kind, error.message)
            NOTICES.labels("blocked").inc()
            await self._context.flags.set_unreachable(event.user_id)
            never = "initiate conversation" in error.message
            reachability: Reachability = "needs_start" if never else "blocked"
            await self._context.services.visitors.set_reachability(event.user_id, reachability)
        except TelegramBadRequest as error:
            log.info("%s was not sent: %s", event.kind, error.message)
            NOTICES.labels("refused").inc()
        except AiogramError as error:
            log.warning("%s is sent later: %s", event.kind, type(error).__name__)
            NOTICES.labels("failed").inc()
            return
        await self._events.done(event)

    async def _postpone(self, event: Event, seconds: float) -> None:
        """Send the event when Telegram allows it, even if that is hours or a restart away."""
        until = self._context.services.time.now() + timedelta(seconds=seconds)
        displaced = await self._events.postpone(event, until=until)
        log.info("%s is sent in %.0f s, as Telegram asks", event.kind, seconds)
        NOTICES.labels("delayed").inc()
        if displaced:
            log.warning("too many notices wait for one chat; %d dropped", displaced)
            NOTICES.labels("displaced").inc(displaced)

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
        language = await context.services.preferences.language(user_id)
        if event.kind == "language_chosen":
            url = context.services.settings.webapp_url
            await set_menu_button(self._bot, user_id, language, webapp_url=url)
            return
        session = await context.services.sessions.load(user_id)
        target = await context.flags.target(user_id) if event.kind == "logged_in" else None
        screen = notification(
            words(language),
            event.kind,
            is_logged_in=session is not None,
            wallet=session.wallet if session else None,
            target=target,
        )
        if screen is not None:
            ways = context.services.settings.ways_offered
            await self._deliver(event, with_ways(words(language), screen, ways))
        if target is not None:
            await context.flags.forget_target(user_id)

    async def _send_notice(self, event: Event) -> None:
        if event.kind == "payout_changed":
            await self._sleep(NOTICE_DELAY)
        language = event.details.get("language")
        if language is None:
            language = await self._context.services.preferences.language(event.user_id)
        screen = security.notice(words(language), cast(NoticeKind, event.kind), event.details)
        await self._deliver(event, screen)

    async def _deliver(self, event: Event, screen: Screen) -> None:
        await self._context.delivery.send(Target(event.user_id), screen)
        NOTICES.labels("sent").inc()
        self._sent[event.number] = None
        if len(self._sent) > _REMEMBERED:
            self._sent.popitem(last=False)

    async def _is_shown_already(self, user_id: int) -> bool:
        """Whether the user has just read it in the answer to a request in the chat."""
        await self._sleep(EXPIRY_PATIENCE)
        return await self._context.flags.is_expiry_shown(user_id)
