"""Export of a member's entire income as CSV, safe from formula injection in spreadsheets."""

import csv
import io
import re
from collections.abc import AsyncIterator, Sequence
from dataclasses import dataclass
from decimal import Decimal

from accounts.member import Member
from gomining.models import IncomeDay, IncomeRecord
from portfolio.income_pages import IncomePages
from portfolio.net import miner_id, recorded_amounts

# The last row of a file that lacks something, in its first column.
INCOMPLETE = "INCOMPLETE: GoMining did not give all of the income. Please export again later."
_SPACE = re.compile(r"\s")
# The beginning of a cell followed by the sign of a formula. Excel also splits cells at semicolons
# in locales with a decimal comma, and accepts full-width signs.
_FORMULA = re.compile(r"(^|[;,\"'])(\s*[=+\-@|＝＋－＠])")

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


INCOMPLETE_ROW = f"{INCOMPLETE}{',' * (len(COLUMNS) - 1)}\r\n".encode()


@dataclass(frozen=True)
class Export:
    """The file, the number of days in it, and whether it has everything."""

    content: bytes
    days: int
    complete: bool


async def export_income(member: Member) -> Export:
    """Return the entire income as CSV, as `export_parts` gives it. Raises what `Member` raises."""
    pages = IncomePages(member, _rows)
    content = b"".join([part async for part in _parts(pages)])
    return Export(content, pages.days, pages.complete)


def export_parts(member: Member) -> AsyncIterator[bytes]:
    """Yield the entire income as CSV, a page of days at a time, so that the whole is nowhere.

    A file that lacks something ends with the row INCOMPLETE. Raises what `Member` raises, for the
    first page together with the first part.
    """
    return _parts(IncomePages(member, _rows))


async def _parts(pages: IncomePages[bytes]) -> AsyncIterator[bytes]:
    part = _head()
    async for rows in pages:
        yield part + rows
        part = b""
    yield part if pages.complete else part + INCOMPLETE_ROW


def to_csv(days: Sequence[IncomeDay]) -> bytes:
    """Return CSV with a row per miner and mined day (UTC), or per day if it has no records.

    Amounts are exact and have a decimal point. `income_btc` is what was credited, and `income_is`
    says whether that is before or after fees. A cell that a spreadsheet would take for a formula
    begins with `'`.
    """
    return _head() + _rows(days)


def _head() -> bytes:
    # The byte order mark makes Excel read the file as UTF-8.
    return (",".join(COLUMNS) + "\r\n").encode("utf-8-sig")


def _rows(days: Sequence[IncomeDay]) -> bytes:
    text = io.StringIO(newline="")
    rows = csv.writer(text, lineterminator="\r\n")
    for day in days:
        for row in [_record(day, record) for record in day.incomes or []] or [_day(day)]:
            rows.writerow([_escape(cell) for cell in row])
    return text.getvalue().encode("utf-8", "replace")


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


def _escape(cell: object) -> str:
    match cell:
        case None:
            return ""
        case bool():
            return "yes" if cell else "no"
        case Decimal():
            return format(cell, "f")
        case _:
            return _FORMULA.sub(r"\1'\2", _SPACE.sub(" ", str(cell)))
