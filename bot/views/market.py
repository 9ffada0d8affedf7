"""Rates, calculations and VIP levels, and the same as inline results."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import ROUND_HALF_EVEN, Decimal

from bot.callbacks import Open, open_data
from bot.formats import SMALL
from bot.numbers import write_figures
from bot.screen import Button, Does, Screen, fit, rows
from bot.translate import Markup, Words
from bot.views.buttons import app, open_, tap
from gomining.exact_json import round_to
from gomining.models import IncentiveLevel, IncomePerTh, Rate
from market.calculator import MONTH, YEAR, Calculation, CannotCalculateError, calculate

TYPICAL = Decimal(15)  # W/TH of the miners sold most, for the example under the rates
NEAR = 2  # VIP levels shown below and above the member's own
OWN = "own"  # /calc own: the member's own miners
EXAMPLES = (("10", "15"), ("100", "15"), ("1000", "12"))  # TH and W/TH behind the buttons


def dated(words: Words, as_of: datetime, *, stale: bool) -> str:
    """Return the line with the age of the figures, and the reason where they are not current."""
    return words("as-of-stale" if stale else "as-of", time=words.figures.moment(as_of))


def projection_notice(words: Words, figures_as_of: datetime) -> str:
    """Return what every projected net rests on; it stands on every screen that shows one."""
    text = words("projection-notice", time=words.figures.moment(figures_as_of))
    return Markup(f"<i>{text}</i>")


def price(rates: Sequence[Rate], symbol: str) -> Decimal | None:
    """Return the USD price of a symbol, if it is known."""
    return next((rate.price for rate in rates if rate.symbol == symbol and rate.price), None)


def amount(
    words: Words, btc: Decimal, usd_per_btc: Decimal | None, *, sat: bool | None = None
) -> str:
    """Return an amount of BTC (or satoshi), with its worth in USD where a rate is known."""
    shown = words.figures.btc(btc, sat=sat)
    if not usd_per_btc:
        return shown
    return words.plain("amount-worth", btc=shown, usd=words.figures.usd(btc * usd_per_btc))


def rates(
    words: Words,
    known: Sequence[Rate],
    per_th: IncomePerTh | None,
    as_of: datetime,
    *,
    stale: bool,
) -> Screen:
    """Show the prices, and what one TH earns at them."""
    figures = words.figures
    prices = [
        words("rates-line", symbol=rate.symbol or "?", price=figures.usd(rate.price))
        for rate in known
        if rate.price is not None
    ]
    lines = [words("rates-title"), "", *(prices or [words("rates-none")])]
    if per_th:
        lines += ["", *_per_th(words, per_th)]
        if _net_per_th(per_th) is not None:
            lines += ["", projection_notice(words, as_of)]
    again = [tap(words, "refresh", Open(command="rates")), open_(words, "calc")]
    share = [Button(words.plain("button-share"), "", Does.SHARE)]
    return Screen(fit([*lines, "", dated(words, as_of, stale=stale)]), rows(again, share))


def _per_th(words: Words, per_th: IncomePerTh) -> list[str]:
    figures = words.figures
    named = {
        "per-th-gross": per_th.total_income_per_th_today,
        "per-th-service": per_th.c2_value_per_th_today,
        "per-th-electricity": per_th.kilowatt_hour,
        "per-th-net": _net_per_th(per_th),
    }
    lines = [
        words(name, usd=figures.usd(value)) for name, value in named.items() if value is not None
    ]
    return [words("per-th-title"), *lines] if lines else []


def _net_per_th(per_th: IncomePerTh) -> Decimal | None:
    try:
        return calculate(per_th, power=Decimal(1), efficiency=TYPICAL).net
    except CannotCalculateError:
        return None


def calc_how(words: Words, *, own: bool) -> Screen:
    """Explain /calc; `own` adds a button for the member's own miners."""
    examples = [
        Button(f"{th} TH · {watt} W/TH", open_data("calc", f"{th} {watt}")) for th, watt in EXAMPLES
    ]
    mine = [tap(words, "calc-own", Open(command="calc", argument=OWN))] if own else []
    return Screen(words("calc-how"), rows(mine, examples[:2], examples[2:]))


def calculation(words: Words, made: Calculation, as_of: datetime, *, stale: bool) -> Screen:
    """Show what mining earns after fees, and what is assumed."""
    lines = [*_calculated(words, made), projection_notice(words, as_of)]
    if stale:  # else the notice has the time
        lines += ["", dated(words, as_of, stale=True)]
    query = write_figures([made.power, made.efficiency])
    share = Button(words.plain("button-share"), query, Does.SHARE)
    return Screen(fit(lines), rows([share], [app(words, "calc-app", "calculator")]))


def _calculated(words: Words, made: Calculation) -> list[str]:
    figures = words.figures
    # All parts with the same decimals, which the net alone decides: it is the same on every screen.
    smallest = made.net or made.gross
    digits = 2 if smallest >= Decimal("0.1") else 4
    gross, electricity, service, forgiven, not_charged, net = _rounded(made, digits)
    title = {
        "power": figures.power(made.power),
        "efficiency": figures.efficiency(made.efficiency),
    }
    lines = [
        words("calc-title", **title),
        "",
        words("calc-gross", usd=figures.usd(gross, digits=digits)),
        words("calc-electricity", usd=figures.usd(electricity, digits=digits)),
        words("calc-service", usd=figures.usd(service, digits=digits)),
    ]
    if made.discount:
        percent, usd = figures.percent(made.discount), figures.usd(forgiven, digits=digits)
        lines.append(words("calc-discount", percent=percent, usd=usd))
    if not_charged and not made.loses:
        lines.append(words("calc-not-charged", usd=figures.usd(not_charged, digits=digits)))
    # One unit for day, month and year, so that they compare by eye.
    year = made.btc(made.net * YEAR)
    sat = year is not None and abs(year) < SMALL
    worth = _worth(words, made, made.net, sat=sat)
    day = words("calc-day", usd=figures.usd(net, digits=digits), btc=worth)
    return [*lines, "", day.rstrip(), *_spans(words, made, sat=sat), "", *_notes(words, made)]


def _rounded(made: Calculation, digits: int) -> list[Decimal]:
    """Round the parts of a net so that they add up to it; electricity takes the difference."""
    parts = (
        made.gross,
        made.electricity,
        made.service,
        made.forgiven,
        made.not_charged,
        made.net,
    )
    gross, electricity, service, forgiven, not_charged, net = (
        round_to(part, Decimal(1).scaleb(-digits), ROUND_HALF_EVEN) for part in parts
    )
    if not made.loses:
        electricity = gross - service + forgiven + not_charged - net
    return [gross, electricity, service, forgiven, not_charged, net]


def _spans(words: Words, made: Calculation, *, sat: bool) -> list[str]:
    return [
        words(
            name,
            usd=words.figures.usd(made.net * days),
            btc=_worth(words, made, made.net * days, sat=sat),
        )
        for name, days in (("calc-month", MONTH), ("calc-year", YEAR))
    ]


def _worth(words: Words, made: Calculation, usd: Decimal, *, sat: bool) -> str:
    btc = made.btc(usd)
    return words.plain("amount-in-btc", btc=words.figures.btc(btc, sat=sat)) if btc else ""


def _notes(words: Words, made: Calculation) -> list[str]:
    notes = [words("calc-loses"), ""] if made.loses else []
    if made.break_even is not None:
        level = words.figures.efficiency(made.break_even)
        notes += [words("calc-break-even", efficiency=level), ""]
    return notes if made.discount else [*notes, words("calc-no-discount")]


def calc_own_unknown(words: Words) -> Screen:
    """Say that there is no miner of the member's own to calculate with."""
    return Screen(words("calc-own-unknown"), rows([open_(words, "calc")]))


def calc_wrong(words: Words) -> Screen:
    """Say what /calc expects."""
    return Screen(words("calc-wrong"), rows([open_(words, "calc")]))


def calc_which(words: Words, readings: Sequence[Sequence[Decimal]]) -> Screen:
    """Ask which reading of an ambiguous text is meant."""
    buttons = [
        [Button(_reading(words, figures), open_data("calc", write_figures(figures)))]
        for figures in readings
    ]
    return Screen(words("calc-which"), rows(*buttons))


def _reading(words: Words, figures: Sequence[Decimal]) -> str:
    power, efficiency, *discount = figures
    label = words.plain(
        "inline-calc",
        power=words.figures.power(power),
        efficiency=words.figures.efficiency(efficiency),
    )
    return f"{label} · −{words.figures.percent(discount[0] / 100)}" if discount else label


def incentives(
    words: Words,
    levels: Sequence[IncentiveLevel],
    own_power: Decimal | None,
    as_of: datetime,
    *,
    stale: bool,
) -> Screen:
    """Show the VIP levels around the member's own by computing power; the others are folded."""
    here = _reached(levels, own_power)
    own = levels.index(here) if here else 0
    near = range(own - NEAR, own + NEAR + 1)
    shown = [_level(words, one, one is here) for at, one in enumerate(levels) if at in near]
    others = [_level(words, one, False) for at, one in enumerate(levels) if at not in near]
    lines = [words("vip-title"), "", *shown]
    if others:
        # As one line, so that a text that is cut has no half of a tag.
        lines += ["", f"<blockquote expandable>{chr(10).join(others)}</blockquote>"]
    if not levels:
        lines = [words("vip-title"), "", words("vip-none")]
    if own_power is not None and levels:
        lines += ["", _standing(words, levels, own_power)]
    lines += ["", words("vip-cashback"), "", dated(words, as_of, stale=stale)]
    return Screen(fit(lines), rows([tap(words, "refresh", Open(command="incentives"))]))


def _reached(levels: Sequence[IncentiveLevel], power: Decimal | None) -> IncentiveLevel | None:
    if power is None:
        return None
    open_ = [one for one in levels if one.min_power is not None and one.min_power <= power]
    return max(open_, key=lambda one: one.min_power or Decimal(0), default=None)


def _level(words: Words, one: IncentiveLevel, here: bool) -> str:
    figures = words.figures
    given = {
        "vip-fees": one.maintenance_discount,
        "vip-card": one.card_cashback,
        "vip-travel": one.travel_cashback,
    }
    gives = [words(name, percent=figures.percent(value)) for name, value in given.items() if value]
    asks = "" if one.min_power is None else words("vip-from", power=figures.power(one.min_power))
    line = " · ".join(part for part in (asks, *gives) if part)
    name = words("vip-level-own" if here else "vip-level", level=one.level or "?")
    return f"{name}: {line}" if line else name


def _standing(words: Words, levels: Sequence[IncentiveLevel], power: Decimal) -> str:
    ahead = [one for one in levels if one.min_power is not None and one.min_power > power]
    following = min(ahead, key=lambda one: one.min_power or Decimal(0), default=None)
    text = words("vip-own-power", power=words.figures.power(power))
    if following is None or following.min_power is None:
        return text
    missing = words.figures.power(following.min_power - power)
    return f"{text} {words('vip-next', level=following.level or '?', power=missing)}"


@dataclass(frozen=True)
class InlineResult:
    """An inline result: how it is listed, and the message that is sent when it is chosen."""

    name: str
    title: str
    description: str
    text: str


def shared_rates(
    words: Words,
    known: Sequence[Rate],
    per_th: IncomePerTh | None,
    as_of: datetime,
    *,
    stale: bool,
) -> InlineResult:
    """Return the rates as something to share."""
    screen = rates(words, known, per_th, as_of, stale=stale)
    parts = [
        f"{rate.symbol} {words.figures.usd(rate.price)}" for rate in known if rate.price is not None
    ]
    return InlineResult("rates", words.plain("inline-rates"), " · ".join(parts), screen.text)


def shared_calculation(
    words: Words, made: Calculation, as_of: datetime, *, stale: bool
) -> InlineResult:
    """Return a calculation as something to share."""
    figures = words.figures
    title = words.plain(
        "inline-calc",
        power=figures.power(made.power),
        efficiency=figures.efficiency(made.efficiency),
    )
    description = words.plain("inline-net", usd=figures.usd(made.net))
    text = calculation(words, made, as_of, stale=stale).text
    return InlineResult("calc", title, description, text)
