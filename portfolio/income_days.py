"""A member's income by days as lists and charts show it, and the records of one day."""

import asyncio
from collections.abc import Hashable, Sequence
from dataclasses import dataclass
from datetime import date

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from accounts.member import Member
from gomining import errors
from gomining.endpoints import ListIncomeDays
from gomining.models import Amount, Id, IncomeDay
from portfolio.amounts import add
from portfolio.income_pages import RECORDS, IncomePages, day_key
from portfolio.net import mined_day, mined_records, miner_id
from portfolio.recent import MAX_CALLS, fetch_days, merge_day, read_days

MAX_PROBES = 24  # calls of a search for one day; two or three suffice unless days are missing


class DaySum(BaseModel):
    """Income of one mined day (UTC) in BTC, of all miners or of one.

    `value` is what was credited, `net` is None if the fees are unknown (`portfolio.net`), and
    `records` is how many records of single miners there are.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    date: date
    value: Amount | None
    net: Amount | None
    records: int


class NamedMiner(BaseModel):
    """A miner by the name that its income records have."""

    id: Id
    name: str | None


@dataclass(frozen=True)
class DayPage:
    """Some mined days, newest first.

    Attributes:
        total: the number of all days; None if the partner does not report it credibly.
    """

    days: Sequence[IncomeDay]
    total: int | None


async def days_page(member: Member, *, limit: int, offset: int) -> DayPage:
    """Fetch `limit` mined days, without the `offset` newest ones.

    They are fetched in answers of about RECORDS records, as many as the newest day shows to fit.
    If the pages are not what was asked for, the days are read one page after another
    (`portfolio.income_pages`). Raises what `Member` raises.
    """
    newest = await member(ListIncomeDays(limit=1, offset=0))
    if not newest.items:
        return DayPage([], 0)
    size = max(1, min(limit, RECORDS // max(1, len(newest.items[0].incomes or []))))
    try:
        pages = await fetch_days(member, limit, size, first=offset)
    except errors.Unreadable:  # there may be more records on earlier days
        return await _read_page(member, limit, offset)
    days = [day for page in pages for day in page.items]
    if not await asyncio.to_thread(_is_as_asked, days, newest.items[0], offset):
        return await _read_page(member, limit, offset)
    known = offset + len(days)
    totals = {page.total for page in pages}
    total = totals.pop() if len(totals) == 1 else None
    if len(days) < limit:
        # Fewer than asked for: all, or as many as the partner gives in one page.
        return DayPage(days, known) if total == known else await _read_page(member, limit, offset)
    return DayPage(days, total if total and total > known else None)


async def _read_page(member: Member, limit: int, offset: int) -> DayPage:
    days = (await read_days(member, offset + limit))[offset:]
    return DayPage(days, offset + len(days) if len(days) < limit else None)


def _is_as_asked(days: Sequence[IncomeDay], newest: IncomeDay, offset: int) -> bool:
    """Whether these are different whole days that begin `offset` days after the newest."""
    if len({day_key(day) for day in days}) < len(days) or not all(map(_is_whole, days)):
        return False
    if not days or newest.mined_on is None or days[0].mined_on is None:
        return True
    # Else the offset counts records.
    return (newest.mined_on - days[0].mined_on).days >= offset


def _is_whole(day: IncomeDay) -> bool:
    return not day.incomes or mined_day(day).miners > 0


async def find_day(member: Member, wanted: date) -> IncomeDay | None:
    """Return a mined day with all of its records, or None if there is none.

    The list of days is searched by halves and distances, one day in each answer: a single day of
    a thousand miners is half a megabyte. Raises what `Member` raises.
    """
    offset, low, high = 0, 0, None
    for _ in range(MAX_PROBES):
        page = await member(ListIncomeDays(limit=1, offset=offset))
        found = page.items[0] if page.items else None
        mined_on = found.mined_on if found else None
        if found and mined_on == wanted:
            return found if _is_whole(found) else await _read_day(member, wanted)
        if mined_on is None or mined_on < wanted:
            high = offset
        else:
            low = offset + 1
        if high is not None and low >= high:
            return None
        # At least one offset to a day: calendar days are an upper bound of the distance.
        target = (low + (high or 0)) // 2 if mined_on is None else offset + (mined_on - wanted).days
        offset = max(low, target if high is None else min(target, high - 1))
    return await _read_day(member, wanted)


async def _read_day(member: Member, wanted: date) -> IncomeDay | None:
    """Read the days from the newest one on, for a partner that pages otherwise than expected."""
    found: dict[Hashable, IncomeDay] = {}
    async for days in IncomePages(member, max_calls=MAX_CALLS):
        for day in days:
            if day.mined_on == wanted:
                merge_day(found, day)
        if any(day.mined_on and day.mined_on < wanted for day in days):
            break
    return next(iter(found.values()), None)


def day_sums(days: Sequence[IncomeDay], miner: str = "") -> list[DaySum]:
    """Return the dated days as sums, of all miners or of the one with this id."""
    dated = ((day.mined_on, day) for day in days)
    return [_day_sum(day, mined_on, miner) for mined_on, day in dated if mined_on is not None]


def _day_sum(day: IncomeDay, mined_on: date, miner: str) -> DaySum:
    records, parts = day.incomes or [], mined_records(day)
    if not miner:
        net = mined_day(day, parts).btc.net
        return DaySum(date=mined_on, value=day.value, net=net, records=len(records))
    own = [at for at, record in enumerate(records) if str(miner_id(record)) == miner]
    return DaySum(
        date=mined_on,
        value=add([records[at].value for at in own]),
        net=add([parts[at].btc.net for at in own]),
        records=len(own),
    )


def named_miners(days: Sequence[IncomeDay]) -> list[NamedMiner]:
    """Return the miners with income on these days."""
    names: dict[Id, str | None] = {}
    for record in (record for day in days for record in day.incomes or []):
        miner = miner_id(record)
        if miner is not None and not names.get(miner):
            names[miner] = record.nft.name if record.nft else None
    return [NamedMiner(id=miner, name=name) for miner, name in names.items()]
