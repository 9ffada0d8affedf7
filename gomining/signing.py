"""HMAC-SHA256 signatures of requests (partner document, "Endpoint security type").

The signature covers the exact bytes that are sent. Both functions therefore return the complete
text to send, signature included. Pass a query to the HTTP client as already encoded
(`encoded=True` in yarl), or it may be encoded again.
"""

import hashlib
import hmac
from collections.abc import Mapping
from decimal import Decimal
from urllib.parse import quote

from gomining import exact_json


def sign_body(secret: str, params: Mapping[str, object]) -> bytes:
    """Return the compact UTF-8 JSON body of `params` with its `signature` as the last member.

    Keys stay in the order given, non-ASCII is not escaped, numbers are spelled as ECMAScript does.
    So the signature, which is over the body without `signature`, is the same whether the partner
    cuts `signature` out of the body or parses the body and serializes the rest in JavaScript.

    Raises:
        ValueError: `params` already has a signature, or a value that cannot be sent exactly.
        TypeError: a value that JSON cannot represent.
    """
    _check_unsigned(params)
    message = exact_json.dumps(params)
    separator = b"," if params else b""
    return b'%b%b"signature":"%b"}' % (message[:-1], separator, _hmac(secret, message).encode())


def sign_query(secret: str, params: Mapping[str, object]) -> str:
    """Return the percent-encoded query of `params` with its `signature` as the last parameter.

    Parameters stay in the order given, numbers are spelled as in a body. All but RFC 3986
    unreserved characters (letters, digits, `-._~`) are percent-encoded, a space as `%20`. The
    signature is over the query without `signature`.

    Raises:
        ValueError: `params` already has a signature, or a value that cannot be sent exactly.
        TypeError: a value that is not a string, whole number, Decimal or boolean.
    """
    _check_unsigned(params)
    message = encode_query(params)
    separator = "&" if message else ""
    return f"{message}{separator}signature={_hmac(secret, message.encode())}"


def encode_query(params: Mapping[str, object]) -> str:
    """Return the percent-encoded query of `params` without a signature, as for `sign_query`.

    Raises:
        ValueError: text that UTF-8 cannot encode, a number that cannot be sent exactly.
        TypeError: a value that is not a string, whole number, Decimal or boolean.
    """
    return "&".join(f"{_escape(name)}={_escape(_text(value))}" for name, value in params.items())


def _text(value: object) -> str:
    match value:
        case str():
            return value
        case bool():
            return "true" if value else "false"
        case int() | Decimal():
            return exact_json.spell_number(value)
        case _:
            raise TypeError(f"a query cannot contain a value of type {type(value).__name__}")


def _escape(text: str) -> str:
    try:
        return quote(text, safe="")
    except UnicodeEncodeError:
        problem = "text with a lone surrogate cannot be sent as UTF-8"
    raise ValueError(problem)


def _check_unsigned(params: Mapping[str, object]) -> None:
    if "signature" in params:
        raise ValueError("signature is computed here and cannot be a parameter")


def _hmac(secret: str, message: bytes) -> str:
    return hmac.digest(secret.encode(), message, hashlib.sha256).hex()
