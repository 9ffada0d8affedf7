"""Telegram's initData: who opened the mini-app, signed by Telegram with the bot's token.

Pure: the clock is an argument. Source: https://core.telegram.org/bots/webapps, "Validating data
received via the Mini App"; every field but `hash` is signed, known to us or not, blank or not.
"""

import hmac
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, NamedTuple
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
"""How far ahead of our clock Telegram's may be."""
_LAST_SECOND = 253402300799  # of the year 9999, the last that a datetime can hold
_CONTROL = bytes((*range(32), 127))


def _unquoter() -> Callable[[str], str]:
    # yarl's does the same as urllib's in C: twenty times as fast, where urllib's would take most
    # of the time here. It is not public, hence the way out; a test holds that both decode alike.
    try:
        from yarl._quoting import _Unquoter  # noqa: PLC0415 - it may be gone one day
    except ImportError:
        return unquote_plus
    return _Unquoter(plus=True)


_unquote = _unquoter()


class InitDataError(Exception):
    """The initData does not hold. Its text never tells what would have been right.

    Attributes:
        reason: why, as a code from a closed set.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(reason)
        self.reason: Reason = reason


class User(NamedTuple):
    """The Telegram user who opened the mini-app, as far as Telegram tells."""

    id: int
    first_name: str
    last_name: str | None = None
    username: str | None = None
    language_code: str | None = None
    is_premium: bool = False
    allows_write_to_pm: bool = False
    photo_url: str | None = None


class InitData(NamedTuple):
    """What was signed. `user` is None when the mini-app was opened in a way that names nobody.

    Attributes:
        auth_date: when Telegram signed it, aware.
        fields: every signed field, decoded, as it was sent.
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
    """Verify the initData as the page sent it, and tell who the user is.

    Args:
        raw: the query string, at most 16 KiB.
        bot_token: of the bot whose mini-app it is.
        now: aware time, or Unix seconds.
        max_age: how old it may be, or seconds.

    Raises:
        InitDataError: in every case in which it does not hold, whatever was sent.
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


# A page sends the same string with each of its requests. Only what is good is remembered.
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
    """Decode into `name=value` lines, with no control character but the breaks between them.

    A line break that was sent, encoded or not, would let one line sign as two.
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


def _text(user: dict[str, Any], name: str) -> str | None:
    value = user.get(name)
    return value if isinstance(value, str) else None


def _flag(user: dict[str, Any], name: str) -> bool:
    # Old clients sent the word.
    return user.get(name) in (True, "true")
