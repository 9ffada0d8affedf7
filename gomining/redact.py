"""Remove secrets from logs, from the text of objects, and from errors."""

import re
from collections.abc import Iterable, Mapping

HIDDEN = "***"

# Names of headers, query parameters, body members and fields; lower case, without - and _.
SECRET_NAMES = frozenset(
    {
        "accesstoken",
        "apikey",
        "apisecret",
        "authorization",
        "cookie",
        "email",  # private rather than secret, and not needed in a log
        "initdata",
        "jwt",
        "payload",  # the nonce that a wallet signs
        "proof",
        "proxyauthorization",
        "publickey",
        "refreshtoken",
        "secret",
        "setcookie",
        "signature",
        "token",
        "tonproof",
        "tonwallet",
        "walletstateinit",
        "xpartnerapikey",
    }
)
_JWT = re.compile(r"eyJ[\w-]+\.[\w-]+\.[\w-]*")
_BEARER = re.compile(r"(?i)\bbearer\s+\S+")
_HMAC = re.compile(r"(?i)(?<![0-9a-f])[0-9a-f]{64}(?![0-9a-f])")


def is_secret(name: str) -> bool:
    """Whether the value of a header, parameter or field of this name must not be shown."""
    return name.casefold().replace("-", "").replace("_", "") in SECRET_NAMES


def redact(value: object) -> object:
    """Return a copy of plain data with the value of every secret name replaced by `***`."""
    match value:
        case Mapping():
            return {k: HIDDEN if is_secret(str(k)) else redact(v) for k, v in value.items()}
        case list() | tuple():
            return [redact(item) for item in value]
        case _:
            return value


def scrub(text: str, secrets: Iterable[str] = ()) -> str:
    """Return the text without the given secrets, Bearer values, JWTs and HMAC signatures."""
    for secret in sorted(filter(None, secrets), key=len, reverse=True):
        text = text.replace(secret, HIDDEN)
    return _HMAC.sub(HIDDEN, _JWT.sub(HIDDEN, _BEARER.sub(HIDDEN, text)))
