"""What a miner, or all miners of a member, net in one day, and what that figure assumes. Pure.

Every screen of chat and page that shows a net per day takes it from here.

Two bases:

`todays_figures`: an estimate. Gross income, electricity and service follow from the partner's
    income-per-TH figures, the power and the W/TH (`market.calculator`); the discount on the fees
    and the currency that they are paid in are those of the miner's record of the last mined day.

`mined_day`: what the partner recorded. Where the fees were paid in BTC, the credited amount is
    the net, and the gross is the pool reward. Where they were paid in GOMINING, the credited
    amount is the gross, and the net is that less the fees at their worth in BTC.

No miner nets less than zero: the partner's formula charges at most the gross. An amount that the
partner does not tell, and every sum that it belongs to, is None.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from decimal import ROUND_DOWN, Decimal
from typing import Literal, TypeVar

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from gomining.models import (
    Amount,
    Id,
    IncomeDay,
    IncomeDetails,
    IncomePerTh,
    IncomeRecord,
    Miner,
)
from market.calculator import Calculation, CannotCalculateError, break_even, calculate

T = TypeVar("T")
Basis = Literal["todays_figures", "mined_day"]
FeesPaidIn = Literal["BTC", "GOMINING", "mixed"]

SATOSHI = Decimal("1e-8")
_USD = Decimal("1e-8")
_RATIO = Decimal("1e-6")
_ZERO = Decimal(0)


@dataclass(frozen=True)
class Amounts:
    """One day in one currency. `net` is `gross - fees`.

    `electricity` and `service` are before the discount, `forgiven` is the discount on them.
    `fees` is what is charged: the rest of electricity and service, at most the gross.
    """

    __pydantic_config__ = ConfigDict(alias_generator=to_camel)

    gross: Amount | None = None
    electricity: Amount | None = None
    service: Amount | None = None
    forgiven: Amount | None = None
    fees: Amount | None = None
    net: Amount | None = None


@dataclass(frozen=True)
class NetDay:
    """What one miner, or `miners` of them together, net in one day.

    An estimate is calculated in USD, a mined day is recorded in BTC; the other currency is
    converted at `btc_usd`. `mined_on` is None for an estimate. `discount` is the
    fraction of electricity and service that is forgiven, `discount_from` the mined day whose
    record says so: None if there is no such record and no discount is assumed. `credited` is the
    BTC that the partner paid for a mined day, `fees_in_gomining` the GOMINING that it charged.
    `power` is TH, `efficiency` W/TH (power-weighted).
    """

    __pydantic_config__ = ConfigDict(alias_generator=to_camel)

    basis: Basis
    miners: int
    usd: Amounts
    btc: Amounts
    btc_usd: Amount | None = None
    mined_on: date | None = None
    power: Amount | None = None
    efficiency: Amount | None = None
    discount: Amount | None = None
    discount_from: date | None = None
    fees_paid_in: FeesPaidIn | None = None
    credited: Amount | None = None
    fees_in_gomining: Amount | None = None


@dataclass(frozen=True)
class Terms:
    """On what terms a miner's fees were charged on a mined day. `discount` is a fraction."""

    discount: Decimal
    fees_paid_in: FeesPaidIn | None
    mined_on: date | None


def last_terms(days: Sequence[IncomeDay]) -> dict[Id, Terms]:
    """Return the terms of each miner that has a record on the newest of these days."""
    newest = max(days, key=lambda day: str(day.mined_on or ""), default=None)
    if newest is None:
        return {}
    return {
        miner: Terms(discount, _paid_in(record), record.mined_on or newest.mined_on)
        for record in newest.incomes or []
        if (miner := miner_id(record)) is not None
        and (discount := _fraction(record.total_discount)) is not None
    }


def miner_id(record: IncomeRecord) -> Id | None:
    """Return the miner that a record belongs to."""
    return record.nft_id if record.nft is None or record.nft.id is None else record.nft.id


def estimate(miner: Miner, income: IncomePerTh, terms: Mapping[Id, Terms]) -> NetDay | None:
    """Return what a miner nets in a day at today's figures.

    None where the partner lacks a figure, or tells no usable power or W/TH of the miner.
    """
    known = None if miner.id is None else terms.get(miner.id)
    discount = known.discount if known else _ZERO
    usd = _calculated(miner, income, discount)
    if usd is None:
        return None
    return NetDay(
        basis="todays_figures",
        miners=1,
        usd=usd,
        btc=_to_btc(usd, income.btc_course_in_usd),
        btc_usd=income.btc_course_in_usd,
        power=miner.power,
        efficiency=miner.energy_efficiency,
        discount=discount,
        discount_from=known.mined_on if known else None,
        fees_paid_in=known.fees_paid_in if known else None,
    )


def mined(record: IncomeRecord) -> NetDay:
    """Return what one miner netted on a mined day, from the partner's record."""
    part = _from_record(record)
    return replace(part, usd=_to_usd(part.btc, part.btc_usd))


def mined_day(day: IncomeDay) -> NetDay:
    """Return what all miners of a member netted on a mined day.

    The amounts are None, and only `credited` is known, where the day comes without records or
    with records that do not add up to it.
    """
    records = day.incomes or []
    summed = total([_from_record(record) for record in records])
    if summed is None or not _complete(day, summed):
        return NetDay(
            basis="mined_day",
            miners=0,
            usd=Amounts(),
            btc=Amounts(),
            btc_usd=_price(day),
            mined_on=day.mined_on,
            credited=day.value,
        )
    return replace(summed, mined_on=day.mined_on, credited=day.value)


def total(parts: Sequence[NetDay | None]) -> NetDay | None:
    """Return the sum of days of different miners on one basis; None without any or with a None."""
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    basis, price = known[0].basis, _only({part.btc_usd for part in known})
    if basis == "todays_figures":
        usd = _sum_amounts([part.usd for part in known])
        btc = _to_btc(usd, price)
    else:
        btc = _sum_amounts([part.btc for part in known])
        usd = _to_usd(btc, price)
    return NetDay(
        basis=basis,
        miners=sum(part.miners for part in known),
        usd=usd,
        btc=btc,
        btc_usd=price,
        mined_on=_only({part.mined_on for part in known}),
        power=_sum([part.power for part in known]),
        efficiency=_mean_efficiency(known),
        discount=_mean_discount(known, usd if basis == "todays_figures" else btc),
        discount_from=_oldest([part.discount_from for part in known]),
        fees_paid_in=_all_paid_in(known),
        credited=_sum([part.credited for part in known]),
        fees_in_gomining=_sum([part.fees_in_gomining for part in known]),
    )


def as_calculation(estimated: NetDay, income: IncomePerTh) -> Calculation | None:
    """Return an estimate as the calculator's screens show it; None without power or W/TH."""
    usd, discount = estimated.usd, estimated.discount or _ZERO
    amounts = [usd.gross, usd.electricity, usd.service, usd.forgiven, usd.net]
    known = [amount for amount in amounts if amount is not None]
    if not estimated.power or not estimated.efficiency or len(known) < len(amounts):
        return None
    gross, electricity, service, forgiven, net = known
    return Calculation(
        power=estimated.power,
        efficiency=estimated.efficiency,
        discount=discount,
        gross=gross,
        electricity=electricity,
        service=service,
        forgiven=forgiven,
        net=net,
        break_even=break_even(income, discount),
        btc_price=estimated.btc_usd,
    )


def _calculated(miner: Miner, income: IncomePerTh, discount: Decimal) -> Amounts | None:
    if miner.power == 0:
        return Amounts(*[_ZERO] * 6)
    if miner.power is None or miner.energy_efficiency is None:
        return None
    try:
        made = calculate(
            income, power=miner.power, efficiency=miner.energy_efficiency, discount=discount
        )
    except (CannotCalculateError, ValueError):
        return None
    gross, electricity, service, forgiven = (
        amount.quantize(_USD)
        for amount in (made.gross, made.electricity, made.service, made.forgiven)
    )
    fees = min(electricity + service - forgiven, gross)
    return Amounts(gross, electricity, service, forgiven, fees, gross - fees)


def _from_record(record: IncomeRecord) -> NetDay:
    """Return a record without its worth in USD, which only what is shown needs."""
    return NetDay(
        basis="mined_day",
        miners=1,
        usd=Amounts(),
        btc=_recorded(record),
        btc_usd=_price(record),
        mined_on=record.mined_on,
        power=record.power,
        efficiency=record.energy_efficiency,
        discount=_fraction(record.total_discount),
        discount_from=record.mined_on,
        fees_paid_in=_paid_in(record),
        credited=record.value,
        fees_in_gomining=record.maintenance_for_withdraw_in_gmt,
    )


def _recorded(record: IncomeRecord) -> Amounts:
    """Return the BTC amounts of a record."""
    if record.value == 0 and record.reward_protection:  # an idle day: fees are not charged
        return Amounts(*[_ZERO] * 6)
    service = _sum([record.c2_value, record.c3_value or _ZERO, record.c4_value or _ZERO])
    before, discount = _sum([record.c1_value, service]), _fraction(record.total_discount)
    forgiven = None if before is None or discount is None else before * discount
    details = record.meta_data or IncomeDetails()
    due = details.maintenance_in_btc
    if due is None and before is not None and forgiven is not None:
        due = before - forgiven
    gross, net = _gross_and_net(record, details.pool_reward, due)
    fees = None if gross is None or net is None else gross - net
    return Amounts(gross, record.c1_value, service, forgiven, fees, net)


def _gross_and_net(
    record: IncomeRecord, pool: Decimal | None, due: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    value = record.value
    if record.maintenance_by_gmt is None or value is None:
        return None, None
    if record.maintenance_by_gmt:
        return value, None if due is None else max(_ZERO, value - due)
    if pool is not None and pool >= value:
        return pool, value
    # The gross of a day that the fees took all of cannot be computed from its fees.
    return (None if due is None or (due and not value) else value + due), value


def _complete(day: IncomeDay, summed: NetDay) -> bool:
    """Whether a day's records add up to it; each may be rounded to the satoshi."""
    if day.value is None or summed.credited is None:
        return day.value is None
    return abs(day.value - summed.credited) <= SATOSHI * summed.miners


def _to_btc(usd: Amounts, price: Decimal | None) -> Amounts:
    """Convert to whole satoshi, rounded down."""
    return _converted(usd, lambda amount: amount / price, SATOSHI) if price else Amounts()


def _to_usd(btc: Amounts, price: Decimal | None) -> Amounts:
    return _converted(btc, lambda amount: amount * price, _USD) if price else Amounts()


def _converted(amounts: Amounts, convert: Callable[[Decimal], Decimal], step: Decimal) -> Amounts:
    gross, electricity, service, forgiven, net = (
        None if amount is None else convert(amount).quantize(step, ROUND_DOWN)
        for amount in (
            amounts.gross,
            amounts.electricity,
            amounts.service,
            amounts.forgiven,
            amounts.net,
        )
    )
    fees = None if gross is None or net is None else gross - net
    return Amounts(gross, electricity, service, forgiven, fees, net)


def _sum_amounts(parts: Sequence[Amounts]) -> Amounts:
    names = [field.name for field in fields(Amounts)]
    return Amounts(*(_sum([getattr(part, name) for part in parts]) for name in names))


def _sum(amounts: Sequence[Decimal | None]) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, _ZERO) if len(known) == len(amounts) else None


def _only(values: set[T | None]) -> T | None:
    return values.pop() if len(values) == 1 else None


def _oldest(days: Sequence[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def _mean_efficiency(parts: Sequence[NetDay]) -> Decimal | None:
    """Return the power-weighted W/TH to two decimals."""
    working = [part for part in parts if part.power]
    power = _sum([part.power for part in parts])
    watts = _sum(
        [part.efficiency and part.power and part.power * part.efficiency for part in working]
    )
    return (watts / power).quantize(Decimal("0.01")) if power and watts is not None else None


def _mean_discount(parts: Sequence[NetDay], amounts: Amounts) -> Decimal | None:
    """Return the discount that all have, else the forgiven fraction of all fees."""
    discounts = {part.discount for part in parts}
    before = _sum([amounts.electricity, amounts.service])
    if len(discounts) == 1 or not before or amounts.forgiven is None:
        return _only(discounts)
    return (amounts.forgiven / before).quantize(_RATIO)


def _all_paid_in(parts: Sequence[NetDay]) -> FeesPaidIn | None:
    known = {part.fees_paid_in for part in parts if part.fees_paid_in is not None}
    if len(known) > 1:
        return "mixed"
    return next(iter(known), None)


def _price(mined: IncomeRecord | IncomeDay) -> Decimal | None:
    statistic = mined.income_statistic
    return None if statistic is None else statistic.btc_course_in_usd


def _paid_in(record: IncomeRecord) -> FeesPaidIn | None:
    if record.maintenance_by_gmt is None:
        return None
    return "GOMINING" if record.maintenance_by_gmt else "BTC"


def _fraction(discount: Decimal | None) -> Decimal | None:
    return discount if discount is not None and 0 <= discount <= 1 else None
