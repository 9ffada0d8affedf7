"""Net per day of a miner and of a portfolio: the partner's formula, records and sums."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gomining.models import IncomeDay, IncomePerTh, IncomeRecord, Miner
from market.calculator import calculate
from portfolio.amounts import SATOSHI
from portfolio.net import (
    NetDay,
    as_calculation,
    estimate,
    last_terms,
    mined,
    mined_day,
    total,
)

D = Decimal
CAPTURED = IncomePerTh(
    btc_course_in_usd=D("78862.65350442"),
    total_income_per_th_today=D("0.038951242332164196"),
    c1_value_per_th_per_wt_today=D("0.0012"),
    c2_value_per_th_today=D("0.0089"),
)
MINED_ON = date(2026, 11, 21)
STATISTIC = {"calculatedAt": "2026-11-21T23:59:59.999Z", "btcCourseInUsd": "80000"}


def a_record(**fields: Any) -> IncomeRecord:
    """Return a record of the help page's example (25 October 2022): 50 TH, fees in BTC."""
    values = {
        "nftId": 1,
        "value": "0.00002332",
        "power": 50,
        "energyEfficiency": 30,
        "c1Value": "0.000138351",
        "c2Value": "0.000022794",
        "totalDiscount": 0,
        "maintenanceByGmt": False,
        "rewardProtection": False,
        "metaData": {"poolReward": "0.000184469"},
        "incomeStatistic": STATISTIC,
    }
    return IncomeRecord.model_validate(values | fields)


def a_day(*records: IncomeRecord, value: str | None = None) -> IncomeDay:
    """Return a mined day with these records, by default with their sum."""
    summed = sum((record.value or D(0) for record in records), D(0))
    return IncomeDay.model_validate(
        {"value": value or str(summed), "incomes": list(records), "incomeStatistic": STATISTIC}
    )


def a_miner(number: int = 1, *, power: str = "1", efficiency: str = "15") -> Miner:
    """Return a miner of this power (TH) and efficiency (W/TH)."""
    return Miner(id=number, power=D(power), energy_efficiency=D(efficiency))


def amounts_of(net: NetDay) -> dict[str, Decimal | None]:
    """Return gross, fees and net in BTC."""
    return {"gross": net.btc.gross, "fees": net.btc.fees, "net": net.btc.net}


@pytest.mark.parametrize(
    ("efficiency", "usd", "sat"),
    [("12", "0.015651", 19), ("15", "0.012051", 15), ("20", "0.006051", 7), ("26", "0", 0)],
)
def test_estimate_matches_published_figures(efficiency: str, usd: str, sat: int) -> None:
    """One TH without a discount on 9 September 2026, in USD and whole satoshi."""
    net = estimate(a_miner(efficiency=efficiency), CAPTURED, {})
    assert net is not None
    assert net.usd.net is not None
    assert net.usd.net.quantize(D("1e-6")) == D(usd)
    assert net.btc.net == sat * SATOSHI
    assert (net.discount, net.discount_from, net.fees_paid_in) == (D(0), None, None)


def test_estimate_uses_the_terms_of_the_newest_day() -> None:
    """The discount and the currency of the fees are those of the miner's last record."""
    old = IncomeDay.model_validate(
        {
            "incomes": [a_record(totalDiscount="0.5", incomeStatistic=None)],
            "createdAt": "2026-11-20T03:00:00Z",
        }
    )
    new = a_day(a_record(totalDiscount="0.2", maintenanceByGmt=True))
    net = estimate(a_miner(), CAPTURED, last_terms([old, new]))
    assert net is not None
    assert (net.discount, net.discount_from, net.fees_paid_in) == (D("0.2"), MINED_ON, "GOMINING")
    expected = calculate(CAPTURED, power=D(1), efficiency=D(15), discount=D("0.2"))
    assert net.usd.net == expected.net.quantize(D("1e-8"))


@pytest.mark.parametrize("discount", ["-0.1", "1.1", None])
def test_terms_ignore_a_discount_that_is_not_a_fraction(discount: str | None) -> None:
    """The miner then has no known terms."""
    assert last_terms([a_day(a_record(totalDiscount=discount))]) == {}
    assert last_terms([]) == {}


@pytest.mark.parametrize(
    "miner",
    [Miner(id=1), Miner(id=1, power=D(5)), a_miner(efficiency="0"), a_miner(efficiency="5000")],
)
def test_estimate_is_none_without_valid_power_and_efficiency(miner: Miner) -> None:
    """So is the total of a portfolio with such a miner."""
    assert estimate(miner, CAPTURED, {}) is None
    assert total([estimate(a_miner(), CAPTURED, {}), None]) is None


def test_estimate_of_a_miner_with_zero_power_is_zero() -> None:
    """It does not hide the net of other miners."""
    idle = estimate(a_miner(power="0"), CAPTURED, {})
    working = estimate(a_miner(2), CAPTURED, {})
    assert idle is not None
    assert working is not None
    together = total([idle, working])
    assert together is not None
    assert idle.usd.net == 0
    assert together.usd == working.usd


@pytest.mark.parametrize(
    "missing",
    ["total_income_per_th_today", "c1_value_per_th_per_wt_today", "c2_value_per_th_today"],
)
def test_estimate_is_none_where_a_figure_is_missing(missing: str) -> None:
    """Gross, electricity or service."""
    assert estimate(a_miner(), CAPTURED.model_copy(update={missing: None}), {}) is None


def test_mined_net_is_the_credited_amount_if_fees_are_paid_in_btc() -> None:
    """The pool reward is the gross, the difference the fees."""
    net = mined(a_record())
    assert amounts_of(net) == {
        "gross": D("0.000184469"),
        "fees": D("0.000161149"),
        "net": D("0.00002332"),
    }
    assert (net.basis, net.mined_on, net.fees_paid_in) == ("mined_day", MINED_ON, "BTC")
    assert net.usd.net == D("1.8656")
    assert net.credited == D("0.00002332")


def test_mined_gross_is_net_and_fees_without_a_pool_reward() -> None:
    """Fees are discounted."""
    net = mined(a_record(metaData=None, totalDiscount="0.1"))
    fees = (D("0.000138351") + D("0.000022794")) * D("0.9")
    assert amounts_of(net) == {
        "gross": D("0.00002332") + fees,
        "fees": fees,
        "net": D("0.00002332"),
    }


def test_mined_gross_is_the_credited_amount_if_fees_are_paid_in_gomining() -> None:
    """The help page: 18,446.9 sat less fees of 14,503 sat at a discount of 10 %."""
    net = mined(a_record(value="0.00018446", maintenanceByGmt=True, totalDiscount="0.1"))
    assert net.btc.gross == D("0.00018446")
    assert net.btc.fees is not None
    assert net.btc.fees.quantize(SATOSHI) == D("0.00014503")
    assert net.btc.net == net.btc.gross - net.btc.fees
    assert net.fees_paid_in == "GOMINING"


def test_mined_fees_are_the_stated_maintenance() -> None:
    """`maintenanceInBtc` precedes electricity and service less discount."""
    details = {"poolReward": "0.0002", "maintenanceInBtc": "0.00005"}
    net = mined(
        a_record(
            value="0.0002",
            maintenanceByGmt=True,
            metaData=details,
            maintenanceForWithdrawInGmt="9.5",
        )
    )
    assert amounts_of(net) == {"gross": D("0.0002"), "fees": D("0.00005"), "net": D("0.00015")}
    assert net.fees_in_gomining == D("9.5")


def test_mined_service_includes_c3_and_c4() -> None:
    """As in today's figures."""
    net = mined(a_record(c3Value="0.000001", c4Value="0.000002"))
    assert net.btc.service == D("0.000025794")


@pytest.mark.parametrize("in_gomining", [True, False])
def test_mined_net_is_zero_if_fees_exceed_the_gross(in_gomining: bool) -> None:
    """In both currencies."""
    value = "0.0001" if in_gomining else "0"
    net = mined(
        a_record(value=value, maintenanceByGmt=in_gomining, metaData={"poolReward": "0.0001"})
    )
    assert amounts_of(net) == {"gross": D("0.0001"), "fees": D("0.0001"), "net": D(0)}


@pytest.mark.parametrize("in_gomining", [True, False])
def test_mined_amounts_of_an_idle_protected_miner_are_zero(in_gomining: bool) -> None:
    """With reward protection a losing day credits and charges nothing."""
    net = mined(a_record(value=0, rewardProtection=True, maintenanceByGmt=in_gomining))
    assert set(amounts_of(net).values()) == {D(0)}


@pytest.mark.parametrize(
    "fields",
    [
        {"maintenanceByGmt": None},
        {"value": None},
        {"maintenanceByGmt": True, "c1Value": None, "value": "0.0002"},
        {"maintenanceByGmt": True, "totalDiscount": None, "value": "0.0002"},
    ],
)
def test_mined_net_is_none_where_the_record_is_incomplete(fields: dict[str, Any]) -> None:
    """Currency of the fees, credited amount, or fees are missing."""
    net = mined(a_record(**fields))
    assert net.btc.net is None
    assert net.btc.fees is None
    assert net.usd.net is None


def test_mined_gross_is_none_if_nothing_is_left_and_there_is_no_pool_reward() -> None:
    """It may be anything up to the fees."""
    net = mined(a_record(value=0, metaData=None))
    assert amounts_of(net) == {"gross": None, "fees": None, "net": D(0)}


def test_mined_day_says_mixed_if_miners_pay_differently() -> None:
    """The sums are unaffected."""
    day = a_day(a_record(), a_record(nftId=2, value="0.00018446", maintenanceByGmt=True))
    net = mined_day(day)
    assert net.fees_paid_in == "mixed"
    assert net.miners == 2
    assert net.credited == D("0.00020778")


@pytest.mark.parametrize("records", [[], [a_record()]])
def test_mined_day_net_is_none_if_records_do_not_add_up(
    records: list[IncomeRecord],
) -> None:
    """Records are missing or incomplete."""
    net = mined_day(a_day(*records, value="0.5"))
    assert (net.credited, net.mined_on, net.btc.net) == (D("0.5"), MINED_ON, None)


def test_mined_day_gives_date_and_price_to_records_without_them() -> None:
    """The partner may state them once for the whole day."""
    net = mined_day(a_day(a_record(incomeStatistic=None)))
    assert (net.mined_on, net.discount_from, net.btc_usd) == (MINED_ON, MINED_ON, D(80_000))
    assert net.usd.net == D("1.8656")


def test_as_calculation_has_the_net_of_the_estimate() -> None:
    """In USD and BTC, with a miner that loses."""
    miners = [a_miner(1, power="32"), a_miner(2, power="8", efficiency="40")]
    net = total([estimate(miner, CAPTURED, {}) for miner in miners])
    assert net is not None
    made = as_calculation(net, CAPTURED)
    assert made is not None
    assert (made.net, made.btc(made.net), made.power) == (net.usd.net, net.btc.net, D(40))
    assert made.not_charged > 0
    assert not made.loses
    assert made.efficiency == D("20.00")


fractions = st.decimals(0, 1, places=3)
powers = st.decimals("0", "5000", places=2)
efficiencies = st.decimals("1", "100", places=1)
some_miners = st.lists(st.tuples(powers, efficiencies, fractions, st.booleans()), min_size=1)
amounts = st.decimals(0, "0.01", places=8)
some_records = st.lists(
    st.tuples(amounts, amounts, amounts, fractions, st.booleans()), min_size=1, max_size=20
)


@given(some_miners)
def test_estimate_of_a_portfolio_is_the_sum_of_its_miners(
    made: list[tuple[Decimal, Decimal, Decimal, bool]],
) -> None:
    """Exactly, in USD; net is gross less fees and never below zero."""
    miners = [
        Miner(id=number, power=power, energy_efficiency=efficiency)
        for number, (power, efficiency, _, _) in enumerate(made)
    ]
    records = [
        a_record(nftId=number, totalDiscount=discount, maintenanceByGmt=in_gomining)
        for number, (_, _, discount, in_gomining) in enumerate(made)
    ]
    terms = last_terms([a_day(*records)])
    parts = [estimate(miner, CAPTURED, terms) for miner in miners]
    nets = [part.usd.net for part in parts if part and part.usd.net is not None]
    together = total(parts)
    assert together is not None
    assert len(nets) == together.miners == len(miners)
    assert together.usd.net == sum(nets, D(0))
    assert min(nets) >= 0
    check_parts(together)
    ways = {in_gomining for *_, in_gomining in made}
    assert (together.fees_paid_in == "mixed") == (len(ways) == 2)


@given(some_records)
def test_mined_day_is_the_sum_of_its_records(
    made: list[tuple[Decimal, Decimal, Decimal, Decimal, bool]],
) -> None:
    """Exactly, in BTC; net is gross less fees and never below zero."""
    records = [
        a_record(
            nftId=number,
            value=value,
            c1Value=c1,
            c2Value=c2,
            totalDiscount=discount,
            maintenanceByGmt=in_gomining,
            metaData={"poolReward": value if in_gomining else value + c1},
        )
        for number, (value, c1, c2, discount, in_gomining) in enumerate(made)
    ]
    together = mined_day(a_day(*records))
    nets = [mined(record).btc.net for record in records]
    assert together.btc.net == sum((net for net in nets if net is not None), D(0))
    assert min(net for net in nets if net is not None) >= 0
    check_parts(together)


def check_parts(net: NetDay) -> None:
    """Check that net is gross less fees in both currencies."""
    for amounts in (net.usd, net.btc):
        assert amounts.gross is not None
        assert amounts.fees is not None
        assert amounts.net == amounts.gross - amounts.fees
