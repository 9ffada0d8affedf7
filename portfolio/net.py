"""What a miner, or all miners of a member together, net in one day, and what that assumes. Pure.

Every screen of chat and page that shows a net per day takes it from here. There are two bases:

`todays_figures`: an estimate. Gross, electricity and service follow from the partner's figures per
    TH, the power and the W/TH (`market.calculator`). The discount on the fees and the currency
    that they are paid in are those of the miner's record of the last mined day.

`mined_day`: what the partner recorded. If the fees were paid in BTC, the credited amount is the
    net and the gross is the pool reward. If they were paid in GOMINING, the credited amount is
    the gross and the net is that less the value of the fees in BTC.

No miner nets less than zero: by the partner's formula at most the gross is charged. An amount
that the partner does not report is None, and so is every sum that contains it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import ROUND_HALF_EVEN, Decimal
from typing import Literal, NamedTuple, TypeVar

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from gomining.exact_json import round_to
from gomining.models import (
    Amount,
    Id,
    IncomeDay,
    IncomePerTh,
    IncomeRecord,
    Miner,
)
from market.calculator import Calculation, CannotCalculateError, break_even, calculate
from portfolio.amounts import (
    NOTHING,
    SATOSHI,
    UNKNOWN,
    USD_STEP,
    ZERO,
    Amounts,
    add,
    add_amounts,
    mean_efficiency,
    to_btc,
    to_usd,
)

T = TypeVar("T")
Basis = Literal["todays_figures", "mined_day"]
FeesPaidIn = Literal["BTC", "GOMINING", "mixed"]


@dataclass(frozen=True)
class NetDay:
    """What one miner nets in one day, or what `miners` of them net together.

    Attributes:
        basis: an estimate or a mined day, see the module.
        miners: how many miners are included; 0 if that is unknown.
        usd, btc: an estimate is calculated in USD, a mined day is recorded in BTC; the other
            currency is converted at `btc_usd`.
        mined_on: the mined day in UTC; None for an estimate.
        power, efficiency: TH, and W/TH weighted by power.
        discount: the fraction of electricity and service that is forgiven.
        discount_from: the mined day whose record has this discount; None if no record has one,
            so that an estimate assumes none.
        fees_paid_in: "mixed" if it differs between miners; None if the partner does not report it.
        credited: BTC that the partner credited for a mined day.
        fees_in_gomining: GOMINING that it charged for a mined day.
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
    """How the fees of a miner were charged on a mined day; `discount` is a fraction."""

    discount: Decimal
    fees_paid_in: FeesPaidIn | None
    mined_on: date | None


def last_terms(days: Sequence[IncomeDay]) -> dict[Id, Terms]:
    """Return the terms of each miner that has a record on the newest of these days."""
    newest = max(days, key=lambda day: str(day.mined_on or ""), default=None)
    if newest is None:
        return {}
    different: dict[Terms, Terms] = {}  # thousands of miners have few of them
    found: dict[Id, Terms] = {}
    for record in newest.incomes or []:
        miner, discount = miner_id(record), _fraction(record.total_discount)
        if miner is not None and discount is not None:
            terms = Terms(discount, _paid_in(record), record.mined_on or newest.mined_on)
            found[miner] = different.setdefault(terms, terms)
    return found


def miner_id(record: IncomeRecord) -> Id | None:
    """Return the miner that a record belongs to."""
    return record.nft_id if record.nft is None or record.nft.id is None else record.nft.id


class MinerPower(NamedTuple):
    """What estimates and sums need of a miner: a tuple, as garbage collections pass over it."""

    id: Id | None
    power: Decimal | None
    energy_efficiency: Decimal | None


def power_of(miner: Miner) -> MinerPower:
    """Return a miner's power in TH and its W/TH."""
    return MinerPower(miner.id, miner.power, miner.energy_efficiency)


def estimate(
    miner: Miner | MinerPower, income: IncomePerTh, terms: Mapping[Id, Terms]
) -> NetDay | None:
    """Return what a miner nets in a day at today's figures.

    None if today's figures are incomplete, or the miner's power or W/TH is unknown or invalid.
    """
    known = None if miner.id is None else terms.get(miner.id)
    discount = known.discount if known else ZERO
    usd = _calculated(miner, income, discount)
    if usd is None:
        return None
    return NetDay(
        basis="todays_figures",
        miners=1,
        usd=usd,
        btc=to_btc(usd, income.btc_course_in_usd),
        btc_usd=income.btc_course_in_usd,
        power=miner.power,
        efficiency=miner.energy_efficiency,
        discount=discount,
        discount_from=known.mined_on if known else None,
        fees_paid_in=known.fees_paid_in if known else None,
    )


def mined(record: IncomeRecord) -> NetDay:
    """Return what one miner netted on a mined day, from the partner's record."""
    part = _from_record(record, None)
    return replace(part, usd=to_usd(part.btc, part.btc_usd))


def mined_records(day: IncomeDay) -> list[NetDay]:
    """Return each record of a mined day, in order, without its value in USD."""
    return [_from_record(record, day) for record in day.incomes or []]


def mined_day(day: IncomeDay, parts: Sequence[NetDay] | None = None) -> NetDay:
    """Return what all miners of a member netted on a mined day.

    Without records, or with records that do not add up to the credited amount of the day, only
    that amount is known. `parts` are the `mined_records` of the day, if already computed.
    """
    summed = total(mined_records(day) if parts is None else parts)
    if summed is None or not _complete(day, summed):
        return NetDay(
            basis="mined_day",
            miners=0,
            usd=UNKNOWN,
            btc=UNKNOWN,
            btc_usd=_price(day),
            mined_on=day.mined_on,
            credited=day.value,
        )
    return replace(summed, mined_on=day.mined_on, credited=day.value)


def total(parts: Sequence[NetDay | None]) -> NetDay | None:
    """Return the sum over different miners on the same basis; None if one is None or none given."""
    known = [part for part in parts if part is not None]
    if not known or len(known) < len(parts):
        return None
    basis, price = known[0].basis, _only({part.btc_usd for part in known})
    if basis == "todays_figures":
        usd = add_amounts([part.usd for part in known])
        btc = to_btc(usd, price)
    else:
        btc = add_amounts([part.btc for part in known])
        usd = to_usd(btc, price)
    return NetDay(
        basis=basis,
        miners=sum(part.miners for part in known),
        usd=usd,
        btc=btc,
        btc_usd=price,
        mined_on=_only({part.mined_on for part in known}),
        power=add([part.power for part in known]),
        efficiency=mean_efficiency([(part.power, part.efficiency) for part in known]),
        discount=_mean_discount(known, usd if basis == "todays_figures" else btc),
        discount_from=_oldest([part.discount_from for part in known]),
        fees_paid_in=_all_paid_in(known),
        credited=add([part.credited for part in known]),
        fees_in_gomining=add([part.fees_in_gomining for part in known]),
    )


def as_calculation(estimated: NetDay, income: IncomePerTh) -> Calculation | None:
    """Return an estimate as a calculation, to be shown like one; None without power or W/TH."""
    usd, discount = estimated.usd, estimated.discount or ZERO
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


def _calculated(
    miner: Miner | MinerPower, income: IncomePerTh, discount: Decimal
) -> Amounts | None:
    if miner.power == 0:
        return NOTHING
    if miner.power is None or miner.energy_efficiency is None:
        return None
    try:
        made = calculate(
            income, power=miner.power, efficiency=miner.energy_efficiency, discount=discount
        )
    except (CannotCalculateError, ValueError):
        return None
    gross, electricity, service, forgiven = (
        round_to(amount, USD_STEP, ROUND_HALF_EVEN)
        for amount in (made.gross, made.electricity, made.service, made.forgiven)
    )
    fees = min(electricity + service - forgiven, gross)
    return Amounts(gross, electricity, service, forgiven, fees, gross - fees)


def _from_record(record: IncomeRecord, day: IncomeDay | None) -> NetDay:
    """Return a record without its value in USD, which a sum does not need.

    Date and price are those of the day if the record has none.
    """
    price, mined_on = _price(record), record.mined_on
    if day is not None:
        price = _price(day) if price is None else price
        mined_on = day.mined_on if mined_on is None else mined_on
    return NetDay(
        basis="mined_day",
        miners=1,
        usd=UNKNOWN,
        btc=recorded_amounts(record),
        btc_usd=price,
        mined_on=mined_on,
        power=record.power,
        efficiency=record.energy_efficiency,
        discount=_fraction(record.total_discount),
        discount_from=mined_on,
        fees_paid_in=_paid_in(record),
        credited=record.value,
        fees_in_gomining=record.maintenance_for_withdraw_in_gmt,
    )


def recorded_amounts(record: IncomeRecord) -> Amounts:
    """Return the amounts of a record, in BTC."""
    if record.value == 0 and record.reward_protection:  # idle: nothing earned, nothing charged
        return NOTHING
    electricity, service = record.c1_value, _service(record)
    discount, forgiven, due = _fraction(record.total_discount), None, None
    if electricity is not None and service is not None and discount is not None:
        forgiven = (electricity + service) * discount
        due = electricity + service - forgiven
    pool = None
    if details := record.meta_data:
        pool = details.pool_reward
        due = due if details.maintenance_in_btc is None else details.maintenance_in_btc
    gross, net = _gross_and_net(record, pool, due)
    fees = None if gross is None or net is None else gross - net
    return Amounts(gross, electricity, service, forgiven, fees, net)


def _service(record: IncomeRecord) -> Decimal | None:
    if record.c2_value is None:
        return None
    return record.c2_value + (record.c3_value or ZERO) + (record.c4_value or ZERO)


def _gross_and_net(
    record: IncomeRecord, pool: Decimal | None, due: Decimal | None
) -> tuple[Decimal | None, Decimal | None]:
    value = record.value
    if record.maintenance_by_gmt is None or value is None:
        return None, None
    if record.maintenance_by_gmt:
        return value, None if due is None else max(ZERO, value - due)
    if pool is not None and pool >= value:
        return pool, value
    # If nothing is left, the gross may be anything up to the fees.
    return (None if due is None or (due and not value) else value + due), value


def _complete(day: IncomeDay, summed: NetDay) -> bool:
    """Whether the records add up to the day; each may be rounded to the satoshi."""
    if day.value is None or summed.credited is None:
        return day.value is None
    return abs(day.value - summed.credited) <= SATOSHI * summed.miners


def _only(values: set[T | None]) -> T | None:
    return values.pop() if len(values) == 1 else None


def _oldest(days: Sequence[date | None]) -> date | None:
    known = [day for day in days if day is not None]
    return min(known) if known and len(known) == len(days) else None


def _mean_discount(parts: Sequence[NetDay], amounts: Amounts) -> Decimal | None:
    """Return the discount if it is the same for all, else the forgiven fraction of all fees."""
    discounts = {part.discount for part in parts}
    before = add([amounts.electricity, amounts.service])
    if len(discounts) == 1 or not before or amounts.forgiven is None:
        return _only(discounts)
    return round_to(amounts.forgiven / before, Decimal("1e-6"), ROUND_HALF_EVEN)


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
