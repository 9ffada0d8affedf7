"""Export of a member's entire income as a file for a spreadsheet: CSV or XLSX."""

import asyncio
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, BinaryIO, Literal, get_args

from accounts.member import Member
from accounts.preferences import nearest
from gomining.models import IncomeDay, IncomeRecord
from portfolio.csv_file import CsvFile
from portfolio.income_pages import IncomePages
from portfolio.net import miner_id, recorded_amounts

if TYPE_CHECKING:
    from portfolio.xlsx_file import XlsxFile

FileFormat = Literal["csv", "xlsx"]
FORMATS: tuple[FileFormat, ...] = get_args(FileFormat)

# The last row of a file that lacks something, in its first column.
INCOMPLETE = "INCOMPLETE: GoMining did not give all of the income. Please export again later."

COLUMNS = (
    "mined_on",
    "miner_id",
    "miner_name",
    "income_btc",
    "pool_reward_btc",
    "electricity_btc",
    "service_btc",
    "discount",
    "power_th",
    "efficiency_w_per_th",
    "fees_paid_in_gomining",
    "reward_protection",
    "btc_usd",
    "income_is",  # "before fees" if they were paid in GOMINING, else "after fees"
    "fees_btc",
    "net_btc",
)


class ExportTooLargeError(Exception):
    """The file would be larger than the caller can send."""


@dataclass(frozen=True)
class Written:
    """The number of days in a file, and whether it has everything."""

    days: int
    complete: bool


@dataclass(frozen=True)
class Export(Written):
    """The same, with the file."""

    content: bytes


async def export_income(
    member: Member,
    file_format: FileFormat = "csv",
    *,
    locale: str = "en",
    max_bytes: int | None = None,
) -> Export:
    """Return the entire income as a file in memory; see `write_income`."""
    file = io.BytesIO()
    made = await write_income(member, file, file_format, locale=locale, max_bytes=max_bytes)
    return Export(made.days, made.complete, file.getvalue())


async def write_income(
    member: Member,
    file: BinaryIO,
    file_format: FileFormat,
    *,
    locale: str,
    max_bytes: int | None = None,
) -> Written:
    """Write the entire income to a file.

    Days are fetched and converted page by page, in a thread, so that hardly more than a page is in
    memory and the event loop is free. A file that lacks something ends with the row INCOMPLETE.

    Args:
        member: whose income it is.
        file: where to write; it stays open.
        file_format: CSV or XLSX.
        locale: the user's, as in BCP 47; it decides between `;` and `,` in CSV. Excel itself
            writes the numbers of XLSX as its user expects them.
        max_bytes: the largest file that the caller can use.

    Raises:
        ExportTooLargeError: the file is larger than `max_bytes`.
        Exception: what `Member` raises.
    """
    spreadsheet = await asyncio.to_thread(_open, file, file_format, locale)

    def write(days: list[IncomeDay]) -> int:
        """Write the new days of a page where it is decoded: rows never reach the event loop."""
        spreadsheet.write(_rows(days))
        return len(days)

    pages = IncomePages(member, write)
    try:
        async for _ in pages:
            _check_size(file, max_bytes)
        if not pages.complete:
            spreadsheet.write_note(INCOMPLETE)
    finally:
        # XlsxWriter removes its temporary files here.
        await asyncio.to_thread(spreadsheet.close)
    _check_size(file, max_bytes)
    return Written(pages.days, pages.complete)


def file_locale(language: str, reported: str | None) -> str:
    """Return the locale of a user's files.

    The language in use decides, more exactly as their device reports it (`en-GB`, or `de` of who
    reads English here because there is no German); a device's other language does not count for
    somebody who has chosen theirs here.
    """
    return reported if reported and nearest(reported) == language else language


def to_csv(days: Sequence[IncomeDay], *, locale: str = "en") -> bytes:
    """Return CSV with a row per miner and mined day (UTC), or per day if it has no records.

    `income_btc` is what was credited, and `income_is` says whether that is before or after fees.
    """
    return _to_file(days, "csv", locale)


def to_xlsx(days: Sequence[IncomeDay]) -> bytes:
    """Return the same as an Excel workbook."""
    return _to_file(days, "xlsx", "en")


def _to_file(days: Sequence[IncomeDay], file_format: FileFormat, locale: str) -> bytes:
    file = io.BytesIO()
    spreadsheet = _open(file, file_format, locale)
    spreadsheet.write(_rows(days))
    spreadsheet.close()
    return file.getvalue()


def _open(file: BinaryIO, file_format: FileFormat, locale: str) -> "CsvFile | XlsxFile":
    if file_format == "xlsx":
        # Loaded when first needed: a web process without it is smaller by 3 MB.
        from portfolio.xlsx_file import XlsxFile  # noqa: PLC0415

        return XlsxFile(file, COLUMNS)
    return CsvFile(file, COLUMNS, locale=locale)


def _check_size(file: BinaryIO, max_bytes: int | None) -> None:
    if max_bytes is not None and file.seek(0, io.SEEK_CUR) > max_bytes:
        raise ExportTooLargeError


def _rows(days: Sequence[IncomeDay]) -> Iterator[list[object]]:
    for day in days:
        if not day.incomes:
            yield _day(day)
        for record in day.incomes or []:
            yield _record(day, record)


def _record(day: IncomeDay, record: IncomeRecord) -> list[object]:
    statistic = record.income_statistic or day.income_statistic
    details, amounts = record.meta_data, recorded_amounts(record)
    return [
        record.mined_on or day.mined_on,
        miner_id(record),
        record.nft and record.nft.name,
        record.value,
        details and details.pool_reward,
        record.c1_value,
        record.c2_value,
        record.total_discount,
        record.power,
        record.energy_efficiency,
        record.maintenance_by_gmt,
        record.reward_protection,
        statistic and statistic.btc_course_in_usd,
        _income_is(record),
        amounts.fees,
        amounts.net,
    ]


def _income_is(record: IncomeRecord) -> str | None:
    if record.maintenance_by_gmt is None:
        return None
    return "before fees" if record.maintenance_by_gmt else "after fees"


def _day(day: IncomeDay) -> list[object]:
    price = day.income_statistic and day.income_statistic.btc_course_in_usd
    return [day.mined_on, None, None, day.value, *[None] * 8, price, *[None] * 3]
