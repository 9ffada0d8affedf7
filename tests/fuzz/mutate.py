"""Invalid inputs made from valid ones by random changes; the same seed makes the same input."""

import random
from typing import Any

# Values that parsers often get wrong: limits of number types, lone surrogates, foreign syntax.
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


def mutate_text(text: str, rng: random.Random) -> str:
    """Return the text with one to four changes."""
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, len(text))
        to = min(len(text), at + rng.choice((0, 1, 1, 2, 8, 64)))
        match rng.randrange(6):
            case 0:
                piece = rng.choice(ODD_TEXTS)
            case 1:
                piece = chr(rng.choice((rng.randrange(128), rng.randrange(0x3000))))
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


def mutate_bytes(data: bytes, rng: random.Random) -> bytes:
    """Return the bytes with one to four changes."""
    mutated = bytearray(data)
    for _ in range(rng.randint(1, 4)):
        at = rng.randint(0, max(0, len(mutated) - 1))
        match rng.randrange(5):
            case 0 if mutated:
                mutated[at] ^= 1 << rng.randrange(8)
            case 1 if mutated:
                mutated[at] = rng.choice((0, 1, 0x7F, 0x80, 0xFF))
            case 2:
                mutated[at:at] = rng.randbytes(rng.randint(1, 8))
            case 3:
                del mutated[at : at + rng.choice((1, 2, 4, 32))]
            case _:
                mutated[at:at] = mutated[at : at + rng.choice((1, 4, 32))]
    return bytes(mutated)


def mutate_json(value: Any, rng: random.Random) -> Any:
    """Return a copy of the JSON value with one part replaced, removed or added."""
    if isinstance(value, dict) and value and rng.random() < 0.85:
        return _mutate_members(value, rng)
    if isinstance(value, list) and value and rng.random() < 0.85:
        return _mutate_items(value, rng)
    if isinstance(value, str) and rng.random() < 0.6:
        return mutate_text(value, rng)
    if rng.random() < 0.05:
        return nested(rng.choice((10, 100, 900)))
    return rng.choice(ODD_VALUES)


def _mutate_members(value: dict[str, Any], rng: random.Random) -> dict[str, Any]:
    name, copy = rng.choice(list(value)), dict(value)
    match rng.randrange(10):
        case 0:
            del copy[name]
        case 1:
            copy[rng.choice(ODD_TEXTS)] = rng.choice(ODD_VALUES)
        case 2:
            copy[mutate_text(name, rng)] = copy.pop(name)
        case _:
            copy[name] = mutate_json(value[name], rng)
    return copy


def _mutate_items(value: list[Any], rng: random.Random) -> list[Any]:
    at = rng.randrange(len(value))
    match rng.randrange(6):
        case 0:
            return value * rng.choice((2, 3, 20))
        case 1:
            return value[:at]
        case _:
            return [*value[:at], mutate_json(value[at], rng), *value[at + 1 :]]


def nested(depth: int) -> list[Any]:
    """Return lists within lists."""
    inner: list[Any] = []
    for _ in range(depth):
        inner = [inner]
    return inner
