"""Asks a TON HTTP API (toncenter v3) for the current key of a wallet contract.

The answer decides who may log in, so whatever is not clearly an answer is `TonApiError`: the user
can try again, and nobody is let in.
"""

import asyncio
import json
import logging
import math
from datetime import timedelta
from typing import cast

import aiohttp
from redis.asyncio import Redis

from ratelimit import Limiter, TooManyError
from runtime.clock import Time
from runtime.rate import Rate
from ton.chain_key import AnswerError, ChainKey, key_question, read_key_answer

TIMEOUT = 5.0
"""Seconds for one request, including reading the body."""
CACHED = timedelta(minutes=2)
"""How long an answer is used again. A key that was rotated away is valid for as long."""
RATE = Rate(1, timedelta(seconds=1))
"""What toncenter allows without a key, over all processes."""
RATE_WITH_KEY = Rate(10, timedelta(seconds=1))
"""What toncenter allows with a free key, over all processes."""
USER_RATE = Rate(6, timedelta(minutes=1))
"""Requests that one user may cause, so that one cannot use up what all have."""
MAX_BODY = 64 * 1024
"""Bytes; an answer has some 300."""
_MAX_WAIT = 4.0  # seconds that a request waits for its turn
_ALL_USERS = 0  # counts the requests of all users; no user of Telegram has this id
_NO_CONTRACT, _NO_KEY = b"no contract", b"no key"

log = logging.getLogger(__name__)


class TonApiError(Exception):
    """The API is away, too slow, busy, or its answer cannot be read."""


class TonApi:
    """One API of one network; safe to share, also by processes with the same Redis.

    Attributes:
        network: TON Connect's id of the network that the API serves.
    """

    def __init__(
        self,
        http: aiohttp.ClientSession,
        redis: Redis,
        *,
        base_url: str,
        api_key: str | None,
        network: str,
        namespace: str,
        time: Time,
        timeout: float = TIMEOUT,
        user_rate: Rate = USER_RATE,
    ) -> None:
        self.network = network
        self._http = http
        self._redis = redis
        self._url = f"{base_url.removesuffix('/api/v3')}/api/v3/runGetMethod"
        self._headers = {"X-API-Key": api_key} if api_key else {}
        self._namespace = f"{namespace}:ton"
        self._time = time
        self._timeout = timeout
        self._per_user = Limiter(redis, namespace=self._namespace, rate=user_rate)
        rate = RATE_WITH_KEY if api_key else RATE
        self._of_all = Limiter(redis, namespace=f"{self._namespace}:all", rate=rate)

    async def cached_key(self, address: str) -> ChainKey | None:
        """Return the answer of the last CACHED for this raw address, if there is one."""
        kept = cast(bytes | None, await self._redis.get(self._cache_key(address)))
        return None if kept is None else _unpack(kept)

    async def ask_key(self, user_id: int, address: str) -> ChainKey:
        """Ask for the current key at a raw address, for this user's login, and cache the answer.

        Raises:
            TonApiError: there is no usable answer.
            TooManyError: this user has caused too many requests.
        """
        await self._per_user.hit(user_id)
        await self._wait_for_turn()
        answer = await self._post(key_question(address))
        try:
            found = read_key_answer(answer)
        except AnswerError as error:
            raise _failure(f"unexpected answer: {error}") from None
        await self._redis.set(self._cache_key(address), _pack(found), px=CACHED)
        return found

    def _cache_key(self, address: str) -> str:
        return f"{self._namespace}:key:{address}"

    async def _wait_for_turn(self) -> None:
        """Wait until the rate of all processes allows a request."""
        for _ in range(math.ceil(_MAX_WAIT)):
            try:
                await self._of_all.hit(_ALL_USERS)
            except TooManyError as error:
                await self._time.sleep(min(error.wait, _MAX_WAIT))
            else:
                return
        raise _failure("too many requests are waiting")

    async def _post(self, body: dict[str, object]) -> object:
        """Return the decoded JSON of the answer."""
        try:
            async with (
                asyncio.timeout(self._timeout),
                self._http.post(
                    self._url, json=body, headers=self._headers, allow_redirects=False
                ) as response,
            ):
                if response.status != 200:
                    raise _failure(f"status {response.status}")
                return json.loads(await _read(response))
        except (aiohttp.ClientError, TimeoutError, OSError) as error:
            raise _failure(type(error).__name__) from None
        except (ValueError, RecursionError):
            raise _failure("the answer is not JSON") from None


async def _read(response: aiohttp.ClientResponse) -> bytes:
    body = bytearray()
    async for chunk in response.content.iter_any():
        body += chunk
        if len(body) > MAX_BODY:
            raise _failure("the answer is too large")
    return bytes(body)


def _failure(reason: str) -> TonApiError:
    log.warning("TON API: %s", reason)
    return TonApiError(reason)


def _pack(found: ChainKey) -> bytes:
    if not found.deployed:
        return _NO_CONTRACT
    return found.key or _NO_KEY


def _unpack(kept: bytes) -> ChainKey | None:
    """Return what `_pack` was given; None if another version wrote this."""
    if kept == _NO_CONTRACT:
        return ChainKey(deployed=False, key=None)
    if kept == _NO_KEY:
        return ChainKey(deployed=True, key=None)
    return ChainKey(deployed=True, key=kept) if len(kept) == 32 else None
