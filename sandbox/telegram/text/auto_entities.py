"""Detection of entities in plain text: links, mentions, commands, hashtags, addresses."""

import re

from sandbox.telegram.errors import Json
from sandbox.telegram.text.utf16 import units

# Telegram detects every top-level domain; this list has the common ones.
_TLD = (
    r"(?:com|org|net|io|me|ru|dev|app|info|biz|co|eu|de|uk|fr|us|ua|by|kz|ai|xyz|site|online|"
    r"store|shop|tech|cloud|ton|tv|gg|su|local|рф)"
)
_PATTERNS = (
    ("email", re.compile(r"(?<![\w.+-])[\w.+-]+@[\w-]+(?:\.[\w-]+)*\.[a-zA-Z]{2,}(?![\w-])")),
    (
        "url",
        re.compile(
            r"(?<![\w@./:-])(?:"
            r"(?:https?|ftp|tg|ton)://[^\s<>\"«»]+"
            rf"|(?:[\w-]+\.)+{_TLD}(?::\d+)?(?![\w-])(?:[/?#][^\s<>\"«»]*)?"
            r")",
            re.IGNORECASE,
        ),
    ),
    (
        "bot_command",
        re.compile(r"(?<![\w/<>])/[A-Za-z0-9_]{1,64}(?:@[A-Za-z0-9_]{3,32})?(?![\w/<>])"),
    ),
    ("mention", re.compile(r"(?<![\w@/.])@[A-Za-z][A-Za-z0-9_]{3,31}(?!\w)")),
    ("hashtag", re.compile(r"(?<![\w&#/])#(?=\w*[^\W\d_])\w{1,256}(?:@[A-Za-z0-9_]{3,32})?")),
    ("cashtag", re.compile(r"(?<![\w$])\$[A-Z]{1,8}(?![\w$])")),
    ("phone_number", re.compile(r"(?<![\w+])\+\d{7,15}(?!\d)")),
)
_OPAQUE = frozenset({"code", "pre", "text_link", "text_mention", "custom_emoji"})


def _span(kind: str, match: re.Match[str]) -> tuple[int, int]:
    """Return start and end of an entity; trailing punctuation is not part of a link."""
    begin, end = match.span()
    if kind == "url":
        end = begin + len(match.group().rstrip(".,:;!?'\""))
        if match.group()[: end - begin].endswith(")") and "(" not in match.group():
            end -= 1
    return begin, end


def find_entities(text: str, known: list[Json]) -> list[Json]:
    """Find entities outside of code and links, without overlap; offsets in UTF-16 units."""
    taken = [(e["offset"], e["offset"] + e["length"]) for e in known if e["type"] in _OPAQUE]
    found: list[Json] = []
    for kind, pattern in _PATTERNS:
        for match in pattern.finditer(text):
            begin, end = _span(kind, match)
            offset = units(text[:begin])
            stop = offset + units(text[begin:end])
            if all(stop <= left or right <= offset for left, right in taken):
                taken.append((offset, stop))
                found.append({"type": kind, "offset": offset, "length": stop - offset})
    return found
