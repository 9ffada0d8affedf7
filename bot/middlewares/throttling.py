"""How often one user is answered."""

import time
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from enum import Enum
from typing import Any

from aiogram import BaseMiddleware
from aiogram.types import Message, TelegramObject, User

from bot.screen import Screen
from bot.sending.rate_limits import Rate
from bot.sending.reply import Reply
from bot.translate import Words

RATE = Rate(every=1.0, burst=20)
OVERFLOW = "overflow"  # set with an update that the queue has dropped: only a warning may follow
_SILENCE = 60.0  # seconds after a warning for dropped updates without any further warning
_USERS = 10_000  # how many users are remembered; who asked longest ago is forgotten first


class Verdict(Enum):
    """What to do with a request."""

    PASS = "answer it"  # noqa: S105 - no password
    WARN = "ask for patience"
    DROP = "stay silent"


class Throttle:
    """Counts the requests of each user, in this process: a flood reaches one process anyway.

    `rate.burst` requests may come at once and one more every `rate.every` seconds. The first
    request beyond that gets a warning, the others nothing until the rate is kept again.

    What the update queue drops (`bot/updates/bounds.py`) is no request: it only asks whether the
    user is to be warned, so that a flood gets one warning from both together.
    """

    def __init__(
        self, rate: Rate = RATE, *, monotonic: Callable[[], float] = time.monotonic
    ) -> None:
        self._rate = rate
        self._monotonic = monotonic
        self._full: OrderedDict[int, tuple[float, bool]] = OrderedDict()
        self._overflows: OrderedDict[int, float] = OrderedDict()  # user to the time of the warning

    def check(self, user_id: int) -> Verdict:
        """Count one request and judge it."""
        now, rate = self._monotonic(), self._rate
        full, warned = self._full.pop(user_id, (now, False))
        full = max(full, now)
        # Exact for the first request, where a sum of floats would not be.
        if full - now <= (rate.burst - 1) * rate.every:
            verdict, kept = Verdict.PASS, (full + rate.every, False)
        else:
            silent = warned or self._has_overflowed(user_id)
            verdict, kept = (Verdict.DROP if silent else Verdict.WARN), (full, True)
        self._full[user_id] = kept
        if len(self._full) > _USERS:
            self._full.popitem(last=False)
        return verdict

    def check_overflow(self, user_id: int) -> Verdict:
        """Judge whether to warn a user whose updates are dropped."""
        _, warned = self._full.get(user_id, (0.0, False))
        if warned or self._has_overflowed(user_id):
            return Verdict.DROP
        self._overflows.pop(user_id, None)
        self._overflows[user_id] = self._monotonic()
        if len(self._overflows) > _USERS:
            self._overflows.popitem(last=False)
        return Verdict.WARN

    def _has_overflowed(self, user_id: int) -> bool:
        at = self._overflows.get(user_id)
        return at is not None and self._monotonic() - at < _SILENCE


class ThrottlingMiddleware(BaseMiddleware):
    """Applies the throttle to what a handler has matched, so silent updates do not count.

    Payments are no requests: they are neither counted nor held up.
    """

    async def __call__(
        self,
        handler: Callable[[TelegramObject, dict[str, Any]], Awaitable[Any]],
        event: TelegramObject,
        data: dict[str, Any],
    ) -> Any:  # noqa: ANN401 - what the handler returns
        """Call the handler, or answer in its place."""
        if isinstance(event, Message) and (event.successful_payment or event.refunded_payment):
            return await handler(event, data)
        user: User = data["event_from_user"]
        throttle: Throttle = data["context"].throttle
        judge = throttle.check_overflow if data.get(OVERFLOW) else throttle.check
        verdict = judge(user.id)
        if verdict is Verdict.PASS:
            return await handler(event, data)
        reply: Reply = data["reply"]
        warning = too_fast(data["words"]) if verdict is Verdict.WARN else None
        return await reply.deliver(warning)


def too_fast(words: Words) -> Screen:
    """Ask for patience: a message, or a window over the tapped button."""
    return Screen(words("too-fast"), toast=words.plain("too-fast"), alert=True)
