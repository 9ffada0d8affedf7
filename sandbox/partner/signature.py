"""The partner's signature: HMAC-SHA256 over the request without the signature.

The document does not say whether the partner takes the received bytes, or parses a request and
serializes it again; `Readings.signature` chooses.

Source: the partner's document, "API-KEY-WITH-SIGNATURE"; both of its examples verify.
"""

import hashlib
import hmac
import json
import re
from urllib.parse import parse_qsl, quote

from sandbox.partner import javascript

_WHITESPACE = re.compile(r"[ \t\n\r]*")
_DECODER = json.JSONDecoder()


def is_signed(secret: str, message: bytes, signature: str) -> bool:
    """Return whether `signature` is the hex HMAC of `message`; letter case is ignored."""
    expected = hmac.new(secret.encode(), message, hashlib.sha256).hexdigest()
    return hmac.compare_digest(expected.encode(), signature.lower().encode())


def signed_part_of_query(query: str) -> bytes:
    """Return the raw query string without its `signature` parameter."""
    parts = [part for part in query.split("&") if part.partition("=")[0] != "signature"]
    return "&".join(parts).encode()


def reserialized_query(query: str) -> bytes:
    """Return the query as Express's `qs` parses and writes it, without `signature`."""
    pairs = parse_qsl(query, keep_blank_values=True)
    kept = [(name, value) for name, value in pairs if name != "signature"]
    return "&".join(
        f"{quote(name, safe='')}={quote(value, safe='')}" for name, value in kept
    ).encode()


def reserialized_body(body: str) -> bytes:
    """Return a valid JSON object as JavaScript parses and writes it, without `signature`."""
    return javascript.reserialize(body, without="signature").encode()


def signed_part_of_body(body: str) -> bytes:
    """Return the text of a valid JSON object without its `signature` member and one comma."""
    members = _members(body)
    at = next(place for place, (name, _, _) in enumerate(members) if name == "signature")
    if at:
        start, end = members[at - 1][2], members[at][2]
    else:
        start, end = members[0][1], members[1][1] if len(members) > 1 else members[0][2]
    return (body[:start] + body[end:]).encode()


def _members(body: str) -> list[tuple[str, int, int]]:
    """Return (name, start, end) of each member of the outermost object."""
    found: list[tuple[str, int, int]] = []
    at = _skip(body, body.index("{") + 1)
    while body[at] != "}":
        start = at
        name, at = _DECODER.raw_decode(body, at)
        _, end = _DECODER.raw_decode(body, _skip(body, _skip(body, at) + 1))
        found.append((name, start, end))
        at = _skip(body, end)
        if body[at] == ",":
            at = _skip(body, at + 1)
    return found


def _skip(text: str, at: int) -> int:
    match = _WHITESPACE.match(text, at)
    return match.end() if match else at
