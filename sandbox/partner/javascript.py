"""JSON as JavaScript's `JSON.stringify(JSON.parse(text))` gives it back (ECMA-262)."""

import json
import re
from decimal import Decimal

_INDEX = re.compile(r"0|[1-9]\d{0,9}", re.ASCII)
_MAX_INDEX = 2**32 - 2


def reserialize(text: str, *, without: str) -> str:
    """Return a JSON object as JavaScript parses and writes it, less the member `without`."""
    value = json.loads(text, parse_int=float, parse_float=float)
    return _write({name: member for name, member in value.items() if name != without})


def _write(value: object) -> str:
    match value:
        case dict():
            names = sorted((name for name in value if _is_index(name)), key=int)
            names += [name for name in value if not _is_index(name)]
            return "{" + ",".join(f"{_text(name)}:{_write(value[name])}" for name in names) + "}"
        case list():
            return "[" + ",".join(map(_write, value)) + "]"
        case float():
            return number(value)
        case str():
            return _text(value)
        case _:
            return json.dumps(value)


def number(value: float) -> str:
    """Return `String(value)`; a number beyond a double's range is null, as in JSON.stringify."""
    if value - value != 0:  # infinite
        return "null"
    if value == 0:
        return "0"
    digits, _, exponent = f"{Decimal(repr(abs(value))).normalize():e}".partition("e")
    digits, power = digits.replace(".", ""), int(exponent)
    sign = "-" if value < 0 else ""
    if -7 < power < 0:
        return f"{sign}0.{'0' * (-power - 1)}{digits}"
    if len(digits) <= power + 1 <= 21:
        return sign + digits + "0" * (power + 1 - len(digits))
    if 0 <= power < 21:
        return f"{sign}{digits[: power + 1]}.{digits[power + 1 :]}"
    mantissa = digits[0] + (f".{digits[1:]}" if len(digits) > 1 else "")
    return f"{sign}{mantissa}e{power:+d}"


def _is_index(name: str) -> bool:
    """Whether JavaScript moves this property to the front of an object."""
    return bool(_INDEX.fullmatch(name)) and int(name) <= _MAX_INDEX


def _text(value: str) -> str:
    written = json.dumps(value, ensure_ascii=False)
    return re.sub(r"[\ud800-\udfff]", lambda found: f"\\u{ord(found[0]):04x}", written)
