"""Screens of what a member has and earns: portfolio, miners, income."""

from collections.abc import Sequence
from datetime import date, datetime
from decimal import Decimal

from bot.callbacks import Days, Open, open_data
from bot.formats import SMALL, total
from bot.screen import CAPTION_LIMIT, Button, File, Screen, fit, rows
from bot.translate import Markup, Words
from bot.views.buttons import app, bind_button, open_, pager, tap
from bot.views.market import amount, dated, price, projection_notice
from bot.views.net import before_fees, dated_figures, miner_net, net_today
from gomining.models import Balance, Miner
from portfolio.export import Export, FileFormat
from portfolio.miners import MinersToday
from portfolio.net import NetDay
from portfolio.overview import DAYS, MinedDay, Overview

MINERS_PAGE = 8
DAYS_PAGE = 10
_NAME = 48  # characters shown of a miner's name; the partner sets no limit
_WEEK = 7


def status(words: Words, seen: Overview, *, today: date) -> Screen:
    """Show the whole portfolio in one message; `today` decides which dates need their year."""
    address = seen.bitcoin_address
    net = net_today(words, seen.net_today)
    lines = [
        words("status-title"),
        "",
        _miners_line(words, seen.miners, seen.power, seen.efficiency),
        *net,
        "",
        *earned(
            words,
            seen.days,
            seen.total,
            price(seen.rates, "BTC"),
            today=today,
            complete=seen.days_complete,
        ),
        "",
        words("status-balances"),
        *balances(words, seen.balances),
        "",
        words("status-address", address=address) if address else words("status-no-address"),
        "",
        *([projection_notice(words, seen.figures_as_of), ""] if net else []),
        *dated_figures(words, seen.as_of, seen.figures_as_of, stale=seen.stale),
    ]
    buttons = rows(
        [tap(words, "refresh", Open(command="status"))],
        [] if address else [bind_button(words, bound=False)],
        [open_(words, "miners"), open_(words, "income")],
        [app(words, "open", "overview")],
    )
    toast = words.plain("as-of-toast", time=words.figures.moment(seen.as_of))
    return Screen(fit(lines), buttons, toast=toast)


def _miners_line(
    words: Words, count: int, power: Decimal | None, efficiency: Decimal | None
) -> str:
    parts = [words("status-miners", count=count)]
    if power is not None:
        parts.append(Markup(words.figures.power(power)))
    if efficiency is not None:
        parts.append(Markup(words.figures.efficiency(efficiency)))
    return " · ".join(parts)


def earned(
    words: Words,
    days: Sequence[MinedDay],
    ever: Decimal | None,
    usd_per_btc: Decimal | None,
    *,
    today: date,
    complete: bool,
) -> list[str]:
    """Return the lines of the last day, 7 days, 30 days and all time; `days` oldest first.

    These are the amounts that were credited; where those are before fees, it says so. A sum of
    more days than are known is left out, unless they are `complete`.
    """
    if not days:
        return [words("income-none")]
    last = days[-1]
    sums = {
        "income-week": total(day.value for day in days[-_WEEK:]),
        "income-month": total(day.value for day in days),
        "income-ever": ever,
    }
    for name, needed in (("income-week", _WEEK), ("income-month", DAYS)):
        if not complete and len(days) < needed:
            del sums[name]
    # One unit for the column, so that lines compare by eye.
    known = [last.value, *(value for value in sums.values() if value is not None)]
    sat = all(value < SMALL for value in known)
    lines: list[str] = [
        words(name, amount=amount(words, value, usd_per_btc, sat=sat))
        for name, value in sums.items()
        if value is not None
    ]
    day = words.figures.day(last.date, today=today)
    first = words("income-last", day=day, amount=amount(words, last.value, usd_per_btc, sat=sat))
    return [first, *lines, *before_fees(words, days)]


def balances(words: Words, known: Sequence[Balance]) -> list[str]:
    """Return a line per balance that is not empty."""
    lines: list[str] = [
        words("balance", amount=words.figures.coins(one.value, one.currency or one.type or "?"))
        for one in known
        if one.value
    ]
    return lines or [words("balances-empty")]


def miners(words: Words, seen: MinersToday, page: int) -> Screen:
    """Show a page of miners, counted from 1, and what all of them net."""
    if not seen.miners:
        return Screen(words("miners-none"), rows([tap(words, "refresh", Open(command="miners"))]))
    count = seen.count if seen.count is not None else len(seen.miners)
    first = (page - 1) * MINERS_PAGE + 1
    last = first + len(seen.miners) - 1
    lines = [words("miners-title", first=first, last=last, count=count), ""]
    for miner, net in zip(seen.miners, seen.nets, strict=True):
        lines += _miner(words, miner, net)
    lines += [*(net_today(words, seen.total) or [words("miners-today")]), ""]
    lines += [projection_notice(words, seen.figures_as_of), ""]
    lines += dated_figures(words, seen.as_of, seen.figures_as_of, stale=seen.stale)
    refresh = Button(words.plain("button-refresh"), open_data("miners", str(page)))
    turn = _miners_pager(words, page, last_page(count, MINERS_PAGE))
    return Screen(fit(lines), rows(turn, [refresh, app(words, "open", "miners")]))


def _miners_pager(words: Words, page: int, pages: int) -> list[Button]:
    back, forward = (Open(command="miners", argument=str(page + step)) for step in (-1, 1))
    return pager(words, back, forward, page=page, pages=pages)


def last_page(count: int | None, size: int) -> int:
    """Return the number of the last page, counted from 1; the first where no count is known."""
    return max(1, -(-(count or 0) // size))


def _miner(words: Words, one: Miner, net: NetDay | None) -> list[str]:
    figures = words.figures
    name = (one.name or words.plain("miner-unnamed", id=str(one.id or "?")))[:_NAME]
    facts = [
        figures.power(one.power) if one.power is not None else None,
        figures.efficiency(one.energy_efficiency) if one.energy_efficiency is not None else None,
        _idle(words, one),
        miner_net(words, net),
    ]
    return [
        words("miner-name", name=name),
        words("miner-facts", facts=" · ".join(fact for fact in facts if fact)),
        "",
    ]


def _idle(words: Words, one: Miner) -> str | None:
    if one.status is None or one.status.lower() == "active":
        return None
    return words.plain("miner-status", status=one.status[:_NAME])


def income(
    words: Words,
    days: Sequence[MinedDay],
    ever: Decimal | None,
    usd_per_btc: Decimal | None,
    as_of: datetime,
    *,
    chart: bytes | None,
    complete: bool = True,
    stale: bool = False,
) -> Screen:
    """Show the income with a picture of the last 30 days, oldest first."""
    lines = [words("income-title"), ""]
    lines += earned(words, days, ever, usd_per_btc, today=as_of.date(), complete=complete)
    lines += ["", words("income-when"), dated(words, as_of, stale=stale)]
    buttons = rows(
        [tap(words, "days", Days())],
        export_buttons(words),
        [tap(words, "refresh", Open(command="income"))],
    )
    photo = File("income.png", chart) if chart else None
    return Screen(fit(lines, CAPTION_LIMIT), buttons, photo=photo)


def income_days(
    words: Words,
    days: Sequence[MinedDay],
    count: int | None,
    page: int,
    as_of: datetime,
) -> Screen:
    """Show a page of days, counted from 1, the newest first, and the sum of exactly these."""
    if not days:
        return Screen(words("income-none"), rows([tap(words, "refresh", Days())]))
    figures = words.figures
    # One unit for the column, so that lines compare by eye.
    sat = all(day.value < SMALL for day in days)
    lines = [
        words(
            "income-day",
            day=figures.day(day.date, today=as_of.date()),
            amount=figures.btc(day.value, sat=sat),
        )
        for day in days
    ]
    pages = max(page, last_page(count, DAYS_PAGE))
    summed = figures.btc(total(day.value for day in days), sat=sat)
    text = [
        words("days-title", page=page, pages=pages),
        "",
        *lines,
        "",
        words("days-sum", count=len(days), amount=summed),
        *before_fees(words, days[::-1]),
        dated(words, as_of, stale=False),
    ]
    turn = pager(words, Days(page=page - 1), Days(page=page + 1), page=page, pages=pages)
    return Screen(fit(text), rows(turn, export_buttons(words)))


def exported(words: Words, made: Export, file_format: FileFormat, *, today: date) -> Screen:
    """Send the file and offer the other format; say so if the file does not have everything."""
    if not made.days:
        return Screen(words("income-none"), rows([open_(words, "status")]))
    name = f"gomining-income-{today.isoformat()}.{file_format}"
    text: str = words("export-done", count=made.days)
    if not made.complete:
        text = text + "\n\n" + words("export-incomplete")
    other = [button for button in export_buttons(words) if not button.to.endswith(file_format)]
    return Screen(text, rows(other), document=File(name, made.content))


def export_buttons(words: Words) -> list[Button]:
    """Return a button for each format of the file."""
    return [
        tap(words, "export-xlsx", Open(command="export", argument="xlsx")),
        tap(words, "export", Open(command="export", argument="csv")),
    ]
