"""Prices and terms: collections, upgrades, VIP levels, withdrawals.

Figures are from public captures and help pages of September 2026; prices between two captured
points are interpolated.
"""

from bisect import bisect_right
from dataclasses import dataclass
from decimal import ROUND_FLOOR, Decimal
from itertools import pairwise

LADDER = tuple(
    Decimal(power)
    for power in (
        *(1, 2, 4, 8, 16, 32, 48, 64, 96, 128),
        *(192, 256, 384, 512, 768, 1024, 1536, 2560, 3584, 5000),
    )
)
MAX_POWER = LADDER[-1]
BEST_EFFICIENCY = Decimal(12)

# USD per TH by level, at the captured levels.
PRICE_POINTS = {
    Decimal(12): ((1, Decimal("18.99")), (20, Decimal("86228.99") / 5000)),
    Decimal(15): (
        (1, Decimal("14.99")),
        (5, Decimal("216.99") / 16),
        (20, Decimal("58333.99") / 5000),
    ),
}

# USD per TH for lowering the efficiency by 1 W/TH: (lower end of the band in W/TH, price).
EFFICIENCY_BANDS = (
    (12, Decimal("2.667")),
    (15, Decimal("1.1")),
    (20, Decimal("0.999")),
    (28, Decimal("0.5")),
    (35, Decimal("0.1")),
)

# A fast withdrawal has a minimum and a fixed fee, both in BTC; the 24-hour order has neither.
MIN_WITHDRAWAL = Decimal("0.0002")
COMMISSION = Decimal("0.00006")


@dataclass(frozen=True)
class Collection:
    """A miner for sale: power in TH, efficiency in W/TH, price in USD."""

    id: int
    name: str
    power: Decimal
    efficiency: Decimal
    price_usdt: Decimal
    level: int


@dataclass(frozen=True)
class Vip:
    """A VIP level; discount and cashback are fractions of 1."""

    level: str
    min_power: int
    min_votes: int
    discount: Decimal
    card: Decimal
    travel: Decimal


def level_of(power: Decimal) -> int:
    """Return the ladder's level for a miner of `power` TH; 0 below one TH."""
    return bisect_right(LADDER, power)


def price_per_th(level: int, efficiency: Decimal) -> Decimal:
    """Return USD per TH on the ladder for `efficiency` (12 or 15 W/TH)."""
    points = PRICE_POINTS[efficiency]
    for (low, low_price), (high, high_price) in pairwise(points):
        if low <= level <= high:
            return low_price + (high_price - low_price) * (level - low) / (high - low)
    return points[0][1]


def shop_price(power: Decimal, efficiency: Decimal) -> Decimal:
    """Return the list price in USD; it ends in .99."""
    exact = power * price_per_th(level_of(power), efficiency)
    return exact.quantize(Decimal(1), ROUND_FLOOR) + Decimal("0.99")


def _collections() -> dict[int, Collection]:
    rows = [Collection(1200, "0.75 TH 12 W/TH", Decimal("0.75"), Decimal(12), Decimal("12.99"), 0)]
    for efficiency in PRICE_POINTS:
        for level, power in enumerate(LADDER, 1):
            number = int(efficiency) * 100 + level
            name = f"{power} TH {efficiency} W/TH"
            price = shop_price(power, efficiency)
            rows.append(Collection(number, name, power, efficiency, price, level))
    return {row.id: row for row in rows}


COLLECTIONS = _collections()


def efficiency_upgrade_usd(power: Decimal, old: Decimal, new: Decimal) -> Decimal:
    """Return the price in USD of lowering `power` TH from `old` to `new` W/TH."""
    total = Decimal(0)
    ends = (*(Decimal(first) for first, _ in EFFICIENCY_BANDS[1:]), Decimal("Infinity"))
    for (first, price), end in zip(EFFICIENCY_BANDS, ends, strict=True):
        total += price * max(Decimal(0), min(old, end) - max(new, Decimal(first)))
    return (total * power).quantize(Decimal("0.01"))


def power_upgrade_usd(efficiency: Decimal, old: Decimal, new: Decimal) -> Decimal:
    """Return the price in USD of raising a miner from `old` to `new` TH at `efficiency` W/TH."""
    ladder = Decimal(12) if efficiency < 15 else Decimal(15)
    return ((new - old) * price_per_th(max(1, level_of(new)), ladder)).quantize(Decimal("0.01"))


def _vip_levels() -> tuple[Vip, ...]:
    bands = (
        (("Bronze I", "Bronze II"), (0, 5), "0.005", "0.01"),
        (("Silver I", "Silver II", "Silver III"), (10, 25, 50), "0.01", "0.016"),
        (("Gold I", "Gold II"), (100, 200), "0.015", "0.022"),
        (("Platinum I", "Platinum II", "Platinum III"), (500, 1000, 2500), "0.02", "0.028"),
        (
            ("Diamond I", "Diamond II", "Diamond III", "Diamond IV", "Diamond V"),
            (5000, 7000, 9000, 12000, 20000),
            "0.03",
            "0.034",
        ),
        (
            ("Legend I", "Legend II", "Legend III", "Legend IV", "Legend V", "Elite"),
            (50000, 100000, 250000, 400000, 750000, 1000000),
            "0.05",
            "0.04",
        ),
    )
    rows: list[Vip] = []
    for names, powers, card, travel in bands:
        for name, power in zip(names, powers, strict=True):
            discount = Decimal("0.003") * len(rows)  # 0.3 percentage points more per level
            rows.append(Vip(name, power, power * 10, discount, Decimal(card), Decimal(travel)))
    return tuple(rows)


VIP_LEVELS = _vip_levels()


def vip_of(power: Decimal) -> Vip:
    """Return the VIP level of a user with `power` TH in all."""
    return VIP_LEVELS[bisect_right(VIP_LEVELS, power, key=lambda vip: Decimal(vip.min_power)) - 1]
