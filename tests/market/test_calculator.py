"""The calculator against published figures of the partner's formula."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining.models import IncomePerTh
from market.calculator import CannotCalculateError, calculate

D = Decimal
# Captured from the partner's website on 9 September 2026.
CAPTURED = IncomePerTh(
    btc_course_in_usd=D("78862.65350442"),
    total_income_per_th_today=D("0.038951242332164196"),
    c1_value_per_th_per_wt_today=D("0.0012"),
    c2_value_per_th_today=D("0.0089"),
)


@pytest.mark.parametrize(
    ("efficiency", "usd", "sat"),
    [("12", "0.015651", "19"), ("15", "0.012051", "15"), ("20", "0.006051", "7")],
)
def test_net_matches_published_figures(efficiency: str, usd: str, sat: str) -> None:
    """One TH at three efficiencies on 9 September 2026."""
    made = calculate(CAPTURED, power=D(1), efficiency=D(efficiency))
    assert made.net.quantize(D("1e-6")) == D(usd)
    assert made.btc(made.net) == D(sat).scaleb(-8)


def test_break_even_matches_published_figure() -> None:
    """25.04 W/TH on 9 September 2026."""
    made = calculate(CAPTURED, power=D(8), efficiency=D(20))
    assert made.break_even is not None
    assert made.break_even.quantize(D("0.01")) == D("25.04")


def test_electricity_matches_the_partners_help_page() -> None:
    """8 TH at 28, 20 and 15 W/TH and 5 cents per kWh."""
    prices = IncomePerTh(
        kilowatt_hour=D("0.05"), total_income_per_th_today=D(1), c2_value_per_th_today=D(0)
    )
    costs = [calculate(prices, power=D(8), efficiency=D(watt)).electricity for watt in (28, 20, 15)]
    assert costs == [D("0.2688"), D("0.192"), D("0.144")]


def test_net_is_zero_where_fees_exceed_the_gross() -> None:
    """The excess is not charged."""
    made = calculate(CAPTURED, power=D(100), efficiency=D(40))
    assert made.loses
    assert made.net == 0
    assert made.not_charged == made.fees_due - made.gross


@pytest.mark.parametrize(
    ("power", "efficiency", "discount"),
    [("0", "15", "0"), ("-1", "15", "0"), ("1", "0", "0"), ("1", "1001", "0"),
     ("10000001", "15", "0"), ("1", "15", "1.01"), ("1", "15", "-0.1"), ("NaN", "15", "0")],
)  # fmt: skip
def test_calculate_rejects_values_out_of_range(power: str, efficiency: str, discount: str) -> None:
    """Power, efficiency and discount."""
    with pytest.raises((ValueError, ArithmeticError)):
        calculate(CAPTURED, power=D(power), efficiency=D(efficiency), discount=D(discount))


@pytest.mark.parametrize(
    "missing",
    ["total_income_per_th_today", "c1_value_per_th_per_wt_today", "c2_value_per_th_today"],
)
def test_calculate_raises_where_a_figure_is_missing(missing: str) -> None:
    """Gross, electricity or service."""
    with pytest.raises(CannotCalculateError):
        calculate(CAPTURED.model_copy(update={missing: None}), power=D(1), efficiency=D(15))


def test_discount_lowers_the_fees_only() -> None:
    """With all fees forgiven the gross remains."""
    gross = CAPTURED.total_income_per_th_today
    assert gross is not None
    free = calculate(CAPTURED, power=D(1), efficiency=D(15), discount=D(1))
    half = calculate(CAPTURED, power=D(1), efficiency=D(15), discount=D("0.5"))
    assert free.net == gross
    assert half.net == gross - (D("0.0012") * 15 + D("0.0089")) / 2


def test_electricity_is_computed_from_the_kwh_price_without_c1() -> None:
    """5 cents per kWh are 0.0012 USD per W and day."""
    by_kwh = CAPTURED.model_copy(
        update={"c1_value_per_th_per_wt_today": None, "kilowatt_hour": D("0.05")}
    )
    expected = calculate(CAPTURED, power=D(1), efficiency=D(15)).net
    assert calculate(by_kwh, power=D(1), efficiency=D(15)).net == expected


amounts = st.decimals("0.01", "1000", places=2)


@given(power=amounts, efficiency=amounts, discount=st.decimals(0, 1, places=2))
def test_net_is_gross_less_discounted_fees(
    power: Decimal, efficiency: Decimal, discount: Decimal
) -> None:
    """Or zero; break-even separates the two."""
    made = calculate(CAPTURED, power=power, efficiency=efficiency, discount=discount)
    near = D("1e-20")
    assert abs(made.fees_due - (made.electricity + made.service) * (1 - discount)) < near
    assert abs(made.net - max(D(0), made.gross - made.fees_due)) < near
    if made.break_even is not None and abs(made.break_even - efficiency) > near:
        assert made.loses == (efficiency > made.break_even)
