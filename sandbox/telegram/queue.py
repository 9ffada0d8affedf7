"""The update queue of a bot, read by polling or by the webhook sender."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.telegram.errors import Json

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages",
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost",
)  # fmt: skip
# Kinds that Telegram sends only if they are listed in `allowed_updates`.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_PENDING = 10_000
LIFETIME = timedelta(hours=24)


@dataclass(slots=True, eq=False)
class PendingUpdate:
    """One update; updates with the same `order_key` are delivered in order.

    `verbatim` updates were injected and are delivered at least once.
    """

    update_id: int
    body: Json
    order_key: int
    at: datetime
    verbatim: bool = False
    delivered: bool = False
    failures: int = 0
    not_before: datetime | None = field(default=None)


class UpdateQueue:
    """Updates that are not confirmed yet, oldest first."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.items: deque[PendingUpdate] = deque()
        self.allowed: frozenset[str] | None = None
        self.closed = False
        self._changed = asyncio.Event()

    def allow(self, kinds: list[str] | None) -> None:
        """Set `allowed_updates`: `None` changes nothing, an empty list restores the default."""
        if kinds is not None:
            known = frozenset(kinds) & frozenset(KINDS)
            self.allowed = known or None

    def accepts(self, kind: str) -> bool:
        """Return whether the bot receives updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def put(self, kind: str, content: Json, *, order_key: int, at: datetime) -> int | None:
        """Add an update; return its id, or `None` if the bot does not receive its kind."""
        if not self.accepts(kind):
            return None
        update_id = self._next_id()
        self._append(
            PendingUpdate(update_id, {"update_id": update_id, kind: content}, order_key, at)
        )
        return update_id

    def inject(self, body: Json, *, at: datetime) -> int:
        """Add an update as it is, even one that Telegram would not send."""
        update_id = body.get("update_id")
        if update_id is None:
            update_id = self._next_id()
            body = {"update_id": update_id} | body
        number = update_id if isinstance(update_id, int) else 0
        self.next_id = max(self.next_id, number + 1)
        self._append(PendingUpdate(number, body, 0, at, verbatim=True))
        return number

    def confirm(self, offset: int) -> None:
        """Remove updates below `offset`, except verbatim ones that are not delivered yet."""
        self.items = deque(
            item
            for item in self.items
            if item.update_id >= offset or (item.verbatim and not item.delivered)
        )

    def keep_last(self, count: int) -> None:
        """Remove all but the last `count` updates, as for a negative offset."""
        while len(self.items) > count:
            self.items.popleft()

    def remove(self, item: PendingUpdate) -> None:
        """Remove one update that the webhook accepted."""
        if item in self.items:
            self.items.remove(item)
            self.notify()

    def clear(self) -> None:
        """Remove all updates."""
        self.items.clear()
        self.notify()

    def expire(self, now: datetime) -> None:
        """Remove updates older than a day."""
        while self.items and self.items[0].at + LIFETIME < now:
            self.items.popleft()

    def close(self) -> None:
        """End all waits on shutdown."""
        self.closed = True
        self.notify()

    def notify(self) -> None:
        """Wake all waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Wait for a change, at most `seconds`."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    def _next_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _append(self, item: PendingUpdate) -> None:
        if len(self.items) >= MAX_PENDING:
            self.items.popleft()
        self.items.append(item)
        self.notify()
