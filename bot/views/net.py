"""What a member nets per day, as chat shows it: the figures of `portfolio.net`."""

from collections.abc import Sequence
from datetime import datetime
from decimal import Decimal

from bot.formats import total
from bot.translate import Words
from bot.views.market import dated
from portfolio.net import NetDay
from portfolio.overview import MinedDay


def net_today(words: Words, net: NetDay | None) -> list[str]:
    """Return the lines that say what all miners net at today's figures, and what is assumed."""
    if net is None or net.usd.net is None:
        return []
    lines: list[str] = [words("net-today", net=_both(words, net.btc.net, net.usd.net))]
    if net.usd.fees is not None:
        fees = words.figures.usd(net.usd.fees)
        lines.append(words("net-fees", fees=fees, paid=net.fees_paid_in or "unknown"))
    percent = words.figures.percent(net.discount or Decimal(0))
    name = "net-discount" if net.discount else "net-no-discount"
    return [*lines, words(name, percent=percent)]


def miner_net(words: Words, net: NetDay | None) -> str | None:
    """Return what one miner nets at today's figures, as a part of its line."""
    if net is None or net.usd.net is None:
        return None
    if not net.usd.net:
        return words.plain("miner-nothing")
    return words.plain("miner-net", net=_both(words, net.btc.net, net.usd.net))


def before_fees(words: Words, days: Sequence[MinedDay]) -> list[str]:
    """Say that credited amounts are before fees, where they are, with the net beside them.

    `days` are oldest first. Nothing where all fees were taken from the BTC.
    """
    paid = {day.fees_paid_in for day in days} - {None, "BTC"}
    if not paid:
        return []
    all_gomining = {day.fees_paid_in for day in days} == {"GOMINING"}
    lines: list[str] = [words("income-gross" if all_gomining else "income-gross-some")]
    nets = [day.net for day in days if day.net is not None]
    if len(nets) < len(days):
        return lines
    last, summed = words.figures.btc(nets[-1]), words.figures.btc(total(nets))
    return [*lines, words("income-net", last=last, sum=summed, count=len(nets))]


def dated_figures(
    words: Words, as_of: datetime, figures_as_of: datetime, *, stale: bool
) -> list[str]:
    """Say when the member's data was fetched, and rates and figures where they are older."""
    if stale:
        return [dated(words, figures_as_of, stale=True)]
    line = dated(words, as_of, stale=False)
    if figures_as_of >= as_of:
        return [line]
    return [line, words("figures-as-of", time=words.figures.moment(figures_as_of))]


def _both(words: Words, btc: Decimal | None, usd: Decimal) -> str:
    worth = words.figures.usd(usd)
    if btc is None:
        return worth
    return words.plain("amount-worth", btc=words.figures.btc(btc), usd=worth)
