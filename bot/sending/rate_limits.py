"""Telegram's limits on what a bot sends, counted in Redis over all its processes.

A message waits for its turn here instead of being refused there. Where Telegram refuses it all the
same (429), no process writes to that chat for as long as Telegram says. A wait that is longer than
the patience is not waited for here: it is raised, at once, as if Telegram had said so again. A call
that failed or was not answered is repeated: a message may be sent twice then, but is not lost.
"""

import asyncio
import logging
import math
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, cast

from aiogram import Bot
from aiogram.client.session.middlewares.base import (
    BaseRequestMiddleware,
    NextRequestMiddlewareType,
)
from aiogram.exceptions import (
    ClientDecodeError,
    TelegramNetworkError,
    TelegramRetryAfter,
    TelegramServerError,
)
from aiogram.methods import Response, TelegramMethod
from aiogram.methods.base import TelegramType
from redis.asyncio import Redis
from redis.exceptions import RedisError

from bot.metrics import CALLS
from runtime.clock import utc_now
from storage.batching import Batcher

log = logging.getLogger("bot")

_TRANSIENT = (TelegramRetryAfter, TelegramServerError, TelegramNetworkError, ClientDecodeError)
ATTEMPTS = 4
PATIENCE = 5.0  # seconds that a call of the running bot waits for its turn, at most
_BACKOFF = 0.5  # seconds before the second attempt, doubled for each further one


@dataclass(frozen=True)
class Rate:
    """At most `burst` at once, and one more every `every` seconds (a token bucket)."""

    every: float
    burst: int


@dataclass(frozen=True)
class Rates:
    """Telegram's limits: about 30 a second, 1 a second to a chat, 20 a minute to a group."""

    everywhere: Rate = Rate(1 / 28, 28)
    chat: Rate = Rate(1.0, 3)
    group: Rate = Rate(3.0, 20)


# A bucket is the time at which it will be empty again (in ms, by the clock of Redis). The turn of a
# message is reserved, so waiting messages keep their order and ask once. A message goes through its
# buckets in their order, up to the first that it has to wait for.
# A chat that Telegram has closed for longer than the patience has a mark beside its bucket: the
# time, by the clock of the processes, before which nothing is sent.
# KEYS, two for each: bucket, mark. ARGV: the time of the processes, the most ms to wait (0: no such
# limit); then four for each bucket: ms per message, burst, ms that it must be closed for (or 0),
# 1 at the last bucket of a message.
# Gives for each message how many buckets it has gone through and the ms to wait at the last. Where
# that is more than the most, no turn is reserved.
_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local most = tonumber(ARGV[2])
local turns, through, wait = {}, 0, 0
for i = 1, #KEYS / 2 do
  if wait == 0 then
    local key, at = KEYS[2 * i - 1], 4 * i - 2
    local every, burst = tonumber(ARGV[at + 1]), tonumber(ARGV[at + 2])
    local closed = tonumber(ARGV[at + 3])
    local full = math.max(tonumber(redis.call('GET', key) or '0'), now)
    if closed > 0 then
      full = math.max(full, now + closed + (burst - 1) * every)
    else
      full = full + every
    end
    wait = math.ceil(math.max(0, full - burst * every - now))
    wait = math.max(wait, tonumber(redis.call('GET', KEYS[2 * i]) or '0') - tonumber(ARGV[1]))
    if most == 0 or closed > 0 or wait <= most then
      redis.call('SET', key, string.format('%.3f', full), 'PX', math.ceil(full - now) + 1000)
    end
    through = through + 1
  end
  if ARGV[4 * i + 2] == '1' then
    table.insert(turns, {through, wait})
    through, wait = 0, 0
  end
end
return turns
"""
_Bucket = tuple[str, Rate]
_Turn = tuple[int, int]  # buckets gone through, ms to wait


class RateLimits(BaseRequestMiddleware):
    """Delays calls of the Bot API to keep the limits, and repeats those that failed.

    Raises TelegramRetryAfter for a call that would have to wait for longer than `patience` seconds;
    its `retry_after` is the rest of the wait.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        namespace: str,
        rates: Rates | None = None,
        patience: float = math.inf,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        now: Callable[[], datetime] = utc_now,
    ) -> None:
        self._redis = redis
        self._namespace = namespace
        self._rates = rates or Rates()
        self._patience = patience
        self._sleep = sleep
        self._now = now
        self._script = redis.register_script(_RESERVE)
        self._reserve = Batcher(self._reserve_all, at_once=1)  # messages keep their order

    async def __call__(
        self,
        make_request: NextRequestMiddlewareType[TelegramType],
        bot: Bot,
        method: TelegramMethod[TelegramType],
    ) -> Response[TelegramType]:
        """Make a call as aiogram's session does, waiting and repeating as needed."""
        name = method.__api_method__
        if name == "getUpdates":
            return await make_request(bot, method)
        chat = chat_of(method)
        for attempt in range(ATTEMPTS):
            await self._wait_turn(method, chat)
            try:
                answer = await make_request(bot, method)
            except _TRANSIENT as error:
                CALLS.labels(name, type(error).__name__).inc()
                if attempt == ATTEMPTS - 1:
                    raise
                await self._recover(name, chat, attempt, error)
            except Exception as error:
                CALLS.labels(name, type(error).__name__).inc()
                raise
            else:
                CALLS.labels(name, "ok").inc()
                return answer
        raise AssertionError("the last attempt returns or raises")

    async def _recover(
        self, name: str, chat: int | str | None, attempt: int, error: Exception
    ) -> None:
        if isinstance(error, TelegramRetryAfter):
            log.warning("%s: Telegram asks to wait %d s", name, error.retry_after)
            await self._close(chat, error.retry_after)
            if error.retry_after > self._patience:
                raise error
            if chat is None:
                await self._sleep(error.retry_after)
            return
        pause = _BACKOFF * 2**attempt
        log.warning("%s: %s; again in %.1f s", name, type(error).__name__, pause)
        await self._sleep(pause)

    async def _wait_turn(self, method: TelegramMethod[Any], chat: int | str | None) -> None:
        """Wait for the turn: first in the chat, then among all messages."""
        if chat is None:
            return
        rates = self._rates
        buckets: list[_Bucket] = [(f"chat:{chat}", rates.chat), ("all", rates.everywhere)]
        if _is_group(chat):
            buckets.insert(0, (f"group:{chat}", rates.group))
        while buckets:
            through, wait = await self._ask(buckets)
            buckets = buckets[through:]
            if wait / 1000 > self._patience:
                raise TelegramRetryAfter(method, "the chat is closed", math.ceil(wait / 1000))
            if wait:
                await self._sleep(wait / 1000)

    async def _close(self, chat: int | str | None, seconds: float) -> None:
        """Let no process write to the chat for as long as Telegram said."""
        if chat is None:
            return
        if seconds <= self._patience:
            await self._ask([(f"chat:{chat}", self._rates.chat)], closed=seconds)
            return
        try:
            until = self._now_ms() + int(seconds * 1000)
            await self._redis.set(self._mark(f"chat:{chat}"), until, px=int(seconds * 1000))
        except RedisError as error:
            log.warning("a closed chat is not remembered: %s", type(error).__name__)

    def _mark(self, bucket: str) -> str:
        return f"{self._namespace}:out:{bucket}:closed"

    def _now_ms(self) -> int:
        return int(self._now().timestamp() * 1000)

    async def _ask(self, buckets: Sequence[_Bucket], *, closed: float = 0) -> _Turn:
        """Reserve turns up to the first that has to be waited for."""
        try:
            return await self._reserve((tuple(buckets), closed))
        except Exception as error:  # noqa: BLE001 - an answer that Telegram may refuse is better than none
            log.warning("sending without the limiter: %s", type(error).__name__)
            return len(buckets), 0

    async def _reserve_all(
        self, asked: Sequence[tuple[tuple[_Bucket, ...], float]]
    ) -> Sequence[_Turn]:
        """Reserve in the order of asking; a bucket may be in it more than once."""
        most = 0 if math.isinf(self._patience) else self._patience * 1000
        keys, args = list[str](), list[float]([self._now_ms(), most])
        for buckets, closed in asked:
            for number, (name, rate) in enumerate(buckets, 1):
                keys += (f"{self._namespace}:out:{name}", self._mark(name))
                args += (rate.every * 1000, rate.burst, closed * 1000, int(number == len(buckets)))
        return await cast(Awaitable[list[_Turn]], self._script(keys=keys, args=args))


def chat_of(method: TelegramMethod[Any]) -> int | str | None:
    """Return the chat that a call writes to, None for a call that Telegram does not count."""
    name = method.__api_method__
    if not name.startswith(("send", "edit", "copy", "forward")) or name == "sendChatAction":
        return None
    chat = getattr(method, "chat_id", None)
    return chat if isinstance(chat, int | str) else None


def _is_group(chat: int | str) -> bool:
    return isinstance(chat, str) or chat < 0
