"""JSON that is exact in both directions."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining import exact_json

text = st.text(st.characters(codec="utf-8"))
amounts = st.decimals(
    allow_nan=False, allow_infinity=False, min_value=-(10**15), max_value=10**15, places=18
)
leaves = st.none() | st.booleans() | st.integers(-(10**60), 10**60) | amounts | text
values = st.recursive(
    leaves, lambda inner: st.lists(inner) | st.dictionaries(text, inner), max_leaves=20
)


@given(values)
def test_what_is_written_is_read(value: object) -> None:
    """Any value survives being written and read, numbers to the last digit."""
    assert exact_json.loads(exact_json.dumps(value)) == value


@given(st.binary())
def test_any_bytes_are_read_or_refused(body: bytes) -> None:
    """No bytes make the reader fail otherwise than with a ValueError."""
    try:
        exact_json.loads(body)
    except ValueError as error:
        assert type(error) is ValueError


def test_a_fraction_is_a_decimal_to_the_last_digit() -> None:
    """A fraction never passes through a double."""
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
def test_what_is_no_answer_is_refused(body: bytes) -> None:
    """Not JSON, not finite, absurd or bottomless: a ValueError that does not quote the body."""
    with pytest.raises(ValueError, match=r"^(not|a number|nested|NaN is|-?Infinity is)"):
        exact_json.loads(body)


def test_what_is_nested_reasonably_is_read() -> None:
    """Sixty levels are more than any answer has."""
    assert exact_json.loads(b"[" * 60 + b"]" * 60)


def test_half_an_emoji_is_mended() -> None:
    """A lone surrogate becomes U+FFFD wherever it stands; a whole pair is kept."""
    assert exact_json.loads(rb'{"\uD800":["a\udc00b","\ud83d\ude00"]}') == {
        "\ufffd": ["a\ufffdb", "😀"]
    }


def test_floats_are_written_shortly_and_in_full() -> None:
    """A float of a wallet's own JSON keeps its value and loses its exponent."""
    assert exact_json.dumps([2.0, 1e-7]) == b"[2.0,0.0000001]"


def test_what_cannot_be_written_is_refused() -> None:
    """A bottomless value is a ValueError, a name that is no string a TypeError."""
    deep: list[object] = []
    for _ in range(100_000):
        deep = [deep]
    with pytest.raises(ValueError, match="deep"):
        exact_json.dumps(deep)
    with pytest.raises(TypeError, match="names"):
        exact_json.dumps({1: 2})
    with pytest.raises(TypeError):
        exact_json.dumps(object())
