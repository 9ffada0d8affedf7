"""Income: the published formula, a year of history, and new days as the clock moves."""

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
from tests.sandbox.partner.client import NOON, PartnerClient

SAT = Decimal(10) ** 8
DAY = timedelta(days=1)
ISO = "%Y-%m-%dT%H:%M:%S.%fZ"


def in_sat(rates: DayRates, efficiency: int) -> Decimal:
    """Return the daily net of 1 TH in satoshi, without discount."""
    usd = rates.gross_usd - rates.fee_usd(Decimal(efficiency))
    return round(usd / rates.btc_usd * SAT, 2)


def test_captured_day_gives_its_published_figures() -> None:
    """2026-09-09: gross 49.39 sat per TH, net 19.85, 15.28 and 7.67 at 12, 15 and 20 W/TH."""
    rates = Market(1).on(date(2026, 9, 9))
    assert rates == CAPTURE
    assert round(rates.gross_usd / rates.btc_usd * SAT, 2) == Decimal("49.39")
    assert [in_sat(rates, efficiency) for efficiency in (12, 15, 20)] == [
        Decimal("19.85"),
        Decimal("15.28"),
        Decimal("7.67"),
    ]
    assert rates.gross_usd - rates.fee_usd(Decimal(15)) == pytest.approx(
        Decimal("0.012051"), abs=Decimal("0.0000005")
    )
    break_even = (rates.gross_usd - Decimal("0.0089")) / (KWH_USD * 24 / 1000)
    assert round(break_even, 2) == Decimal("25.04")


def test_help_page_example_of_october_2022() -> None:
    """50 TH: 18446.9 - 13835.1 - 2279.4 = 2332.4 sat; with 10 % discount the fees are 14503."""
    pool, fees = Decimal("18446.9"), Decimal("13835.1") + Decimal("2279.4")
    assert net(pool, fees, Decimal(0)) == Decimal("2332.4")
    assert int(fees * (1 - Decimal("0.1"))) == 14503


@pytest.mark.parametrize(("efficiency", "usd"), [(28, "0.2688"), (20, "0.192"), (15, "0.144")])
def test_electricity_equals_the_help_page(efficiency: int, usd: str) -> None:
    """8 TH cost the published USD of electricity a day."""
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


def test_btc_value_is_pool_minus_discounted_fees() -> None:
    """The value is in whole satoshi, rounded down."""
    value, gmt, pool, maintenance = paid(15)
    assert gmt == 0
    assert 0 <= pool - maintenance - value < Decimal("0.00000001")
    fees = CAPTURE.fee_usd(Decimal(15)) * 100 / CAPTURE.btc_usd * Decimal("0.9")
    assert maintenance == pytest.approx(fees, abs=Decimal("1e-11"))


def test_fees_paid_in_gomining_leave_the_btc_value_gross() -> None:
    """The fee is converted at the day's GOMINING price."""
    value, gmt, pool, _ = paid(15, by_gmt=True)
    assert 0 <= pool - value < Decimal("0.00000001")
    usd = CAPTURE.fee_usd(Decimal(15)) * 100 * Decimal("0.9")
    assert gmt == pytest.approx(usd / CAPTURE.gmt_usd, abs=Decimal("0.0001"))


def test_losing_miner_earns_0_and_protected_one_pays_no_fee() -> None:
    """Fees are capped at the pool reward; with protection all amounts are 0."""
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
def test_day_is_credited_on_the_next_day_at_0331_utc(now: datetime, day: date) -> None:
    """The newest credited day changes at the credit time."""
    assert last_credited_day(now) == day


def test_market_depends_only_on_seed_and_stays_in_range() -> None:
    """Equal seeds give equal rates in any order; pools pay 42 to 50 satoshi per TH."""
    days = [date(2026, 1, 1) + n * DAY for n in range(365)]
    first, again, other = Market(1), Market(1), Market(2)
    assert [first.on(day) for day in days] == [again.on(day) for day in reversed(days)][::-1]
    assert [first.on(day) for day in days] != [other.on(day) for day in days]
    for day in days:
        rates = first.on(day)
        assert 42 <= round(rates.gross_usd / rates.btc_usd * SAT) <= 50
        assert 50_000 < rates.btc_usd < 100_000
        assert Decimal("0.3") < rates.gmt_usd < Decimal("0.5")


async def test_income_per_th_is_the_same_for_user_and_partner(client: PartnerClient) -> None:
    """Net is gross minus fees at 15 W/TH."""
    own = (
        await client.call_as_user(await client.access_token(), "income-statistic/get-income-per-th")
    ).data
    partners = (await client.post_signed("income-statistic/get-income-per-th")).data
    assert own == partners
    assert own["calculatedAt"] == "2026-11-22T03:31:04.474Z"
    assert own["kilowattHour"] == Decimal("0.05")
    fees = 15 * own["c1ValuePerThPerWtToday"] + own["c2ValuePerThToday"]
    assert own["incomePerTh"] == own["totalIncomePerThToday"] - fees


async def test_income_per_th_equals_the_capture(client: PartnerClient) -> None:
    """On 2026-09-09 the answer equals the public capture digit for digit."""
    client.clock.move(datetime(2026, 9, 9, 4, tzinfo=UTC) - NOON)
    data = (await client.post_signed("income-statistic/get-income-per-th")).data
    assert data["calculatedAt"] == "2026-09-09T03:31:04.474Z"
    assert data["btcCourseInUsd"] == Decimal("78862.65350442")
    assert data["totalIncomePerThToday"] == Decimal("0.038951242332164196")
    assert data["c1ValuePerThPerWtToday"] == Decimal("0.0012")
    assert data["c2ValuePerThToday"] == Decimal("0.0089")


async def test_records_days_total_and_balance_add_up(client: PartnerClient) -> None:
    """The records of a year sum to the days, the total and the balance."""
    token = await client.access_token()
    records = []
    for offset in range(0, 2000, 100):
        path = f"nft-income/find-by-user?limit=100&offset={offset}"
        records += (await client.call_as_user(token, path)).rows
    count = (await client.call_as_user(token, "nft-income/find-by-user?limit=1")).data["count"]
    assert len(records) == count == 3 * 365 + 275 + 165
    assert len({row["id"] for row in records}) == count
    total = (await client.call_as_user(token, "nft-income/find-total-by-user")).data["totalIncome"]
    days = [
        row
        for at in range(0, 400, 100)
        for row in (
            await client.call_as_user(
                token, f"nft-income/find-by-user?groupByDays=true&limit=100&offset={at}"
            )
        ).rows
    ]
    assert sum(row["value"] for row in records) == total
    assert sum(day["value"] for day in days) == total
    assert await client.balance("user123") == total
    assert len(days) == 365


async def test_day_value_is_the_sum_of_its_records(client: PartnerClient) -> None:
    """The records of a day share its mined day; the newest day comes first."""
    token = await client.access_token(3)
    data = (
        await client.call_as_user(token, "nft-income/find-by-user?groupByDays=true&limit=3")
    ).data
    mined = [day["incomeStatistic"]["calculatedAt"] for day in data["array"]]
    assert mined == [f"2026-11-{day}T23:59:59.999Z" for day in (21, 20, 19)]
    for day in data["array"]:
        assert len(day["incomes"]) == 137
        assert sum(row["value"] for row in day["incomes"]) == day["value"]
        assert {row["incomeStatistic"]["calculatedAt"] for row in day["incomes"]} == {
            day["incomeStatistic"]["calculatedAt"]
        }


async def test_created_at_is_one_day_after_the_mined_day(client: PartnerClient) -> None:
    """`createdAt` is the credit time, not the mined day."""
    row = (
        await client.get_signed("nft-income/find-by-user", partnerUserId="user123", limit=1)
    ).rows[0]
    written = datetime.strptime(row["createdAt"], ISO).replace(tzinfo=UTC)
    mined = datetime.strptime(row["incomeStatistic"]["calculatedAt"], ISO).replace(tzinfo=UTC)
    assert written.date() == mined.date() + DAY
    assert (mined.date(), mined.microsecond) == (date(2026, 11, 21), 999000)


async def test_record_value_follows_the_formula(client: PartnerClient) -> None:
    """The value is the pool reward minus discounted electricity and service."""
    rows = (
        await client.get_signed("nft-income/find-by-user", partnerUserId="user123", limit=5)
    ).rows
    for row in rows:
        fees = (row["c1Value"] + row["c2Value"]) * (1 - row["totalDiscount"])
        left = max(Decimal(0), row["metaData"]["poolReward"] - fees)
        assert 0 <= left - row["value"] < Decimal("0.0000000101")
        assert row["totalDiscount"] == Decimal("0.045")  # Gold I and ten days of the button


async def test_protected_losing_miner_has_zero_amounts(client: PartnerClient) -> None:
    """With reward protection a losing day has no income and no fees."""
    rows = (
        await client.get_signed("nft-income/find-by-user", partnerUserId="abc456", limit=3)
    ).rows
    idle = next(row for row in rows if row["energyEfficiency"] == 50)
    assert idle["rewardProtection"] is True
    assert [idle["value"], idle["c1Value"], idle["c2Value"]] == [0, 0, 0]


async def test_maintenance_in_gomining_lowers_the_gmt_balance(client: PartnerClient) -> None:
    """The BTC value is gross, and the discount grows by 20 points."""
    rows = (await client.get_signed("nft-income/find-by-user", partnerUserId="recipient789")).rows
    assert all(row["maintenanceByGmt"] for row in rows)
    assert all(row["totalDiscount"] == Decimal("0.215") for row in rows)
    assert all(
        0 <= row["metaData"]["poolReward"] - row["value"] < Decimal("0.00000001") for row in rows
    )
    before = await client.balance("recipient789", "VIRTUAL_GMT")
    client.move_clock(days=1)
    after = await client.balance("recipient789", "VIRTUAL_GMT")
    new = (
        await client.get_signed("nft-income/find-by-user", partnerUserId="recipient789", limit=2)
    ).rows
    assert before - after == sum(row["maintenanceForWithdrawInGmt"] for row in new)


async def test_fees_fall_back_to_btc_when_gomining_runs_out(client: PartnerClient) -> None:
    """The oldest record is paid in GOMINING, the newest in BTC; the balance stays above 0."""
    count = (await client.get_signed("nft-income/find-by-user", partnerUserId="saver")).data[
        "count"
    ]
    query = {"partnerUserId": "saver", "limit": 1}
    newest = (await client.get_signed("nft-income/find-by-user", **query)).rows[0]
    oldest = (await client.get_signed("nft-income/find-by-user", **query, offset=count - 1)).rows[0]
    assert (oldest["maintenanceByGmt"], newest["maintenanceByGmt"]) == (True, False)
    assert await client.balance("saver", "VIRTUAL_GMT") >= 0


async def test_new_day_appears_at_its_credit_time(client: PartnerClient) -> None:
    """A day is added at the credit time, not at midnight, and raises the balance."""
    query = {"partnerUserId": "user123", "limit": 1}
    before = await client.balance("user123")
    newest = (await client.get_signed("nft-income/find-by-user", **query)).rows[0]
    client.move_clock(hours=12, minutes=30)
    assert (await client.get_signed("nft-income/find-by-user", **query)).rows[0] == newest
    client.move_clock(hours=3, minutes=2)
    after = (await client.get_signed("nft-income/find-by-user", **query)).rows[0]
    assert after["incomeStatistic"]["calculatedAt"] == "2026-11-22T23:59:59.999Z"
    assert await client.balance("user123") > before


async def test_rates_change_daily(client: PartnerClient) -> None:
    """GOMINING and BTC have USD prices that change with the day."""
    token = await client.access_token()
    first = (await client.call_as_user(token, "rates")).data
    assert {row["symbol"] for row in first["array"]} == {"GOMINING", "BTC"}
    client.move_clock(days=1)
    token = await client.access_token()
    assert (await client.call_as_user(token, "rates")).data != first


async def test_incentives_have_21_levels(client: PartnerClient) -> None:
    """Each level adds a discount of 0.3 percentage points."""
    levels = (await client.call_as_user(await client.access_token(), "incentives")).data["levels"]
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


async def test_date_range_lists_mined_days_newest_first(client: PartnerClient) -> None:
    """Days in the range are counted and paged; records are left out by default."""
    query = {
        "partnerUserId": "user123",
        "startDate": "2026-11-01T00:00:00Z",
        "endDate": "2026-11-10T23:59:59.999Z",
        "limit": 4,
    }
    reply = await client.get_signed("nft-income/find-aggregated-by-date", **query)
    assert set(reply.body) == {"data", "totalCount"}
    assert reply.body["totalCount"] == 10
    days = [row["incomeStatistic"]["calculatedAt"][:10] for row in reply.data]
    assert days == [f"2026-11-{day:02}" for day in (10, 9, 8, 7)]
    assert all(row["incomes"] is None for row in reply.data)


async def test_date_range_can_include_records(client: PartnerClient) -> None:
    """Records sum to the day; time zone offsets are respected."""
    reply = await client.get_signed(
        "nft-income/find-aggregated-by-date",
        partnerUserId="user123",
        startDate="2026-11-10T05:00:00+05:00",
        endDate="2026-11-11T00:00:00+00:00",
        includeIncomesByNfts="true",
    )
    assert reply.body["totalCount"] == 1
    day = reply.data[0]
    assert sum(row["value"] for row in day["incomes"]) == day["value"]


async def test_future_range_is_empty_and_reversed_range_is_400(client: PartnerClient) -> None:
    """No days in the future; an end before the start is rejected."""
    later, sooner = "2027-02-01T00:00:00Z", "2027-01-01T00:00:00Z"
    path, user = "nft-income/find-aggregated-by-date", "user123"
    empty = await client.get_signed(path, partnerUserId=user, startDate=sooner, endDate=later)
    assert empty.body == {"data": [], "totalCount": 0}
    backward = await client.get_signed(path, partnerUserId=user, startDate=later, endDate=sooner)
    assert backward.message == "startDate is after endDate"


async def test_reset_restores_users_and_income(client: PartnerClient) -> None:
    """After a reset all users and miners are as at the start."""
    before = (await client.sim("GET", "partner/state")).body["users"]
    await client.post_signed(
        "nft/transfer", partnerUserId="user123", nftId=101, toPartnerUserId="abc456"
    )
    client.move_clock(days=3)
    assert (await client.sim("GET", "partner/state")).body["users"] != before
    assert (await client.sim("POST", "reset")).status == 200
    assert (await client.sim("GET", "partner/state")).body["users"] == before


async def test_account_without_miners_has_no_income(client: PartnerClient) -> None:
    """There are no days, no records and a balance of 0."""
    token = await client.access_token(4)
    assert (await client.call_as_user(token, "nft-income/find-total-by-user")).data == {
        "totalIncome": 0
    }
    days = await client.call_as_user(token, "nft-income/find-by-user?groupByDays=true")
    assert days.data == {"array": [], "count": 0}
    assert await client.balance("newcomer") == 0
