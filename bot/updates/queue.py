"""The queue of updates: each is handled once, those of a chat in order, chats concurrently.

An update is finished when it has been handled (also where handling failed: the user got an error),
when it is a duplicate of a handled one, when it cannot be read at all, or when too many updates of
its chat were waiting (`bot/updates/bounds.py`). Only then may it be confirmed to Telegram.

Updates about payments wait for no others: they have an order of their own and no part in the limit
of what is handled at the same time. Pre-checkout queries do not even wait for one another or for
Redis, since Telegram gives each ten seconds; to answer one twice does no harm.
"""

import asyncio
import logging
import time
from collections import deque
from collections.abc import Awaitable, Callable, Hashable
from contextlib import nullcontext
from dataclasses import dataclass, field
from enum import StrEnum
from typing import Any

from aiogram.exceptions import AiogramError
from aiogram.types import Update
from redis.exceptions import RedisError

from bot.metrics import RUNNING, UPDATES
from bot.updates.bounds import WAITING, bound, is_checkout, is_money
from bot.updates.claims import Claim, Claims
from runtime.logs import trace

log = logging.getLogger("bot")

CONCURRENCY = 64  # chats whose updates are handled at the same time
DEADLINE = 58.0  # seconds; Telegram waits 60 for the answer to a webhook request
_BUSY_POLL = 0.2
_STORAGE_POLL = 1.0
_RECORD_POLL, _RECORD_TRIES = 0.1, 600
_WARN_EVERY = 60.0  # seconds between warnings of one chat, and between log lines about all of them


class Outcome(StrEnum):
    """How an update was finished. All of these may be confirmed."""

    HANDLED = "handled"
    FAILED = "failed"
    POISON = "poison"
    DUPLICATE = "duplicate"
    DROPPED = "dropped"


class StoppedError(Exception):
    """The process stops and has not begun this update; Telegram will send it again."""


@dataclass(eq=False)
class _Item:
    update_id: int
    raw: dict[str, Any]
    end: asyncio.Future[Outcome] = field(
        default_factory=lambda: asyncio.get_running_loop().create_future()
    )


class UpdateQueue:
    """Accepts raw updates and calls `handle` with parsed ones.

    `warn` is called with the first update of a chat that is dropped, once a minute at most.
    """

    def __init__(
        self,
        *,
        claims: Claims,
        parse: Callable[[dict[str, Any]], Update],
        handle: Callable[[Update], Awaitable[None]],
        warn: Callable[[Update], Awaitable[None]] | None = None,
        concurrency: int = CONCURRENCY,
        deadline: float = DEADLINE,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        monotonic: Callable[[], float] = time.monotonic,
    ) -> None:
        self._claims = claims
        self._parse = parse
        self._handle = handle
        self._warn = warn
        self._deadline = deadline
        self._sleep = sleep
        self._monotonic = monotonic
        self._slots = asyncio.Semaphore(concurrency)
        self._items: dict[int, _Item] = {}
        self._pending: dict[Hashable, deque[_Item]] = {}
        self._workers: set[asyncio.Task[None]] = set()
        self._warned: dict[Hashable, float] = {}  # chat to the time of its last warning
        self._dropped, self._reported = 0, -_WARN_EVERY  # since the last log line, and its time
        self._stopping = False

    def accept(self, raw: object) -> asyncio.Future[Outcome]:
        """Accept an update as Telegram sent it; the future gives its outcome and is not cancelled.

        The same `update_id` again, while it is pending, gives the same future. It raises
        StoppedError if the process stops before the update is begun.
        """
        update_id = number_of(raw)
        if update_id is None or not isinstance(raw, dict):
            return _unreadable()
        if item := self._items.get(update_id):
            return item.end
        item = self._items[update_id] = _Item(update_id, raw)
        item.end.add_done_callback(lambda end: self._forget(update_id, end))
        key = order_key(raw, update_id)
        if self._stopping:
            item.end.set_exception(StoppedError())
        elif key not in self._pending:
            self._pending[key] = deque([item])
            self._start(self._work(key))
        elif (waiting := len(self._pending[key])) >= WAITING and waiting >= bound(raw):
            self._drop(item, key)
        else:
            self._pending[key].append(item)
        return item.end

    async def stop(self, *, within: float) -> None:
        """Begin nothing new, let running handlers finish for `within` seconds, then cancel them."""
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

    def _drop(self, item: _Item, key: Hashable) -> None:
        """Finish an update without handling it, and count it."""
        UPDATES.labels(Outcome.DROPPED).inc()
        item.end.set_result(Outcome.DROPPED)
        self._start(self._record(item.update_id))
        now = self._monotonic()
        self._dropped += 1
        if now - self._reported >= _WARN_EVERY:
            log.warning("%d updates dropped: too many of their chat wait", self._dropped)
            self._dropped, self._reported = 0, now
        if self._warn and now - self._warned.get(key, -_WARN_EVERY) >= _WARN_EVERY:
            recent = self._warned.items()
            self._warned = {chat: at for chat, at in recent if now - at < _WARN_EVERY} | {key: now}
            self._start(self._send_warning(item))

    async def _send_warning(self, item: _Item) -> None:
        """Ask for patience beside the updates that wait, in no order with them."""
        trace.set(f"update {item.update_id}")
        try:
            if self._warn:
                async with asyncio.timeout(self._deadline):
                    await self._warn(self._parse(item.raw))
        except Exception as error:  # noqa: BLE001 - the warning is a courtesy
            log.info("a chat was not warned: %s", type(error).__name__)

    def _forget(self, update_id: int, end: asyncio.Future[Outcome]) -> None:
        del self._items[update_id]
        if not end.cancelled():
            end.exception()  # retrieved, even where nothing awaits it any more

    def _start(self, work: Any) -> None:  # noqa: ANN401 - a coroutine
        worker = asyncio.create_task(work)
        self._workers.add(worker)
        worker.add_done_callback(self._workers.discard)

    async def _work(self, key: Hashable) -> None:
        """Finish the updates of one chat, one after another."""
        items = self._pending[key]
        try:
            while items and not self._stopping:
                item = items.popleft()
                trace.set(f"update {item.update_id}")
                outcome = await self._finish(item)
                if outcome is not None:
                    UPDATES.labels(outcome).inc()
                    item.end.set_result(outcome)
        finally:
            del self._pending[key]

    async def _finish(self, item: _Item) -> Outcome | None:
        """Handle one update if the claim is ours; None if the process stops before that."""
        try:
            update = self._parse(item.raw)
        except Exception as error:  # noqa: BLE001 - it must not stop the others
            # Without the error's text, which quotes what users wrote.
            kind = type(error).__name__
            log.error("update %d cannot be read: %s", item.update_id, kind)  # noqa: TRY400
            return Outcome.POISON
        if is_checkout(item.raw):
            return await self._run(update)
        claim = await self._claim(item.update_id)
        if claim is Claim.DONE:
            log.info("update %d is a duplicate", item.update_id)
            return Outcome.DUPLICATE
        if claim is not Claim.OURS:
            return None
        async with nullcontext() if is_money(item.raw) else self._slots:
            with RUNNING.track_inprogress():
                outcome = await self._run(update)
        await self._record(item.update_id)
        return outcome

    async def _claim(self, update_id: int) -> Claim | None:
        """Claim the update, waiting while another live process has it or Redis is unreachable."""
        while not self._stopping:
            try:
                claim = await self._claims.claim(update_id)
            except Exception as error:  # noqa: BLE001 - else it would block the rest of its chat
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
            # Telegram failed for longer than calls are repeated, or the update holds a lone
            # surrogate, which no answer can. The error may quote a message: without its text.
            outcome = Outcome.FAILED
            kind = type(error).__name__
            log.error("update %d failed: %s", update.update_id, kind)  # noqa: TRY400
        except Exception:  # a faulty handler fails its own update only
            outcome = Outcome.FAILED
            log.exception("update %d failed", update.update_id)
        ms = (time.perf_counter() - began) * 1000
        log.info("update %d %s %s %.0f ms", update.update_id, kind_of(update), outcome, ms)
        return outcome

    async def _record(self, update_id: int) -> None:
        """Record that the update is done, later if Redis is unreachable; the queue goes on."""
        try:
            await self._claims.finish(update_id)
        except Exception as error:  # noqa: BLE001 - the update has been handled all the same
            _report("record", update_id, error)
            self._start(self._record_later(update_id))

    async def _record_later(self, update_id: int) -> None:
        """Repeat: killed before the confirmation, the bot would else answer a second time."""
        for _ in range(_RECORD_TRIES):
            await self._sleep(_RECORD_POLL)
            if self._stopping:
                return
            try:
                await self._claims.finish(update_id)
            except Exception:  # noqa: BLE001, S112 - it was logged the first time
                continue
            return


def _report(what: str, update_id: int, error: Exception) -> None:
    """Log what failed; anything but an error of Redis is a bug and shows its stack."""
    ours = not isinstance(error, RedisError)
    level = logging.ERROR if ours else logging.WARNING
    kind = type(error).__name__
    log.log(level, "cannot %s update %d: %s", what, update_id, kind, exc_info=ours and error)


def number_of(raw: object) -> int | None:
    """Return the `update_id` of a raw update, None where there is none."""
    number = raw.get("update_id") if isinstance(raw, dict) else None
    return number if isinstance(number, int) and not isinstance(number, bool) else None


def kind_of(update: Update) -> str:
    """Return the kind of an update, for the log."""
    return next((name for name in update.model_fields_set if name != "update_id"), "empty")


def order_key(raw: dict[str, Any], update_id: int) -> Hashable:
    """Return the key within which updates keep their order: the chat, or a user's inline queries.

    The payments of a chat have a key beside it. A pre-checkout query and an update of an unknown
    shape each have a key of their own.
    """
    if is_checkout(raw):
        return ("update", update_id)
    chat_key: Callable[[int], Hashable] = _money_key if is_money(raw) else int
    for kind, event in raw.items():
        if not isinstance(event, dict):
            continue
        message = event.get("message")
        for holder in (message, event):
            chat = holder.get("chat") if isinstance(holder, dict) else None
            if isinstance(chat, dict) and isinstance(chat.get("id"), int):
                return chat_key(chat["id"])
        user = event.get("from")
        if isinstance(user, dict) and isinstance(user.get("id"), int):
            return (kind, user["id"])
    return ("update", update_id)


def _money_key(chat_id: int) -> Hashable:
    return ("money", chat_id)


def _unreadable() -> asyncio.Future[Outcome]:
    log.error("an update without a number was dropped")
    UPDATES.labels(Outcome.POISON).inc()
    end: asyncio.Future[Outcome] = asyncio.get_running_loop().create_future()
    end.set_result(Outcome.POISON)
    return end
