"""Mined days of a member, reduced to what a screen needs of them.

A day has one record per miner. Each page is reduced in the thread that decodes it, so that neither
the event loop nor the memory ever has the records of more than a few pages.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import partial
from typing import Generic, TypeVar

from accounts.member import LoggedOutError, Member
from gomining import Page, errors
from gomining.endpoints import ListIncomeDays, ListMiners
from gomining.models import Id, IncomeDay
from portfolio.income_pages import MAX_LIMIT, RECORDS, IncomePages, copied, day_key
from portfolio.net import NetDay, Terms, last_terms, mined_day
from runtime.computing import compute

T = TypeVar("T")
DEFAULT_PAGE = 20  # rows of the document; no partner would give fewer than asked for below it
MAX_CALLS = 200  # of a careful reading, which is for a partner that pages otherwise than expected
AT_ONCE = 4  # pages of one member


@dataclass(frozen=True)
class DaySummary:
    """A mined day without its records.

    Attributes:
        mined_on, credited: the date, and the BTC that the partner states for the day.
        records: how many records it had.
        net: what all miners netted on it.
        terms: the terms of each miner; only the newest day of a list keeps them.
    """

    mined_on: date | None
    credited: Decimal | None
    records: int
    net: NetDay
    terms: Mapping[Id, Terms]


@dataclass(frozen=True)
class RecentDays:
    """The last mined days, newest first.

    `complete` is false if there may be more than these although more were asked for.
    """

    days: Sequence[DaySummary]
    complete: bool


@dataclass(frozen=True)
class ReducedPage(Generic[T]):
    """A page of days without their records; `is_whole`: none of them is known to be cut."""

    total: int | None
    keys: Sequence[Hashable]
    newest: date | None
    is_whole: bool
    records: int
    days: Sequence[T]


def summarize(day: IncomeDay) -> DaySummary:
    """Return a day without its records."""
    return DaySummary(
        mined_on=day.mined_on,
        credited=day.value,
        records=len(day.incomes or []),
        net=mined_day(day),
        terms=last_terms([day]),
    )


def newest_terms(days: Sequence[DaySummary]) -> Mapping[Id, Terms]:
    """Return the terms of each miner on the newest of these days."""
    newest = newest_day(days)
    return {} if newest is None else newest.terms


def newest_day(days: Sequence[DaySummary]) -> DaySummary | None:
    """Return the newest of these days; None if there are none."""
    return max(days, key=lambda day: str(day.mined_on or ""), default=None)


async def recent_days(
    member: Member, count: int, *, miners: int, records: int = RECORDS
) -> RecentDays:
    """Return the last `count` mined days; fewer if there are not as many.

    The days are fetched in pages of about `records` records: a single answer for a thousand miners
    would exceed the client's limit. If the pages are not what was asked for, the days are read
    one page after another (`portfolio.income_pages`). Raises what `Member` raises.
    """
    size = max(1, min(count, records // max(1, miners)))
    try:
        pages = await fetch_days(member, summarize, count=count, size=size)
    except errors.Unreadable:
        if size == 1:
            raise
        # In smaller pages: there may be more miners than stated.
        return await read_recent_days(member, count)
    keys = [key for page in pages for key in page.keys]
    different = len(set(keys)) == len(keys)
    enough = len(keys) == count or _has_no_more(pages, len(keys))
    uncut = all(page.is_whole for page in pages) and (miners == 1 or _is_by_days(pages, size))
    if different and enough and uncut:
        days = _with_newest_terms([day for page in pages for day in page.days])
        return RecentDays(days, complete=True)
    return await read_recent_days(member, count)


async def read_recent_days(member: Member, count: int) -> RecentDays:
    """Do the same by reading one page after another."""
    days, complete = await read_days(member, count, summarize)
    return RecentDays(_with_newest_terms(days), complete)


async def page_of_days(
    member: Member,
    reduce: Callable[[IncomeDay], T],
    *,
    limit: int,
    offset: int,
    records: int = RECORDS,
) -> tuple[list[T], int | None]:
    """Return what `reduce` makes of `limit` mined days, without the `offset` newest ones.

    They are fetched in answers of about `records` records. If the pages are not what was asked for,
    the days are read one page after another (`portfolio.income_pages`). Raises what `Member`
    raises.

    Returns:
        The days, newest first, and the number of all days; None if the partner does not report
        it credibly.
    """
    owned = await member(ListMiners(limit=1, offset=0))
    size = max(1, min(limit, records // max(1, owned.total or 1)))
    try:
        pages = await fetch_days(member, reduce, count=limit, size=size, offset=offset)
    except errors.Unreadable:  # there may be more miners than stated
        return await _read_page(member, reduce, limit, offset)
    days = [day for page in pages for day in page.days]
    if not await _is_as_asked(member, pages, offset):
        return await _read_page(member, reduce, limit, offset)
    known = offset + len(days)
    totals = {page.total for page in pages}
    total = totals.pop() if len(totals) == 1 else None
    if len(days) >= limit:
        return days[:limit], total if total and total > known else None
    # Fewer than asked for: all, or as many as the partner gives in one page. What stands beside no
    # day at all cannot be the length of a page.
    if total == known or (total and not days and total <= offset):
        return days, total
    return await _read_page(member, reduce, limit, offset)


async def _read_page(
    member: Member, reduce: Callable[[IncomeDay], T], limit: int, offset: int
) -> tuple[list[T], int | None]:
    days, complete = await read_days(member, offset + limit, reduce)
    return days[offset:], len(days) if complete and len(days) < offset + limit else None


async def _is_as_asked(member: Member, pages: Sequence[ReducedPage[T]], offset: int) -> bool:
    """Whether these are different whole days that begin `offset` days after the newest."""
    keys = [key for page in pages for key in page.keys]
    if len(set(keys)) < len(keys) or not all(page.is_whole for page in pages):
        return False
    if not offset or pages[0].newest is None:
        return True
    (first,) = await fetch_days(member, lambda day: day.mined_on, count=1, size=1)
    # Else the offset counts records.
    return first.newest is None or (first.newest - pages[0].newest).days >= offset


def is_whole(day: IncomeDay) -> bool:
    """Whether a day is not known to lack records, which would be on another page."""
    return not day.incomes or mined_day(day).miners > 0


async def fetch_days(
    member: Member, reduce: Callable[[IncomeDay], T], *, count: int, size: int, offset: int = 0
) -> list[ReducedPage[T]]:
    """Fetch pages of `size` days, AT_ONCE at the same time."""
    free = asyncio.Semaphore(AT_ONCE)

    def reduced(page: Page[IncomeDay]) -> ReducedPage[T]:
        rows = sum(len(day.incomes or []) for day in page.items)
        return ReducedPage(
            total=page.total,
            keys=[day_key(day) for day in page.items],
            newest=page.items[0].mined_on if page.items else None,
            is_whole=all(map(is_whole, page.items)),
            records=rows,
            days=[reduce(day) for day in page.items],
        )

    async def fetch(start: int) -> ReducedPage[T]:
        endpoint = ListIncomeDays(limit=min(size, count - start), offset=offset + start)
        async with free:
            return await member.reduced(endpoint, reduced)

    try:
        async with asyncio.TaskGroup() as group:
            tasks = [group.create_task(fetch(start)) for start in range(0, count, size)]
    except ExceptionGroup as failed:
        raise worst(failed.exceptions) from None  # callers handle single exceptions
    return [task.result() for task in tasks]


async def read_days(
    member: Member, count: int, reduce: Callable[[IncomeDay], T]
) -> tuple[list[T], bool]:
    """Return what `reduce` makes of the last `count` mined days, however the partner pages them.

    A day that is added in front in the meantime is left out: only a part of it may be seen. With
    the days comes whether they are as many as asked for, or known to be all.
    """
    found: dict[Hashable, _Part[T]] = {}
    newest: date | None = None
    pages = IncomePages(member, partial(_parts, reduce), max_calls=MAX_CALLS)
    async for parts in pages:
        newest = newest or parts[0].mined_on
        for part in parts:
            if not (newest and part.mined_on and part.mined_on > newest):
                found[part.key] = _merged(found.get(part.key), part)
        if len(found) > count or (pages.by_days and len(found) == count):
            break
    days = [
        await compute(reduce, part.day) if part.reduced is None else part.reduced
        for part in list(found.values())[:count]
    ]
    return days, len(days) == count or pages.complete


@dataclass(frozen=True)
class _Part(Generic[T]):
    """What one page has of a day. A day that cannot be cut is reduced at once."""

    key: Hashable
    mined_on: date | None
    day: IncomeDay
    reduced: T | None


def _parts(reduce: Callable[[IncomeDay], T], days: list[IncomeDay]) -> list[_Part[T]]:
    """Return the days. One with more records than any `limit` is not cut: `limit` counts days."""
    return [_whole(reduce, day) if is_uncut(day) else _part(day) for day in days]


def is_uncut(day: IncomeDay) -> bool:
    """Whether the day has more records than a page that counts records could have."""
    return len(day.incomes or []) > MAX_LIMIT


def _whole(reduce: Callable[[IncomeDay], T], day: IncomeDay) -> _Part[T]:
    without = day.model_copy(update={"incomes": None})
    return _Part(day_key(day), day.mined_on, without, reduce(day))


def _part(day: IncomeDay) -> _Part[T]:
    return _Part(day_key(day), day.mined_on, copied([day])[0], None)


def _merged(known: _Part[T] | None, part: _Part[T]) -> _Part[T]:
    if known is None or part.reduced is not None:
        return part
    if known.reduced is not None:
        return known
    records = [*(known.day.incomes or []), *(part.day.incomes or [])]
    return replace(part, day=part.day.model_copy(update={"incomes": records}))


def worst(failures: Sequence[Exception]) -> Exception:
    """Return the most specific error: a login that has just expired precedes a missing login."""
    ended = (each for each in failures if isinstance(each, LoggedOutError) and each.expired)
    return next(ended, failures[0])


def _with_newest_terms(days: list[DaySummary]) -> list[DaySummary]:
    newest = newest_day(days)
    return [day if day is newest else replace(day, terms={}) for day in days]


def _has_no_more(pages: Sequence[ReducedPage[T]], found: int) -> bool:
    """Whether the partner's total shows that these are all days."""
    if {page.total for page in pages} != {found}:
        return False
    return len(pages) > 1 or found < DEFAULT_PAGE  # a total of one page may be that page's length


def _is_by_days(pages: Sequence[ReducedPage[T]], size: int) -> bool:
    """Whether the pages cannot end within a day: they have more records than `limit`, or none."""
    counts = [page.records for page in pages]
    return not any(counts) or max(counts) > size
