"""Amounts of one day in one currency, and sums in which an unknown part makes the sum unknown."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_EVEN, Decimal

from pydantic import ConfigDict
from pydantic.alias_generators import to_camel

from gomining.exact_json import round_to
from gomining.models import Amount

ZERO = Decimal(0)
SATOSHI = Decimal("1e-8")  # BTC
USD_STEP = Decimal("1e-8")
CENT = Decimal("0.01")


@dataclass(frozen=True)
class Amounts:
    """One day in one currency; None if the partner does not report it. `net` is `gross - fees`.

    `electricity` and `service` are before the discount, `forgiven` is the discount on them.
    `fees` is what is charged: the rest of electricity and service, but at most the gross.
    """

    __pydantic_config__ = ConfigDict(alias_generator=to_camel)

    gross: Amount | None = None
    electricity: Amount | None = None
    service: Amount | None = None
    forgiven: Amount | None = None
    fees: Amount | None = None
    net: Amount | None = None


UNKNOWN = Amounts()
NOTHING = Amounts(ZERO, ZERO, ZERO, ZERO, ZERO, ZERO)


def to_btc(usd: Amounts, btc_usd: Decimal | None) -> Amounts:
    """Convert to BTC in whole satoshi, rounded down; UNKNOWN without a price."""
    return _convert(usd, lambda amount: amount / btc_usd, SATOSHI) if btc_usd else UNKNOWN


def to_usd(btc: Amounts, btc_usd: Decimal | None) -> Amounts:
    """Convert to USD, rounded down to USD_STEP; UNKNOWN without a price."""
    return _convert(btc, lambda amount: amount * btc_usd, USD_STEP) if btc_usd else UNKNOWN


def _convert(amounts: Amounts, convert: Callable[[Decimal], Decimal], step: Decimal) -> Amounts:
    def rounded(amount: Decimal | None) -> Decimal | None:
        return None if amount is None else round_to(convert(amount), step)

    gross, net = rounded(amounts.gross), rounded(amounts.net)
    return Amounts(
        gross=gross,
        electricity=rounded(amounts.electricity),
        service=rounded(amounts.service),
        forgiven=rounded(amounts.forgiven),
        fees=None if gross is None or net is None else gross - net,
        net=net,
    )


def add_amounts(parts: Sequence[Amounts]) -> Amounts:
    """Return the sum of each amount."""
    return Amounts(
        gross=add([part.gross for part in parts]),
        electricity=add([part.electricity for part in parts]),
        service=add([part.service for part in parts]),
        forgiven=add([part.forgiven for part in parts]),
        fees=add([part.fees for part in parts]),
        net=add([part.net for part in parts]),
    )


def add(amounts: Sequence[Decimal | None]) -> Decimal | None:
    """Return the sum; None if one of the amounts is None. The sum of nothing is 0."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known, ZERO) if len(known) == len(amounts) else None


def mean_efficiency(miners: Sequence[tuple[Decimal | None, Decimal | None]]) -> Decimal | None:
    """Return the power-weighted mean W/TH of (TH, W/TH) to two decimals.

    None without any power, or if the power or the W/TH of a working miner is unknown.
    """
    power = add([power for power, _ in miners])
    watts = add(
        [
            None if power is None or efficiency is None else power * efficiency
            for power, efficiency in miners
            if power != 0
        ]
    )
    return round_to(watts / power, CENT, ROUND_HALF_EVEN) if power and watts is not None else None
