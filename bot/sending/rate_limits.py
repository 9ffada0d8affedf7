"""Telegram's limits on what a bot sends, counted in Redis over all its processes.

A message waits for its turn here instead of being refused there. Where Telegram refuses it all the
same (429), every process waits with that chat for as long as Telegram says. A call that failed or
was not answered is repeated: a message may be sent twice then, but is not lost.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass
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

from bot.metrics import CALLS
from storage.batching import Batcher

log = logging.getLogger("bot")

_TRANSIENT = (TelegramRetryAfter, TelegramServerError, TelegramNetworkError, ClientDecodeError)
ATTEMPTS = 4
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
# KEYS: buckets. ARGV, four for each: ms per message, burst, ms that the bucket must be closed
# for (or 0), 1 at the last bucket of a message.
# Gives for each message how many buckets it has gone through and the ms to wait at the last.
_RESERVE = """
local time = redis.call('TIME')
local now = time[1] * 1000 + time[2] / 1000
local turns, through, wait = {}, 0, 0
for i, key in ipairs(KEYS) do
  if wait == 0 then
    local every, burst = tonumber(ARGV[4 * i - 3]), tonumber(ARGV[4 * i - 2])
    local closed = tonumber(ARGV[4 * i - 1])
    local full = math.max(tonumber(redis.call('GET', key) or '0'), now)
    if closed > 0 then
      full = math.max(full, now + closed + (burst - 1) * every)
    else
      full = full + every
    end
    redis.call('SET', key, string.format('%.3f', full), 'PX', math.ceil(full - now) + 1000)
    through, wait = through + 1, math.ceil(math.max(0, full - burst * every - now))
  end
  if ARGV[4 * i] == '1' then
    table.insert(turns, {through, wait})
    through, wait = 0, 0
  end
end
return turns
"""
_Bucket = tuple[str, Rate]
_Turn = tuple[int, int]  # buckets gone through, ms to wait


class RateLimits(BaseRequestMiddleware):
    """Delays calls of the Bot API to keep the limits, and repeats those that failed."""

    def __init__(
        self,
        redis: Redis,
        *,
        namespace: str,
        rates: Rates | None = None,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
    ) -> None:
        self._namespace = namespace
        self._rates = rates or Rates()
        self._sleep = sleep
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
            await self._wait_turn(chat)
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
            if chat is None:
                await self._sleep(error.retry_after)
            return
        pause = _BACKOFF * 2**attempt
        log.warning("%s: %s; again in %.1f s", name, type(error).__name__, pause)
        await self._sleep(pause)

    async def _wait_turn(self, chat: int | str | None) -> None:
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
            if wait:
                await self._sleep(wait / 1000)

    async def _close(self, chat: int | str | None, seconds: float) -> None:
        """Let no process write to the chat for as long as Telegram said."""
        if chat is not None:
            await self._ask([(f"chat:{chat}", self._rates.chat)], closed=seconds)

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
        keys, args = [], list[float]()
        for buckets, closed in asked:
            for number, (name, rate) in enumerate(buckets, 1):
                keys.append(f"{self._namespace}:out:{name}")
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
