"""Telegram's initData: who opened the mini-app, signed by Telegram with the bot's token.

Pure: the clock is an argument. Source: https://core.telegram.org/bots/webapps, "Validating data
received via the Mini App"; every field but `hash` is signed, known to us or not, blank or not.
"""

import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Literal, NamedTuple
from urllib.parse import unquote_plus

from pydantic_core import from_json

Reason = Literal[
    "malformed",
    "too_large",
    "control_character",
    "duplicate_field",
    "bad_hash",
    "bad_auth_date",
    "bad_user",
    "expired",
    "from_future",
]

MAX_LENGTH = 16 * 1024
"""Characters; Telegram's has about 700."""
AHEAD = timedelta(seconds=60)
"""How far Telegram's clock may be ahead of ours."""
_LAST_SECOND = 253402300799  # of the year 9999, the last that a datetime can hold
_CONTROL = bytes((*range(32), 127))


def _unquoter() -> Callable[[str], str]:
    # yarl's does in C what urllib's does, twenty times as fast, and decoding is most of the work
    # here. It is private, hence the fallback; a test checks that both decode alike.
    try:
        from yarl._quoting import _Unquoter  # noqa: PLC0415 - a later yarl may not have it
    except ImportError:
        return unquote_plus
    return _Unquoter(plus=True)


_unquote = _unquoter()


class InitDataError(Exception):
    """The initData is refused. The text of the error never contains the right hash.

    Attributes:
        reason: why.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class User(NamedTuple):
    """The Telegram user who opened the mini-app."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False
    allows_write_to_pm: bool = False
    photo_url: str | None = None


class InitData(NamedTuple):
    """The signed fields.

    Attributes:
        user: None where Telegram names no user, as from some keyboard buttons.
        auth_date: when Telegram signed it, timezone-aware.
        fields: every signed field, decoded.
    """

    user: User | None
    auth_date: datetime
    query_id: str | None
    start_param: str | None
    chat_type: str | None
    chat_instance: str | None
    fields: Mapping[str, str]

    def __repr__(self) -> str:
        return f"InitData(user={self.user!r}, auth_date={self.auth_date!r}, …)"


def verify_init_data(
    raw: str, *, bot_token: str, now: datetime | float, max_age: timedelta | float
) -> InitData:
    """Verify initData and return its fields.

    Args:
        raw: the query string as the page sent it, at most 16 KiB.
        bot_token: the token of the bot whose mini-app it is.
        now: the current time, aware, or Unix seconds.
        max_age: the largest age that is accepted, or seconds.

    Raises:
        InitDataError: it is not valid; no other error is raised, whatever `raw` is.
    """
    if not isinstance(now, datetime):
        now = datetime.fromtimestamp(now, UTC)
    if not isinstance(max_age, timedelta):
        max_age = timedelta(seconds=max_age)
    if not isinstance(raw, str):
        raise InitDataError("malformed")
    if len(raw) > MAX_LENGTH:
        raise InitDataError("too_large")
    init_data = _verified(raw, bot_token)
    age = now - init_data.auth_date
    if age > max_age:
        raise InitDataError("expired")
    if age < -AHEAD:
        raise InitDataError("from_future")
    return init_data


# A page sends the same string with every request. Errors are not cached by lru_cache.
@lru_cache(maxsize=1024)
def _verified(raw: str, bot_token: str) -> InitData:
    lines = _lines(raw)
    fields = _fields(lines)
    given = fields.pop("hash", None)
    if given is None:
        raise InitDataError("bad_hash")
    lines.remove("hash=" + given)
    lines.sort()
    expected = hmac.digest(_secret(bot_token), "\n".join(lines).encode(), "sha256").hex()
    if not hmac.compare_digest(expected.encode(), given.encode()):
        raise InitDataError("bad_hash")
    return InitData(
        _user(fields["user"]) if "user" in fields else None,
        _auth_date(fields.get("auth_date", "")),
        fields.get("query_id"),
        fields.get("start_param"),
        fields.get("chat_type"),
        fields.get("chat_instance"),
        MappingProxyType(fields),
    )


def _lines(raw: str) -> list[str]:
    """Decode into `name=value` lines, as Telegram joins them by line breaks before it signs.

    Control characters are refused: a line break within a value would make one field pass for two.
    """
    text: str = _unquote(raw.replace("&", "\n"))
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        raise InitDataError("malformed") from None
    if len(encoded) - len(encoded.translate(None, _CONTROL)) != raw.count("&"):
        raise InitDataError("control_character")
    return text.split("\n")


def _fields(lines: list[str]) -> dict[str, str]:
    try:
        fields: dict[str, str] = dict([line.split("=", 1) for line in lines])
    except ValueError:
        raise InitDataError("malformed") from None
    if len(fields) != len(lines):
        raise InitDataError("duplicate_field")
    return fields


@lru_cache(maxsize=8)
def _secret(bot_token: str) -> bytes:
    return hmac.digest(b"WebAppData", bot_token.encode(), "sha256")


def _auth_date(text: str) -> datetime:
    if not (text.isascii() and text.isdigit() and len(text) <= 12 and int(text) <= _LAST_SECOND):
        raise InitDataError("bad_auth_date")
    return datetime.fromtimestamp(int(text), UTC)


def _user(text: str) -> User:
    try:
        user = from_json(text)
    except ValueError:
        raise InitDataError("bad_user") from None
    user_id = user.get("id") if isinstance(user, dict) else None
    if isinstance(user_id, str) and user_id.isascii() and user_id.isdigit() and len(user_id) < 20:
        user_id = int(user_id)
    if type(user_id) is not int or not 0 < user_id < 1 << 63:
        raise InitDataError("bad_user")
    return User(
        user_id,
        _text(user, "first_name") or "",
        _text(user, "last_name"),
        _text(user, "username"),
        _text(user, "language_code"),
        _flag(user, "is_premium"),
        _flag(user, "allows_write_to_pm"),
        _text(user, "photo_url"),
    )


def _text(user: Mapping[str, object], name: str) -> str | None:
    value = user.get(name)
    return value if isinstance(value, str) else None


def _flag(user: Mapping[str, object], name: str) -> bool:
    # Old clients sent the flag as text.
    return user.get(name) in (True, "true")
