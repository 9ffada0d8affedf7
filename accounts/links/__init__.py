"""Links by which an operator says which user of the partner somebody already is.

`t.me/<bot>?start=u_…` (or `startapp=u_…`) names one of the partner's own users and a last day,
signed under a key of this purpose alone. `python -m accounts.links` makes them. A start parameter
of Telegram has at most 64 characters of A-Z a-z 0-9 _ -, which limits the length of the id.
"""

import base64
import binascii
import hashlib
import hmac
from dataclasses import dataclass
from datetime import date, timedelta
from uuid import UUID

from accounts.login_errors import LinkError

LINK_PREFIX = "u_"  # of the start parameter
MAC = 16  # bytes of an HMAC-SHA-256
LONGEST_ID = 27  # bytes of UTF-8; a UUID takes 16 of them
_HEAD = 3  # bytes: the kind of id, and the last day
_TEXT, _UUID = 0, 1
_EPOCH = date(1970, 1, 1)


@dataclass(frozen=True)
class Link:
    """What a link says: a `partnerUserId`, and the last day (UTC) on which it can be used first."""

    partner_user_id: str
    last_day: date


class Links:
    """Makes and reads links; `key` is that of the registry, from which theirs is derived."""

    def __init__(self, key: bytes) -> None:
        self._key = hmac.digest(key, b"link", hashlib.sha256)

    def make(self, link: Link) -> str:
        """Return the start parameter; ValueError for an id that does not fit into one."""
        kind, raw = _pack(link.partner_user_id)
        day = (link.last_day - _EPOCH).days
        body = bytes([kind]) + day.to_bytes(2, "big") + raw
        return LINK_PREFIX + _encode(body + self._sign(body))

    def read(self, parameter: str) -> Link:
        """Return what a start parameter says; LinkError `link_invalid` unless we have made it."""
        body, mac = _split(parameter)
        if not hmac.compare_digest(self._sign(body), mac):
            raise LinkError("link_invalid")
        last_day = _EPOCH + timedelta(days=int.from_bytes(body[1:_HEAD], "big"))
        return Link(_unpack(body[0], body[_HEAD:]), last_day)

    def _sign(self, body: bytes) -> bytes:
        return hmac.digest(self._key, body, hashlib.sha256)[:MAC]


def _pack(partner_user_id: str) -> tuple[int, bytes]:
    """Return kind and bytes of an id: those of a UUID as programs write it, else its text."""
    try:
        as_uuid = UUID(partner_user_id)
    except ValueError:
        pass
    else:
        if str(as_uuid) == partner_user_id:
            return _UUID, as_uuid.bytes
    raw = partner_user_id.encode()
    if not 0 < len(raw) <= LONGEST_ID:
        raise ValueError(f"an id has 1 to {LONGEST_ID} bytes, or is a UUID in lower case")
    return _TEXT, raw


def _unpack(kind: int, raw: bytes) -> str:
    return str(UUID(bytes=raw)) if kind == _UUID else raw.decode()


def _encode(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


def _split(parameter: str) -> tuple[bytes, bytes]:
    """Return what is signed, and the signature."""
    text = parameter.removeprefix(LINK_PREFIX)
    try:
        raw = base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        raise LinkError("link_invalid") from None
    # Exactly as we write it: the last character of base64 may be spelled in several ways.
    if parameter != LINK_PREFIX + _encode(raw) or len(raw) <= _HEAD + MAC:
        raise LinkError("link_invalid")
    return raw[:-MAC], raw[-MAC:]
