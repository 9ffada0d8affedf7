"""A member's miners with what each nets at today's figures."""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Generic, TypeVar

from accounts.member import Member
from accounts.partner_user import PartnerUser
from gomining import Page
from gomining.endpoints import GetIncomePerTh, ListMiners
from gomining.models import Id, IncomePerTh, Miner
from market.shared_answers import SharedAnswers
from portfolio.net import MinerPower, NetDay, Terms, estimate, total
from portfolio.recent import AT_ONCE, newest_terms, read_recent_days, recent_days
from runtime.computing import compute

M = TypeVar("M")
PAGE = 999  # the largest page of the partner
DEFAULT_PAGE = 20  # rows of the document; no partner would give fewer than asked for below it
MAX_OFFSET = 99_999  # the largest `offset` of the document


@dataclass(frozen=True)
class MinersToday:
    """Miners and what they net in a day at today's figures.

    Attributes:
        miners: some or all miners of the member.
        count: the number of all miners; None if the partner does not report it.
        nets: what each of `miners` nets, in the same order; None if unknown.
        total: what all miners net together; None if not all were fetched or one is unknown.
        as_of: when the miners were fetched.
        figures_as_of: when today's figures were fetched.
        stale: the partner was asked for newer figures and failed.
    """

    miners: Sequence[Miner]
    count: int | None
    nets: Sequence[NetDay | None]
    total: NetDay | None
    income_per_th: IncomePerTh
    as_of: datetime
    figures_as_of: datetime
    stale: bool = False


async def all_miners(member: Member | PartnerUser, keep: Callable[[Miner], M]) -> list[M]:
    """Fetch all miners, in pages of at most PAGE, and return what `keep` makes of each.

    The total decides whether there are more; one that may be the length of the page does not.
    Raises what `Member` raises.
    """
    first = await _page(member, keep, PAGE, 0)
    found = dict(first.kept)
    if (first.total or 0) > first.rows > 0:
        offsets = range(first.rows, min(first.total or 0, MAX_OFFSET + 1), first.rows)
        for page in await _pages(member, keep, offsets, first.rows):
            found |= page.kept
    if len(found) == first.total and (len(found) < DEFAULT_PAGE or len(found) > first.rows):
        return list(found.values())
    return await _read_to_the_end(member, keep, found)


@dataclass(frozen=True)
class _Page(Generic[M]):
    """A page of miners by their keys; `total` as the partner states it."""

    rows: int
    total: int | None
    kept: Mapping[Hashable, M]


async def _page(
    member: Member | PartnerUser, keep: Callable[[Miner], M], limit: int, offset: int
) -> _Page[M]:
    def reduce(page: Page[Miner]) -> _Page[M]:
        kept = {_key(miner): keep(miner) for miner in page.items}
        return _Page(len(page.items), page.total, kept)

    return await member.reduced(ListMiners(limit=limit, offset=offset), reduce)


async def _pages(
    member: Member | PartnerUser, keep: Callable[[Miner], M], offsets: Sequence[int], size: int
) -> list[_Page[M]]:
    free = asyncio.Semaphore(AT_ONCE)

    async def fetch(offset: int) -> _Page[M]:
        async with free:
            return await _page(member, keep, size, offset)

    return await asyncio.gather(*map(fetch, offsets))


async def _read_to_the_end(
    member: Member | PartnerUser, keep: Callable[[Miner], M], found: dict[Hashable, M]
) -> list[M]:
    """Fetch page after page until one brings nothing new."""
    known = 0
    while known < len(found) <= MAX_OFFSET:
        known = len(found)
        found |= (await _page(member, keep, PAGE, known)).kept
    return list(found.values())


def _key(miner: Miner) -> Hashable:
    return miner.model_dump_json() if miner.id is None else miner.id


async def miners_today(
    member: Member,
    answers: SharedAnswers,
    *,
    now: datetime,
    limit: int | None = None,
    offset: int = 0,
) -> MinersToday:
    """Fetch all miners or a page of them, the last mined day and today's figures.

    Raises what `Member` raises.
    """
    listed, last, per_th = await asyncio.gather(
        _list(member, limit, offset),
        recent_days(member, 1, miners=1),
        answers.get(GetIncomePerTh(), member),
    )
    if len(listed.items) > 1 and last.days and last.days[0].records == 1:
        last = await read_recent_days(member, 1)  # the page may have ended within the day
    nets, together = await compute(  # thousands of miners would block the event loop
        estimates, listed.items, listed.total, per_th.value, newest_terms(last.days)
    )
    return MinersToday(
        miners=listed.items,
        count=listed.total,
        nets=nets,
        total=together,
        income_per_th=per_th.value,
        as_of=now,
        figures_as_of=per_th.as_of,
        stale=per_th.stale,
    )


async def miners_page(
    member: Member, answers: SharedAnswers, *, now: datetime, page: int, size: int
) -> MinersToday:
    """Fetch a page of miners (counted from 0) together with the total of all."""
    found = await miners_today(member, answers, now=now)
    part = slice(page * size, (page + 1) * size)
    return replace(found, miners=found.miners[part], nets=found.nets[part])


async def miner_today(
    member: Member, answers: SharedAnswers, miner: str, *, now: datetime
) -> MinersToday:
    """Fetch the miner with this id, in place of a page of miners; there is none if it is unknown.

    The partner has no call for a single miner, so all are fetched.
    """
    found = await miners_today(member, answers, now=now)
    at = [at for at, one in enumerate(found.miners) if str(one.id) == miner][:1]
    return replace(
        found, miners=[found.miners[one] for one in at], nets=[found.nets[one] for one in at]
    )


async def _list(member: Member, limit: int | None, offset: int) -> Page[Miner]:
    if limit is not None:
        page = await member(ListMiners(limit=limit, offset=offset))
        return page.model_copy(update={"items": page.items[:limit]})  # it may ignore the limit
    miners = await all_miners(member, lambda miner: miner)
    return Page(items=miners, total=len(miners))


def estimates(
    miners: Sequence[Miner | MinerPower],
    count: int | None,
    income: IncomePerTh,
    terms: Mapping[Id, Terms],
) -> tuple[list[NetDay | None], NetDay | None]:
    """Return what each miner nets at today's figures, and what all `count` net together.

    `terms` are those of the last mined day.
    """
    nets = [estimate(miner, income, terms) for miner in miners]
    return nets, total(nets) if count is None or count == len(miners) else None
