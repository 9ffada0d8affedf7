"""A miner's daily net reward: pool reward minus maintenance, in Decimal.

Net reward = pool reward - (electricity + service) x (1 - discounts), never below zero
(docs.gomining.com and help.nft.gomining.com). Fees are fixed in USD and
converted at the day's rate.
"""

from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from decimal import ROUND_DOWN, Decimal

SATOSHI = Decimal("0.00000001")
PICO = Decimal("0.000000000001")
ZERO = Decimal(0)

KWH_USD = Decimal("0.05")
SERVICE_USD = Decimal("0.0089")
ELECTRICITY_USD = KWH_USD * 24 / 1000  # per TH, per W/TH, per day

# A mining day is 00:00-24:00 UTC; its rewards are credited on the next day, between 02:00
# and 05:00 UTC. The figures of "today" change at the same time.
CREDIT_TIME = time(3, 31, 4, 474000, tzinfo=UTC)


@dataclass(frozen=True)
class DayRates:
    """The figures of one mining day: prices in USD, gross reward in USD per TH."""

    day: date
    btc_usd: Decimal
    gmt_usd: Decimal
    gross_usd: Decimal

    @property
    def mined_at(self) -> datetime:
        """Last millisecond of the mined day, UTC."""
        return datetime.combine(self.day, time(23, 59, 59, 999000), UTC)

    @property
    def credited_at(self) -> datetime:
        """Time at which the day's rewards are credited, UTC."""
        return datetime.combine(self.day + timedelta(days=1), CREDIT_TIME)

    def fee_usd(self, efficiency: Decimal) -> Decimal:
        """Return electricity and service of 1 TH for a day in USD at `efficiency` W/TH."""
        return efficiency * ELECTRICITY_USD + SERVICE_USD


def last_credited_day(now: datetime) -> date:
    """Return the newest mining day whose rewards are credited at `now`."""
    started = now.astimezone(UTC).date() - timedelta(days=1)
    return started if now.timetz() >= CREDIT_TIME else started - timedelta(days=1)


@dataclass(frozen=True)
class Reward:
    """One miner's day in BTC, except `gmt_fee` in GOMINING; `discount` is a fraction of 1."""

    pool: Decimal
    electricity: Decimal
    service: Decimal
    discount: Decimal
    maintenance: Decimal
    value: Decimal
    gmt_fee: Decimal


def net(pool: Decimal, fees: Decimal, discount: Decimal) -> Decimal:
    """Return `pool` minus the discounted `fees`, both in the same unit, and at least 0."""
    return max(ZERO, pool - fees * (1 - discount))


def idle(discount: Decimal) -> Reward:
    """Return the reward of a protected miner whose fees exceed its income: all amounts are 0."""
    return Reward(ZERO, ZERO, ZERO, discount, ZERO, ZERO, ZERO)


def reward(
    rates: DayRates,
    power: Decimal,
    efficiency: Decimal,
    *,
    discount: Decimal,
    by_gmt: bool,
    protected: bool,
) -> Reward:
    """Compute the daily reward of a miner of `power` TH at `efficiency` W/TH.

    With `by_gmt` the fees are paid in GOMINING and the BTC value is gross; `protected` is reward
    protection. `value` is in whole satoshi, rounded down; the other amounts keep 12 decimals.
    """
    pool = (power * rates.gross_usd / rates.btc_usd).quantize(PICO)
    electricity = (power * efficiency * ELECTRICITY_USD / rates.btc_usd).quantize(PICO)
    service = (power * SERVICE_USD / rates.btc_usd).quantize(PICO)
    fee = ((electricity + service) * (1 - discount)).quantize(PICO)
    if protected and fee > pool:
        return idle(discount)
    if by_gmt:
        gmt_fee = (fee * rates.btc_usd / rates.gmt_usd).quantize(SATOSHI)
        value = pool.quantize(SATOSHI, ROUND_DOWN)
        return Reward(pool, electricity, service, discount, fee, value, gmt_fee)
    value = net(pool, electricity + service, discount).quantize(SATOSHI, ROUND_DOWN)
    return Reward(pool, electricity, service, discount, min(fee, pool), value, ZERO)
