"""Rates, the calculator, the VIP levels."""

import asyncio
import re
from decimal import Decimal, InvalidOperation

from accounts.member import LoggedOutError
from bot.call import Call
from bot.screen import Screen
from bot.views import market as views
from gomining.endpoints import (
    GetIncentives,
    GetIncomePerTh,
    GetPartnerIncomePerTh,
    ListMiners,
    ListRates,
)
from gomining.models import IncomePerTh
from market.calculator import calculate
from market.shared_answers import Answer
from portfolio.miners import miners_today
from portfolio.net import as_calculation
from portfolio.overview import power

_ALL = 999  # the most miners that one call lists
_NUMBER = re.compile(r"\d{1,12}(?:[.,]\d{1,6})?")
# Units and signs between the numbers; a unit may touch its number but not another letter.
_FILLER = re.compile(r"(?i)(?<![^\W\d_])(?:th/s|w/th|вт/th|th|w|x|at|при)(?![^\W\d_])|[%·×]")


async def rates(call: Call) -> Screen:
    """Show the rates."""
    known, per_th = await asyncio.gather(
        call.services.shared_answers.get(ListRates(), call.member),
        call.services.shared_answers.get(GetIncomePerTh(), call.member),
    )
    as_of, stale = min(known.as_of, per_th.as_of), known.stale or per_th.stale
    return views.rates(call.words, known.value.items, per_th.value, as_of, stale=stale)


async def calc(call: Call) -> Screen:
    """Calculate, or explain how."""
    if not call.arg.strip():
        return views.calc_how(call.words, own=await call.logged_in())
    if call.arg.strip().lower() == views.OWN:
        return await _calc_own(call)
    asked = numbers(call.arg)
    if asked is None:
        return views.calc_wrong(call.words)
    per_th = await income_per_th(call)
    try:
        made = calculate(
            per_th.value,
            power=asked[0],
            efficiency=asked[1],
            discount=asked[2] / 100 if len(asked) > 2 else Decimal(0),
        )
    except ValueError:
        return views.calc_wrong(call.words)
    return views.calculation(call.words, made, per_th.as_of, stale=per_th.stale)


async def income_per_th(call: Call) -> Answer[IncomePerTh]:
    """Return the figures of today; with the partner's keys also for who is not logged in."""
    try:
        return await call.services.shared_answers.get(GetIncomePerTh(), call.member)
    except LoggedOutError:
        if call.services.settings.gomining_api_key is None:
            raise
    return Answer(await call.services.client(GetPartnerIncomePerTh()), call.services.time.now())


async def incentives(call: Call) -> Screen:
    """Show the VIP levels and the user's own place."""
    program, owned = await asyncio.gather(
        call.services.shared_answers.get(GetIncentives(), call.member),
        call.member(ListMiners(limit=_ALL, offset=0)),
    )
    return views.incentives(
        call.words,
        program.value.levels or [],
        power(owned.items) or Decimal(0),
        program.as_of,
        stale=program.stale,
    )


async def _calc_own(call: Call) -> Screen:
    """Show what the member's own miners net, with their own discounts."""
    answers, now = call.services.shared_answers, call.services.time.now()
    today = await miners_today(call.member, answers, now=now)
    made = None if today.total is None else as_calculation(today.total, today.income_per_th)
    if made is None:
        return views.calc_own_unknown(call.words)
    return views.calculation(call.words, made, today.figures_as_of, stale=today.stale)


def numbers(text: str) -> list[Decimal] | None:
    """Return two or three numbers that a text consists of (`100 TH 15 W/TH`), else None."""
    parts = _FILLER.sub(" ", text).replace(";", " ").split()
    if not 2 <= len(parts) <= 3 or not all(_NUMBER.fullmatch(part) for part in parts):
        return None
    try:
        return [Decimal(part.replace(",", ".")) for part in parts]
    except InvalidOperation:
        return None
