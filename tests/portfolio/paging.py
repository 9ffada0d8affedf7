"""A partner in memory that pages income and miners under any reading of its document."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any, cast

from accounts.member import Member
from gomining import Page
from gomining.endpoints import ListIncomeDays, ListMiners
from gomining.models import IncomeDay, IncomeNft, IncomeRecord, IncomeStatistic, Miner

NEWEST = date(2026, 11, 21)
EACH = Decimal("0.00001000")


@dataclass
class PagingPartner:
    """Answers like a member of `miners` miners with `days` mined days.

    `limit_unit` and `offset_unit` are what `limit` and `offset` count: "days" or "records".
    `count` is "all", "records" (all records), "page" (rows of the page) or "none". `cap` is the
    most rows of a page. `new_day_after` pages a day is added in front.
    With `ignores_limit` a page has everything from the offset on.
    """

    miners: int
    days: int
    limit_unit: str = "days"
    offset_unit: str = "days"
    count: str = "all"
    cap: int = 1000
    new_day_after: int | None = None
    with_ids: bool = True
    ignores_offset: bool = False
    ignores_limit: bool = False
    calls: list[object] = field(default_factory=list)

    @property
    def member(self) -> Member:
        """What stands for a member."""
        return cast("Member", self)

    async def __call__(self, endpoint: object) -> Any:
        """Answer a call."""
        self.calls.append(endpoint)
        if isinstance(endpoint, ListMiners):
            limit = 10**9 if self.ignores_limit else min(endpoint.limit or 20, self.cap)
            ids = range(self.miners)[endpoint.offset or 0 :][:limit]
            items = [Miner(id=number, power=Decimal(1)) for number in ids]
            return Page(items=items, total=self._total(len(items), self.miners))
        assert isinstance(endpoint, ListIncomeDays)
        return self._income(endpoint)

    async def reduced(self, endpoint: object, reduce: Callable[[Any], Any]) -> Any:
        """Answer a call and reduce the answer; its lists are emptied, as the client does."""
        answer = await self(endpoint)
        reduced = reduce(answer)
        for day in answer.items:
            if isinstance(day, IncomeDay) and day.incomes is not None:
                day.incomes.clear()
        answer.items.clear()
        return reduced

    def all_rows(self) -> set[tuple[date, int]]:
        """Return (day, miner) of all records, without a day that is added later."""
        return {(self._day(n), miner) for n in range(self.days) for miner in range(self.miners)}

    def _day(self, number: int) -> date:
        return NEWEST - timedelta(days=number)

    def _income(self, asked: ListIncomeDays) -> Page[IncomeDay]:
        shown = list(range(self.days))
        if self.new_day_after is not None and len(self.calls) > self.new_day_after:
            shown.insert(0, -1)
        rows = [(number, miner) for number in shown for miner in range(self.miners)]
        offset = 0 if self.ignores_offset else asked.offset or 0
        start = offset * (self.miners if self.offset_unit == "days" else 1)
        limit = 10**9 if self.ignores_limit else min(asked.limit or 20, self.cap)
        page: dict[int, list[int]] = {}
        for number, miner in rows[start:]:
            full = sum(map(len, page.values())) if self.limit_unit == "records" else len(page)
            if full >= limit and (self.limit_unit == "records" or number not in page):
                break
            page.setdefault(number, []).append(miner)
        items = [self._mined(number, miners) for number, miners in page.items()]
        total = len(rows) if self.count == "records" else len(shown)
        return Page(items=items, total=self._total(len(items), total))

    def _total(self, rows: int, total: int) -> int | None:
        return {"page": rows, "none": None}.get(self.count, total)

    def _mined(self, number: int, miners: list[int]) -> IncomeDay:
        at = datetime.combine(self._day(number), datetime.max.time(), UTC)
        records = [
            IncomeRecord(
                id=(number + 1) * 100_000 + miner if self.with_ids else None,
                nft=IncomeNft(id=miner),
                value=EACH,
            )
            for miner in miners
        ]
        statistic = IncomeStatistic(calculated_at=at)
        return IncomeDay(income_statistic=statistic, value=EACH * self.miners, incomes=records)
