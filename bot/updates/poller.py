"""Long polling that confirms an update to Telegram only when it is finished, or parked."""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from typing import Any, ClassVar

from aiogram import Bot
from aiogram.exceptions import (
    AiogramError,
    TelegramConflictError,
    TelegramRetryAfter,
)
from aiogram.methods import TelegramMethod

from bot.updates.parked import Parked
from bot.updates.queue import Outcome, UpdateQueue, number_of

log = logging.getLogger("bot")

LONG = 30  # seconds that Telegram holds getUpdates open when there are none
BATCH = 100  # the most that Telegram gives at once
_PACE = (0.02, 0.25)  # seconds between requests while updates are being handled
_PARK_AFTER = 0.05  # seconds that a full batch gets to be finished
_RETRY = (0.5, 15.0)  # seconds between attempts while Telegram does not answer


class GetRawUpdates(TelegramMethod[list[Any]]):
    """getUpdates without parsing, so that one unreadable update does not hide the others."""

    __returning__: ClassVar[Any] = list[Any]
    __api_method__: ClassVar[str] = "getUpdates"

    offset: int | None = None
    limit: int = BATCH
    timeout: int = 0
    allowed_updates: list[str] | None = None


class Poller:
    """Asks Telegram for updates and puts them into the queue.

    The offset confirms everything before it, so it moves past finished updates only, in their
    order. It is sent once: afterwards Telegram begins with the earliest unconfirmed by itself.
    Where a batch is full, later updates may wait behind it: what is unfinished is parked then.
    """

    def __init__(
        self,
        bot: Bot,
        queue: UpdateQueue,
        *,
        allowed: list[str],
        parked: Parked | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._bot = bot
        self._queue = queue
        self._allowed = allowed
        self._parked = parked
        self._sleep = sleep
        self._ends: dict[int, asyncio.Future[Outcome]] = {}  # in Telegram's order
        self._offset: int | None = None
        self._pace = _PACE[0]
        self._retry = _RETRY[0]

    async def run(self, stop: asyncio.Event) -> None:
        """Poll until `stop` is set."""
        stopped = asyncio.create_task(stop.wait())
        try:
            while not stop.is_set():
                request = asyncio.create_task(self._poll())
                await asyncio.wait({request, stopped}, return_when=asyncio.FIRST_COMPLETED)
                if not request.done():
                    request.cancel()  # nothing is lost: what it would have fetched is unconfirmed
                    await asyncio.wait([request])
                elif error := request.exception():
                    # Whatever it is, polling must go on.
                    log.error("polling failed", exc_info=error)
                    await self._sleep(_RETRY[0])
        finally:
            stopped.cancel()

    async def confirm(self) -> None:
        """Confirm what has been finished, without fetching anything new."""
        self._advance()
        if self._offset is None:
            return
        try:
            await self._bot(GetRawUpdates(offset=self._offset, limit=1), request_timeout=5)
        except AiogramError as error:
            log.warning("the last updates are not confirmed: %s", type(error).__name__)

    async def _poll(self) -> None:
        self._advance()
        try:
            batch = await self._fetch(wait=0 if self._ends else LONG)
        except AiogramError as error:
            await self._wait_for_telegram(error)
            return
        self._retry = _RETRY[0]
        fresh = self._take(batch)
        if self._parked and len(batch) >= BATCH and self._ends:
            await self._park(self._parked, batch)
        elif self._ends:
            await self._wait_for_some(fresh=fresh)
        elif batch and not fresh:
            await self._sleep(_PACE[1])  # nothing but what has no number to confirm

    async def _fetch(self, *, wait: int) -> list[Any]:
        request = GetRawUpdates(offset=self._offset, timeout=wait, allowed_updates=self._allowed)
        batch = await self._bot(request, request_timeout=wait + 10)
        self._offset = None
        return batch

    def _take(self, batch: list[Any]) -> bool:
        """Put a batch into the queue; return whether anything in it was new."""
        fresh = False
        for raw in batch:
            number = number_of(raw)
            if number is None:
                self._queue.accept(raw)
            elif number not in self._ends:
                self._ends[number] = self._queue.accept(raw)
                fresh = True
        return fresh

    async def _park(self, parked: Parked, batch: list[Any]) -> None:
        """Let the offset move past a full batch, also where some of it takes long."""
        await asyncio.wait(self._ends.values(), timeout=_PARK_AFTER)
        self._advance()
        if not self._ends:
            return
        raws = {number_of(raw): raw for raw in batch}
        unfinished = {
            number: raws[number] for number, end in self._ends.items() if not _is_finished(end)
        }
        if await parked.park(unfinished, self._ends):
            self._offset = max([self._offset or 0, *(number + 1 for number in self._ends)])
            self._ends.clear()
        else:
            await self._sleep(_PACE[1])

    def _advance(self) -> None:
        """Move the offset past the finished updates at the front."""
        for number, end in list(self._ends.items()):
            if not _is_finished(end):
                break
            del self._ends[number]
            self._offset = number + 1

    async def _wait_for_some(self, *, fresh: bool) -> None:
        """Wait until all is finished, at most a moment, longer each time that nothing new came."""
        self._pace = _PACE[0] if fresh else min(self._pace * 2, _PACE[1])
        await asyncio.wait(self._ends.values(), timeout=self._pace)

    async def _wait_for_telegram(self, error: AiogramError) -> None:
        pause, self._retry = self._retry, min(self._retry * 2, _RETRY[1])
        if isinstance(error, TelegramRetryAfter):
            pause = max(pause, error.retry_after)
        if isinstance(error, TelegramConflictError):
            log.warning("another process asks for this bot's updates; waiting for it to stop")
        else:
            log.warning("no updates from Telegram (%s); again in %.1f s", _name(error), pause)
        await self._sleep(pause)


def _is_finished(end: asyncio.Future[Outcome]) -> bool:
    return end.done() and not end.cancelled() and end.exception() is None


def _name(error: Exception) -> str:
    return type(error).__name__
