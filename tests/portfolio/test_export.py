"""The CSV export is exact, complete and safe to open in a spreadsheet."""

import csv
import io
import re
from collections import Counter
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from gomining.models import IncomeDay, IncomeNft, IncomeRecord
from portfolio.export import COLUMNS, export_income, to_csv
from tests.world import World, open_world


@pytest.fixture
async def world(redis_url: str) -> AsyncIterator[World]:
    """The usual one, with time for the partner: it answers here dozens of times in a row."""
    async with open_world(redis_url, gomining_timeout=20) as opened:
        yield opened


def rows(content: bytes) -> list[dict[str, str]]:
    """Parse the file."""
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def a_day(name: str) -> IncomeDay:
    """Return a day with one record of a miner of this name."""
    record = IncomeRecord(
        nft=IncomeNft(id=1, name=name), value=Decimal("1E-8"), maintenance_by_gmt=True
    )
    return IncomeDay.model_validate(
        {"incomeStatistic": {"calculatedAt": "2026-11-21T23:59:59.999Z"}, "incomes": [record]}
    )


@pytest.mark.parametrize(
    "name",
    ["=HYPERLINK('http://x')", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "|calc"],
)
def test_name_that_looks_like_a_formula_is_quoted(name: str) -> None:
    """With an apostrophe in front."""
    (row,) = rows(to_csv([a_day(name)]))
    assert row["miner_name"] == "'" + re.sub(r"\s", " ", name)


@pytest.mark.parametrize("name", ["MINEBOX S3 #1", "Шахта, «первая»", 'with "quotes"', "50% - 60%"])
def test_other_names_are_unchanged(name: str) -> None:
    """Commas, quotes, signs within, other alphabets."""
    (row,) = rows(to_csv([a_day(name)]))
    assert row["miner_name"] == name
    assert row["mined_on"] == "2026-11-21"
    assert row["income_btc"] == "0.00000001"
    assert row["fees_paid_in_gomining"] == "yes"
    assert row["income_is"] == "before fees"
    assert (row["fees_btc"], row["net_btc"]) == ("", "")


def test_day_without_records_is_one_row() -> None:
    """With the amount of the day."""
    day = IncomeDay.model_validate({"createdAt": "2026-11-22T03:00:00Z", "value": "0.5"})
    (row,) = rows(to_csv([day]))
    assert (row["mined_on"], row["income_btc"], row["miner_id"]) == ("2026-11-21", "0.5", "")


def test_export_without_income_has_the_header_only() -> None:
    """The names of the columns."""
    assert to_csv([]).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


async def test_export_reads_all_pages(world: World) -> None:
    """A year of days, whose sum is the total income."""
    await world.login()
    made = await export_income(world.services.member(1001))
    found = rows(made.content)
    assert made.complete
    assert len({row["mined_on"] for row in found}) == made.days == 365
    total = (await world.get("/api/income/total")).body["item"]["totalIncome"]
    assert sum(Decimal(row["income_btc"]) for row in found) == Decimal(total)


def counted(content: bytes) -> Counter[tuple[str, str, str]]:
    """Return the rows by day, miner and amount, and how often each is there."""
    return Counter((row["mined_on"], row["miner_id"], row["income_btc"]) for row in rows(content))


READINGS: list[dict[str, Any]] = [
    {"maxRows": 20},
    {"maxRows": 20, "count": "none"},
    {"maxRows": 7, "count": "page"},
    {"count": "page"},
    {"count": "none", "newDayAfter": 2},
    {"newDayAfter": 3, "maxRows": 20},
    {"incomeLimit": "records", "incomeOffset": "records"},
    {"incomeLimit": "records", "incomeOffset": "records", "maxRows": 20, "count": "none"},
    {"incomeLimit": "records", "incomeOffset": "records", "count": "page", "newDayAfter": 2},
    {"incomeLimit": "records"},
    {"incomeOffset": "records"},
]


@pytest.mark.parametrize("readings", READINGS, ids=str)
@pytest.mark.parametrize("wallet", [0, 5])
async def test_export_is_complete_under_every_reading_of_paging(
    world: World, wallet: int, readings: dict[str, Any]
) -> None:
    """Each record once. A day that is added while pages are read may be missing."""
    await world.login(wallet=wallet)
    member = world.services.member(1001)
    expected = counted((await export_income(member)).content)
    await world.sim("POST", "/sim/partner/readings", readings)
    made = await export_income(member)
    missing = expected - counted(made.content)
    assert made.complete
    assert not counted(made.content) - expected
    newest = max(day for day, _, _ in expected)
    assert {day for day, _, _ in missing} <= ({newest} if "newDayAfter" in readings else set())
