"""Both formats of the export, opened by a reader: exact, in the user's notation, no formulas."""

import asyncio
import csv
import io
import time
import tracemalloc
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date, datetime
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from gomining.models import IncomeDay, IncomeNft, IncomeRecord
from portfolio import xlsx_file
from portfolio.csv_file import decimal_sign
from portfolio.export import (
    COLUMNS,
    INCOMPLETE,
    ExportTooLargeError,
    export_income,
    file_locale,
    to_csv,
    to_xlsx,
)
from portfolio.income_pages import copied
from portfolio.xlsx_file import is_exact
from runtime.computing import compute
from tests.portfolio.paging import PagingPartner

FORMULAS = ["=1+1", "+1+1", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "  =1", "=HYPERLINK('x')"]
LOCALES = {"de": (";", ","), "ru": (";", ","), "en": (",", "."), "pt-BR": (";", ",")}


def a_day(name: str = "MINEBOX", value: str = "0.00001234") -> IncomeDay:
    """Return a day with one record of a miner of this name."""
    record = IncomeRecord(nft=IncomeNft(id=7, name=name), value=Decimal(value), power=Decimal(1234))
    return IncomeDay.model_validate(
        {"incomeStatistic": {"calculatedAt": "2026-11-21T23:59:59.999Z"}, "incomes": [record]}
    )


def sheet_of(content: bytes) -> list[dict[str, Any]]:
    """Return the cells of the first sheet below the heading, by column; with their kind."""
    sheet = load_workbook(io.BytesIO(content)).worksheets[0]
    return [dict(zip(COLUMNS, row, strict=True)) for row in sheet.iter_rows(min_row=2)]


@pytest.mark.parametrize("locale", LOCALES)
def test_csv_has_the_separator_and_decimal_sign_of_the_locale(locale: str) -> None:
    """With a byte order mark, ISO dates and the same figures."""
    separator, sign = LOCALES[locale]
    content = to_csv([a_day()], locale=locale)
    assert content.startswith(b"\xef\xbb\xbf")
    text = io.StringIO(content.decode("utf-8-sig"), newline="")
    (row,) = csv.DictReader(text, delimiter=separator)
    assert row["mined_on"] == "2026-11-21"
    assert row["income_btc"] == f"0{sign}00001234"
    assert row["power_th"] == "1234"
    assert '"' not in content.decode()


@pytest.mark.parametrize("locale", ["", "x", "no such", "en_US.UTF-8", "de\0", "ar", "zh-Hant-TW"])
def test_unknown_locale_has_a_decimal_point(locale: str) -> None:
    """Nothing raises."""
    assert decimal_sign(locale) == "."


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("name", FORMULAS)
def test_no_cell_of_csv_is_a_formula_in_any_locale(locale: str, name: str) -> None:
    """Also a formula behind the separator of another locale."""
    text = to_csv([a_day(name + ";=2")], locale=locale).decode("utf-8-sig")
    for separator in (",", ";", "\t"):
        cells = [cell for row in csv.reader(text.splitlines(), delimiter=separator) for cell in row]
        assert not [cell for cell in cells if cell.strip().startswith(("=", "+", "-", "@"))]


@pytest.mark.parametrize("name", FORMULAS)
def test_no_cell_of_xlsx_is_a_formula(name: str) -> None:
    """It is a string, marked so that Excel never reads it otherwise."""
    (row,) = sheet_of(to_xlsx([a_day(name)]))
    cell = row["miner_name"]
    assert cell.data_type == "s"
    assert cell.value == name.replace("\t", " ").replace("\r", " ").replace("\n", " ")
    assert cell.quotePrefix
    assert not cell.hyperlink


def test_xlsx_has_numbers_and_dates() -> None:
    """Not text that looks like them."""
    (row,) = sheet_of(to_xlsx([a_day()]))
    assert row["mined_on"].value == datetime(2026, 11, 21)  # noqa: DTZ001 - Excel knows no zones
    assert row["mined_on"].number_format == "yyyy-mm-dd"
    assert (row["income_btc"].value, row["income_btc"].data_type) == (0.00001234, "n")
    assert row["power_th"].value == 1234
    assert row["miner_id"].value == 7
    assert row["fees_btc"].value is None


def test_xlsx_keeps_as_text_what_a_double_cannot_hold() -> None:
    """Every digit of it."""
    exact = "0.123456789012345678901234"
    (row,) = sheet_of(to_xlsx([a_day(value=exact)]))
    assert row["income_btc"].value == exact


@example(Decimal("9999999.99999999"))
@given(st.decimals(-(10**7), 10**7, places=8).filter(lambda value: abs(value) < 10**7))
def test_amounts_to_the_satoshi_are_numbers_in_xlsx(amount: Decimal) -> None:
    """Below ten million."""
    assert is_exact(amount)


@settings(max_examples=25, deadline=None)
@example(Decimal("5e-324"))  # the smallest double
@example(Decimal("9999999.99999999"))
@example(Decimal(9007199254740993))  # 2 ** 53 + 1
@given(st.decimals(-(10**12), 10**12, places=18) | st.floats(-1e12, 1e12).map(Decimal))
def test_every_amount_is_the_same_when_the_workbook_is_read(amount: Decimal) -> None:
    """As a number or as text."""
    file = io.BytesIO()
    book = xlsx_file.XlsxFile(file, ["amount"])
    book.write([[amount]])
    book.close()
    cell = load_workbook(file).worksheets[0]["A2"]
    assert Decimal(repr(cell.value) if cell.data_type == "n" else cell.value) == amount


@pytest.mark.parametrize("number", ["NaN", "sNaN", "Infinity", "-Infinity", "1e400"])
def test_no_number_is_none_in_xlsx(number: str) -> None:
    """Excel has no such numbers."""
    assert not is_exact(Decimal(number))


@pytest.mark.parametrize("name", ["\x00\x0bbell", "\ud800", "я" * 40_000, "_x0041_", "<&>"])
def test_any_text_can_be_opened(name: str) -> None:
    """Control characters, halves of pairs, and texts longer than a cell."""
    (row,) = sheet_of(to_xlsx([a_day(name)]))
    assert 0 < len(row["miner_name"].value) <= xlsx_file.LONGEST_TEXT


def test_rows_go_on_in_another_sheet(monkeypatch: pytest.MonkeyPatch) -> None:
    """Each with its heading."""
    monkeypatch.setattr(xlsx_file, "ROWS", 3)
    book = load_workbook(io.BytesIO(to_xlsx([a_day(str(n)) for n in range(5)])))
    assert [sheet.max_row for sheet in book.worksheets] == [3, 3, 2]
    assert {sheet["A1"].value for sheet in book.worksheets} == {"mined_on"}


async def test_incomplete_export_says_so_in_both_formats() -> None:
    """In the last row."""
    partner = PagingPartner(miners=3, days=60, ignores_offset=True)
    made = await export_income(partner.member, "xlsx")
    assert not made.complete
    assert sheet_of(made.content)[-1]["mined_on"].value == INCOMPLETE
    partner = PagingPartner(miners=3, days=60, ignores_offset=True)
    text = (await export_income(partner.member, locale="de")).content.decode()
    assert text.splitlines()[-1] == INCOMPLETE + ";" * (len(COLUMNS) - 1)


async def test_formats_have_the_same_rows() -> None:
    """Days, miners and amounts."""
    partner = PagingPartner(miners=3, days=10)
    text = (await export_income(partner.member)).content.decode("utf-8-sig")
    rows = list(csv.DictReader(io.StringIO(text, newline="")))
    cells = sheet_of((await export_income(PagingPartner(miners=3, days=10).member, "xlsx")).content)
    assert len(rows) == len(cells) == 30
    for row, cell in zip(rows, cells, strict=True):
        assert date.fromisoformat(row["mined_on"]) == cell["mined_on"].value.date()
        assert row["miner_id"] == str(cell["miner_id"].value)
        assert Decimal(row["income_btc"]) == Decimal(repr(cell["income_btc"].value))


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
async def test_file_larger_than_wanted_is_not_made(file_format: Any) -> None:
    """It is given up."""
    with pytest.raises(ExportTooLargeError):
        await export_income(PagingPartner(miners=3, days=60).member, file_format, max_bytes=2000)


@dataclass
class PreparedPartner(PagingPartner):
    """Gives an answer that it has given before without making it again."""

    answers: dict[str, Any] = field(default_factory=dict)

    async def __call__(self, endpoint: object) -> Any:
        """Answer from memory where possible."""
        key = repr(endpoint)
        if key not in self.answers:
            self.answers[key] = await super().__call__(endpoint)
        await asyncio.sleep(0)
        kept = self.answers[key]  # its lists are emptied by the reader
        return kept.model_copy(update={"items": copied(kept.items)})

    async def reduced(self, endpoint: object, reduce: Callable[[Any], Any]) -> Any:
        """Reduce in the thread, as the client does with large answers."""
        return await compute(reduce, await self(endpoint))


async def measure_pauses(into: list[float]) -> None:
    """Note for how long the event loop was not free, in seconds, until cancelled."""
    while True:
        before = time.perf_counter()
        await asyncio.sleep(0.005)
        into.append(time.perf_counter() - before)


@pytest.mark.parametrize("file_format", ["csv", "xlsx"])
@pytest.mark.long
async def test_fifty_thousand_rows_leave_loop_and_memory_free(file_format: Any) -> None:
    """Half of all pauses are below 50 ms on a busy machine, and less than 100 MB are used."""
    partner = PreparedPartner(miners=137, days=365)
    await export_income(partner.member, "csv")
    pauses: list[float] = []
    measuring = asyncio.create_task(measure_pauses(pauses))
    made = await export_income(partner.member, file_format)
    measuring.cancel()
    assert made.complete
    assert len(pauses) > 20
    assert sorted(pauses)[len(pauses) // 2] < 0.05
    tracemalloc.start()
    try:
        await export_income(partner.member, file_format)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 100 * 2**20


@pytest.mark.parametrize(
    ("language", "reported", "locale"),
    [
        ("en", "de", "de"),
        ("en", "en-GB", "en-GB"),
        ("en", "ru", "en"),
        ("ru", "en", "ru"),
        ("ru", None, "ru"),
    ],
)
def test_locale_of_files(language: str, reported: str | None, locale: str) -> None:
    """The chosen language, as the device knows it."""
    assert file_locale(language, reported) == locale
