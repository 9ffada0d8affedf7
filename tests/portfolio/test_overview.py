"""The overview's age of data and its sums; its parts are compared in tests/flows."""

from datetime import datetime, timedelta
from decimal import Decimal

import pytest

from gomining.models import IncomeDay, IncomePerTh, Miner, Wallet
from portfolio.miners import estimates
from portfolio.net import last_terms
from portfolio.overview import bitcoin_address, efficiency, mined_days
from portfolio.recent import summarize
from tests.world import World

HUGE = ["1234567890123456789012", "1e+21", "9" * 22 + ".123456789", "1" + "0" * 60, "-1e+30"]


@pytest.mark.parametrize("amount", HUGE)
def test_amounts_of_any_size_are_summed(amount: str) -> None:
    """A day of 22 digits, a miner of 1e+21 TH: whole satoshi, no InvalidOperation."""
    record = {"value": amount, "nftId": 1, "maintenanceByGmt": False, "totalDiscount": "0.1"}
    record |= {"c1Value": amount, "c2Value": amount, "power": amount, "energyEfficiency": amount}
    statistic = {"calculatedAt": "2026-11-21T23:59:59.999Z", "btcCourseInUsd": amount}
    day = IncomeDay.model_validate(
        {"value": amount, "incomeStatistic": statistic, "incomes": [record]}
    )
    (found,) = mined_days([summarize(day)])
    assert abs(found.value - Decimal(amount)) < Decimal("1e-8")
    miner = Miner(id=1, power=Decimal(amount), energy_efficiency=Decimal(amount))
    assert efficiency([miner]) is not None
    figures = dict.fromkeys(("totalIncomePerThToday", "kilowattHour", "btcCourseInUsd"), amount)
    per_th = IncomePerTh.model_validate({**figures, "c2ValuePerThToday": amount})
    small = miner.model_copy(update={"power": Decimal(1), "energy_efficiency": Decimal(15)})
    estimates([miner, small], 2, per_th, last_terms([day]))


def wallet(address: str, created: str | None) -> Wallet:
    """Return a bound Bitcoin wallet."""
    return Wallet.model_validate({"type": "BTC", "address": address, "createdAt": created})


@pytest.mark.parametrize(
    "times",
    [
        ["2026-01-01T00:00:00Z", "2026-01-02T00:00:00Z"],
        ["2026-01-02T01:00:00+02:00", "2026-01-02T00:00:00Z"],
        [None, "2026-01-02T00:00:00Z"],
        [None, None],
    ],
)
def test_payout_address_is_the_newest(times: list[str | None]) -> None:
    """By its time, wherever it is in the list; without times the last one."""
    old, new = wallet("old", times[0]), wallet("new", times[1])
    other = Wallet.model_validate({"type": "TON", "address": "x", "createdAt": "2026-02-01"})
    assert bitcoin_address([old, new, other]) == "new"
    if times[1]:
        assert bitcoin_address([new, other, old]) == "new"
    assert bitcoin_address([other]) is None


async def test_overview_states_its_time_and_that_of_older_figures(world: World) -> None:
    """Own data is fetched each time, rates and today's figures are up to five minutes old."""
    await world.login()
    await world.get("/api/overview")
    world.clock.move(timedelta(minutes=2))
    before = world.clock()
    answer = (await world.get("/api/overview")).body
    assert datetime.fromisoformat(answer["asOf"]) >= before
    figures = datetime.fromisoformat(answer["item"]["figuresAsOf"])
    assert timedelta(minutes=2) <= before - figures < timedelta(minutes=5)
    assert answer["stale"] is False


async def test_overview_sums_of_net_are_those_of_its_days(world: World) -> None:
    """The last seven and thirty days; each day's net is gross less fees."""
    await world.login(wallet=2)
    overview = (await world.get("/api/overview")).body["item"]
    nets = [Decimal(day["net"]) for day in overview["days"]]
    assert Decimal(overview["netWeek"]) == sum(nets[-7:])
    assert Decimal(overview["netMonth"]) == sum(nets)
    for day in overview["days"]:
        assert Decimal(day["net"]) == Decimal(day["gross"]) - Decimal(day["fees"])
        assert Decimal(day["value"]) == Decimal(day["gross"])  # fees are paid in GOMINING
        assert day["feesPaidIn"] == "GOMINING"


async def test_overview_without_miners_has_no_net(world: World) -> None:
    """Neither an estimate nor a mined day."""
    await world.login(wallet=77)
    overview = (await world.get("/api/overview")).body["item"]
    for name in ("netToday", "netLastDay", "netWeek", "netMonth"):
        assert overview[name] is None, name
