"""The last mined days of a member."""

import asyncio
from collections.abc import Hashable, Sequence
from datetime import date

from accounts.member import Member
from gomining import Page, errors
from gomining.endpoints import ListIncomeDays
from gomining.models import IncomeDay
from portfolio.income_pages import RECORDS, IncomePages, day_key

DEFAULT_PAGE = 20  # rows of the document; no partner would give fewer than asked for below it
MAX_CALLS = 60  # of a careful reading, which is for a partner that pages otherwise than expected


async def recent_days(
    member: Member, count: int, *, miners: int, records: int = RECORDS
) -> list[IncomeDay]:
    """Return the last `count` mined days, newest first; fewer if there are not as many.

    Each day has one record per miner, so the days are fetched in pages of about `records` records:
    a single answer for a thousand miners would exceed the client's limit. If the pages are not
    what was asked for, the days are read one page after another (`portfolio.income_pages`).
    """
    size = max(1, min(count, records // max(1, miners)))
    try:
        pages = await fetch_days(member, count, size)
    except errors.Unreadable:
        if size == 1:
            raise
        return await read_days(member, count)  # smaller pages: there may be more miners than stated
    days = [day for page in pages for day in page.items]
    different = len({day_key(day) for day in days}) == len(days)
    enough = len(days) == count or _has_no_more(pages, len(days))
    uncut = miners == 1 or _is_by_days(pages, size)
    return days if different and enough and uncut else await read_days(member, count)


async def fetch_days(
    member: Member, count: int, size: int, *, first: int = 0
) -> list[Page[IncomeDay]]:
    """Fetch pages of `size` days at the same time, from the offset `first` on."""
    calls = (
        member(ListIncomeDays(limit=min(size, count - at), offset=first + at))
        for at in range(0, count, size)
    )
    return await asyncio.gather(*calls)


async def read_days(member: Member, count: int) -> list[IncomeDay]:
    """Return the last `count` mined days, however the partner pages them.

    A day that is added in front in the meantime is left out: only a part of it may be seen.
    """
    found: dict[Hashable, IncomeDay] = {}
    newest: date | None = None
    pages = IncomePages(member, max_calls=MAX_CALLS)
    async for days in pages:
        newest = newest or days[0].mined_on
        for day in days:
            if not (newest and day.mined_on and day.mined_on > newest):
                merge_day(found, day)
        if len(found) > count or (pages.by_days and len(found) == count):
            break
    return list(found.values())[:count]


def merge_day(found: dict[Hashable, IncomeDay], day: IncomeDay) -> None:
    """Add a day, or those of its records that came on a later page."""
    known = found.get(day_key(day))
    if known is not None and day.incomes:
        day = day.model_copy(update={"incomes": [*(known.incomes or []), *day.incomes]})
    found[day_key(day)] = day


def _has_no_more(pages: Sequence[Page[IncomeDay]], found: int) -> bool:
    """Whether the partner's total shows that these are all days."""
    if {page.total for page in pages} != {found}:
        return False
    return len(pages) > 1 or found < DEFAULT_PAGE  # a total of one page may be that page's length


def _is_by_days(pages: Sequence[Page[IncomeDay]], size: int) -> bool:
    """Whether the pages cannot end within a day: they have more records than `limit`, or none."""
    counts = [sum(len(day.incomes or []) for day in page.items) for page in pages]
    return not any(counts) or max(counts) > size
