"""JSON without loss in numbers.

The standard library reads 0.1 as a double and writes Decimal("1E-8") not at all. Here a fraction
is read as a Decimal with all its digits, so that amounts of money are never rounded between the
partner and a screen.

Numbers are written as ECMAScript spells them (`1e-8`, `0.1` for 0.10, `0` for -0). A server in
JavaScript that parses a body and serializes it again then gets the bytes that were signed. A
number that is not the shortest spelling of a double would come out changed there, so it is
rejected.

It also rejects input that would fail later or cost too much: NaN and Infinity, numbers beyond any
amount (`MAX_NUMBER_LENGTH`, `MAX_EXPONENT`), nesting deeper than `MAX_DEPTH`, and text that UTF-8
cannot encode.
"""

import json
from collections.abc import Mapping
from decimal import MAX_EMAX, MIN_EMIN, ROUND_DOWN, Context, Decimal
from typing import Any, TypeGuard

MAX_NUMBER_LENGTH = 64  # a balance scaled by 1e18 has 27 digits, a JavaScript double 25 characters
MAX_EXPONENT = 64
MAX_DIGITS = 128
MAX_DEPTH = 64  # pydantic serializes at most 255 levels
_WIDE = Context(prec=400, Emax=MAX_EMAX, Emin=MIN_EMIN)  # for any sum or product of amounts


def dumps(value: object) -> bytes:
    """Return `value` as compact UTF-8 JSON: keys in the order given, non-ASCII not escaped.

    Raises:
        ValueError: a number that is not finite or that a double cannot hold, text that UTF-8
            cannot encode, nesting that is too deep.
        TypeError: a value that JSON cannot represent.
    """
    try:
        return _encode(value).encode()
    except UnicodeEncodeError:
        problem = "text with a lone surrogate cannot be sent as UTF-8"
    except RecursionError:
        problem = "the value is nested too deeply"
    raise ValueError(problem)


def loads(body: bytes) -> Any:  # noqa: ANN401  JSON can be anything
    """Parse JSON: fractions become Decimal, whole numbers int, lone surrogates U+FFFD.

    Raises:
        ValueError: not UTF-8, not JSON, NaN or Infinity, a number that is too long, nesting that
            is too deep. The message never quotes the body.
    """
    try:
        value = json.loads(
            body.decode("utf-8-sig"),
            parse_float=_parse_fraction,
            parse_int=_parse_whole,
            parse_constant=_reject_constant,
        )
    except UnicodeDecodeError:
        problem = "not UTF-8"
    except json.JSONDecodeError:
        problem = "not JSON"
    except RecursionError:
        problem = "nested too deeply"
    else:
        _check_depth(value)
        return _replace_surrogates(value) if b"\\ud" in body.lower() else value
    raise ValueError(problem)


def check_amount(number: Decimal) -> None:
    """Raise ValueError if a number is not finite or too long to be an amount."""
    if not number.is_finite():
        raise ValueError("NaN and Infinity cannot be sent")
    if not -MAX_EXPONENT <= number.adjusted() <= MAX_EXPONENT or (
        len(str(number)) > MAX_DIGITS and len(number.as_tuple().digits) > MAX_DIGITS
    ):
        raise ValueError("the number is too long to be an amount")


def format_decimal(number: Decimal) -> str:
    """Return a Decimal in full, without an exponent.

    Raises:
        ValueError: the number is not finite, or too long to be an amount.
    """
    check_amount(number)
    return format(number, "f")


def round_to(number: Decimal, step: Decimal, rounding: str = ROUND_DOWN) -> Decimal:
    """Return a finite number rounded to a power of ten, whatever its size; by default down.

    `Decimal.quantize` raises InvalidOperation for a result of more than 28 digits.
    """
    return number.quantize(step, rounding, _WIDE)


def spell_number(number: Decimal | float) -> str:
    """Return a number as ECMAScript's `String(number)` does, the shortest that gives its double.

    Source: ECMA-262, Number::toString.

    Raises:
        ValueError: the number is not finite, or a double does not hold it without loss.
    """
    exact = Decimal(repr(number)) if isinstance(number, float) else Decimal(number)
    if not exact.is_finite():
        raise ValueError("NaN and Infinity cannot be sent")
    if exact.is_zero():
        return "0"
    if not -MAX_EXPONENT <= exact.adjusted() <= MAX_EXPONENT:
        raise ValueError("the number is too long to be an amount")
    shortest = Decimal(repr(float(exact)))
    if shortest != exact:
        raise ValueError("the number has more digits than can be sent exactly")
    return _spell(shortest)


def _spell(number: Decimal) -> str:
    """Return a Decimal other than zero in ECMAScript's notation."""
    sign = "-" if number < 0 else ""
    digits = "".join(map(str, number.as_tuple().digits)).strip("0")
    point = number.adjusted() + 1  # the place of the decimal point, counted from the first digit
    if -6 < point <= 0:
        return f"{sign}0.{'0' * -point}{digits}"
    if 0 < point <= 21:
        whole, fraction = digits[:point].ljust(point, "0"), digits[point:]
        return f"{sign}{whole}.{fraction}" if fraction else f"{sign}{whole}"
    fraction = f".{digits[1:]}" if len(digits) > 1 else ""
    return f"{sign}{digits[0]}{fraction}e{point - 1:+d}"


def _encode(value: object) -> str:
    match value:
        case bool():
            return "true" if value else "false"
        case Decimal() | float() | int():
            return spell_number(value)
        case Mapping():
            return "{" + ",".join(f"{_key(k)}:{_encode(v)}" for k, v in value.items()) + "}"
        case list() | tuple():
            return "[" + ",".join(_encode(item) for item in value) + "]"
        case _:
            return json.dumps(value, ensure_ascii=False)


def _key(name: object) -> str:
    if not isinstance(name, str):
        raise TypeError("the names of a JSON object are strings")
    return json.dumps(name, ensure_ascii=False)


def _check_depth(value: object) -> None:
    level = [value]
    for _ in range(MAX_DEPTH):
        inner = (
            box.values() if isinstance(box, dict) else box for box in level if _is_container(box)
        )
        level = [item for items in inner for item in items if _is_container(item)]
        if not level:
            return
    raise ValueError("nested too deeply")


def _is_container(value: object) -> TypeGuard[list[object] | dict[str, object]]:
    return isinstance(value, list | dict)


def _replace_surrogates(value: object) -> object:
    """Replace lone surrogates, as in a name cut within an emoji, which UTF-8 cannot encode."""
    match value:
        case str():
            return value.encode("utf-16", "surrogatepass").decode("utf-16", "replace")
        case list():
            return [_replace_surrogates(item) for item in value]
        case dict():
            return {
                _replace_surrogates(name): _replace_surrogates(item) for name, item in value.items()
            }
        case _:
            return value


def _parse_fraction(text: str) -> Decimal:
    number = Decimal(text) if len(text) <= MAX_NUMBER_LENGTH else None
    if number is None or not -MAX_EXPONENT <= number.adjusted() <= MAX_EXPONENT:
        raise ValueError("a number is too long")
    return number


def _parse_whole(text: str) -> int:
    if len(text) > MAX_NUMBER_LENGTH:
        raise ValueError("a number is too long")
    return int(text)


def _reject_constant(text: str) -> None:
    raise ValueError(f"{text} is not a number")
