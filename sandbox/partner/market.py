"""Prices and pool rewards by day: deterministic curves that pass through one captured day."""

import hashlib
from collections.abc import Callable
from datetime import date
from decimal import Decimal
from functools import cache

from sandbox.partner.economics import SATOSHI, DayRates

# A public capture of the consumer API on this day; the curves equal it there.
CAPTURE = DayRates(
    day=date(2026, 9, 9),
    btc_usd=Decimal("78862.65350442"),
    gmt_usd=Decimal("0.41250000"),
    gross_usd=Decimal("0.038951242332164196"),
)
NEAR_CAPTURE = 21  # days on either side over which a curve is shifted towards the capture
GROSS_DIGITS = Decimal("0.00000000000001")


def pseudo_random(*key: object) -> Decimal:
    """Return a number in [0, 1) that depends only on `key`."""
    digest = hashlib.sha256("/".join(map(str, key)).encode()).digest()
    return Decimal(int.from_bytes(digest[:6])) / Decimal(1 << 48)


def smooth_noise(seed: int, name: str, day: date, period: int) -> Decimal:
    """Return noise in [-1, 1], interpolated between points `period` days apart."""
    step, within = divmod(day.toordinal(), period)
    before, after = (2 * pseudo_random(seed, name, period, step + side) - 1 for side in (0, 1))
    part = Decimal(within) / period
    return before + (after - before) * part * part * (3 - 2 * part)


@cache
def market(seed: int) -> "Market":
    """Return the market of `seed`, one cached instance per seed."""
    return Market(seed)


class Market:
    """Rates of any day, determined by `seed`."""

    def __init__(self, seed: int) -> None:
        self._seed = seed
        self._days: dict[date, DayRates] = {}

    def on(self, day: date) -> DayRates:
        """Return the rates of `day`."""
        if day not in self._days:
            self._days[day] = self._calculate(day)
        return self._days[day]

    def _calculate(self, day: date) -> DayRates:
        if day == CAPTURE.day:
            return CAPTURE
        btc = self._through_capture(day, self._btc_usd, CAPTURE.btc_usd).quantize(SATOSHI)
        gmt = self._through_capture(day, self._gmt_usd, CAPTURE.gmt_usd).quantize(SATOSHI)
        pool = self._through_capture(day, self._btc_per_th, CAPTURE.gross_usd / CAPTURE.btc_usd)
        return DayRates(day, btc, gmt, (pool * btc).quantize(GROSS_DIGITS))

    def _btc_usd(self, day: date) -> Decimal:
        slow, week, jitter = (smooth_noise(self._seed, "btc", day, n) for n in (75, 13, 1))
        return 72000 + 9000 * slow + 2500 * week + 700 * jitter

    def _gmt_usd(self, day: date) -> Decimal:
        slow, week = (smooth_noise(self._seed, "gmt", day, n) for n in (60, 9))
        return Decimal("0.40") + Decimal("0.06") * slow + Decimal("0.015") * week

    def _btc_per_th(self, day: date) -> Decimal:
        """Return 42 to 50 satoshi: difficulty changes every two weeks, transaction fees daily."""
        difficulty, fees = (smooth_noise(self._seed, "pool", day, n) for n in (14, 1))
        return (46 + Decimal("3.2") * difficulty + Decimal("0.6") * fees) * SATOSHI

    @staticmethod
    def _through_capture(day: date, curve: Callable[[date], Decimal], target: Decimal) -> Decimal:
        distance = abs((day - CAPTURE.day).days)
        weight = max(Decimal(0), 1 - Decimal(distance) / NEAR_CAPTURE)
        return curve(day) + (target - curve(CAPTURE.day)) * weight
