"""JSON of the answers. Where the document does not show a field name, the name is a guess."""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any, Protocol, TypeVar

from sandbox.partner.catalog import Collection, Vip
from sandbox.partner.economics import ELECTRICITY_USD, KWH_USD, SERVICE_USD, DayRates
from sandbox.partner.ledger import DayTotal, Record
from sandbox.partner.readings import Readings
from sandbox.partner.world import Miner, Payment

T = TypeVar("T")


class SupportsPaging(Protocol):
    """The input of a list."""

    @property
    def limit(self) -> int:
        """The most rows that the caller asks for."""

    @property
    def offset(self) -> int:
        """How many rows to leave out."""


class RawBody(dict[str, Any]):
    """A complete body. Any other result is wrapped as `{"data": result}`."""


def iso(moment: datetime) -> str:
    """Format a UTC time as JavaScript does: milliseconds and Z."""
    return moment.isoformat(timespec="milliseconds").replace("+00:00", "Z")


def paged(rows: Iterable[Any], count: int, readings: Readings) -> dict[str, Any]:
    """Return `{array, count}`; `count` is the length of the whole list, or as `readings` say."""
    array = list(rows)
    if readings.count == "none":
        return {"array": array}
    return {"array": array, "count": len(array) if readings.count == "page" else count}


def sliced(
    rows: list[T], page: SupportsPaging, show: Callable[[T], Any], readings: Readings
) -> dict[str, Any]:
    """Return one page of `rows`."""
    limit = readings.limit(page.limit)
    return paged(map(show, rows[page.offset : page.offset + limit]), len(rows), readings)


def miner(row: Miner) -> dict[str, Any]:
    """Return a miner; power in TH, efficiency in W/TH."""
    return {
        "id": row.id,
        "name": row.name,
        "power": row.power,
        "energyEfficiency": row.efficiency,
        "level": row.level,
        "nftCollectionId": row.collection_id,
        "status": "active",
        "externalUrlId": f"miner-{row.id}",
        "createdAt": iso(row.created_at),
        "updatedAt": iso(row.updated_at),
    }


def collection(row: Collection) -> dict[str, Any]:
    """Return a miner for sale; the price is in USD."""
    return {
        "id": row.id,
        "name": row.name,
        "power": row.power,
        "energyEfficiency": row.efficiency,
        "priceUsdt": row.price_usdt,
        "level": row.level,
    }


def payment(row: Payment, readings: Readings) -> dict[str, Any]:
    """Return a payment order; its price is in USD."""
    price = {"priceUsdt": row.collection.price_usdt}
    return {
        "id": row.id,
        "externalId": row.external_id,
        "userId": row.user_id,
        "nftCollectionId": row.collection.id,
        **(price if readings.payment_price == "named" else {}),
        "status": row.status,
        "createdAt": iso(row.created_at),
    }


def vip(row: Vip) -> dict[str, Any]:
    """Return a level of the incentive program; rates are fractions of 1."""
    return {
        "level": row.level,
        "minPower": row.min_power,
        "minVotes": row.min_votes,
        "maintenanceDiscount": row.discount,
        "cardCashback": row.card,
        "travelCashback": row.travel,
    }


def income_per_th(rates: DayRates, calculated_at: datetime) -> dict[str, Any]:
    """Return figures in USD per TH and day; `incomePerTh` is the net at 15 W/TH."""
    return {
        "calculatedAt": iso(calculated_at),
        "btcCourseInUsd": rates.btc_usd,
        "gmtPrice": rates.gmt_usd,
        "kilowattHour": KWH_USD,
        "totalIncomePerThToday": rates.gross_usd,
        "c1ValuePerThPerWtToday": ELECTRICITY_USD,
        "c2ValuePerThToday": SERVICE_USD,
        "c3ValuePerThToday": 0,
        "c4ValuePerThToday": 0,
        "incomePerTh": rates.gross_usd - 15 * ELECTRICITY_USD - SERVICE_USD,
    }


def statistic(rates: DayRates) -> dict[str, Any]:
    """Return the end of the mined day and its prices in USD."""
    return {
        "calculatedAt": iso(rates.mined_at),
        "btcCourseInUsd": rates.btc_usd,
        "gmtPrice": rates.gmt_usd,
    }


def income(row: Record) -> dict[str, Any]:
    """Return one miner's day in BTC; `createdAt` is the credit time, on the day after mining."""
    return {
        "id": row.id,
        "nftId": row.miner.id,
        "nft": {"id": row.miner.id, "name": row.miner.name},
        "value": row.reward.value,
        "power": row.span.power,
        "energyEfficiency": row.span.efficiency,
        "c1Value": row.reward.electricity,
        "c2Value": row.reward.service,
        "totalDiscount": row.terms.discount,
        "maintenanceByGmt": row.terms.by_gmt,
        "maintenanceForWithdrawInGmt": row.reward.gmt_fee,
        "rewardProtection": row.terms.protected,
        "status": "done",
        "createdAt": iso(row.terms.rates.credited_at),
        "metaData": {
            "poolReward": row.reward.pool,
            "maintenanceInBtc": row.reward.maintenance,
        },
        "incomeStatistic": statistic(row.terms.rates),
    }


def income_day(total: DayTotal, records: list[Record] | None) -> dict[str, Any]:
    """Return one day of all miners; `incomes` is null unless records are given."""
    rates = total.terms.rates
    return {
        "createdAt": iso(rates.credited_at),
        "value": total.value,
        "incomeStatistic": statistic(rates),
        "incomes": None if records is None else [income(row) for row in records],
    }
