"""Income: the published formula, a year of days, and a clock that makes new ones."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest

from sandbox.partner.economics import (
    KWH_USD,
    DayRates,
    last_credited_day,
    net,
    reward,
)
from sandbox.partner.market import CAPTURE, Market
from tests.sandbox.partner.client import NOON, Caller

SAT = Decimal(10) ** 8
DAY = timedelta(days=1)
ISO = "%Y-%m-%dT%H:%M:%S.%fZ"


def in_sat(rates: DayRates, efficiency: int) -> Decimal:
    """Return one TH's net of a day in satoshi, without any discount."""
    usd = rates.gross_usd - rates.fee_usd(Decimal(efficiency))
    return round(usd / rates.btc_usd * SAT, 2)


def test_capture_of_september_2026() -> None:
    """The real day's figures follow: gross 49.39 sat, net 19.85, 15.28 and 7.67 at 12, 15, 20."""
    rates = Market(1).on(date(2026, 9, 9))
    assert rates == CAPTURE
    assert round(rates.gross_usd / rates.btc_usd * SAT, 2) == Decimal("49.39")
    assert [in_sat(rates, each) for each in (12, 15, 20)] == [
        Decimal("19.85"),
        Decimal("15.28"),
        Decimal("7.67"),
    ]
    assert rates.gross_usd - rates.fee_usd(Decimal(15)) == pytest.approx(
        Decimal("0.012051"), abs=Decimal("0.0000005")
    )
    break_even = (rates.gross_usd - Decimal("0.0089")) / (KWH_USD * 24 / 1000)
    assert round(break_even, 2) == Decimal("25.04")


def test_help_page_of_october_2022() -> None:
    """50 TH: 18446.9 less 13835.1 and 2279.4 leaves 2332.4 sat; a tenth off makes fees 14503."""
    pool, fees = Decimal("18446.9"), Decimal("13835.1") + Decimal("2279.4")
    assert net(pool, fees, Decimal(0)) == Decimal("2332.4")
    assert int(fees * (1 - Decimal("0.1"))) == 14503


@pytest.mark.parametrize(("efficiency", "usd"), [(28, "0.2688"), (20, "0.192"), (15, "0.144")])
def test_electricity_of_the_help_page(efficiency: int, usd: str) -> None:
    """8 TH cost the published dollars of electricity a day."""
    fee = CAPTURE.fee_usd(Decimal(efficiency)) - Decimal("0.0089")
    assert 8 * fee == Decimal(usd)


def paid(efficiency: int, *, by_gmt: bool = False, protected: bool = False) -> tuple[Decimal, ...]:
    """Return (BTC value, GOMINING fee, pool reward, maintenance) of 100 TH at 10 % discount."""
    result = reward(
        CAPTURE,
        Decimal(100),
        Decimal(efficiency),
        discount=Decimal("0.1"),
        by_gmt=by_gmt,
        protected=protected,
    )
    return result.value, result.gmt_fee, result.pool, result.maintenance


def test_fees_in_bitcoin() -> None:
    """The credited value is the pool reward less the discounted fees, in whole satoshi."""
    value, gmt, pool, maintenance = paid(15)
    assert gmt == 0
    assert 0 <= pool - maintenance - value < Decimal("0.00000001")
    fees = CAPTURE.fee_usd(Decimal(15)) * 100 / CAPTURE.btc_usd * Decimal("0.9")
    assert maintenance == pytest.approx(fees, abs=Decimal("1e-11"))


def test_fees_in_gomining() -> None:
    """The value is gross and the fee is in tokens at the day's price."""
    value, gmt, pool, _ = paid(15, by_gmt=True)
    assert 0 <= pool - value < Decimal("0.00000001")
    usd = CAPTURE.fee_usd(Decimal(15)) * 100 * Decimal("0.9")
    assert gmt == pytest.approx(usd / CAPTURE.gmt_usd, abs=Decimal("0.0001"))


def test_losing_day() -> None:
    """A losing miner earns nothing and is charged its whole reward; a protected one is not."""
    value, _, pool, maintenance = paid(50)
    assert value == 0
    assert maintenance == pool
    assert pool > 0
    assert set(paid(50, protected=True)) == {Decimal(0)}


@pytest.mark.parametrize(
    ("now", "day"),
    [
        (datetime(2026, 11, 22, 0, 0, tzinfo=UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 22, 3, 31, 4, 473999, UTC), date(2026, 11, 20)),
        (datetime(2026, 11, 22, 3, 31, 4, 474000, UTC), date(2026, 11, 21)),
        (datetime(2026, 11, 22, 23, 59, tzinfo=UTC), date(2026, 11, 21)),
    ],
)
def test_credit_window(now: datetime, day: date) -> None:
    """A day's reward is written in the small hours of the next."""
    assert last_credited_day(now) == day


def test_market_is_deterministic_and_sane() -> None:
    """The same seed makes the same prices, another seed others; pools pay 42 to 50 satoshi."""
    days = [date(2026, 1, 1) + n * DAY for n in range(365)]
    first, again, other = Market(1), Market(1), Market(2)
    assert [first.on(day) for day in days] == [again.on(day) for day in reversed(days)][::-1]
    assert [first.on(day) for day in days] != [other.on(day) for day in days]
    for day in days:
        rates = first.on(day)
        assert 42 <= round(rates.gross_usd / rates.btc_usd * SAT) <= 50
        assert 50_000 < rates.btc_usd < 100_000
        assert Decimal("0.3") < rates.gmt_usd < Decimal("0.5")


async def test_income_per_th(caller: Caller) -> None:
    """Both families tell the same figures; net is gross less fees at 15 W/TH."""
    own = (await caller.user(await caller.access(), "income-statistic/get-income-per-th")).data
    partners = (await caller.post("income-statistic/get-income-per-th")).data
    assert own == partners
    assert own["calculatedAt"] == "2026-11-22T03:31:04.474Z"
    assert own["kilowattHour"] == Decimal("0.05")
    fees = 15 * own["c1ValuePerThPerWtToday"] + own["c2ValuePerThToday"]
    assert own["incomePerTh"] == own["totalIncomePerThToday"] - fees


async def test_income_per_th_on_the_captured_day(caller: Caller) -> None:
    """On 9 September 2026 the answer is the public capture, digit for digit."""
    caller.clock.move(datetime(2026, 9, 9, 4, tzinfo=UTC) - NOON)
    data = (await caller.post("income-statistic/get-income-per-th")).data
    assert data["calculatedAt"] == "2026-09-09T03:31:04.474Z"
    assert data["btcCourseInUsd"] == Decimal("78862.65350442")
    assert data["totalIncomePerThToday"] == Decimal("0.038951242332164196")
    assert data["c1ValuePerThPerWtToday"] == Decimal("0.0012")
    assert data["c2ValuePerThToday"] == Decimal("0.0089")


async def test_records_add_up(caller: Caller) -> None:
    """All records of a year sum to the total, to the days, and to the balance."""
    token = await caller.access()
    records = []
    for offset in range(0, 2000, 100):
        path = f"nft-income/find-by-user?limit=100&offset={offset}"
        records += (await caller.user(token, path)).rows
    count = (await caller.user(token, "nft-income/find-by-user?limit=1")).data["count"]
    assert len(records) == count == 3 * 365 + 275 + 165
    assert len({row["id"] for row in records}) == count
    total = (await caller.user(token, "nft-income/find-total-by-user")).data["totalIncome"]
    days = [
        row
        for at in range(0, 400, 100)
        for row in (
            await caller.user(
                token, f"nft-income/find-by-user?groupByDays=true&limit=100&offset={at}"
            )
        ).rows
    ]
    assert sum(row["value"] for row in records) == total
    assert sum(day["value"] for day in days) == total
    assert await caller.balance("user123") == total
    assert len(days) == 365


async def test_days_hold_their_records(caller: Caller) -> None:
    """Each day's value is the sum of its records, which share its mined day; newest is first."""
    token = await caller.access(3)
    data = (await caller.user(token, "nft-income/find-by-user?groupByDays=true&limit=3")).data
    mined = [day["incomeStatistic"]["calculatedAt"] for day in data["array"]]
    assert mined == [f"2026-11-{day}T23:59:59.999Z" for day in (21, 20, 19)]
    for day in data["array"]:
        assert len(day["incomes"]) == 137
        assert sum(row["value"] for row in day["incomes"]) == day["value"]
        assert {row["incomeStatistic"]["calculatedAt"] for row in day["incomes"]} == {
            day["incomeStatistic"]["calculatedAt"]
        }


async def test_date_trap(caller: Caller) -> None:
    """A record is written on the day after the one that it was mined on."""
    row = (await caller.get("nft-income/find-by-user", partnerUserId="user123", limit=1)).rows[0]
    written = datetime.strptime(row["createdAt"], ISO).replace(tzinfo=UTC)
    mined = datetime.strptime(row["incomeStatistic"]["calculatedAt"], ISO).replace(tzinfo=UTC)
    assert written.date() == mined.date() + DAY
    assert (mined.date(), mined.microsecond) == (date(2026, 11, 21), 999000)


async def test_record_follows_the_formula(caller: Caller) -> None:
    """Value is the pool reward less discounted electricity and service."""
    rows = (await caller.get("nft-income/find-by-user", partnerUserId="user123", limit=5)).rows
    for row in rows:
        fees = (row["c1Value"] + row["c2Value"]) * (1 - row["totalDiscount"])
        left = max(Decimal(0), row["metaData"]["poolReward"] - fees)
        assert 0 <= left - row["value"] < Decimal("0.0000000101")
        assert row["totalDiscount"] == Decimal("0.045")  # Gold I and ten days of the button


async def test_protected_miner(caller: Caller) -> None:
    """With reward protection a losing day is a day of nothing, charged nothing."""
    rows = (await caller.get("nft-income/find-by-user", partnerUserId="abc456", limit=3)).rows
    idle = next(row for row in rows if row["energyEfficiency"] == 50)
    assert idle["rewardProtection"] is True
    assert [idle["value"], idle["c1Value"], idle["c2Value"]] == [0, 0, 0]


async def test_maintenance_in_gomining(caller: Caller) -> None:
    """Fees in tokens leave the BTC gross, lower the token balance and earn a fifth off."""
    rows = (await caller.get("nft-income/find-by-user", partnerUserId="recipient789")).rows
    assert all(row["maintenanceByGmt"] for row in rows)
    assert all(row["totalDiscount"] == Decimal("0.215") for row in rows)
    assert all(
        0 <= row["metaData"]["poolReward"] - row["value"] < Decimal("0.00000001") for row in rows
    )
    before = await caller.balance("recipient789", "VIRTUAL_GMT")
    caller.move(days=1)
    after = await caller.balance("recipient789", "VIRTUAL_GMT")
    new = (await caller.get("nft-income/find-by-user", partnerUserId="recipient789", limit=2)).rows
    assert before - after == sum(row["maintenanceForWithdrawInGmt"] for row in new)


async def test_tokens_run_out(caller: Caller) -> None:
    """Who deposited too little paid in tokens at first, in BTC now, and is never below zero."""
    count = (await caller.get("nft-income/find-by-user", partnerUserId="saver")).data["count"]
    query = {"partnerUserId": "saver", "limit": 1}
    newest = (await caller.get("nft-income/find-by-user", **query)).rows[0]
    oldest = (await caller.get("nft-income/find-by-user", **query, offset=count - 1)).rows[0]
    assert (oldest["maintenanceByGmt"], newest["maintenanceByGmt"]) == (True, False)
    assert await caller.balance("saver", "VIRTUAL_GMT") >= 0


async def test_new_days_come_with_the_clock(caller: Caller) -> None:
    """A new day appears at its credit time, not at midnight, and is added to the balance."""
    query = {"partnerUserId": "user123", "limit": 1}
    before = await caller.balance("user123")
    newest = (await caller.get("nft-income/find-by-user", **query)).rows[0]
    caller.move(hours=12, minutes=30)
    assert (await caller.get("nft-income/find-by-user", **query)).rows[0] == newest
    caller.move(hours=3, minutes=2)
    after = (await caller.get("nft-income/find-by-user", **query)).rows[0]
    assert after["incomeStatistic"]["calculatedAt"] == "2026-11-22T23:59:59.999Z"
    assert await caller.balance("user123") > before


async def test_rates_change_with_the_day(caller: Caller) -> None:
    """Rates tell GOMINING and BTC in USD and move on with the credit."""
    token = await caller.access()
    first = (await caller.user(token, "rates")).data
    assert {row["symbol"] for row in first["array"]} == {"GOMINING", "BTC"}
    caller.move(days=1)
    token = await caller.access()
    assert (await caller.user(token, "rates")).data != first


async def test_incentives(caller: Caller) -> None:
    """Twenty-one VIP levels, each 0.3 % better than the one below."""
    levels = (await caller.user(await caller.access(), "incentives")).data["levels"]
    assert len(levels) == 21
    assert levels[2] == {
        "level": "Silver I",
        "minPower": 10,
        "minVotes": 100,
        "maintenanceDiscount": Decimal("0.006"),
        "cardCashback": Decimal("0.01"),
        "travelCashback": Decimal("0.016"),
    }
    assert (levels[-1]["level"], levels[-1]["maintenanceDiscount"]) == ("Elite", Decimal("0.06"))


async def test_date_range(caller: Caller) -> None:
    """A range holds the days that were mined in it, newest first, without records by default."""
    query = {
        "partnerUserId": "user123",
        "startDate": "2026-11-01T00:00:00Z",
        "endDate": "2026-11-10T23:59:59.999Z",
        "limit": 4,
    }
    reply = await caller.get("nft-income/find-aggregated-by-date", **query)
    assert set(reply.body) == {"data", "totalCount"}
    assert reply.body["totalCount"] == 10
    days = [row["incomeStatistic"]["calculatedAt"][:10] for row in reply.data]
    assert days == [f"2026-11-{day:02}" for day in (10, 9, 8, 7)]
    assert all(row["incomes"] is None for row in reply.data)


async def test_date_range_with_records(caller: Caller) -> None:
    """Records come when they are asked for and sum to the day; offsets in time zones count."""
    reply = await caller.get(
        "nft-income/find-aggregated-by-date",
        partnerUserId="user123",
        startDate="2026-11-10T05:00:00+05:00",
        endDate="2026-11-11T00:00:00+00:00",
        includeIncomesByNfts="true",
    )
    assert reply.body["totalCount"] == 1
    day = reply.data[0]
    assert sum(row["value"] for row in day["incomes"]) == day["value"]


async def test_empty_and_backward_ranges(caller: Caller) -> None:
    """The future is empty; an end before the start is refused."""
    later, sooner = "2027-02-01T00:00:00Z", "2027-01-01T00:00:00Z"
    path, who = "nft-income/find-aggregated-by-date", "user123"
    empty = await caller.get(path, partnerUserId=who, startDate=sooner, endDate=later)
    assert empty.body == {"data": [], "totalCount": 0}
    backward = await caller.get(path, partnerUserId=who, startDate=later, endDate=sooner)
    assert backward.message == "startDate is after endDate"


async def test_world_is_the_same_each_time(caller: Caller) -> None:
    """After a reset everybody's income and miners are what they were."""
    before = (await caller.sim("GET", "partner/state")).body["users"]
    await caller.post("nft/transfer", partnerUserId="user123", nftId=101, toPartnerUserId="abc456")
    caller.move(days=3)
    assert (await caller.sim("GET", "partner/state")).body["users"] != before
    assert (await caller.sim("POST", "reset")).status == 200
    assert (await caller.sim("GET", "partner/state")).body["users"] == before


async def test_income_of_nobody_yet(caller: Caller) -> None:
    """An account without miners has no income, no days and a zero balance."""
    token = await caller.access(4)
    assert (await caller.user(token, "nft-income/find-total-by-user")).data == {"totalIncome": 0}
    days = await caller.user(token, "nft-income/find-by-user?groupByDays=true")
    assert days.data == {"array": [], "count": 0}
    assert await caller.balance("newcomer") == 0
