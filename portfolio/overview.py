"""A member's whole portfolio in one answer, for the chat's /status and the page's first screen."""

import asyncio
from collections.abc import Sequence
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any, overload

from pydantic import BaseModel, ConfigDict
from pydantic.alias_generators import to_camel

from accounts.member import Member
from gomining.endpoints import (
    GetIncomePerTh,
    GetTotalIncome,
    ListBalances,
    ListRates,
    ListWallets,
)
from gomining.exact_json import round_to
from gomining.models import Amount, Balance, IncomePerTh, Miner, Rate, Wallet
from market.shared_answers import SharedAnswers
from portfolio.amounts import SATOSHI, add, mean_efficiency
from portfolio.miners import all_miners, estimates
from portfolio.net import FeesPaidIn, MinerPower, NetDay, power_of
from portfolio.recent import DaySummary, RecentDays, newest_day, newest_terms, recent_days, worst
from runtime.computing import compute

DAYS = 30
_NEVER = datetime.min.replace(tzinfo=UTC)


class MinedDay(BaseModel):
    """Income of all miners on one day (UTC), in BTC, in whole satoshi.

    `value` is what the partner credited: before fees if they are paid in GOMINING, else after
    fees. `gross`, `fees` and `net` are None if unknown (`portfolio.net`).
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    date: date
    value: Amount
    gross: Amount | None = None
    fees: Amount | None = None
    net: Amount | None = None
    fees_paid_in: FeesPaidIn | None = None


class Overview(BaseModel):
    """The portfolio; None where the partner does not report a value.

    Attributes:
        miners: number of all miners.
        power, efficiency: TH and power-weighted W/TH of all miners.
        days: the last DAYS mined days, oldest first.
        last_day, week, month: sums of `value` of the last 1, 7 and 30 of `days`, in BTC.
        days_complete: false if there may be more than `days`, although those are fewer than DAYS;
            sums of more days than are known are None then.
        total: income of the entire period, in BTC.
        net_today: what all miners net in a day at today's figures.
        net_last_day: what they netted on the last mined day.
        net_week, net_month: sums of `net` of the last 7 and 30 of `days`, in BTC.
        as_of: when the member's own data was fetched.
        figures_as_of: when the older of rates and today's figures was fetched.
        stale: the partner was asked for newer figures and failed.
    """

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, frozen=True)

    miners: int
    power: Amount | None
    efficiency: Amount | None
    days: list[MinedDay]
    days_complete: bool = True
    last_day: Amount | None
    week: Amount | None
    month: Amount | None
    total: Amount | None
    net_today: NetDay | None = None
    net_last_day: NetDay | None = None
    net_week: Amount | None = None
    net_month: Amount | None = None
    balances: list[Balance]
    bitcoin_address: str | None
    rates: list[Rate]
    income_per_th: IncomePerTh | None
    as_of: datetime
    figures_as_of: datetime
    stale: bool


async def overview(member: Member, answers: SharedAnswers, *, now: datetime) -> Overview:
    """Fetch all parts concurrently: five for this user, two that all users share.

    Raises what `Member` raises. If one part fails all fails, so that no sum is partial.
    """
    try:
        return await _gather(member, answers, now)
    except ExceptionGroup as failed:
        raise worst(failed.exceptions) from None  # callers handle single exceptions


async def _gather(member: Member, answers: SharedAnswers, now: datetime) -> Overview:
    async with asyncio.TaskGroup() as group:
        miners = group.create_task(all_miners(member, power_of))
        days = group.create_task(_recent(member, miners))
        total = group.create_task(member(GetTotalIncome()))
        balances = group.create_task(member(ListBalances(limit=100, offset=0)))
        wallets = group.create_task(member(ListWallets(limit=100, offset=0)))
        rates = group.create_task(answers.get(ListRates(), member))
        per_th = group.create_task(answers.get(GetIncomePerTh(), member))
    # Thousands of miners would block the event loop.
    computed = await compute(_compute, miners.result(), days.result(), per_th.result().value)
    return Overview(
        **computed,
        total=total.result().total_income,
        balances=balances.result().items,
        bitcoin_address=bitcoin_address(wallets.result().items),
        rates=rates.result().value.items,
        income_per_th=per_th.result().value,
        as_of=now,
        figures_as_of=min(rates.result().as_of, per_th.result().as_of),
        stale=rates.result().stale or per_th.result().stale,
    )


def _compute(
    miners: Sequence[MinerPower], recent: RecentDays, income: IncomePerTh
) -> dict[str, Any]:
    """Return the fields of `Overview` that follow from miners and days."""
    mined = mined_days(recent.days)
    newest = newest_day(recent.days)
    _, net_today = estimates(miners, len(miners), income, newest_terms(recent.days))

    def sum_of(amounts: Sequence[Decimal | None], count: int) -> Decimal | None:
        known = recent.complete or len(amounts) >= count
        return add(amounts[-count:]) if amounts and known else None

    return {
        "miners": len(miners),
        "power": power(miners),
        "efficiency": efficiency(miners),
        "days": mined,
        "days_complete": recent.complete,
        "last_day": mined[-1].value if mined else None,
        "week": sum_of([day.value for day in mined], 7),
        "month": sum_of([day.value for day in mined], DAYS),
        "net_today": net_today,
        "net_last_day": None if newest is None else newest.net,
        "net_week": sum_of([day.net for day in mined], 7),
        "net_month": sum_of([day.net for day in mined], DAYS),
    }


async def _recent(member: Member, miners: asyncio.Task[list[MinerPower]]) -> RecentDays:
    return await recent_days(member, DAYS, miners=len(await miners))


def power(miners: Sequence[Miner | MinerPower]) -> Decimal | None:
    """Return the power of the miners in TH; None without miners, or if it is unknown for one."""
    return add([miner.power for miner in miners]) if miners else None


def efficiency(miners: Sequence[Miner | MinerPower]) -> Decimal | None:
    """Return the power-weighted W/TH to two decimals; None if it is unknown for a miner."""
    return mean_efficiency([(miner.power, miner.energy_efficiency) for miner in miners])


def mined_days(days: Sequence[DaySummary]) -> list[MinedDay]:
    """Return the days that have a date and an amount, oldest first.

    Amounts are rounded down before anything is summed, so that a displayed sum is the sum of the
    displayed amounts.
    """
    found = [
        _mined_day(day.mined_on, day.credited, day.net)
        for day in days
        if day.mined_on is not None and day.credited is not None
    ]
    return sorted(found, key=lambda day: day.date)


def _mined_day(mined_on: date, credited: Decimal, made: NetDay) -> MinedDay:
    gross, net = _satoshi(made.btc.gross), _satoshi(made.btc.net)
    return MinedDay(
        date=mined_on,
        value=_satoshi(credited),
        gross=gross,
        fees=None if gross is None or net is None else gross - net,
        net=net,
        fees_paid_in=made.fees_paid_in,
    )


def bitcoin_address(wallets: Sequence[Wallet]) -> str | None:
    """Return the bound Bitcoin address: the newest by `created_at`.

    Without times the last in the list. The partner may list the newest first or last.
    """
    bound = [wallet for wallet in wallets if wallet.type == "BTC" and wallet.address]
    newest = max(reversed(bound), key=lambda wallet: wallet.created_at or _NEVER, default=None)
    return None if newest is None else newest.address


@overload
def _satoshi(amount: Decimal) -> Decimal: ...
@overload
def _satoshi(amount: Decimal | None) -> Decimal | None: ...
def _satoshi(amount: Decimal | None) -> Decimal | None:
    return None if amount is None else round_to(amount, SATOSHI)
