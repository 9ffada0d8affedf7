"""Updates on their way to the handlers: each once, those of a chat in order, chats side by side.

An update counts as finished when it has been handled (also where handling failed: the user has
been told), when it is a duplicate of one that has been, or when it cannot be read at all. Only
then may it be confirmed to Telegram.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiogram.exceptions import AiogramError
from aiogram.types import Update
from redis.exceptions import RedisError

from bot.metrics import RUNNING, UPDATES
from bot.updates.claims import Claim, Claims
from runtime.logs import trace

log = logging.getLogger("bot")

CONCURRENCY = 64  # chats whose updates are handled at the same time
DEADLINE = 58.0  # seconds; Telegram gives up on a webhook's answer after 60
_BUSY_POLL = 0.2
_STORAGE_POLL = 1.0
_RECORD_POLL, _RECORD_TRIES = 0.1, 600


class Outcome(StrEnum):
    """How an update ended. All of these may be confirmed."""

    HANDLED = "handled"
    FAILED = "failed"
    POISON = "poison"
    DUPLICATE = "duplicate"


class StoppedError(Exception):
    """We are stopping and this update has not been begun: Telegram shall send it again."""


@dataclass(eq=False)
class _Item:
    update_id: int
    raw: dict[str, Any]
    end: asyncio.Future[Outcome] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class UpdateQueue:
    """Takes raw updates and hands parsed ones to `handle`."""

    def __init__(
        self,
        *,
        claims: Claims,
        parse: Callable[[dict[str, Any]], Update],
        handle: Callable[[Update], Awaitable[None]],
        concurrency: int = CONCURRENCY,
        deadline: float = DEADLINE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._ledger = claims
        self._parse = parse
        self._handle = handle
        self._deadline = deadline
        self._sleep = sleep
        self._slots = asyncio.Semaphore(concurrency)
        self._items: dict[int, _Item] = {}
        self._lanes: dict[Hashable, deque[_Item]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._stopping = False

    def accept(self, raw: object) -> asyncio.Future[Outcome]:
        """Take an update as Telegram sent it and return its end, to be awaited but not cancelled.

        The same `update_id` again, while it is under way, gives the same end. The end raises
        StoppedError if we stop before the update is begun.
        """
        update_id = number_of(raw)
        if update_id is None or not isinstance(raw, dict):
            return _unreadable()
        if item := self._items.get(update_id):
            return item.end
        item = self._items[update_id] = _Item(update_id, raw)
        item.end.add_done_callback(lambda end: self._forget(update_id, end))
        lane = lane_of(raw, update_id)
        if self._stopping:
            item.end.set_exception(StoppedError())
        elif lane in self._lanes:
            self._lanes[lane].append(item)
        else:
            self._lanes[lane] = deque([item])
            self._start(self._work(lane))
        return item.end

    async def stop(self, *, within: float) -> None:
        """Begin nothing new, let what runs finish for `within` seconds, then cancel it."""
        self._stopping = True
        if self._workers:
            _, late = await asyncio.wait(self._workers, timeout=within)
            for worker in late:
                worker.cancel()
            if late:
                log.warning("%d updates did not finish in time; Telegram keeps them", len(late))
                await asyncio.wait(late)
        for item in list(self._items.values()):
            if not item.end.done():
                item.end.set_exception(StoppedError())

    def _forget(self, update_id: int, end: asyncio.Future[Outcome]) -> None:
        del self._items[update_id]
        if not end.cancelled():
            end.exception()  # seen, even where nobody waits for it any more

    def _start(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        worker = asyncio.create_task(work)
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, lane: Hashable) -> None:
        """Bring the updates of one chat to their end, one after another."""
        items = self._lanes[lane]
        try:
            while items and not self._stopping:
                item = items.popleft()
                trace.set(f"update {item.update_id}")
                outcome = await self._bring(item)
                if outcome is not None:
                    UPDATES.labels(outcome).inc()
                    item.end.set_result(outcome)
        finally:
            del self._lanes[lane]

    async def _bring(self, item: _Item) -> Outcome | None:
        """Handle one update if it is ours; None if we stop before that is known."""
        try:
            update = self._parse(item.raw)
        except Exception as error:  # noqa: BLE001 - one that cannot be read must not stop others
            # Without the error's text, which would quote what people wrote.
            kind = type(error).__name__
            log.error("update %d cannot be read: %s", item.update_id, kind)  # noqa: TRY400
            return Outcome.POISON
        claim = await self._claim(item.update_id)
        if claim is Claim.DONE:
            log.info("update %d is a duplicate", item.update_id)
            return Outcome.DUPLICATE
        if claim is not Claim.OURS:
            return None
        async with self._slots:
            with RUNNING.track_inprogress():
                outcome = await self._run(update)
        await self._record(item.update_id)
        return outcome

    async def _claim(self, update_id: int) -> Claim | None:
        """Take the update, waiting while another living process has it or Redis is away."""
        while not self._stopping:
            try:
                claim = await self._ledger.claim(update_id)
            except Exception as error:  # noqa: BLE001 - an update that ends here would block the rest
                _report("claim", update_id, error)
                await self._sleep(_STORAGE_POLL)
                continue
            if claim is not Claim.BUSY:
                return claim
            await self._sleep(_BUSY_POLL)
        return None

    async def _run(self, update: Update) -> Outcome:
        began = time.perf_counter()
        outcome = Outcome.HANDLED
        try:
            async with asyncio.timeout(self._deadline):
                await self._handle(update)
        except (AiogramError, UnicodeEncodeError) as error:
            # Telegram failed for longer than we repeat, or the update holds half a surrogate pair,
            # which JSON can carry and no answer can. The error may quote a message: no text.
            outcome = Outcome.FAILED
            kind = type(error).__name__
            log.error("update %d failed: %s", update.update_id, kind)  # noqa: TRY400
        except Exception:  # a handler's fault ends with its own update
            outcome = Outcome.FAILED
            log.exception("update %d failed", update.update_id)
        ms = (time.perf_counter() - began) * 1000
        log.info("update %d %s %s %.0f ms", update.update_id, kind_of(update), outcome, ms)
        return outcome

    async def _record(self, update_id: int) -> None:
        """Note that the update is done, as soon as Redis takes it; Telegram is told meanwhile."""
        try:
            await self._ledger.finish(update_id)
        except Exception as error:  # noqa: BLE001 - it has been handled, whatever this was
            _report("record", update_id, error)
            self._start(self._record_later(update_id))

    async def _record_later(self, update_id: int) -> None:
        """Go on trying: killed before Telegram was told, we would else answer a second time."""
        for _ in range(_RECORD_TRIES):
            await self._sleep(_RECORD_POLL)
            if self._stopping:
                return
            try:
                await self._ledger.finish(update_id)
            except Exception:  # noqa: BLE001, S112 - said once, it is the same still
                continue
            return


def _report(what: str, update_id: int, error: Exception) -> None:
    """Log what failed; anything but Redis itself is a fault of ours and shows its stack."""
    ours = not isinstance(error, RedisError)
    level = logging.ERROR if ours else logging.WARNING
    kind = type(error).__name__
    log.log(level, "cannot %s update %d: %s", what, update_id, kind, exc_info=ours and error)


def number_of(raw: object) -> int | None:
    """Return the `update_id` of a raw update, None where there is none."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def kind_of(update: Update) -> str:
    """Return which kind of update this is, for the log."""
    return next((name for name in update.model_fields_set if name != "update_id"), "empty")


def lane_of(raw: dict[str, Any], update_id: int) -> Hashable:
    """Return what an update must keep its order within: its chat, or its user's inline queries.

    Reads without trusting: an update of an unknown shape has a lane of its own.
    """
    for kind, event in raw.items():
        if not isinstance(event, dict):
            continue
        message = event.get("message")
        for holder in (message, event):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return int(chat["id"])
        user = event.get("from")
        if isinstance(user, dict) and isinstance(user.get("id"), int):
            return (kind, user["id"])
    return ("update", update_id)


def _unreadable() -> asyncio.Future[Outcome]:
    log.error("an update without a number was dropped")
    UPDATES.labels(Outcome.POISON).inc()
    end: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    end.set_result(Outcome.POISON)
    return end
