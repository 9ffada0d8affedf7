"""Delivery of updates to a bot's webhook, as by Telegram's server.

One update per request, one at a time per chat, up to `max_connections` in parallel. An update that
is not answered with 2xx is sent again: at once, then after 2, 4, 8 … seconds, for a day.
"""

import asyncio
import logging
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import datetime, timedelta

import aiohttp

from sandbox.telegram.errors import ApiError, Json
from sandbox.telegram.params import Uploads, read_params
from sandbox.telegram.queue import PendingUpdate, UpdateQueue

log = logging.getLogger("sandbox.telegram.webhook")

MAX_DELAY = 60
_TIMEOUT = 60
_TICK = 0.05  # seconds between reads of the clock, which a test may move
Reply = Callable[[str, Json, Uploads], Awaitable[None]]


@dataclass(slots=True)
class Settings:
    """Parameters of setWebhook."""

    url: str
    secret_token: str | None
    max_connections: int
    ip_address: str | None


class WebhookSender:
    """Sends one bot's updates to its webhook while one is set."""

    def __init__(self, queue: UpdateQueue, clock: Callable[[], datetime], reply: Reply) -> None:
        self.settings: Settings | None = None
        self.last_error: tuple[int, str] | None = None
        self._queue = queue
        self._clock = clock
        self._reply = reply
        self._session: aiohttp.ClientSession | None = None
        self._task: asyncio.Task[None] | None = None
        self._deliveries: dict[int, asyncio.Task[None]] = {}

    async def set(self, settings: Settings) -> None:
        """Start delivery to a URL; an earlier one ends."""
        await self.stop()
        self.settings = settings
        self.last_error = None
        timeout = aiohttp.ClientTimeout(total=_TIMEOUT)
        self._session = aiohttp.ClientSession(timeout=timeout, trust_env=False)
        self._task = asyncio.create_task(self._run(settings))

    async def stop(self) -> None:
        """End delivery; unconfirmed updates stay in the queue."""
        self.settings = None
        tasks = [*self._deliveries.values(), *([self._task] if self._task else [])]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        self._deliveries.clear()
        self._task = None
        if self._session:
            await self._session.close()
            self._session = None

    async def _run(self, settings: Settings) -> None:
        while not self._queue.closed:
            now = self._clock()
            self._queue.expire(now)
            self._send_due(settings, now)
            waiting = any(item.not_before for item in self._queue.items)
            await self._queue.wait(_TICK if waiting else 3600)

    def _send_due(self, settings: Settings, now: datetime) -> None:
        busy_keys = set(self._deliveries)
        for item in list(self._queue.items):
            if len(self._deliveries) >= settings.max_connections:
                return
            if item.order_key in busy_keys:
                continue
            busy_keys.add(item.order_key)
            if item.not_before is None or item.not_before <= now:
                self._deliveries[item.order_key] = asyncio.create_task(
                    self._deliver(settings, item)
                )

    async def _deliver(self, settings: Settings, item: PendingUpdate) -> None:
        item.delivered = True
        try:
            error, retry_after = await self._post(settings, item.body)
        except (aiohttp.ClientError, TimeoutError, OSError) as failure:
            error, retry_after = _error_message(failure), 0
        finally:
            del self._deliveries[item.order_key]
        if error is None:
            self._queue.remove(item)
            return
        self.last_error = (int(self._clock().timestamp()), error)
        delay = retry_after
        if not retry_after and item.failures:
            delay = min(2**item.failures, MAX_DELAY)
        item.failures += 1
        item.not_before = self._clock() + timedelta(seconds=delay)
        self._queue.notify()

    async def _post(self, settings: Settings, body: Json) -> tuple[str | None, int]:
        headers = {}
        if settings.secret_token:
            headers["X-Telegram-Bot-Api-Secret-Token"] = settings.secret_token
        assert self._session is not None  # noqa: S101  set() opens it before any delivery
        async with self._session.post(settings.url, json=body, headers=headers) as answer:
            if answer.status // 100 != 2:
                wait = answer.headers.get("Retry-After", "")
                words = f"Wrong response from the webhook: {answer.status} {answer.reason}"
                return words, min(int(wait), 3600) if wait.isdigit() else 0
            await self._run_reply(answer)
        return None, 0

    async def _run_reply(self, answer: aiohttp.ClientResponse) -> None:
        """Execute the call that the webhook's answer may contain."""
        try:
            params, uploads = await read_params(answer.headers, answer.content)
        except ApiError as error:
            log.info("no call in the webhook's answer: %s", error)
            return
        method = params.pop("method", None)
        if isinstance(method, str):
            await self._reply(method, params, uploads)


def _error_message(failure: Exception) -> str:
    """Return the `last_error_message` of getWebhookInfo."""
    if isinstance(failure, aiohttp.ClientConnectorError):
        return "Connection refused"
    if isinstance(failure, TimeoutError):
        return "Read timeout expired"
    return "Webhook connection closed"
