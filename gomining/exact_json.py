"""JSON as it travels: exact in both directions, and what one exchange sends and brings back.

Numbers never pass through a float. `dumps` writes a Decimal as a plain JSON number, `loads` reads
every fraction as a Decimal. Both refuse what JSON cannot carry, with a ValueError.
"""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, TypeGuard

MAX_NUMBER_LENGTH = 64  # a 1e18-scaled balance has 27 digits, a JavaScript double 25 characters
MAX_EXPONENT = 64
MAX_DEPTH = 64  # pydantic writes no more than 255 levels out again


@dataclass(frozen=True)
class Request:
    """The exact bytes of one call; `url` is percent-encoded, `secrets` must not be shown."""

    method: str
    url: str
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)
    secrets: tuple[str, ...] = field(repr=False)


@dataclass(frozen=True)
class Reply:
    """What came back. `body` is None when it was larger than the client accepts."""

    status: int
    headers: Mapping[str, str] = field(repr=False)
    body: bytes | None = field(repr=False)


def dumps(value: object) -> bytes:
    """Write `value` as compact UTF-8 JSON, keys in the order given, non-ASCII unescaped.

    Raises:
        ValueError: a number that is not finite or absurdly long, text that UTF-8 cannot carry,
            nesting that is too deep.
        TypeError: a value that JSON does not know.
    """
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        problem = "text with a lone surrogate cannot be sent as UTF-8"
    except RecursionError:
        problem = "the value is nested too deeply"
    raise ValueError(problem)


def loads(body: bytes) -> Any:  # noqa: ANN401  JSON can be anything
    """Read JSON; fractions become Decimal, whole numbers int, half an emoji U+FFFD.

    Raises:
        ValueError: not UTF-8, not JSON, NaN or Infinity, an absurd number, nesting too deep.
            Its text never quotes the body.
    """
    try:
        value = json.loads(
            body.decode("utf-8-sig"),
            parse_float=_fraction,
            parse_int=_whole,
            parse_constant=_constant,
        )
    except UnicodeDecodeError:
        problem = "not UTF-8"
    except json.JSONDecodeError:
        problem = "not JSON"
    except RecursionError:
        problem = "nested too deeply"
    else:
        _check_depth(value)
        return _mend(value) if b"\\ud" in body.lower() else value
    raise ValueError(problem)


def plain(number: Decimal) -> str:
    """Spell a Decimal in full, without an exponent.

    Raises:
        ValueError: the number is not finite, or its exponent is beyond any amount that exists.
    """
    if not number.is_finite():
        raise ValueError("NaN and Infinity cannot be sent")
    if (
        not -MAX_EXPONENT <= number.adjusted() <= MAX_EXPONENT
        or len(number.as_tuple().digits) > 128
    ):
        raise ValueError("the number is too long to be an amount")
    return format(number, "f")


def _encode(value: object) -> str:
    match value:
        case Decimal():
            return plain(value)
        case float():
            return plain(Decimal(repr(value)))
        case Mapping():
            return "{" + ",".join(f"{_key(k)}:{_encode(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(_encode(item) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError("a JSON object has names that are strings")
    return json.dumps(name, ensure_ascii=False)


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        inner = (box.values() if isinstance(box, dict) else box for box in level if _is_box(box))
        level = [item for items in inner for item in items if _is_box(item)]
        if not level:
            return
    raise ValueError("nested too deeply")


def _is_box(value: object) -> TypeGuard[list[object] | dict[str, object]]:
    return isinstance(value, list | dict)


def _mend(value: object) -> object:
    """Replace lone surrogates: a name cut in the middle of an emoji could not be sent on."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_mend(item) for item in value]
        case dict():
            return {_mend(name): _mend(item) for name, item in value.items()}
        case _:
            return value


def _fraction(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= MAX_NUMBER_LENGTH else None
    if number is None or not -MAX_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise ValueError("a number is too long")
    return number


def _whole(text: str) -> int:
    if len(text) > MAX_NUMBER_LENGTH:
        raise ValueError("a number is too long")
    return int(text)


def _constant(text: str) -> None:
    raise ValueError(f"{text} is not a number")
