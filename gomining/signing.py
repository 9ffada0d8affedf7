"""HMAC-SHA256 over the exact bytes that are sent (partner document, "Endpoint security type").

Both functions return the complete text to send, so that what is signed cannot differ from what
travels. A query must be handed to the HTTP client as already encoded (`encoded=True` in yarl).
"""

import hashlib
import hmac
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import quote

from gomining import exact_json


def sign_body(secret: str, params: Mapping[str, object]) -> bytes:
    """Return the compact UTF-8 JSON body with `signature` last, signed over it without that field.

    Keys stay in the order given, non-ASCII is not escaped, a Decimal is a plain JSON number.

    Raises:
        ValueError: `params` already has a signature, or a value that cannot be sent exactly.
        TypeError: a value that JSON does not know.
    """
    _refuse_signed(params)
    message = exact_json.dumps(params)
    separator = b"," if params else b""
    return b'%b%b"signature":"%b"}' % (message[:-1], separator, _hmac(secret, message).encode())


def sign_query(secret: str, params: Mapping[str, object]) -> str:
    """Return the percent-encoded query with `signature` last, signed over it without that field.

    Parameters stay in the order given. A space is `%20`; only RFC 3986 unreserved characters
    (letters, digits, `-._~`) are left as they are.

    Raises:
        ValueError: `params` already has a signature, or a value that cannot be sent exactly.
        TypeError: a value that is no string, whole number, Decimal or boolean.
    """
    _refuse_signed(params)
    message = encode_query(params)
    separator = "&" if message else ""
    return f"{message}{separator}signature={_hmac(secret, message.encode())}"


def encode_query(params: Mapping[str, object]) -> str:
    """Percent-encode `params` in the order given, as `sign_query` does, without a signature.

    Raises:
        ValueError: text that UTF-8 cannot carry, a number that is not finite.
        TypeError: a value that is no string, whole number, Decimal or boolean.
    """
    return "&".join(f"{_escape(name)}={_escape(_text(value))}" for name, value in params.items())


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int():
            return str(value)
        case Decimal():
            return exact_json.plain(value)
        case _:
            raise TypeError(f"a query cannot carry a value of type {type(value).__name__}")


def _escape(text: str) -> str:
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        problem = "text with a lone surrogate cannot be sent as UTF-8"
    raise ValueError(problem)


def _refuse_signed(params: Mapping[str, object]) -> None:
    if "signature" in params:
        raise ValueError("the signature is added by signing and cannot be a parameter")


def _hmac(secret: str, message: bytes) -> str:
    return hmac.digest(secret.encode(), message, hashlib.sha256).hex()
