"""Rates as the operator writes them."""

from datetime import timedelta

import pytest

from runtime.rate import Rate, parse_rate


@pytest.mark.parametrize(
    ("text", "requests", "seconds"),
    [("120/minute", 120, 60), ("1/second", 1, 1), (" 5 / hour ", 5, 3600), ("9/day", 9, 86400)],
)
def test_rate_is_a_number_per_unit(text: str, requests: int, seconds: int) -> None:
    """Blanks do not matter."""
    assert parse_rate(text) == Rate(requests, timedelta(seconds=seconds))


@pytest.mark.parametrize(
    "text", ["", "often", "0/minute", "-1/minute", "1.5/minute", "120", "120/", "1/week", "٣/day"]
)
def test_anything_else_is_refused(text: str) -> None:
    """The error shows how a rate is written."""
    with pytest.raises(ValueError, match="120/minute"):
        parse_rate(text)
