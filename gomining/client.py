"""The HTTP client of the partner API; the only module of this package that uses aiohttp."""

import logging
import random as random_module
import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from types import MappingProxyType
from typing import Any, TypeVar

import aiohttp
from pydantic import SecretStr
from yarl import URL

from gomining import decoding, errors, operations
from gomining.endpoint import Endpoint
from gomining.exchange import Request, Response
from gomining.request import PartnerKeys, RequestBuilder
from gomining.retry import RetryPolicy
from runtime.clock import Time

R = TypeVar("R")
S = TypeVar("S")
log = logging.getLogger("gomining")

CONNECT_TIMEOUT = 5.0  # seconds
_BASE_URL = re.compile(r"https?://[A-Za-z0-9.:\[\]-]+(/[A-Za-z0-9._~%/-]*)?")
_PATH = re.compile(r"/(?!/)[A-Za-z0-9._~!$&'()*+,;=:@%/-]*")


def open_session(*, connections: int = 100) -> aiohttp.ClientSession:
    """Open an aiohttp session without cookies, fit for many users. The caller closes it."""
    return aiohttp.ClientSession(
        cookie_jar=aiohttp.DummyCookieJar(), connector=aiohttp.TCPConnector(limit=connections)
    )


class Client:
    """Calls the partner API: `page = await client(ListMiners(limit=20), access_token=…)`.

    Safe to share between users and tasks: it holds no state of a call.

    Args:
        session: a session without cookies, as `open_session()` opens, so that a cookie set for
            one user is never sent for another. The caller closes it.
        base_url: such as https://api.gomining.com.
        partner_id: the `partnerId` that GeneratePayload sends.
        keys: the partner's key and secret; None allows only endpoints of the user.
        paths: replacements for default paths, by `Endpoint.operation`.
        timeout: seconds for one attempt, including reading the body.
        connect_timeout: seconds of them for getting a connection; by default 5, or half of
            `timeout` if that is less.
        deadline: seconds for all attempts of a call and the waits between them; by default half as
            much again as `timeout`.
        retry: when an endpoint that changes nothing is called again.
        time: `now` signs requests and reads dates in `Retry-After`, `sleep` waits between
            attempts, `monotonic` measures durations for the log.
        random: returns 0..1; spreads the waits between attempts.
        recv_window: milliseconds that a signed request stays valid. Always sent, because the
            document gives two defaults (5000 and 60000).
        max_body: size in bytes of the largest body that is read.

    Raises:
        ValueError: a session with cookies, an invalid base URL or path, an unknown operation.
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
        connect_timeout: float | None = None,
        deadline: float | None = None,
        retry: RetryPolicy = RetryPolicy(),  # noqa: B008  frozen
        time: Time = Time(),  # noqa: B008  frozen
        random: Callable[[], float] = random_module.random,
        recv_window: int = 10_000,
        max_body: int = 8 * 2**20,
    ) -> None:
        if not isinstance(session.cookie_jar, aiohttp.DummyCookieJar):
            raise ValueError(  # noqa: TRY004  a session with cookies is of the right type
                "the session must not keep cookies: use gomining.open_session()"
            )
        if not _BASE_URL.fullmatch(base_url) or URL(base_url, encoded=True).host is None:
            raise ValueError("base_url must look like https://host without query or user name")
        _check_paths(paths)
        self._session = session
        self._builder = RequestBuilder(base_url.rstrip("/"), partner_id, keys, recv_window)
        self._paths = dict(paths)
        self._timeout = timeout
        # Less than the whole time-out, so that the kind of a time-out says whether it was sent.
        self._connect_timeout = min(connect_timeout or CONNECT_TIMEOUT, timeout / 2)
        self.deadline = deadline or 1.5 * timeout
        self._retry = retry
        self._time = time
        self._random = random
        self._max_body = max_body

    async def __call__(
        self, endpoint: Endpoint[R], *, access_token: str | SecretStr | None = None
    ) -> R:
        """Call the endpoint and return its answer, retrying if `endpoint.safe`.

        Raises:
            GoMiningError: see `gomining.errors`. KeysMissing and BadParameter are raised before
                anything is sent.
        """
        return await self.reduced(endpoint, lambda answer: answer, access_token=access_token)

    async def reduced(
        self,
        endpoint: Endpoint[R],
        reduce: Callable[[R], S],
        *,
        access_token: str | SecretStr | None = None,
    ) -> S:
        """Call the endpoint and return what `reduce` makes of its answer.

        For answers of thousands of rows of which only a part is needed: `reduce` runs in the
        thread that decodes a large answer, so that the event loop never holds the rows. It must
        not keep the lists of the answer, which are emptied afterwards. Raises like a call.
        """
        token = (
            access_token.get_secret_value() if isinstance(access_token, SecretStr) else access_token
        )
        path = self._paths.get(endpoint.operation, endpoint.route.path)
        request = self._build(endpoint, path, token)
        log.debug("calling %r", endpoint)
        end = self._time.monotonic() + self.deadline
        with self._logged(endpoint, path) as record:
            while True:
                record.attempts += 1
                left = end - self._time.monotonic()
                try:
                    seconds = min(self._timeout, left)
                    answered = await self._attempt(endpoint, request, record, seconds)
                    break
                except (errors.Unreachable, errors.StatusError) as error:
                    delay = self._retry.delay(error, record.attempts, self._random)
                    if delay is None or not endpoint.safe:
                        raise
                    if self._time.monotonic() + delay >= end:
                        raise
                await self._time.sleep(delay)
                request = self._build(endpoint, path, token)
            return await decoding.decode_off_loop(endpoint, answered, reduce)

    def _build(self, endpoint: Endpoint[R], path: str, token: str | None) -> Request:
        """Build the request; each attempt needs a new timestamp and signature."""
        return self._builder.build(endpoint, path, access_token=token, now=self._time.now())

    async def _attempt(
        self, endpoint: Endpoint[Any], request: Request, record: "_CallRecord", seconds: float
    ) -> Response:
        record.status = None
        response = await self._send(endpoint, request, seconds)
        record.status = response.status
        errors.raise_for_status(
            endpoint.name, response, now=self._time.now(), secrets=request.secrets
        )
        return response

    async def _send(self, endpoint: Endpoint[R], request: Request, seconds: float) -> Response:
        """Send the request once, for at most `seconds`.

        Errors are raised after the handlers: an aiohttp error may hold headers with secrets, so
        it must not become `__cause__` or `__context__`.
        """
        try:
            async with self._session.request(
                request.method,
                URL(request.url, encoded=True),
                headers=request.headers,
                data=request.body,
                allow_redirects=False,
                raise_for_status=False,
                timeout=aiohttp.ClientTimeout(
                    total=seconds, connect=min(self._connect_timeout, seconds / 2)
                ),
            ) as response:
                body = await _read_limited(response.content, self._max_body)
                return Response(response.status, response.headers, body)
        except aiohttp.ClientResponseError:
            failure: errors.GoMiningError = errors.Unreadable(endpoint.name, "body", "not HTTP")
        except (aiohttp.ClientError, OSError) as error:
            failure = _lost(error)(endpoint.name, type(error).__name__)
        raise failure

    @contextmanager
    def _logged(self, endpoint: Endpoint[R], path: str) -> Iterator["_CallRecord"]:
        """Write one log line when the call ends, however it ends."""
        record, started, outcome = _CallRecord(), self._time.monotonic(), "cancelled"
        try:
            yield record
            outcome = "ok"
        except Exception as error:
            outcome = type(error).__name__
            raise
        finally:
            ms = round((self._time.monotonic() - started) * 1000)
            _log_call(endpoint, path, record, ms, outcome)


@dataclass
class _CallRecord:
    """The last HTTP status and the number of attempts of one call, for its log line."""

    status: int | None = None
    attempts: int = 0


def _log_call(endpoint: Endpoint[R], path: str, record: _CallRecord, ms: int, outcome: str) -> None:
    method, status = endpoint.route.method, record.status
    fields = {
        "endpoint": endpoint.name,
        "method": method,
        "path": path,
        "status": status,
        "ms": ms,
        "attempts": record.attempts,
        "outcome": outcome,
    }
    log.info("%s %s %s %d ms %s", method, path, status or "-", ms, outcome, extra=fields)


def _lost(error: Exception) -> type[errors.Unreachable]:
    """Return which failure of the network it is; TimeoutError is an OSError."""
    if isinstance(error, aiohttp.ConnectionTimeoutError):
        return errors.ConnectTimedOut
    if isinstance(error, TimeoutError):
        return errors.AnswerTimedOut
    not_sent = (aiohttp.ClientConnectorError, aiohttp.ServerFingerprintMismatch, aiohttp.InvalidURL)
    return errors.NotSent if isinstance(error, not_sent) else errors.OutcomeUnknown


async def _read_limited(content: aiohttp.StreamReader, limit: int) -> bytes | None:
    """Read the body; None if it is larger than `limit` bytes after decompression."""
    chunks, size = [], 0
    async for chunk in content.iter_any():
        chunks.append(chunk)
        size += len(chunk)
        if size > limit:
            return None
    return b"".join(chunks)


def _check_paths(paths: Mapping[str, str]) -> None:
    unknown = sorted(paths.keys() - {endpoint.operation for endpoint in operations.ALL})
    if unknown:
        raise ValueError(f"paths names unknown operations: {', '.join(unknown)}")
    for name, path in paths.items():
        if not _PATH.fullmatch(path):
            raise ValueError(
                f"the path of {name} must begin with one / and contain no ?, # or space"
            )
