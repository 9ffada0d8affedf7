"""initData of a mini-app, signed with the bot's token and, for third parties, with Ed25519.

Telegram's Ed25519 key is secret, so the sandbox has its own pair, which is public by design:
verify a `signature` with it in the sandbox only.
"""

import base64
import hashlib
import hmac
from urllib.parse import quote

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

_SEED = hashlib.sha256(b"gomining sandbox: Ed25519 key of initData, not a secret").digest()
_KEY = Ed25519PrivateKey.from_private_bytes(_SEED)
PUBLIC_KEY = _KEY.public_key().public_bytes_raw().hex()


def _lines(fields: dict[str, str]) -> str:
    return "\n".join(f"{key}={fields[key]}" for key in sorted(fields))


def _encode(fields: dict[str, str]) -> str:
    return "&".join(f"{key}={quote(value, safe='')}" for key, value in fields.items())


def _hash(fields: dict[str, str], token: str) -> str:
    secret = hmac.digest(b"WebAppData", token.encode(), "sha256")
    return hmac.digest(secret, _lines(fields).encode(), "sha256").hex()


def sign(fields: dict[str, str], *, token: str) -> str:
    """Return initData: the fields with `signature` and `hash`, URL-encoded.

    The signature covers everything but itself and the hash; the hash covers the signature too.
    """
    bot_id = token.partition(":")[0]
    message = f"{bot_id}:WebAppData\n{_lines(fields)}".encode()
    signature = base64.urlsafe_b64encode(_KEY.sign(message)).decode().rstrip("=")
    signed = fields | {"signature": signature}
    return _encode(signed | {"hash": _hash(signed, token)})


def sign_contact(fields: dict[str, str], *, token: str) -> str:
    """Return a contact for `requestContact`: the fields with `hash` only, URL-encoded."""
    return _encode(fields | {"hash": _hash(fields, token)})
