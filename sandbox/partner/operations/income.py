"""Sections "Income Statistic", "NFT Income", "Incentives" and "Rates"."""

from datetime import timedelta
from typing import Any

from sandbox.partner import answers, catalog, schemas
from sandbox.partner.economics import ZERO, DayRates, last_credited_day
from sandbox.partner.errors import ApiError
from sandbox.partner.ledger import DayTotal
from sandbox.partner.readings import Readings
from sandbox.partner.state import Context


def per_th(context: Context[schemas.NoFields | schemas.Signed]) -> dict[str, Any]:
    """Return today's figures; they change daily, when yesterday's rewards are credited."""
    rates = _today(context)
    calculated_at = context.partner.market.on(rates.day - timedelta(days=1)).credited_at
    return answers.income_per_th(rates, calculated_at)


def total(context: Context[schemas.NoFields]) -> dict[str, Any]:
    """Return the user's total income in BTC."""
    days = context.partner.ledger.days(context.user, context.now)
    return {"totalIncome": sum((day.value for day in days), ZERO)}


def earnings(context: Context[schemas.IncomePage]) -> dict[str, Any]:
    """List the user's income, newest first, by record or by day."""
    if context.input.group_by_days:
        return _days(context)
    return records(context)


def records(context: Context[schemas.IncomePage | schemas.SignedPage]) -> dict[str, Any]:
    """List the user's records, newest first."""
    ledger, fields, readings = context.partner.ledger, context.input, context.partner.readings
    rows = ledger.page(context.user, context.now, readings.limit(fields.limit), fields.offset)
    count = sum(day.count for day in ledger.days(context.user, context.now))
    return answers.paged(map(answers.income, rows), count, readings)


def by_date(context: Context[schemas.DateRange]) -> answers.RawBody:
    """List the days mined between two times, newest first."""
    fields, ledger = context.input, context.partner.ledger
    if fields.start_date > fields.end_date:
        raise ApiError(400, "startDate is after endDate")
    days = [
        total
        for total in reversed(ledger.days(context.user, context.now))
        if fields.start_date <= total.terms.rates.mined_at <= fields.end_date
    ]
    rows = [
        answers.income_day(
            total,
            ledger.records(context.user, total) if fields.include_incomes_by_nfts else None,
        )
        for total in days[fields.offset : fields.offset + fields.limit]
    ]
    return answers.RawBody(data=rows, totalCount=len(days))


def incentives(context: Context[schemas.NoFields]) -> dict[str, Any]:  # noqa: ARG001
    """List the VIP levels."""
    return {"levels": [answers.vip(row) for row in catalog.VIP_LEVELS]}


def rates(context: Context[schemas.NoFields]) -> dict[str, Any]:
    """Return today's prices in USD."""
    today = _today(context)
    rows = [
        {"symbol": "GOMINING", "price": today.gmt_usd},
        {"symbol": "BTC", "price": today.btc_usd},
    ]
    return answers.paged(rows, len(rows), context.partner.readings)


def _days(context: Context[schemas.IncomePage]) -> dict[str, Any]:
    """List days with their records, cut as the readings of `limit` and `offset` say."""
    partner, fields = context.partner, context.input
    readings, days = partner.readings, partner.ledger.days(context.user, context.now)[::-1]
    if readings.new_day_after is not None and partner.income_pages < readings.new_day_after:
        days = days[1:]
    partner.income_pages += 1
    first, skipped = _start(days, fields.offset, readings)
    rows, left = [], readings.limit(fields.limit)
    for total in days[first:]:
        if left <= 0:
            break
        records = partner.ledger.records(context.user, total)[skipped:]
        skipped = 0
        if readings.income_limit == "records":
            records = records[:left]
        left -= len(records) if readings.income_limit == "records" else 1
        rows.append(answers.income_day(total, records))
    return answers.paged(rows, len(days), readings)


def _start(days: list[DayTotal], offset: int, readings: Readings) -> tuple[int, int]:
    """Return the place of the first day of a page, and how many of its records to leave out."""
    if readings.income_offset == "days":
        return offset, 0
    for place, total in enumerate(days):
        if offset < total.count:
            return place, offset
        offset -= total.count
    return len(days), 0


def _today(context: Context[Any]) -> DayRates:
    """Return today's rates; yesterday's until yesterday's rewards are credited."""
    return context.partner.market.on(last_credited_day(context.now) + timedelta(days=1))
