"""Miners on sale: what each costs in USD and in Telegram Stars, and what it nets in a day."""

import asyncio
import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from fractions import Fraction

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from accounts.member import Member
from gomining import Page
from gomining.models import Amount, Collection, Id, IncomePerTh
from market.calculator import (
    MAX_EFFICIENCY,
    MAX_POWER,
    Calculation,
    CannotCalculateError,
    calculate,
)
from market.public_figures import PublicFigures
from market.shared_answers import Answer


@dataclass(frozen=True)
class Pricing:
    """How prices are shown.

    Attributes:
        usd_per_star: what the operator gets for one Star, in USD.
        stars_margin: the fraction that is added to a price in Stars.
        show_payback: whether offers say after how many days they pay back.
    """

    usd_per_star: Decimal
    stars_margin: Decimal = Decimal(0)
    show_payback: bool = False

    def stars(self, usd: Decimal) -> int:
        """Return the smallest whole number of Stars that covers a price in USD and the margin."""
        price = Fraction(usd) * (1 + Fraction(self.stars_margin))
        return math.ceil(price / Fraction(self.usd_per_star))


@dataclass(frozen=True)
class OfferDay:
    """What a miner on sale brings in one day at today's figures, without a discount on fees.

    USD, but for `net_btc`: whole satoshi, rounded down; None without a price. `fees` is what is
    charged, at most the gross, so `net` is `gross - fees` and never below zero.
    """

    __pydantic_config__ = ConfigDict(alias_generator=to_camel)

    gross: Amount
    fees: Amount
    net: Amount
    net_btc: Amount | None


@dataclass(frozen=True)
class Offer:
    """A miner on sale.

    Attributes:
        id: the collection, as the partner's payments name it.
        power, energy_efficiency: TH and W/TH.
        price_usd: what the partner asks for.
        price_stars: the same in Telegram Stars, with the operator's margin.
        day: None where a figure of the partner is missing.
        payback_days: days until the net equals the price in USD if nothing changes; None if the
            net is zero or unknown, or if the operator does not show it.
    """

    __pydantic_config__ = ConfigDict(alias_generator=to_camel)

    id: Id
    name: str | None
    power: Amount
    energy_efficiency: Amount
    price_usd: Amount
    price_stars: int
    day: OfferDay | None
    payback_days: int | None


@dataclass(frozen=True)
class Catalogue:
    """All offers, those that pay back first in front if that is shown, else the cheapest ones.

    Attributes:
        as_of: when the prices were fetched.
        figures_as_of: when today's income and fees were fetched.
        stale: whether newer ones could not be had.
        shows_payback: whether the operator shows when offers pay back.
    """

    offers: tuple[Offer, ...]
    as_of: datetime
    figures_as_of: datetime
    stale: bool
    shows_payback: bool


class Shop:
    """Makes the catalogue, again only when there are newer figures."""

    def __init__(self, figures: PublicFigures, pricing: Pricing) -> None:
        self._figures = figures
        self._pricing = pricing
        self._made: tuple[Answer[Page[Collection]], Answer[IncomePerTh], Catalogue] | None = None

    async def catalogue(self, member: Member) -> Catalogue:
        """Return what is on sale; the same object while the figures are the same.

        Raises the partner's errors, and LoggedOutError as `PublicFigures` does.
        """
        sold, per_th = await asyncio.gather(
            self._figures.collections(member), self._figures.income_per_th(member)
        )
        if self._made is None or self._made[0] is not sold or self._made[1] is not per_th:
            self._made = sold, per_th, make_catalogue(sold, per_th, self._pricing)
        return self._made[2]


def make_catalogue(
    sold: Answer[Page[Collection]], per_th: Answer[IncomePerTh], pricing: Pricing
) -> Catalogue:
    """Return the catalogue of the partner's collections at today's figures."""
    return Catalogue(
        offers=make_offers(sold.value.items, per_th.value, pricing),
        as_of=sold.as_of,
        figures_as_of=per_th.as_of,
        stale=sold.stale or per_th.stale,
        shows_payback=pricing.show_payback,
    )


def make_offers(
    collections: Iterable[Collection], income: IncomePerTh, pricing: Pricing
) -> tuple[Offer, ...]:
    """Return the offers in their order, without collections that lack a figure or a price."""
    offers = (_offer(collection, income, pricing) for collection in collections)
    return tuple(sorted((offer for offer in offers if offer is not None), key=_position))


def _position(offer: Offer) -> tuple[bool, int, Decimal, Decimal, str]:
    days = offer.payback_days
    return (days is None, days or 0, offer.price_usd, offer.power, str(offer.id))


def _offer(collection: Collection, income: IncomePerTh, pricing: Pricing) -> Offer | None:
    power, efficiency, price = (
        collection.power,
        collection.energy_efficiency,
        collection.price_usdt,
    )
    if collection.id is None or power is None or efficiency is None or price is None:
        return None
    if price <= 0 or not (0 < power <= MAX_POWER and 0 < efficiency <= MAX_EFFICIENCY):
        return None
    day = _day(power, efficiency, income)
    return Offer(
        id=collection.id,
        name=collection.name,
        power=power,
        energy_efficiency=efficiency,
        price_usd=price,
        price_stars=pricing.stars(price),
        day=day,
        payback_days=_payback(price, day) if pricing.show_payback else None,
    )


def _day(power: Decimal, efficiency: Decimal, income: IncomePerTh) -> OfferDay | None:
    try:
        made: Calculation = calculate(income, power=power, efficiency=efficiency)
    except CannotCalculateError:
        return None
    return OfferDay(
        gross=made.gross, fees=made.gross - made.net, net=made.net, net_btc=made.btc(made.net)
    )


def _payback(price: Decimal, day: OfferDay | None) -> int | None:
    if day is None or day.net <= 0:
        return None
    return math.ceil(Fraction(price) / Fraction(day.net))
