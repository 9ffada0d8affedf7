"""The errors of the client, sorted by who must act.

    GoMiningError
    ├── Unreachable      the network: nothing came back, or it broke off
    │   └── TimedOut
    ├── Unreadable       the partner: the answer is not what the document describes
    ├── StatusError      the partner answered with a status that is no success
    │   ├── Refused      the caller (4xx)
    │   │   ├── NotLoggedIn 401 · NotAllowed 403 · NotFound 404 · RateLimited 429
    │   │   └── Invalid  400, 422 and every other 4xx
    │   └── Broken       the partner (5xx)
    ├── KeysMissing      the operator: a partner key and secret are not set
    └── BadParameter     the caller: refused here, before anything is sent (also a ValueError)

Each knows its endpoint by class name. None holds a body, a header or a secret; the words for
people are chosen elsewhere.
"""
# ruff: noqa: N818  the names say what happened; "Error" would only repeat where they live

from collections.abc import Iterable, Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import NoReturn

from gomining import exact_json, redact

MAX_REASON = 200


class GoMiningError(Exception):
    """Anything that can go wrong with a call; `endpoint` is the endpoint's class name."""

    def __init__(self, endpoint: str, what: str) -> None:
        super().__init__(f"{endpoint}: {what}")
        self.endpoint = endpoint


class Unreachable(GoMiningError):
    """No complete answer came: no connection, or it broke off."""


class TimedOut(Unreachable):
    """No complete answer came in time."""


class Unreadable(GoMiningError):
    """The answer is not what the document describes; `field` says where (`body` for all of it)."""

    def __init__(self, endpoint: str, field: str, problem: str) -> None:
        super().__init__(endpoint, f"the answer cannot be read at {field}: {problem}")
        self.field = field


class BadParameter(GoMiningError, ValueError):
    """A parameter that the document does not allow; nothing was sent."""

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
    """The partner answered with a status that is no success.

    Attributes:
        status: the HTTP status.
        reason: the partner's own words (`message`, `error` or `description` of the body), short,
            on one line and without secrets; None if it gave none. For the log, not for people.
        by_proxy: True when the body is no JSON object, so something in front of the partner spoke.
        retry_after: seconds that `Retry-After` asks to wait, or None.
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
    """4xx: the partner will not do this."""


class NotLoggedIn(Refused):
    """401: the token (or key and signature) is missing, wrong or expired."""


class NotAllowed(Refused):
    """403: known, and still not allowed; or a proxy in front said no (`by_proxy`)."""


class NotFound(Refused):
    """404: no such thing, or no such path (see how to override one in docs/partner-api.md)."""


class RateLimited(Refused):
    """429: too many requests; wait `retry_after` seconds if it is given."""


class Invalid(Refused):
    """400, 422 or another 4xx: the partner does not accept what was sent."""


class Broken(StatusError):
    """5xx: the partner failed."""


_BY_STATUS = {401: NotLoggedIn, 403: NotAllowed, 404: NotFound, 429: RateLimited}


def raise_for(
    endpoint: str, reply: exact_json.Reply, *, now: datetime, secrets: Iterable[str] = ()
) -> None:
    """Raise the error that the reply's status means; return for 2xx.

    `now` (aware) turns a `Retry-After` date into seconds; `secrets` are removed from the reason.

    Raises:
        StatusError: for 4xx and 5xx.
        Unreadable: for a redirect (never followed) or any other status.
    """
    if 200 <= reply.status < 300:
        return
    if reply.status < 400 or reply.status > 599:
        raise Unreadable(endpoint, "status", f"{reply.status} is neither a success nor an error")
    _raise_status(endpoint, reply, now, secrets)


def _raise_status(
    endpoint: str, reply: exact_json.Reply, now: datetime, secrets: Iterable[str]
) -> NoReturn:
    kind = Broken if reply.status >= 500 else _BY_STATUS.get(reply.status, Invalid)
    said = _json_object(reply.body)
    raise kind(
        endpoint,
        reply.status,
        reason=None if said is None else _reason(said, secrets),
        by_proxy=said is None,
        retry_after=retry_after(reply.headers, now),
    )


def retry_after(headers: Mapping[str, str], now: datetime) -> float | None:
    """Read `Retry-After`, seconds or an HTTP date, as seconds from `now`; None without one."""
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
        said = exact_json.loads(body or b"")
    except ValueError:
        return None
    return said if isinstance(said, dict) else None


def _reason(said: Mapping[str, object], secrets: Iterable[str]) -> str | None:
    for name in ("message", "error", "description"):
        words = _words(said.get(name))
        if words:
            return redact.scrub(words, secrets)[:MAX_REASON]
    return None


def _words(value: object) -> str:
    if isinstance(value, list):
        return "; ".join(filter(None, map(_words, value)))
    if isinstance(value, dict):
        return _words(value.get("message"))
    text = value if isinstance(value, str) else ""
    return " ".join("".join(c if c.isprintable() else " " for c in text).split())
