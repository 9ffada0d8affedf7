"""A valid answer of the partner for each endpoint that users cause calls of."""

import json
from typing import Any

from gomining import operations as e
from gomining.endpoint import Endpoint

STATISTIC = {"calculatedAt": "2026-11-21T23:59:59.999Z", "btcCourseInUsd": 91234.5, "gmtPrice": 0.3}
RECORD = {
    "id": 1,
    "nftId": 7,
    "nft": {"id": 7, "name": "Miner"},
    "value": 0.0000123,
    "power": 32,
    "energyEfficiency": 15,
    "c1Value": 1e-06,
    "c2Value": 2e-06,
    "totalDiscount": 0.2,
    "maintenanceByGmt": True,
    "rewardProtection": False,
    "status": "done",
    "createdAt": "2026-11-22T03:31:04.474Z",
    "metaData": {"poolReward": 0.00002, "maintenanceInBtc": 1e-06},
    "incomeStatistic": STATISTIC,
}
DAY = {
    "createdAt": "2026-11-22T03:31:04.474Z",
    "value": 0.0000123,
    "incomeStatistic": STATISTIC,
    "incomes": [RECORD],
}
MINER = {
    "id": 7,
    "name": "Miner",
    "power": 32,
    "energyEfficiency": 15,
    "level": 6,
    "nftCollectionId": 401,
    "status": "active",
    "createdAt": "2026-01-22T03:31:04.474Z",
    "updatedAt": "2026-11-22T03:31:04.474Z",
}
PER_TH = {
    "calculatedAt": "2026-11-22T00:00:00.000Z",
    "btcCourseInUsd": 91234.5,
    "gmtPrice": 0.3,
    "kilowattHour": 0.05,
    "totalIncomePerThToday": 0.05,
    "c1ValuePerThPerWtToday": 0.0012,
    "c2ValuePerThToday": 0.0089,
    "incomePerTh": 0.02,
}
LEVEL = {"name": "Silver I", "minPower": 10, "minVotes": 100, "maintenanceDiscount": 0.006}
PAGE = {"limit": 20, "offset": 0}
TOKEN = ".".join(("eyJhbGciOiJIUzI1NiJ9", "eyJleHAiOjE4MDAwMDAwMDB9", "c2ln"))


def _page(*items: Any) -> dict[str, Any]:
    return {"data": {"array": list(items), "count": len(items)}}


def one_of_each() -> list[tuple[Endpoint[Any], bytes]]:
    """Return endpoints, each with the body of a valid answer."""
    pairs: list[tuple[Endpoint[Any], Any]] = [
        (e.GeneratePayload(), {"data": {"payload": "abc"}}),
        (
            e.RefreshTokens(refresh_token="old"),
            {"data": {"accessToken": TOKEN, "refreshToken": "rt_1"}},
        ),
        (e.ListMiners(**PAGE), _page(MINER, MINER)),
        (e.ListCollections(), _page({"id": 1, "name": "A", "power": 1, "priceUsdt": 22.99})),
        (e.GetIncomePerTh(), {"data": PER_TH}),
        (e.GetTotalIncome(), {"data": {"totalIncome": 0.0123}}),
        (e.ListIncome(**PAGE), _page(RECORD)),
        (e.ListIncomeDays(**PAGE), _page(DAY)),
        (e.BindBitcoinWallet(address="bc1q"), {"data": True}),
        (e.ListWallets(**PAGE), _page({"id": 1, "type": "BTC", "address": "bc1q"})),
        (e.ListBalances(**PAGE), _page({"type": "VIRTUAL_BTC", "currency": "BTC", "value": "0.1"})),
        (e.GetIncentives(), {"data": {"levels": [LEVEL]}}),
        (e.ListRates(), _page({"symbol": "BTC", "price": 91234.5})),
    ]
    return [(endpoint, json.dumps(body).encode()) for endpoint, body in pairs]
