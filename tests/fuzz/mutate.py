"""Inputs made from good ones: bent, cut, doubled, swapped, nested, in an order that repeats."""

import random
from typing import Any

# What parsers trip over: borders of numbers, halves of letters, signs of other languages' syntax.
ODD_TEXTS = (
    "",
    " ",
    "\0",
    "\n",
    "\r\n",
    "%",
    "%00",
    "%zz",
    "%ff",
    "%ed%a0%80",
    "&",
    "=",
    "+",
    "\ud800",
    "\udfff",
    "\u202e",
    "\ufeff",
    "İ",
    "ß",
    "😀",
    "٣",
    "𝟙",
    "-1",
    "0",
    "1e999",
    "NaN",
    "null",
    "true",
    "[]",
    "{}",
    "../",
    "<b>",
    "' or 1=1",
    "9" * 400,
    "A" * 5000,
)
ODD_VALUES: tuple[Any, ...] = (
    None,
    True,
    False,
    0,
    -1,
    1,
    2**31,
    2**63,
    2**64,
    -(2**63),
    10**400,
    0.1,
    -0.0,
    1e308,
    float("inf"),
    float("nan"),
    [],
    {},
    [[]],
    [None],
    {"": None},
    {"id": {}},
    *ODD_TEXTS,
)


def bend_text(text: str, chance: random.Random) -> str:
    """Return the text with one to four changes."""
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, len(text))
        to = min(len(text), at + chance.choice((0, 1, 1, 2, 8, 64)))
        match chance.randrange(6):
            case 0:
                piece = chance.choice(ODD_TEXTS)
            case 1:
                piece = chr(chance.choice((chance.randrange(128), chance.randrange(0x3000))))
            case 2:
                piece = text[at:to] * 2
            case 3:
                piece = text[at:to][::-1]
            case 4:
                piece = text[at:to].swapcase()
            case _:
                piece = ""
        text = text[:at] + piece + text[to:]
    return text


def bend_bytes(data: bytes, chance: random.Random) -> bytes:
    """Return the bytes with one to four changes."""
    bent = bytearray(data)
    for _ in range(chance.randint(1, 4)):
        at = chance.randint(0, max(0, len(bent) - 1))
        match chance.randrange(5):
            case 0 if bent:
                bent[at] ^= 1 << chance.randrange(8)
            case 1 if bent:
                bent[at] = chance.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                bent[at:at] = chance.randbytes(chance.randint(1, 8))
            case 3:
                del bent[at : at + chance.choice((1, 2, 4, 32))]
            case _:
                bent[at:at] = bent[at : at + chance.choice((1, 4, 32))]
    return bytes(bent)


def bend_json(value: Any, chance: random.Random) -> Any:
    """Return a copy of the JSON value with something in it exchanged, missing or too much."""
    if isinstance(value, dict) and value and chance.random() < 0.85:
        return _bend_members(value, chance)
    if isinstance(value, list) and value and chance.random() < 0.85:
        return _bend_items(value, chance)
    if isinstance(value, str) and chance.random() < 0.6:
        return bend_text(value, chance)
    if chance.random() < 0.05:
        return nested(chance.choice((10, 100, 900)))
    return chance.choice(ODD_VALUES)


def _bend_members(value: dict[str, Any], chance: random.Random) -> dict[str, Any]:
    name, copy = chance.choice(list(value)), dict(value)
    match chance.randrange(10):
        case 0:
            del copy[name]
        case 1:
            copy[chance.choice(ODD_TEXTS)] = chance.choice(ODD_VALUES)
        case 2:
            copy[bend_text(name, chance)] = copy.pop(name)
        case _:
            copy[name] = bend_json(value[name], chance)
    return copy


def _bend_items(value: list[Any], chance: random.Random) -> list[Any]:
    at = chance.randrange(len(value))
    match chance.randrange(6):
        case 0:
            return value * chance.choice((2, 3, 20))
        case 1:
            return value[:at]
        case _:
            return [*value[:at], bend_json(value[at], chance), *value[at + 1 :]]


def nested(depth: int) -> list[Any]:
    """Return lists within lists."""
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner
