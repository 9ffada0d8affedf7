"""Days as sums and one day: the same under every reading of the partner's paging."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest

from gomining.endpoints import ListIncomeDays
from gomining.models import Id, IncomeDay
from portfolio.income_days import days_page, find_day
from portfolio.net import miner_id
from tests.portfolio.paging import NEWEST, PagingPartner
from tests.world import World

WHALE = 3
READINGS: list[dict[str, Any]] = [
    {},
    {"cap": 20},
    {"count": "none"},
    {"count": "page", "cap": 20},
    {"limit_unit": "records", "offset_unit": "records"},
    {"limit_unit": "records"},
    {"offset_unit": "records"},
]


@pytest.mark.parametrize("readings", READINGS, ids=str)
@pytest.mark.parametrize("miners", [1, 3, 20])
async def test_pages_of_days_are_complete(miners: int, readings: dict[str, Any]) -> None:
    """Each day once, with all of its records, on the page where it belongs."""
    partner = PagingPartner(miners=miners, days=35, **readings)
    for offset in (0, 10, 30, 35):
        page = await days_page(partner.member, limit=10, offset=offset)
        wanted = [NEWEST - timedelta(days=at) for at in range(35)][offset : offset + 10]
        assert [day.mined_on for day in page.days] == wanted
        assert all(day.sum is not None and day.sum.records == miners for day in page.days)
        assert page.total is None or page.total >= offset + len(wanted)


def miners_of(day: IncomeDay) -> tuple[date | None, set[Id | None]]:
    """Return the date of a day and the miners of its records."""
    return day.mined_on, {miner_id(record) for record in day.incomes or []}


@pytest.mark.parametrize("readings", READINGS, ids=str)
@pytest.mark.parametrize("miners", [1, 3, 20])
async def test_one_day_is_found_with_all_records(miners: int, readings: dict[str, Any]) -> None:
    """The newest, one in between, the oldest, and none for another date."""
    partner = PagingPartner(miners=miners, days=35, **readings)
    for back in (0, 17, 34):
        wanted = NEWEST - timedelta(days=back)
        assert await find_day(partner.member, wanted, miners_of) == (wanted, set(range(miners)))
    for missing in (NEWEST + timedelta(days=1), date(2020, 1, 1)):
        assert await find_day(partner.member, missing, miners_of) is None


async def test_search_for_a_day_asks_for_single_days_and_few_of_them() -> None:
    """Also for a day that does not exist."""
    partner = PagingPartner(miners=137, days=365)
    for back, most in ((0, 1), (200, 2), (364, 2), (3000, 20)):
        partner.calls.clear()
        day = await find_day(partner.member, NEWEST - timedelta(days=back), miners_of)
        assert (day is not None) is (back < 365)
        assert len(partner.calls) <= most
        asked = [call for call in partner.calls if isinstance(call, ListIncomeDays)]
        assert {call.limit for call in asked} == {1}


async def test_days_are_sums_of_their_records(world: World) -> None:
    """Of all miners or of one; the names of the miners come with them."""
    await world.login(wallet=WHALE)
    days = (await world.get("/api/income/days?limit=3&offset=2")).body
    listed = (await world.get("/api/income?groupByDays=true&limit=3&offset=2")).body
    full = listed["items"]
    assert days["total"] == listed["total"]
    for short, day in zip(days["items"], full, strict=True):
        assert short["date"] == day["minedOn"]
        assert Decimal(short["value"]) == Decimal(day["value"])
        assert short["net"] == day["net"]["btc"]["net"]
        assert short["records"] == len(day["incomes"])
        assert (await world.get(f"/api/income/day?date={short['date']}")).body["item"] == day
    miner = days["miners"][5]
    own = (await world.get(f"/api/income/days?limit=3&offset=2&miner={miner['id']}")).body
    assert own["miners"] == []
    for short, day in zip(own["items"], full, strict=True):
        (record,) = [one for one in day["incomes"] if one["nft"]["id"] == miner["id"]]
        assert record["nft"]["name"] == miner["name"]
        assert Decimal(short["value"]) == Decimal(record["value"])
        assert short["net"] == day["netByMiner"][str(miner["id"])]


async def test_one_miner_is_the_one_of_the_list(world: World) -> None:
    """Also beyond the first page; an unknown one is not found."""
    await world.login(wallet=WHALE)
    listed = (await world.get("/api/miners?limit=1&offset=130")).body["items"][0]
    assert (await world.get(f"/api/miner?id={listed['id']}")).body["item"] == listed
    for path in ("/api/miner?id=999999999", "/api/income/day?date=2020-01-01"):
        answer = await world.get(path)
        assert (answer.status, answer.code) == (404, "not_found")
    assert (await world.get("/api/miner")).code == "invalid_request"
    assert (await world.get("/api/income/day?date=x")).code == "invalid_request"
