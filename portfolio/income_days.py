"""A member's income by days as lists and charts show it, and the records of one day."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from typing import TypeVar

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from accounts.member import Member
from gomining import Page
from gomining.endpoints import ListIncomeDays
from gomining.models import Amount, Id, IncomeDay
from portfolio.amounts import add
from portfolio.income_pages import IncomePages, copied
from portfolio.net import mined_day, mined_records, miner_id
from portfolio.recent import MAX_CALLS, is_whole, page_of_days
from runtime.computing import compute

T = TypeVar("T")
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
class IncomeOfDay:
    """One mined day, without its records.

    Attributes:
        sum: None if the day has no date.
        names: of the miners with income on it, by id.
    """

    mined_on: date | None
    sum: DaySum | None
    names: Mapping[Id, str | None]


@dataclass(frozen=True)
class DayPage:
    """Some mined days, newest first.

    Attributes:
        total: the number of all days; None if the partner does not report it credibly.
    """

    days: Sequence[IncomeOfDay]
    total: int | None


async def days_page(member: Member, *, limit: int, offset: int, miner: str = "") -> DayPage:
    """Fetch `limit` mined days, without the `offset` newest ones, as sums of all miners or of one.

    Raises what `Member` raises.
    """
    reduce = partial(_reduce, miner=miner)
    days, total = await page_of_days(member, reduce, limit=limit, offset=offset)
    return DayPage(days, total)


async def _day_at(member: Member, offset: int, reduce: Callable[[IncomeDay], T]) -> T | None:
    """Return what `reduce` makes of the day at this offset; None behind the last."""

    def first(page: Page[IncomeDay]) -> T | None:
        return reduce(page.items[0]) if page.items else None

    return await member.reduced(ListIncomeDays(limit=1, offset=offset), first)


async def find_day(member: Member, wanted: date, reduce: Callable[[IncomeDay], T]) -> T | None:
    """Return what `reduce` makes of a mined day with all of its records; None if there is none.

    The list of days is searched by halves and distances, one day in each answer: a single day of
    a thousand miners is half a megabyte. Raises what `Member` raises.
    """

    def match(day: IncomeDay) -> tuple[date | None, T | None]:
        is_found = day.mined_on == wanted and is_whole(day)
        return day.mined_on, reduce(day) if is_found else None

    offset, low, high = 0, 0, None
    for _ in range(MAX_PROBES):
        mined_on, found = await _day_at(member, offset, match) or (None, None)
        if found is not None:
            return found
        if mined_on == wanted:
            return await _read_day(member, wanted, reduce)
        if mined_on is None or mined_on < wanted:
            high = offset
        else:
            low = offset + 1
        if high is not None and low >= high:
            return None
        # At least one offset to a day: calendar days are an upper bound of the distance.
        target = (low + (high or 0)) // 2 if mined_on is None else offset + (mined_on - wanted).days
        offset = max(low, target if high is None else min(target, high - 1))
    return await _read_day(member, wanted, reduce)


async def _read_day(member: Member, wanted: date, reduce: Callable[[IncomeDay], T]) -> T | None:
    """Read the days from the newest one on, for a partner that pages otherwise than expected."""
    found: IncomeDay | None = None
    async for days in IncomePages(member, copied, max_calls=MAX_CALLS):
        for day in days:
            if day.mined_on == wanted:
                records = [*((found and found.incomes) or []), *(day.incomes or [])]
                found = day.model_copy(update={"incomes": records})
        if any(day.mined_on and day.mined_on < wanted for day in days):
            break
    return None if found is None else await compute(reduce, found)


def _reduce(day: IncomeDay, *, miner: str) -> IncomeOfDay:
    mined_on = day.mined_on
    names: dict[Id, str | None] = {}
    for record in day.incomes or []:
        one = miner_id(record)
        if one is not None and not names.get(one):
            names[one] = record.nft.name if record.nft else None
    total = None if mined_on is None else _day_sum(day, mined_on, miner)
    return IncomeOfDay(mined_on, total, names)


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


def named_miners(days: Sequence[IncomeOfDay]) -> list[NamedMiner]:
    """Return the miners with income on these days."""
    names: dict[Id, str | None] = {}
    for day in days:
        for miner, name in day.names.items():
            if not names.get(miner):
                names[miner] = name
    return [NamedMiner(id=miner, name=name) for miner, name in names.items()]
