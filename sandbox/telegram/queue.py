"""A bot's updates on their way to it: one queue, read by polling or by a webhook."""

import asyncio
from collections import deque
from dataclasses import dataclass, field
from datetime import datetime, timedelta

from sandbox.telegram.refusals import Json

KINDS = (
    "message", "edited_message", "channel_post", "edited_channel_post", "business_connection",
    "business_message", "edited_business_message", "deleted_business_messages",
    "message_reaction", "message_reaction_count", "inline_query", "chosen_inline_result",
    "callback_query", "shipping_query", "pre_checkout_query", "purchased_paid_media", "poll",
    "poll_answer", "my_chat_member", "chat_member", "chat_join_request", "chat_boost",
    "removed_chat_boost",
)  # fmt: skip
# What Telegram sends only to bots that ask for it by name.
ON_REQUEST = frozenset({"chat_member", "message_reaction", "message_reaction_count"})
MAX_PENDING = 10_000
KEPT_FOR = timedelta(hours=24)


@dataclass(slots=True, eq=False)
class Pending:
    """One update; `line` is whose it is, since one user's updates never overtake each other."""

    update_id: int
    body: Json
    line: int
    at: datetime
    verbatim: bool = False
    delivered: bool = False
    failures: int = 0
    not_before: datetime | None = field(default=None)


class UpdateQueue:
    """The updates that the bot has not confirmed yet, oldest first."""

    def __init__(self, first_id: int) -> None:
        self.next_id = first_id
        self.items: deque[Pending] = deque()
        self.allowed: frozenset[str] | None = None
        self.closed = False
        self._changed = asyncio.Event()

    def allow(self, kinds: list[str] | None) -> None:
        """Remember `allowed_updates`: `None` changes nothing, an empty list is the default."""
        if kinds is not None:
            known = frozenset(kinds) & frozenset(KINDS)
            self.allowed = known or None

    def wanted(self, kind: str) -> bool:
        """Whether the bot asked for updates of this kind."""
        return kind in self.allowed if self.allowed else kind not in ON_REQUEST

    def put(self, kind: str, content: Json, *, line: int, at: datetime) -> int | None:
        """Add an update; returns its id, or `None` when the bot does not want its kind."""
        if not self.wanted(kind):
            return None
        update_id = self._take_id()
        self._append(Pending(update_id, {"update_id": update_id, kind: content}, line, at))
        return update_id

    def inject(self, body: Json, *, at: datetime) -> int:
        """Add an update exactly as it is, even one that Telegram would never send."""
        update_id = body.get("update_id")
        if update_id is None:
            update_id = self._take_id()
            body = {"update_id": update_id} | body
        number = update_id if isinstance(update_id, int) else 0
        self.next_id = max(self.next_id, number + 1)
        self._append(Pending(number, body, 0, at, verbatim=True))
        return number

    def confirm(self, offset: int) -> None:
        """Forget what an offset confirms; a verbatim update is delivered at least once."""
        self.items = deque(
            item
            for item in self.items
            if item.update_id >= offset or (item.verbatim and not item.delivered)
        )

    def keep_last(self, count: int) -> None:
        """Forget all but the last updates, as a negative offset asks."""
        while len(self.items) > count:
            self.items.popleft()

    def drop(self, item: Pending) -> None:
        """Forget one update that a webhook has taken."""
        if item in self.items:
            self.items.remove(item)
            self.notify()

    def clear(self) -> None:
        """Forget every update."""
        self.items.clear()
        self.notify()

    def expire(self, now: datetime) -> None:
        """Forget what is older than a day."""
        while self.items and self.items[0].at + KEPT_FOR < now:
            self.items.popleft()

    def close(self) -> None:
        """Let everyone who waits go: the sandbox stops."""
        self.closed = True
        self.notify()

    def notify(self) -> None:
        """Wake everyone who waits for a change."""
        self._changed.set()
        self._changed = asyncio.Event()

    async def wait(self, seconds: float) -> None:
        """Wait until something changes, at most so long."""
        try:
            async with asyncio.timeout(seconds):
                await self._changed.wait()
        except TimeoutError:
            return

    def _take_id(self) -> int:
        self.next_id += 1
        return self.next_id - 1

    def _append(self, item: Pending) -> None:
        if len(self.items) >= MAX_PENDING:
            self.items.popleft()
        self.items.append(item)
        self.notify()
