"""The only file that speaks HTTP."""

import asyncio
import logging
import random as chance
import re
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from types import MappingProxyType
from typing import TypeVar

import aiohttp
from pydantic import SecretStr
from yarl import URL

from gomining import decoding, endpoints, errors, exact_json
from gomining.endpoint import Endpoint
from gomining.request import PartnerKeys, Sender
from gomining.retry import RetryPolicy

R = TypeVar("R")
log = logging.getLogger("gomining")

_BASE_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~%/-]*)?")
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


def utc_now() -> datetime:
    """Return the time now, aware UTC."""
    return datetime.now(UTC)


def open_session(*, connections: int = 100) -> aiohttp.ClientSession:
    """Open a session fit for many users: it keeps no cookies. The caller closes it."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=connections)
    )


class Client:
    """Sends endpoints to the partner: `page = await client(ListMiners(limit=20), access_token=…)`.

    Safe to share between users and tasks: it keeps nothing of a call.

    Args:
        session: keeps no cookies (`open_session()` makes one), so that one user's cannot travel
            with another's call. The caller closes it.
        base_url: such as https://api.gomining.com.
        partner_id: what GeneratePayload sends.
        keys: the partner's key and secret, or None for the user's own endpoints only.
        paths: other paths, by the class name of the endpoint.
        timeout: seconds for one try, the reading of its answer included.
        retry: when a read is repeated.
        clock: the time now, aware; signs and reads dates of `Retry-After`.
        sleep: waits between tries.
        random: 0..1, spreads the tries.
        recv_window: milliseconds that a signed request stays valid; always sent, because the
            document gives two defaults.
        max_body: the largest answer in bytes that is read.

    Raises:
        ValueError: a session with cookies, a base URL or path that is none, an unknown endpoint.
    """

    def __init__(
        self,
        session: aiohttp.ClientSession,
        *,
        base_url: str,
        partner_id: str,
        keys: PartnerKeys | None = None,
        paths: Mapping[str, str] = MappingProxyType({}),
        timeout: float = 10,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008  frozen
        clock: Callable[[], datetime] = utc_now,
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        random: Callable[[], float] = chance.random,
        recv_window: int = 10_000,
        max_body: int = 8 * 2**20,
    ) -> None:
        if not isinstance(session.cookie_jar, aiohttp.DummyCookieJar):
            raise ValueError(  # noqa: TRY004  a session with cookies is of the right type
                "the session must keep no cookies: gomining.open_session() makes one"
            )
        if not _BASE_URL.fullmatch(base_url) or URL(base_url, encoded=True).host is None:
            raise ValueError("base_url must look like https://host without query or user name")
        _check_paths(paths)
        self._session = session
        self._sender = Sender(base_url.rstrip("/"), partner_id, keys, recv_window)
        self._paths = dict(paths)
        self._timeout = aiohttp.ClientTimeout(total=timeout)
        self._retry = retry
        self._clock = clock
        self._sleep = sleep
        self._random = random
        self._max_body = max_body

    async def __call__(
        self, endpoint: Endpoint[R], *, access_token: str | SecretStr | None = None
    ) -> R:
        """Send the endpoint and return its answer; a read may be tried again.

        Raises:
            GoMiningError: see gomining.errors. KeysMissing and BadParameter before anything is
                sent.
        """
        token = (
            access_token.get_secret_value() if isinstance(access_token, SecretStr) else access_token
        )
        path = self._paths.get(endpoint.operation, endpoint.route.path)
        request = self._sender.build(endpoint, path, access_token=token, now=self._clock())
        log.debug("calling %r", endpoint)
        with _logged(endpoint, path) as line:
            while True:
                line.attempts += 1
                try:
                    return await self._try(endpoint, request, line)
                except (errors.Unreachable, errors.StatusError) as error:
                    delay = self._retry.delay(error, line.attempts, self._random)
                    if delay is None or not endpoint.reads:
                        raise
                await self._sleep(delay)
                request = self._sender.build(endpoint, path, access_token=token, now=self._clock())

    async def _try(self, endpoint: Endpoint[R], request: exact_json.Request, line: "_Line") -> R:
        line.status = None
        reply = await self._exchange(endpoint, request)
        line.status = reply.status
        errors.raise_for(endpoint.name, reply, now=self._clock(), secrets=request.secrets)
        return decoding.read(endpoint, reply)

    async def _exchange(
        self, endpoint: Endpoint[R], request: exact_json.Request
    ) -> exact_json.Reply:
        """Send and receive once. What aiohttp raises can hold headers, so none of it is chained."""
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
                raise_for_status=False,
                timeout=self._timeout,
            ) as response:
                body = await _read_capped(response.content, self._max_body)
                return exact_json.Reply(response.status, response.headers, body)
        except TimeoutError:
            failure: errors.GoMiningError = errors.TimedOut(endpoint.name, "no answer in time")
        except aiohttp.ClientResponseError:
            failure = errors.Unreadable(endpoint.name, "body", "not HTTP")
        except (aiohttp.ClientError, OSError) as error:
            failure = errors.Unreachable(endpoint.name, type(error).__name__)
        raise failure


async def _read_capped(content: aiohttp.StreamReader, limit: int) -> bytes | None:
    body = bytearray()
    async for chunk in content.iter_any():
        body += chunk
        if len(body) > limit:
            return None
    return bytes(body)


def _check_paths(paths: Mapping[str, str]) -> None:
    unknown = sorted(paths.keys() - {endpoint.operation for endpoint in endpoints.ALL})
    if unknown:
        raise ValueError(f"paths names endpoints that do not exist: {', '.join(unknown)}")
    for name, path in paths.items():
        if not _PATH.fullmatch(path):
            raise ValueError(f"the path of {name} must begin with one / and hold no ?, # or space")


@dataclass
class _Line:
    """What the log line of one call says."""

    status: int | None = None
    attempts: int = 0


@contextmanager
def _logged(endpoint: Endpoint[R], path: str) -> Iterator[_Line]:
    line, started, outcome = _Line(), time.perf_counter(), "cancelled"
    try:
        yield line
        outcome = "ok"
    except Exception as error:
        outcome = type(error).__name__
        raise
    finally:
        ms = round((time.perf_counter() - started) * 1000)
        log.info(
            "%s %s %s %d ms %s",
            endpoint.route.method,
            path,
            line.status or "-",
            ms,
            outcome,
            extra={
                "endpoint": endpoint.name,
                "method": endpoint.route.method,
                "path": path,
                "status": line.status,
                "ms": ms,
                "attempts": line.attempts,
                "outcome": outcome,
            },
        )
