"""Amounts, dates and addresses in the notation of a language. Pure.

BTC is shown to the satoshi and rounded down, so that no amount is shown larger than it is. Sums add
up the values as `shown`, so that a sum equals the lines above it.
"""

import base64
import binascii
from collections.abc import Callable, Iterable
from datetime import date, datetime, timedelta
from decimal import ROUND_HALF_EVEN, Context, Decimal, localcontext
from typing import Any
from zoneinfo import ZoneInfo

from babel import Locale
from babel.dates import format_date, format_skeleton, format_time
from babel.numbers import format_currency, format_decimal, format_percent

from gomining.exact_json import round_to

SATOSHI = Decimal("1e-8")
SMALL = Decimal("0.001")  # BTC; less than this reads better in satoshi
_NBSP = "\N{NO-BREAK SPACE}"
_WIDE = Context(prec=400)
_SMALL_USD = Decimal("0.1")


def shown(btc: Decimal) -> Decimal:
    """Return the amount of BTC as it is shown: whole satoshi, rounded down."""
    return round_to(btc, SATOSHI)


def total(amounts: Iterable[Decimal]) -> Decimal:
    """Return the sum of amounts as they are shown."""
    return sum((shown(amount) for amount in amounts), Decimal(0))


def friendly(address: str, *, testnet: bool = False) -> str:
    """Return a raw TON address (`0:<hex>`) as wallets show it: `UQ…`, or `0Q…` for testnet."""
    workchain, _, account = address.partition(":")
    tag = 0x51 | (0x80 if testnet else 0)
    body = bytes([tag, int(workchain) & 0xFF]) + bytes.fromhex(account)
    check = binascii.crc_hqx(body, 0).to_bytes(2, "big")
    return base64.urlsafe_b64encode(body + check).decode()


def brief(address: str) -> str:
    """Return the first and last characters of an address, enough to recognise one's own."""
    return address if len(address) <= 14 else f"{address[:6]}…{address[-6:]}"


def blocks(address: str) -> str:
    """Return an address in blocks of four characters, for comparison by eye."""
    return " ".join(address[start : start + 4] for start in range(0, len(address), 4))


def _without_minus_zero(value: Decimal, digits: int) -> Decimal:
    """Return a value that, rounded to `digits` decimals, is never written as `-0`."""
    rounded = round_to(value, Decimal(1).scaleb(-digits), ROUND_HALF_EVEN)
    return value if rounded else abs(value)


def _format(format_: Callable[..., str], value: Decimal, *arguments: str, **options: Any) -> str:  # noqa: ANN401 - Babel's
    """Format a number of any size: Babel rounds in the current context, which has 28 digits."""
    with localcontext(_WIDE):
        return format_(value, *arguments, **options)


class Formats:
    """Formats numbers and dates for one language, and times in one IANA time zone."""

    def __init__(self, language: str, time_zone: str = "UTC") -> None:
        self._locale = Locale.parse(language)
        self._zone = ZoneInfo(time_zone)

    def number(self, value: Decimal | int, digits: int = 2) -> str:
        """Return a number with at most `digits` decimals, grouped."""
        shown_value = _without_minus_zero(Decimal(value), digits)
        return _format(format_decimal, shown_value, "#,##0." + "#" * digits, locale=self._locale)

    def btc(self, value: Decimal, *, sat: bool | None = None) -> str:
        """Return an amount of BTC with its unit; satoshi where small, or as `sat` says."""
        if sat is None:
            sat = abs(value) < SMALL and value != 0
        if sat:
            return self.sat(value * 10**8)
        if not value:
            return f"0{_NBSP}BTC"
        amount = _without_minus_zero(shown(value), 8)
        text = _format(format_decimal, amount, "#,##0.00000000", locale=self._locale)
        return f"{text}{_NBSP}BTC"

    def sat(self, value: Decimal) -> str:
        """Return satoshi: whole ones, and hundredths where there is less than ten."""
        digits = 2 if 0 < abs(value) < 10 and value != value.to_integral_value() else 0
        down = round_to(value, Decimal(1).scaleb(-digits))
        return f"{self.number(down, digits or 1)}{_NBSP}sat"

    def usd(self, value: Decimal, *, digits: int | None = None) -> str:
        """Return US dollars: cents, hundredths of a cent where there is little, or `digits`."""
        if digits is None:
            digits = 2 if abs(value) >= _SMALL_USD or not value else 4
        pattern = "¤#,##0." + "0" * digits
        if self._locale.language != "en":
            pattern = pattern.removeprefix("¤") + _NBSP + "¤"
        amount = _without_minus_zero(value, digits)
        return _format(
            format_currency, amount, "USD", pattern, locale=self._locale, currency_digits=False
        )

    def coins(self, value: Decimal, currency: str) -> str:
        """Return a balance in its currency, as exact as it came (BTC as `btc`)."""
        if currency == "BTC":
            return self.btc(value)
        return f"{self.number(value, 18)}{_NBSP}{currency}"

    def power(self, value: Decimal) -> str:
        """Return computing power."""
        return f"{self.number(value)}{_NBSP}TH"

    def efficiency(self, value: Decimal) -> str:
        """Return energy efficiency."""
        return f"{self.number(value)}{_NBSP}W/TH"

    def percent(self, fraction: Decimal) -> str:
        """Return a fraction as per cent with at most two decimals."""
        gap = "" if self._locale.language == "en" else _NBSP
        shown_fraction = _without_minus_zero(fraction, 4)
        text: str = format_percent(shown_fraction, f"#,##0.##{gap}%", locale=self._locale)
        return text

    def day(self, value: date, *, today: date | None = None) -> str:
        """Return a day and month, with the year unless it is that of `today`."""
        if today is not None and today.year == value.year:
            return format_skeleton("MMMd", value, locale=self._locale)
        return format_date(value, "medium", locale=self._locale)

    def moment(self, value: datetime) -> str:
        """Return a time of data in the user's time zone: to the minute, with the zone's offset."""
        local = value.astimezone(self._zone)
        time = format_time(local, "HH:mm", locale=self._locale)
        return f"{format_skeleton('MMMd', local, locale=self._locale)}, {time} {_offset(local)}"


def _offset(local: datetime) -> str:
    """Return the offset as `UTC`, `UTC+2` or `UTC-3:30`."""
    minutes = round((local.utcoffset() or timedelta()).total_seconds() / 60)
    if not minutes:
        return "UTC"
    hours, rest = divmod(abs(minutes), 60)
    return f"UTC{'+' if minutes > 0 else '-'}{hours}" + (f":{rest:02}" if rest else "")
