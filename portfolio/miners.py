"""A member's miners with what each nets at today's figures."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime

from accounts.member import Member
from gomining.endpoints import GetIncomePerTh, ListIncomeDays, ListMiners
from gomining.models import IncomeDay, IncomePerTh, Miner
from market.shared_answers import SharedAnswers
from portfolio.net import NetDay, estimate, last_terms, total

ALL_MINERS = 999  # the largest page of the partner


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


async def miners_today(
    member: Member,
    answers: SharedAnswers,
    *,
    now: datetime,
    limit: int = ALL_MINERS,
    offset: int = 0,
) -> MinersToday:
    """Fetch a page of miners, the last mined day and today's figures.

    Raises what `Member` raises.
    """
    listed, last, per_th = await asyncio.gather(
        member(ListMiners(limit=limit, offset=offset)),
        member(ListIncomeDays(limit=1, offset=0)),
        answers.get(GetIncomePerTh(), member),
    )
    nets, together = estimates(listed.items, listed.total, per_th.value, last.items)
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
    """Fetch a page of miners (counted from 0) together with the total of all.

    Beyond the first ALL_MINERS miners the total is None.
    """
    offset = page * size
    if offset + size > ALL_MINERS:
        return await miners_today(member, answers, now=now, limit=size, offset=offset)
    found = await miners_today(member, answers, now=now)
    part = slice(offset, offset + size)
    return replace(found, miners=found.miners[part], nets=found.nets[part])


def estimates(
    miners: Sequence[Miner], count: int | None, income: IncomePerTh, days: Sequence[IncomeDay]
) -> tuple[list[NetDay | None], NetDay | None]:
    """Return what each miner nets at today's figures, and what all `count` net together."""
    terms = last_terms(days)
    nets = [estimate(miner, income, terms) for miner in miners]
    return nets, total(nets) if count is None or count == len(miners) else None
