"""Net income from mining after fees, by the partner's published formula. Pure.

    net = gross - (electricity + service) x (1 - discount), never below zero

All amounts are USD per day. Electricity is TH x W/TH x a price, service is TH x a price.
"""

from dataclasses import dataclass
from decimal import Decimal

from gomining.exact_json import round_to
from gomining.models import IncomePerTh

MONTH = 30
YEAR = 365
MAX_POWER = Decimal(10_000_000)  # TH; the highest VIP level needs a tenth of it
MAX_EFFICIENCY = Decimal(1000)  # W/TH; the least efficient miners have about a hundred
_ZERO = Decimal(0)


class CannotCalculateError(Exception):
    """The partner's figures lack the gross income, the electricity price or the service price."""


@dataclass(frozen=True)
class Calculation:
    """Income and fees of one day, in USD, for `power` TH at `efficiency` W/TH.

    Attributes:
        discount: the fraction of electricity and service that is forgiven.
        electricity, service: before the discount.
        forgiven: the discount in USD.
        net: gross less fees. Fees are charged up to the gross, so it is never below zero; in a
            calculation for several miners this holds for each of them.
        break_even: the W/TH at which net is zero; None if electricity is free.
        btc_price: USD per BTC.
    """

    power: Decimal
    efficiency: Decimal
    discount: Decimal
    gross: Decimal
    electricity: Decimal
    service: Decimal
    forgiven: Decimal
    net: Decimal
    break_even: Decimal | None
    btc_price: Decimal | None

    @property
    def fees_due(self) -> Decimal:
        """Electricity and service less the discount."""
        return self.electricity + self.service - self.forgiven

    @property
    def not_charged(self) -> Decimal:
        """The part of the fees due that is not charged because it exceeds the gross."""
        return self.fees_due - (self.gross - self.net)

    @property
    def loses(self) -> bool:
        """Whether the fees due are higher than the gross, so that nothing is left."""
        return not self.net and self.gross < self.fees_due

    def btc(self, usd: Decimal) -> Decimal | None:
        """Return an amount of USD in BTC, rounded down to the satoshi; None without a price."""
        if not self.btc_price:
            return None
        return round_to(usd / self.btc_price, Decimal("1e-8"))


def calculate(
    income: IncomePerTh, *, power: Decimal, efficiency: Decimal, discount: Decimal = _ZERO
) -> Calculation:
    """Return the calculation for `power` (TH) at `efficiency` (W/TH) at today's figures.

    Raises:
        ValueError: power or efficiency is not in 0..MAX, or discount (a fraction) not in 0..1.
        CannotCalculateError: a figure is missing.
    """
    if not (0 < power <= MAX_POWER and 0 < efficiency <= MAX_EFFICIENCY and 0 <= discount <= 1):
        raise ValueError("power, efficiency or discount is out of range")
    watt, service = _electricity(income), _service(income)
    gross = income.total_income_per_th_today
    if gross is None:
        raise CannotCalculateError("gross income per TH")
    electricity = watt * efficiency
    charged = (electricity + service) * (1 - discount)
    return Calculation(
        power=power,
        efficiency=efficiency,
        discount=discount,
        gross=gross * power,
        electricity=electricity * power,
        service=service * power,
        forgiven=(electricity + service - charged) * power,
        net=max(_ZERO, gross - charged) * power,
        break_even=break_even(income, discount),
        btc_price=income.btc_course_in_usd,
    )


def break_even(income: IncomePerTh, discount: Decimal) -> Decimal | None:
    """Return the W/TH at which fees equal the gross at today's figures; None without fees.

    Raises:
        CannotCalculateError: a figure is missing.
    """
    watt, service, gross = _electricity(income), _service(income), income.total_income_per_th_today
    if gross is None:
        raise CannotCalculateError("gross income per TH")
    if not watt or discount >= 1:
        return None
    return max(_ZERO, (gross / (1 - discount) - service) / watt)


def _electricity(income: IncomePerTh) -> Decimal:
    """Return the price of electricity: USD per TH, W/TH and day."""
    if income.c1_value_per_th_per_wt_today is not None:
        return income.c1_value_per_th_per_wt_today
    if income.kilowatt_hour is not None:
        return income.kilowatt_hour * 24 / 1000
    raise CannotCalculateError("electricity")


def _service(income: IncomePerTh) -> Decimal:
    """Return the price of the service: USD per TH and day."""
    if income.c2_value_per_th_today is None:
        raise CannotCalculateError("service")
    more = (income.c3_value_per_th_today, income.c4_value_per_th_today)
    return income.c2_value_per_th_today + sum((value or _ZERO for value in more), _ZERO)
