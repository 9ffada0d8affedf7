"""Amounts in the notation of a language."""

from decimal import Decimal

import pytest

from accounts.preferences import LANGUAGES
from bot.formats import Formats


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("amount", ["1234567890123456789012", "1e+21", "-1e+60", "0.1234567e+22"])
def test_amounts_of_any_size_are_formatted(language: str, amount: str) -> None:
    """With all digits before the decimal point."""
    formats, value = Formats(language), Decimal(amount)
    digits = str(int(abs(value)))
    for text in (
        formats.number(value),
        formats.btc(value),
        formats.sat(value),
        formats.usd(value),
        formats.coins(value, "TON"),
    ):
        assert "".join(filter(str.isdecimal, text)).startswith(digits)
