"""The CSV file is exact, complete, and runs nothing in a spreadsheet."""

import csv
import io
import re
from decimal import Decimal

import pytest

from gomining.models import IncomeDay, IncomeNft, IncomeRecord
from portfolio.export import COLUMNS, export_income, to_csv
from tests.world import World


def rows(content: bytes) -> list[dict[str, str]]:
    """Read a file back."""
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
def test_a_name_that_is_a_formula_is_text(name: str) -> None:
    """What a spreadsheet would run begins with a quotation mark instead."""
    (row,) = rows(to_csv([a_day(name)]))
    assert row["miner_name"] == "'" + re.sub(r"\s", " ", name)


@pytest.mark.parametrize("name", ["MINEBOX S3 #1", "Шахта, «первая»", 'with "quotes"', "50% - 60%"])
def test_other_names_come_back_as_they_are(name: str) -> None:
    """Commas, quotes, signs within and other alphabets survive."""
    (row,) = rows(to_csv([a_day(name)]))
    assert row["miner_name"] == name
    assert row["mined_on"] == "2026-11-21"
    assert row["income_btc"] == "0.00000001"
    assert row["fees_paid_in_gomining"] == "yes"


def test_a_day_without_records_is_a_row_of_its_own() -> None:
    """Where the partner tells no records the day's sum is kept."""
    day = IncomeDay.model_validate({"createdAt": "2026-11-22T03:00:00Z", "value": "0.5"})
    (row,) = rows(to_csv([day]))
    assert (row["mined_on"], row["income_btc"], row["miner_id"]) == ("2026-11-21", "0.5", "")


def test_an_empty_file_has_its_columns() -> None:
    """No income is a file with a head."""
    assert to_csv([]).decode("utf-8-sig") == ",".join(COLUMNS) + "\r\n"


async def test_all_pages_are_read(world: World) -> None:
    """A year of days comes in pages, and every day is in the file with what it earned."""
    await world.login()
    content, count = await export_income(world.services.member(1001))
    found = rows(content)
    assert len({row["mined_on"] for row in found}) == count == 365
    total = (await world.get("/api/income/total")).body["item"]["totalIncome"]
    assert sum(Decimal(row["income_btc"]) for row in found) == Decimal(total)
