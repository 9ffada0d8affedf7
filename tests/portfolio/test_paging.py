"""Income and miners are read completely under every reading of the partner's paging."""

import itertools
from collections import Counter
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from gomining.endpoints import ListIncomeDays, ListMiners
from gomining.models import IncomePerTh
from portfolio.export import INCOMPLETE, export_income
from portfolio.income_pages import IncomePages, copied
from portfolio.miners import all_miners
from portfolio.net import miner_id, power_of
from portfolio.overview import DAYS, _compute
from portfolio.recent import MAX_CALLS, page_of_days, recent_days, summarize
from tests.portfolio.paging import EACH, NEWEST, PagingPartner

UNITS = st.sampled_from(["days", "records"])
PARTNERS = st.builds(
    PagingPartner,
    miners=st.integers(1, 30) | st.sampled_from([99, 100, 101, 137]),
    days=st.integers(0, 40),
    limit_unit=UNITS,
    offset_unit=UNITS,
    count=st.sampled_from(["all", "records", "page", "none"]),
    cap=st.sampled_from([7, 20, 50, 100, 1000]),
    new_day_after=st.none() | st.integers(1, 6),
    with_ids=st.booleans(),
    ignores_limit=st.booleans(),
)


async def read(partner: PagingPartner) -> tuple[Counter[tuple[date | None, Any]], IncomePages[Any]]:
    """Return how often each (day, miner) was read."""
    pages = IncomePages(partner.member, copied)
    found: Counter[tuple[date | None, Any]] = Counter()
    async for days in pages:
        found.update((day.mined_on, miner_id(row)) for day in days for row in day.incomes or [])
    return found, pages


@settings(max_examples=60, deadline=None)
@given(PARTNERS)
async def test_income_is_complete_or_marked_incomplete(partner: PagingPartner) -> None:
    """Each record once. A day added while reading may be missing, as it was not there before."""
    found, pages = await read(partner)
    missing = partner.all_rows() - set(found)
    assert not found or max(found.values()) == 1
    assert pages.complete or missing
    assert not (pages.complete and missing)


@settings(max_examples=40, deadline=None)
@example(PagingPartner(miners=137, days=10, limit_unit="records", offset_unit="records", cap=20))
@given(PARTNERS.filter(lambda partner: not cuts_days(partner)))
async def test_income_is_complete_where_the_partner_allows_it(partner: PagingPartner) -> None:
    """Whenever every record can be asked for."""
    found, pages = await read(partner)
    assert not partner.all_rows() - set(found)
    assert pages.complete


def cuts_days(partner: PagingPartner) -> bool:
    """Whether the end of a day cannot be asked for: records are limited, days are skipped."""
    rows = min(100, partner.cap)
    return (
        not partner.ignores_limit
        and partner.limit_unit == "records"
        and partner.offset_unit == "days"
        and partner.miners > min(rows, 7)
    )


async def test_partner_that_ignores_the_offset_gives_an_incomplete_export() -> None:
    """The reader gives up, and the file ends with a row that says so."""
    partner = PagingPartner(miners=3, days=60, ignores_offset=True)
    made = await export_income(partner.member)
    assert not made.complete
    assert made.content.decode().splitlines()[-1].startswith(INCOMPLETE)
    assert len(partner.calls) < 30


async def test_export_of_a_year_takes_few_calls() -> None:
    """Of the usual partner: days, a total, one miner or many."""
    for miners, calls in ((1, 10), (5, 16), (137, 60)):
        partner = PagingPartner(miners=miners, days=365)
        assert (await export_income(partner.member)).complete
        assert len(partner.calls) <= calls


async def test_no_answer_is_asked_for_that_exceeds_the_largest_body() -> None:
    """A farm of 5,000 miners has one day in a page, 2.5 MB; its miners come in pages of 999."""
    partner = PagingPartner(miners=5000, days=4)
    assert len(await all_miners(partner.member, power_of)) == 5000
    assert all((call.limit or 0) <= 999 for call in partner.calls if isinstance(call, ListMiners))
    made = await export_income(partner.member)
    assert made.complete
    assert made.content.count(b"\r\n") == 1 + 4 * 5000
    assert len((await recent_days(partner.member, 3, miners=5000)).days) == 3
    assert all(call.limit == 1 for call in partner.calls if isinstance(call, ListIncomeDays))


@settings(max_examples=80, deadline=None)
@given(
    miners=st.integers(0, 60) | st.sampled_from([998, 999, 1000, 2500]),
    cap=st.sampled_from([20, 100, 500, 1000]),
    count=st.sampled_from(["all", "page", "none"]),
    ignores=st.booleans(),
)
async def test_all_miners_are_listed(miners: int, cap: int, count: str, ignores: bool) -> None:
    """Whatever a page holds and its number counts."""
    partner = PagingPartner(miners=miners, days=0, cap=cap, count=count, ignores_limit=ignores)
    found = await all_miners(partner.member, power_of)
    assert [miner.id for miner in found] == list(range(miners))


@settings(max_examples=40, deadline=None)
@example(PagingPartner(miners=137, days=10, limit_unit="records", offset_unit="records", cap=20))
@example(PagingPartner(miners=101, days=9, offset_unit="records", cap=20, new_day_after=1))
@given(PARTNERS.filter(lambda partner: not cuts_days(partner) and partner.cap >= 20))
async def test_recent_days_are_whole(partner: PagingPartner) -> None:
    """The last ten, each with all of its records, unless there are fewer."""
    recent = await recent_days(partner.member, 10, miners=partner.miners)
    days = recent.days
    assert recent.complete
    assert len({day.mined_on for day in days}) == len(days) >= min(10, partner.days)
    assert all(day.records == partner.miners for day in days)


async def test_sums_of_days_that_take_too_many_calls_are_unknown() -> None:
    """Of 2,000 miners whose records come by the hundred, only the first days are read."""
    partner = PagingPartner(miners=2000, days=30, limit_unit="records", offset_unit="records")
    recent = await recent_days(partner.member, DAYS, miners=partner.miners)
    assert len(partner.calls) <= MAX_CALLS + DAYS
    assert 7 <= len(recent.days) < DAYS
    assert not recent.complete
    made = _compute([], recent, IncomePerTh())
    assert made["week"] == 7 * partner.miners * EACH
    assert made["month"] is made["net_month"] is None
    assert not made["days_complete"]


@pytest.mark.parametrize("count", ["all", "page", "none"])
async def test_page_behind_the_last_day_has_the_number_of_days(count: str) -> None:
    """By which the last page is found."""
    partner = PagingPartner(miners=3, days=12, count=count)
    assert await page_of_days(partner.member, summarize, limit=10, offset=500) == ([], 12)


@settings(max_examples=60, deadline=None)
@given(PARTNERS, st.integers(1, 40), st.integers(0, 45))
@example(PagingPartner(miners=99, days=11, cap=7), 11, 0)
@example(PagingPartner(miners=20, days=35, offset_unit="records"), 10, 10)
async def test_page_of_days_has_no_gap(partner: PagingPartner, limit: int, offset: int) -> None:
    """No more than asked for, the newest first, no day twice and none left out in between."""
    days, _ = await page_of_days(partner.member, summarize, limit=limit, offset=offset)
    dates = [day.mined_on for day in days if day.mined_on]
    assert len(dates) <= limit
    assert all((a - b).days == 1 for a, b in itertools.pairwise(dates))
    if not cuts_days(partner) and partner.cap >= 20 and not partner.new_day_after:
        assert dates[:1] == ([NEWEST - timedelta(offset)] if offset < partner.days else [])
    if partner.limit_unit == partner.offset_unit == "days" and not partner.new_day_after:
        assert all(day.net.miners == partner.miners for day in days)
        if partner.cap >= 100:
            assert len(dates) == max(0, min(limit, partner.days - offset))


@pytest.mark.parametrize("unit", ["days", "records"])
async def test_last_day_has_the_records_of_all_miners(unit: str) -> None:
    """Also where `limit` counts records."""
    partner = PagingPartner(miners=8, days=40, limit_unit=unit, offset_unit=unit)
    (day,) = (await recent_days(partner.member, 1, miners=8)).days
    assert day.records == 8
