"""A stub of the partner with any number of miners and mined days, which answers from memory."""

import json
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from datetime import UTC, date, datetime, timedelta
from typing import Any

from aiohttp import web

from tools.serving import serving

TODAY = date(2026, 11, 21)
RECORDS_PER_DAY = 10


@asynccontextmanager
async def serve_partner(*, miners: int, days: int) -> AsyncIterator[str]:
    """Serve on a free loopback port and yield the address."""
    days_mined = [_day(number) for number in range(days)]
    lists: dict[str, list[Any]] = {
        "nft/find-by-user": [_miner(number) for number in range(miners)],
        "nft-income/find-by-user": days_mined,
        "wallet/balances": [{"type": "VIRTUAL_BTC", "currency": "BTC", "value": "0.01234567"}],
        "wallet/find-by-user": [],
        "rates": [{"symbol": "BTC", "price": 91234.5}],
    }
    single = {
        "nft-income/find-total-by-user": {"totalIncome": 1.5},
        "income-statistic/get-income-per-th": {"btcCourseInUsd": 91234.5, "gmtPrice": 0.31},
    }
    app = web.Application()
    for path, items in lists.items():
        app.router.add_get(f"/api/partner/c2s/{path}", _paged(items))
    for path, item in single.items():
        app.router.add_get(f"/api/partner/c2s/{path}", _constant(json.dumps({"data": item})))
    async with serving(app) as address:
        yield address


def _paged(items: list[Any]) -> Callable[[web.Request], Any]:
    encoded: dict[tuple[int, int], bytes] = {}

    async def handle(request: web.Request) -> web.Response:
        limit, offset = int(request.query.get("limit", 20)), int(request.query.get("offset", 0))
        if (limit, offset) not in encoded:
            page = {"array": items[offset : offset + limit], "count": len(items)}
            encoded[limit, offset] = json.dumps({"data": page}).encode()
        return web.Response(body=encoded[limit, offset], content_type="application/json")

    return handle


def _constant(text: str) -> Callable[[web.Request], Any]:
    async def handle(_request: web.Request) -> web.Response:
        return web.Response(text=text, content_type="application/json")

    return handle


def _miner(number: int) -> dict[str, Any]:
    created = datetime(2025, 1, 1, tzinfo=UTC).isoformat()
    return {
        "id": number,
        "name": f"Miner #{number}",
        "power": 32.5,
        "energyEfficiency": 15,
        "level": 6,
        "nftCollectionId": 401,
        "status": "active",
        "externalUrlId": f"GMT-{number}",
        "createdAt": created,
        "updatedAt": created,
    }


def _day(number: int) -> dict[str, Any]:
    day = TODAY - timedelta(days=number)
    statistic = {"calculatedAt": f"{day}T23:59:59.999Z", "btcCourseInUsd": 91234.5, "gmtPrice": 0.3}
    records = [
        {
            "id": number * RECORDS_PER_DAY + miner,
            "nftId": miner,
            "nft": {"id": miner, "name": f"Miner #{miner}"},
            "value": 0.00001234,
            "power": 32.5,
            "energyEfficiency": 15,
            "c1Value": 0.000003,
            "c2Value": 0.000001,
            "totalDiscount": 0.1,
            "maintenanceByGmt": False,
            "status": "done",
            "createdAt": f"{day + timedelta(days=1)}T00:10:00.000Z",
            "metaData": {"poolReward": 0.00002},
            "incomeStatistic": statistic,
        }
        for miner in range(RECORDS_PER_DAY)
    ]
    value = 0.00001234 * RECORDS_PER_DAY
    created = records[0]["createdAt"]
    return {"createdAt": created, "value": value, "incomeStatistic": statistic, "incomes": records}
