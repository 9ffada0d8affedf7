"""Sections "Income Statistic", "NFT Income", "Incentives" and "Rates"."""

from datetime import timedelta
from typing import Any

from sandbox.partner import answers, catalog, schemas
from sandbox.partner.economics import ZERO, DayRates, last_credited_day
from sandbox.partner.errors import Refusal
from sandbox.partner.state import Visit


def per_th(visit: Visit[schemas.Nothing | schemas.Signed]) -> dict[str, Any]:
    """Tell today's figures; they change once a day, when yesterday's rewards are written."""
    rates = _today(visit)
    calculated_at = visit.partner.market.on(rates.day - timedelta(days=1)).credited_at
    return answers.income_per_th(rates, calculated_at)


def total(visit: Visit[schemas.Nothing]) -> dict[str, Any]:
    """Sum up the user's income in BTC."""
    days = visit.partner.ledger.days(visit.user, visit.now)
    return {"totalIncome": sum((day.value for day in days), ZERO)}


def earnings(visit: Visit[schemas.IncomePage]) -> dict[str, Any]:
    """List the user's income, newest first, by record or by day."""
    if visit.asked.group_by_days:
        return _days(visit)
    return records(visit)


def records(visit: Visit[schemas.IncomePage | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's records, newest first."""
    ledger, asked = visit.partner.ledger, visit.asked
    rows = ledger.page(visit.user, visit.now, asked.limit, asked.offset)
    count = sum(day.count for day in ledger.days(visit.user, visit.now))
    return answers.paged(map(answers.income, rows), count)


def by_date(visit: Visit[schemas.DateRange]) -> answers.Whole:
    """List the days that were mined between two moments, newest first."""
    asked, ledger = visit.asked, visit.partner.ledger
    if asked.start_date > asked.end_date:
        raise Refusal(400, "startDate is after endDate")
    days = [
        total
        for total in reversed(ledger.days(visit.user, visit.now))
        if asked.start_date <= total.terms.rates.mined_at <= asked.end_date
    ]
    rows = [
        answers.income_day(
            total,
            ledger.records(visit.user, total) if asked.include_incomes_by_nfts else None,
        )
        for total in days[asked.offset : asked.offset + asked.limit]
    ]
    return answers.Whole(data=rows, totalCount=len(days))


def incentives(visit: Visit[schemas.Nothing]) -> dict[str, Any]:  # noqa: ARG001
    """Describe the VIP levels."""
    return {"levels": [answers.vip(row) for row in catalog.VIP_LEVELS]}


def rates(visit: Visit[schemas.Nothing]) -> dict[str, Any]:
    """Tell the prices of today in USD."""
    today = _today(visit)
    rows = [
        {"symbol": "GOMINING", "price": today.gmt_usd},
        {"symbol": "BTC", "price": today.btc_usd},
    ]
    return answers.paged(rows, len(rows))


def _days(visit: Visit[schemas.IncomePage]) -> dict[str, Any]:
    ledger, asked = visit.partner.ledger, visit.asked
    days = ledger.days(visit.user, visit.now)[::-1]
    page = days[asked.offset : asked.offset + asked.limit]
    rows = (answers.income_day(total, ledger.records(visit.user, total)) for total in page)
    return answers.paged(rows, len(days))


def _today(visit: Visit[Any]) -> DayRates:
    """Return the rates in force: today's, once yesterday's rewards are written."""
    return visit.partner.market.on(last_credited_day(visit.now) + timedelta(days=1))
