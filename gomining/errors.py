"""The errors of the client, grouped by who must act.

    GoMiningError
    ├── Unreachable      the network: no response, or an incomplete one
    │   ├── NotSent          the partner cannot have done anything
    │   ├── OutcomeUnknown   the partner may have done it
    │   └── TimedOut         either of them, after the longest wait:
    │       ├── ConnectTimedOut  is also NotSent
    │       └── AnswerTimedOut   is also OutcomeUnknown
    ├── Unreadable       the partner: the answer is not what the document describes
    ├── StatusError      the partner answered with an error status
    │   ├── Refused      the caller (4xx)
    │   │   ├── NotLoggedIn 401 · NotAllowed 403 · NotFound 404 · RateLimited 429
    │   │   └── Invalid  400, 422 and every other 4xx
    │   └── Broken       the partner (5xx)
    ├── Declined         the partner answered `false` where `true` confirms what was done
    ├── KeysMissing      the operator: the partner's key and secret are not set
    └── BadParameter     the caller: rejected before anything is sent (also a ValueError)

Each holds the class name of its endpoint, and none holds a body, a header or a secret. Texts for
users are chosen by the front ends.
"""
# ruff: noqa: N818  used as errors.NotFound; an "Error" suffix would repeat the module's name

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

from gomining import exact_json, redact
from gomining.exchange import Response

MAX_REASON = 200


class GoMiningError(Exception):
    """Any failure of a call; `endpoint` is the class name of the endpoint."""

    def __init__(self, endpoint: str, what: str) -> None:
        super().__init__(f"{endpoint}: {what}")
        self.endpoint = endpoint


class Unreachable(GoMiningError):
    """No complete response arrived: no connection, or it was closed too early."""


class NotSent(Unreachable):
    """The request never left: no address, no connection, none free. It can be sent again."""


class OutcomeUnknown(Unreachable):
    """The connection broke after the request may have arrived; do not repeat what is done once."""


class TimedOut(Unreachable):
    """No complete response arrived in time."""


class ConnectTimedOut(NotSent, TimedOut):
    """There was no connection in time: the partner did not accept one, or all were in use."""


class AnswerTimedOut(OutcomeUnknown, TimedOut):
    """The request was sent, and no complete response arrived in time."""


class Unreadable(GoMiningError):
    """The answer is not what the document describes; `field` says where, `body` for all of it."""

    def __init__(self, endpoint: str, field: str, problem: str) -> None:
        super().__init__(endpoint, f"the answer cannot be read at {field}: {problem}")
        self.field = field


class Declined(GoMiningError):
    """The partner answered `false`: it has not done what was asked, and does not say why."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(endpoint, "the partner answered false")


class BadParameter(GoMiningError, ValueError):
    """A parameter value that the document does not allow; nothing was sent."""

    def __init__(self, endpoint: str, field: str, problem: str) -> None:
        super().__init__(endpoint, f"{field}: {problem}")
        self.field = field


class KeysMissing(GoMiningError):
    """The endpoint needs the partner's key and secret, and they are not set."""

    def __init__(self, endpoint: str) -> None:
        super().__init__(
            endpoint,
            "needs the partner key and secret: set GOMINING_API_KEY and GOMINING_API_SECRET",
        )


class StatusError(GoMiningError):
    """The partner answered with an error status.

    Attributes:
        status: the HTTP status.
        reason: `message`, `error` or `description` of the body, shortened, on one line and
            without secrets; None if absent. For logs, not for users.
        by_proxy: True if the body is not a JSON object, so that it must come from a proxy in
            front of the partner.
        retry_after: the seconds in `Retry-After`, or None.
    """

    def __init__(
        self,
        endpoint: str,
        status: int,
        *,
        reason: str | None = None,
        by_proxy: bool = False,
        retry_after: float | None = None,
    ) -> None:
        super().__init__(endpoint, f"{status} {reason}" if reason else str(status))
        self.status = status
        self.reason = reason
        self.by_proxy = by_proxy
        self.retry_after = retry_after


class Refused(StatusError):
    """4xx: the partner refuses the request."""


class NotLoggedIn(Refused):
    """401: the token (or key and signature) is missing, wrong or expired."""


class NotAllowed(Refused):
    """403: authenticated but not allowed, or refused by a proxy (`by_proxy`)."""


class NotFound(Refused):
    """404: no such object, or no such path (docs/partner-api.md says how to override one)."""


class RateLimited(Refused):
    """429: too many requests; wait `retry_after` seconds if it is set."""


class Invalid(Refused):
    """400, 422 or another 4xx: the partner does not accept the parameters."""


class Broken(StatusError):
    """5xx: the partner failed."""


_BY_STATUS = {401: NotLoggedIn, 403: NotAllowed, 404: NotFound, 429: RateLimited}


def raise_for_status(
    endpoint: str, response: Response, *, now: datetime, secrets: Iterable[str] = ()
) -> None:
    """Raise the error for the status of the response; return for 2xx.

    `now` (aware) turns a date in `Retry-After` into seconds; `secrets` are removed from the
    reason.

    Raises:
        StatusError: for 4xx and 5xx.
        Unreadable: for a redirect, which is never followed, and any other status.
    """
    if 200 <= response.status < 300:
        return
    if response.status < 400 or response.status > 599:
        problem = f"{response.status} is neither a success nor an error"
        raise Unreadable(endpoint, "status", problem)
    _raise_status(endpoint, response, now, secrets)


def _raise_status(
    endpoint: str, response: Response, now: datetime, secrets: Iterable[str]
) -> NoReturn:
    kind = Broken if response.status >= 500 else _BY_STATUS.get(response.status, Invalid)
    body = _json_object(response.body)
    raise kind(
        endpoint,
        response.status,
        reason=None if body is None else _reason(body, secrets),
        by_proxy=body is None,
        retry_after=retry_after(response.headers, now),
    )


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Return `Retry-After` (seconds or an HTTP date) as seconds from `now`; None without one."""
    value = headers.get("Retry-After", "").strip()
    if value.isascii() and value.isdigit():
        return float(value[:9])
    try:
        date = parsedate_to_datetime(value)
    except ValueError:
        return None
    if date.tzinfo is None:
        date = date.replace(tzinfo=UTC)
    return max(0.0, (date - now).total_seconds())


def _json_object(body: bytes | None) -> dict[str, object] | None:
    try:
        parsed = exact_json.loads(body or b"")
    except ValueError:
        return None
    return parsed if isinstance(parsed, dict) else None


def _reason(body: Mapping[str, object], secrets: Iterable[str]) -> str | None:
    for name in ("message", "error", "description"):
        text = _one_line(body.get(name))
        if text:
            return redact.scrub(text, secrets)[:MAX_REASON]
    return None


def _one_line(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_one_line, value)))
    if isinstance(value, dict):
        return _one_line(value.get("message"))
    text = value if isinstance(value, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
