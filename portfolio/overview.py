"""A member's whole portfolio in one look, for the chat's /status and the page's first screen."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime
from decimal import ROUND_DOWN, Decimal

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from accounts.member import LoggedOutError, Member
from gomining import Page
from gomining.endpoints import (
    GetIncomePerTh,
    GetTotalIncome,
    ListBalances,
    ListIncomeDays,
    ListMiners,
    ListRates,
    ListWallets,
)
from gomining.models import Amount, Balance, IncomeDay, IncomePerTh, Miner, Rate, Wallet
from market.shared_answers import SharedAnswers

DAYS = 30
SATOSHI = Decimal("0.00000001")
RECORDS = 4000  # income records that one answer may bring: about 2 MB
ALL_MINERS = 999  # the most that one call of the partner lists


class MinedDay(BaseModel):
    """What all miners earned on one day (UTC), in BTC."""

    model_config = ConfigDict(frozen=True)

    date: date
    value: Amount


class Overview(BaseModel):
    """The portfolio. BTC amounts; `None` where the partner does not tell.

    `power` is TH, `efficiency` the power-weighted W/TH, both over the miners that were listed
    (at most ALL_MINERS; `miners` counts all). `days` are the last DAYS mined days, oldest first;
    `last_day`, `week` and `month` are sums of exactly those values.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    miners: int
    power: Amount | None
    efficiency: Amount | None
    days: list[MinedDay]
    last_day: Amount | None
    week: Amount | None
    month: Amount | None
    total: Amount | None
    balances: list[Balance]
    bitcoin_address: str | None
    rates: list[Rate]
    income_per_th: IncomePerTh | None
    as_of: datetime
    stale: bool


async def overview(member: Member, answers: SharedAnswers, *, now: datetime) -> Overview:
    """Ask for everything at once: five calls of the user's own, two that all users share.

    Raises what `Member` raises; one part that fails fails the whole, so no sum is ever partial.
    """
    try:
        return await _gather(member, answers, now)
    except ExceptionGroup as failed:
        raise _worst(failed.exceptions) from None  # the faces know single errors


async def _gather(member: Member, answers: SharedAnswers, now: datetime) -> Overview:
    async with asyncio.TaskGroup() as together:
        miners = together.create_task(member(ListMiners(limit=ALL_MINERS, offset=0)))
        days = together.create_task(_recent(member, miners))
        total = together.create_task(member(GetTotalIncome()))
        balances = together.create_task(member(ListBalances(limit=100, offset=0)))
        wallets = together.create_task(member(ListWallets(limit=100, offset=0)))
        rates = together.create_task(answers.get(ListRates(), member))
        per_th = together.create_task(answers.get(GetIncomePerTh(), member))
    mined = mined_days(days.result())
    listed = miners.result()
    return Overview(
        miners=len(listed.items) if listed.total is None else listed.total,
        power=power(listed.items),
        efficiency=efficiency(listed.items),
        days=mined,
        last_day=mined[-1].value if mined else None,
        week=_sum(mined[-7:]),
        month=_sum(mined),
        total=total.result().total_income,
        balances=balances.result().items,
        bitcoin_address=bitcoin_address(wallets.result().items),
        rates=rates.result().value.items,
        income_per_th=per_th.result().value,
        as_of=min(now, rates.result().as_of, per_th.result().as_of),
        stale=rates.result().stale or per_th.result().stale,
    )


async def recent_days(
    member: Member, count: int, *, miners: int, records: int = RECORDS
) -> list[IncomeDay]:
    """Return the last mined days, newest first, in as many calls as so many miners ask for.

    The partner sends a record per miner with each day: the days of a thousand miners in one
    answer would be more than we read, and would hold everybody else up while we did.
    """
    size = max(1, min(count, records // max(1, miners)))
    pages = await asyncio.gather(
        *(
            member(ListIncomeDays(limit=min(size, count - offset), offset=offset))
            for offset in range(0, count, size)
        )
    )
    return [day for page in pages for day in page.items]


async def _recent(member: Member, miners: asyncio.Task[Page[Miner]]) -> list[IncomeDay]:
    return await recent_days(member, DAYS, miners=len((await miners).items))


def _worst(errors: Sequence[Exception]) -> Exception:
    """Return the error that says most: a login that just ended, before none at all."""
    ended = (each for each in errors if isinstance(each, LoggedOutError) and each.expired)
    return next(ended, errors[0])


def power(miners: Sequence[Miner]) -> Decimal | None:
    """Return the miners' power in TH; None for no miners, or where one does not tell."""
    powers = [miner.power for miner in miners]
    known = [value for value in powers if value is not None]
    return sum(known, Decimal(0)) if known and len(known) == len(powers) else None


def efficiency(miners: Sequence[Miner]) -> Decimal | None:
    """Return the power-weighted W/TH to two decimals; None where a miner does not tell."""
    total = power(miners)
    watts = [
        miner.power * miner.energy_efficiency
        for miner in miners
        if miner.power is not None and miner.energy_efficiency is not None
    ]
    if not total or len(watts) != len(miners):
        return None
    return (sum(watts, Decimal(0)) / total).quantize(Decimal("0.01"))


def mined_days(days: Sequence[IncomeDay]) -> list[MinedDay]:
    """Return the days that can be dated and counted, oldest first, in whole satoshi.

    Rounded down before anything is summed: a sum that is shown is the sum of what is shown.
    """
    told = [
        MinedDay(date=day.mined_on, value=day.value.quantize(SATOSHI, ROUND_DOWN))
        for day in days
        if day.mined_on is not None and day.value is not None
    ]
    return sorted(told, key=lambda day: day.date)


def bitcoin_address(wallets: Sequence[Wallet]) -> str | None:
    """Return the bound Bitcoin address, the newest where there are several."""
    bound = [wallet for wallet in wallets if wallet.type == "BTC" and wallet.address]
    return bound[-1].address if bound else None


def _sum(days: Sequence[MinedDay]) -> Decimal | None:
    return sum((day.value for day in days), Decimal(0)) if days else None
