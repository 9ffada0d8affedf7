"""Read a member's income by days to the end, however the partner pages it.

The document leaves open whether `limit` and `offset` count days or the records within them, how
many rows a page has at most, and what the number beside the list counts. A page may therefore end
within a day, be shorter than asked for, or repeat what an earlier one had, also because a day was
added in front in between. The reader asks until a page is empty, never moves on by more than
a page is known to cover, and leaves out what it has already seen.
"""

from array import array
from collections import Counter
from collections.abc import AsyncIterator, Callable, Hashable, Iterable
from dataclasses import dataclass, field
from decimal import Decimal
from functools import partial
from typing import Generic, TypeVar

from accounts.member import Member
from gomining import Page
from gomining.endpoints import ListIncomeDays
from gomining.models import IncomeDay, IncomeRecord
from portfolio.amounts import SATOSHI, ZERO
from portfolio.net import miner_id

T = TypeVar("T")
RECORDS = 1000  # income records in one answer, about half a megabyte
MAX_LIMIT = 100  # the largest `limit` of the document
MAX_DAYS_PER_PAGE = 31
MAX_OFFSET = 99_999  # the largest `offset` of the document
MAX_DAYS = 12_000  # 33 years; ends the loop if the partner never sends an empty page
MAX_STALLED = 12  # pages in a row without anything new, as from a partner that ignores `offset`


class _Numbers:
    """A set of hashes: eight bytes each, and nothing that a garbage collection has to visit."""

    def __init__(self) -> None:
        self._hashes = array("q")

    def __len__(self) -> int:
        return len(self._hashes)

    def as_set(self) -> set[int]:
        """Return the hashes."""
        return set(self._hashes)

    def add_new(self, hashes: Iterable[int]) -> None:
        """Add hashes that are not in it."""
        self._hashes.extend(hashes)


@dataclass
class _SeenDay:
    """The records of one day so far, as hashes; `credited` is the amount of the day."""

    records: _Numbers = field(default_factory=_Numbers)
    sum: Decimal | None = ZERO
    credited: Decimal = ZERO


@dataclass(frozen=True)
class _Taken(Generic[T]):
    """A page as it is kept: how far it reaches, and what is new in it, reduced."""

    is_empty: bool
    step: int = 0
    new: T | None = None


def copied(days: list[IncomeDay]) -> list[IncomeDay]:
    """Return days with lists of records of their own, which outlive the answer."""
    return [
        day if day.incomes is None else day.model_copy(update={"incomes": list(day.incomes)})
        for day in days
    ]


class IncomePages(Generic[T]):
    """Reads the pages once; `complete` is false after the end if something is missing.

    Args:
        reduce: makes what is yielded of the new days of a page. It runs in the thread that decodes
            large pages and must not keep the lists of records.
        max_calls: ends the reading early.

    Attributes:
        complete: everything that the partner states was read: as many days (or records) as its
            total, and for each day records that add up to its amount.
        by_days: the partner has shown that `limit` counts days, so that no day is cut.
    """

    def __init__(
        self,
        member: Member,
        reduce: Callable[[list[IncomeDay]], T],
        *,
        max_calls: int | None = None,
    ) -> None:
        self._member = member
        self._reduce = reduce
        self._calls_left = max_calls
        self._seen: dict[Hashable, _SeenDay] = {}
        self._records = 0
        self._totals: list[tuple[int | None, bool]] = []  # and whether it may be of the page only
        self._offset_counts_records = False
        self._most = 1  # records in one day
        self.by_days = False
        self.complete = True

    @property
    def days(self) -> int:
        """How many different days were read."""
        return len(self._seen)

    async def __aiter__(self) -> AsyncIterator[T]:
        """Yield the days of each page, reduced, with those records only that no page before had.

        Raises what `Member` raises.
        """
        offset, size, stalled, again = 0, 1, 0, False
        while offset <= MAX_OFFSET and stalled < MAX_STALLED and self._may_go_on():
            page = await self._member.reduced(
                ListIncomeDays(limit=size, offset=offset),
                partial(self._take, offset=offset, size=size),
            )
            if page.is_empty:
                if again or self._is_everything():
                    break
                # A day may have been added in front: read from there until nothing is new.
                again, offset, stalled = True, 0, MAX_STALLED - 1
                continue
            if page.new is not None:
                yield page.new
            if page.step:
                stalled = stalled + 1 if page.new is None else MAX_STALLED - 1 if again else 0
            offset, size = offset + page.step, self._next_size(size)
        else:
            self.complete = again and self._is_everything()
            return
        self.complete = self._is_everything()

    def _may_go_on(self) -> bool:
        if self._calls_left is not None:
            self._calls_left -= 1
        return len(self._seen) < MAX_DAYS and (self._calls_left is None or self._calls_left >= 0)

    def _take(self, page: Page[IncomeDay], *, offset: int, size: int) -> _Taken[T]:
        if not page.items:
            return _Taken(is_empty=True)
        records = sum(len(day.incomes or []) for day in page.items)
        self._totals.append((page.total, page.total in {len(page.items), records}))
        if records > size:
            self.by_days = True
        if offset and self._begins_within_a_day(page.items[0]):
            self._offset_counts_records = True
        new = [part for day in page.items if (part := self._new_part(day)) is not None]
        step = self._covered(page.items, size)
        return _Taken(is_empty=False, step=step, new=self._reduce(new) if new else None)

    def _begins_within_a_day(self, first: IncomeDay) -> bool:
        """Whether the page lacks records of its first day that an earlier page had."""
        seen = self._seen.get(day_key(first))
        return seen is not None and not seen.records.as_set() <= set(
            _record_keys(first.incomes or [])
        )

    def _new_part(self, day: IncomeDay) -> IncomeDay | None:
        known = day_key(day) in self._seen
        seen = self._seen.setdefault(day_key(day), _SeenDay())
        records = day.incomes or []
        keys = _record_keys(records)
        before = seen.records.as_set()
        new = [record for record, key in zip(records, keys, strict=True) if key not in before]
        seen.records.add_new(key for key in keys if key not in before)
        seen.credited = max(seen.credited, day.value or ZERO)
        for record in new:
            known_sum = seen.sum is not None and record.value is not None
            seen.sum = seen.sum + record.value if known_sum else None  # type: ignore[operator]
        self._records += len(new)
        self._most = max(self._most, len(seen.records))
        if known and not new:
            return None
        return day if len(new) == len(records) else day.model_copy(update={"incomes": new})

    def _covered(self, days: list[IncomeDay], size: int) -> int:
        """Return how far the offset may move on without leaving anything out."""
        rows = sum(max(1, len(day.incomes or [])) for day in days)
        if self._offset_counts_records:
            return rows
        if self.by_days:
            return len(days)
        if len(days) > 1:
            return len(days) - 1  # the last day may be cut
        return 0 if rows >= size and size < MAX_LIMIT else 1  # 0: ask again for more of this day

    def _next_size(self, size: int) -> int:
        fitting = max(1, min(MAX_DAYS_PER_PAGE, RECORDS // self._most))
        return min(fitting if self.by_days else MAX_LIMIT, size * 4)

    def _is_everything(self) -> bool:
        cut = any(
            len(seen.records)
            and seen.sum is not None
            and seen.credited - seen.sum > SATOSHI * len(seen.records)
            for seen in self._seen.values()
        )
        totals = [total for total, _ in self._totals if total is not None]
        if cut or not totals or all(of_page for _, of_page in self._totals):
            return not cut
        least, most = min(totals), max(totals)  # of days or of records; they may grow meanwhile
        return least <= len(self._seen) or least <= self._records <= most


def day_key(day: IncomeDay) -> Hashable:
    """Return what identifies a day: the mined day, else everything that is known of it."""
    return day.mined_on or day.model_dump_json()


def _record_keys(records: list[IncomeRecord]) -> list[int]:
    """Return what identifies each record within one day: the miner, the id, the repetition."""
    seen: Counter[Hashable] = Counter()
    keys: list[int] = []
    for record in records:
        key = (miner_id(record), record.id)
        keys.append(hash((*key, seen[key])))
        seen[key] += 1
    return keys
