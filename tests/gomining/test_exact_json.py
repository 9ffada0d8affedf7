"""JSON without floating point numbers."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining import exact_json

text = st.text(st.characters(codec="utf-8"))
amounts = st.decimals(min_value=-21_000_000, max_value=21_000_000, places=8)
doubles = st.floats(-1e60, 1e60, allow_subnormal=False).filter(lambda n: n == 0 or abs(n) > 1e-60)
exact_doubles = doubles.map(lambda number: Decimal(repr(number)))
whole = st.integers(-(2**53), 2**53)
leaves = st.none() | st.booleans() | whole | amounts | exact_doubles | text
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20
)


@given(values)
def test_loads_reverses_dumps(value: object) -> None:
    """For any value that can be sent, numbers to the last digit."""
    assert exact_json.loads(exact_json.dumps(value)) == value


@given(st.binary())
def test_loads_of_any_bytes_returns_or_raises_value_error(body: bytes) -> None:
    """No other exception is raised."""
    try:
        exact_json.loads(body)
    except ValueError as error:
        assert type(error) is ValueError


def test_loads_keeps_all_digits_of_a_fraction() -> None:
    """It never becomes a double."""
    assert exact_json.loads(b"0.1000000000000000055511151231257827") == Decimal(
        "0.1000000000000000055511151231257827"
    )


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"NaN",
        b'{"a":Infinity}',
        b"-Infinity",
        b"1e999999999",
        b"1e-999999999",
        b"1" * 65,
        b"0." + b"1" * 5000,
        b"1" * 5000,
        b"[" * 100_000,
        b"[" * 66 + b"]" * 66,
        b'{"a":' * 66 + b"1" + b"}" * 66,
        b'{"a":' * 100_000,
        b"\xff\xfe",
        b"<html>",
        b'{"a":1}trailing',
    ],
)
def test_loads_rejects_invalid_excessive_and_deep_json(body: bytes) -> None:
    """The ValueError does not quote the body."""
    with pytest.raises(ValueError, match=r"^(not|a number|nested|NaN is|-?Infinity is)"):
        exact_json.loads(body)


def test_loads_accepts_sixty_levels() -> None:
    """More than any answer has."""
    assert exact_json.loads(b"[" * 60 + b"]" * 60)


def test_loads_replaces_lone_surrogates() -> None:
    """By U+FFFD, in names and values; a pair is kept."""
    assert exact_json.loads(rb'{"\uD800":["a\udc00b","\ud83d\ude00"]}') == {
        "\ufffd": ["a\ufffdb", "😀"]
    }


def test_dumps_writes_a_float_as_ecmascript_does() -> None:
    """With the shortest digits that give the same float."""
    assert exact_json.dumps([2.0, 1e-7, -0.0, 0.1 + 0.2]) == b"[2,1e-7,0,0.30000000000000004]"


def test_dumps_rejects_deep_values_and_names_that_are_not_strings() -> None:
    """ValueError and TypeError."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        exact_json.dumps(deep)
    with pytest.raises(TypeError, match="names"):
        exact_json.dumps({1: 2})
    with pytest.raises(TypeError):
        exact_json.dumps(object())
