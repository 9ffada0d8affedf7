"""What mining brings after fees, by the partner's published formula. Pure.

    net = gross - (electricity + service) x (1 - discount), never below zero

Electricity is W/TH x USD per W and TH, service a fixed USD per TH; both per day.
"""

from dataclasses import dataclass
from decimal import Decimal

from gomining.models import IncomePerTh

MONTH = 30
YEAR = 365
MAX_POWER = Decimal(10_000_000)  # TH; twice the partner's highest VIP level and more
MAX_EFFICIENCY = Decimal(1000)  # W/TH; the first generation of miners had some hundred
_ZERO = Decimal(0)


class CannotCalculateError(Exception):
    """The partner's figures lack the gross income, the electricity or the service."""


@dataclass(frozen=True)
class Calculation:
    """What `power` TH at `efficiency` W/TH bring in one day, in USD.

    `discount` is the fraction of electricity and service that is forgiven; the rest is
    `fees_due`. At most the gross is charged, so `net` is never below zero. In a sum over several
    miners each is held at zero by itself. `break_even` is the W/TH at which net is zero; None
    where electricity costs nothing.
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
        """The part of the fees due that is above the gross of a miner that loses."""
        return self.fees_due - (self.gross - self.net)

    @property
    def loses(self) -> bool:
        """Whether the fees are higher than the income, so that the miner stands still."""
        return not self.net and self.gross < self.fees_due

    def btc(self, usd: Decimal) -> Decimal | None:
        """Return an amount of USD in BTC at the partner's rate, to the satoshi, rounded down."""
        if not self.btc_price:
            return None
        return (usd / self.btc_price).quantize(Decimal("1e-8"), rounding="ROUND_DOWN")


def calculate(
    income: IncomePerTh, *, power: Decimal, efficiency: Decimal, discount: Decimal = _ZERO
) -> Calculation:
    """Return what `power` (TH) at `efficiency` (W/TH) brings at today's figures.

    Raises:
        ValueError: power or efficiency outside of 0..MAX, discount (a fraction) outside of 0..1.
        CannotCalculateError: the partner's answer lacks a figure that this needs.
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
    """Return the W/TH at which a miner's fees equal its income at today's figures.

    None where fees cost nothing. Raises CannotCalculateError as `calculate` does.
    """
    watt, service, gross = _electricity(income), _service(income), income.total_income_per_th_today
    if gross is None:
        raise CannotCalculateError("gross income per TH")
    if not watt or discount >= 1:
        return None
    return max(_ZERO, (gross / (1 - discount) - service) / watt)


def _electricity(income: IncomePerTh) -> Decimal:
    """Return USD per W and TH and day."""
    if income.c1_value_per_th_per_wt_today is not None:
        return income.c1_value_per_th_per_wt_today
    if income.kilowatt_hour is not None:
        return income.kilowatt_hour * 24 / 1000
    raise CannotCalculateError("electricity")


def _service(income: IncomePerTh) -> Decimal:
    """Return USD per TH and day."""
    if income.c2_value_per_th_today is None:
        raise CannotCalculateError("service")
    more = (income.c3_value_per_th_today, income.c4_value_per_th_today)
    return income.c2_value_per_th_today + sum((value or _ZERO for value in more), _ZERO)
