"""Miners: lists, transfers, purchases and upgrades."""

import json
from decimal import Decimal
from typing import Any

import pytest

from sandbox.partner import catalog
from tests.sandbox.partner.client import Caller, Reply

MINER = {
    *("id", "name", "power", "energyEfficiency", "level", "nftCollectionId"),
    *("status", "externalUrlId", "createdAt", "updatedAt"),
}


async def ids(caller: Caller, who: str) -> list[int]:
    """Return the ids of a user's miners."""
    rows = (await caller.get("nft/find-by-user", partnerUserId=who, limit=999)).rows
    return [row["id"] for row in rows]


async def upgrade(caller: Caller, **data: object) -> Reply:
    """Ask for an upgrade."""
    raw = json.dumps({"data": data})
    return await caller.keyed("POST", "nft-upgrade-request/create", raw)


async def price(caller: Caller, **query: object) -> Reply:
    """Ask for an upgrade's price."""
    text = "&".join(f"{name.rstrip('_')}={value}" for name, value in query.items())
    return await caller.keyed("GET", f"nft-upgrade-request/calculate?{text}")


async def test_miners_of_a_user(caller: Caller) -> None:
    """Both families show the same miners with TH, W/TH and the level of the ladder."""
    own = await caller.user(await caller.access(), "nft/find-by-user")
    partners = await caller.get("nft/find-by-user", partnerUserId="user123")
    assert own.data == partners.data
    assert own.data["count"] == 5
    first = own.rows[0]
    assert set(first) == MINER
    assert (first["power"], first["energyEfficiency"], first["level"]) == (32, 15, 6)


async def test_paging_covers_everything_once(caller: Caller) -> None:
    """The pages of 137 miners hold each of them once, in a stable order."""
    token = await caller.access(3)
    pages = [
        (await caller.user(token, f"nft/find-by-user?limit=20&offset={at}")).rows
        for at in range(0, 160, 20)
    ]
    found = [row["id"] for page in pages for row in page]
    assert [len(page) for page in pages] == [20, 20, 20, 20, 20, 20, 17, 0]
    assert found == sorted(set(found))
    assert len(found) == 137


async def test_default_page_is_twenty(caller: Caller) -> None:
    """Without a limit a page holds twenty rows of the whole count."""
    data = (await caller.get("nft/find-by-user", partnerUserId="whale")).data
    assert (len(data["array"]), data["count"]) == (20, 137)


async def test_unknown_user(caller: Caller) -> None:
    """A partnerUserId that nobody has is 404."""
    reply = await caller.get("nft/find-by-user", partnerUserId="nobody")
    assert (reply.status, reply.message) == (404, "User not found")


async def test_transfer_changes_the_owner(caller: Caller) -> None:
    """The miner leaves one list and enters the other; yesterday's income stays where it was."""
    before = (await caller.get("nft-income/find-by-user", partnerUserId="user123")).data["count"]
    moved = await caller.post(
        "nft/transfer", partnerUserId="user123", nftId=101, toPartnerUserId="newcomer"
    )
    assert moved.data is True
    assert await ids(caller, "user123") == [102, 103, 104, 105]
    assert await ids(caller, "newcomer") == [101]
    after = (await caller.get("nft-income/find-by-user", partnerUserId="user123")).data["count"]
    assert after == before


async def test_transferred_miner_earns_for_its_new_owner_from_the_next_day(
    caller: Caller,
) -> None:
    """The day of the transfer is still the old owner's."""
    await caller.post(
        "nft/transfer", partnerUserId="user123", nftId=101, toPartnerUserId="newcomer"
    )
    caller.move(days=1)
    income = await caller.get("nft-income/find-by-user", partnerUserId="newcomer")
    assert income.data["count"] == 0
    old = await caller.get("nft-income/find-by-user", partnerUserId="user123", limit=5)
    assert [row["nftId"] for row in old.rows] == [101, 102, 103, 104, 105]
    caller.move(days=1)
    income = await caller.get("nft-income/find-by-user", partnerUserId="newcomer")
    assert [row["nftId"] for row in income.rows] == [101]
    old = await caller.get("nft-income/find-by-user", partnerUserId="user123", limit=4)
    assert [row["nftId"] for row in old.rows] == [102, 103, 104, 105]


@pytest.mark.parametrize(
    ("changes", "status"),
    [
        ({"nftId": 106}, 403),
        ({"nftId": 99999}, 404),
        ({"nftId": 101.5}, 404),
        ({"toPartnerUserId": "nobody"}, 404),
        ({"toPartnerUserId": "user123"}, 400),
        ({"partnerUserId": "nobody"}, 404),
    ],
)
async def test_transfers_that_are_refused(
    caller: Caller, changes: dict[str, Any], status: int
) -> None:
    """Only an owner gives, only an existing miner, only to somebody else who exists."""
    order = {"partnerUserId": "user123", "nftId": 101, "toPartnerUserId": "abc456", **changes}
    assert (await caller.post("nft/transfer", **order)).status == status
    assert 101 in await ids(caller, "user123")


async def test_collections(caller: Caller) -> None:
    """The shop shows the captured prices on two ladders of twenty levels, the same to both."""
    own = (await caller.user(await caller.access(), "nft-collection/find-all-generative")).data
    partners = (await caller.keyed("GET", "nft-collection/find-all-generative")).data
    assert own == partners
    assert own["count"] == len(own["array"]) == 41
    prices = {(row["power"], row["energyEfficiency"]): row["priceUsdt"] for row in own["array"]}
    assert prices[1, 15] == Decimal("14.99")
    assert prices[16, 15] == Decimal("216.99")
    assert prices[5000, 15] == Decimal("58333.99")
    assert prices[Decimal("0.75"), 12] == Decimal("12.99")
    assert prices[1, 12] == Decimal("18.99")
    assert prices[5000, 12] == Decimal("86228.99")


async def test_purchase(caller: Caller) -> None:
    """A payment is begun, then confirmed once; then the miner is there and earns a day later."""
    order = {"userId": 1005, "nftCollectionId": 1505, "externalId": "order-1"}
    begun = (await caller.post("nft-payment/init", **order)).data
    assert (begun["status"], begun["priceUsdt"]) == ("pending", Decimal("216.99"))
    assert await ids(caller, "newcomer") == []
    confirmed = await caller.post("nft-payment/confirm", externalId="order-1", userId=1005)
    assert confirmed.data is True
    rows = (await caller.get("nft/find-by-user", partnerUserId="newcomer")).rows
    assert [(row["power"], row["energyEfficiency"]) for row in rows] == [(16, 15)]
    twice = await caller.post("nft-payment/confirm", externalId="order-1", userId=1005)
    assert (twice.status, twice.message) == (409, "Payment is already confirmed")
    assert len(await ids(caller, "newcomer")) == 1
    caller.move(days=2)
    assert await caller.balance("newcomer") > 0


async def test_same_order_is_the_same_payment(caller: Caller) -> None:
    """Repeating an order changes nothing; another order under its externalId is a conflict."""
    order = {"userId": 1005, "nftCollectionId": 1505, "externalId": "order-1"}
    first = (await caller.post("nft-payment/init", **order)).data
    assert (await caller.post("nft-payment/init", **order)).data == first
    other = await caller.post("nft-payment/init", **{**order, "nftCollectionId": 1501})
    stolen = await caller.post("nft-payment/init", **{**order, "userId": 1001})
    assert (other.status, stolen.status) == (409, 409)


async def test_payments_that_are_refused(caller: Caller) -> None:
    """No payment for nobody, for no collection, or confirmed before it began or by another."""
    order = {"userId": 1005, "nftCollectionId": 1505, "externalId": "order-1"}
    nobody = await caller.post("nft-payment/init", **{**order, "userId": 9})
    nothing = await caller.post("nft-payment/init", **{**order, "nftCollectionId": 9})
    early = await caller.post("nft-payment/confirm", externalId="order-1", userId=1005)
    await caller.post("nft-payment/init", **order)
    other = await caller.post("nft-payment/confirm", externalId="order-1", userId=1001)
    assert [nobody.status, nothing.status, early.status, other.status] == [404] * 4


async def test_power_upgrade(caller: Caller) -> None:
    """More TH show at once, and are earned with from the next full day."""
    done = await upgrade(caller, type="nftPowerUpgrade", nftId=101, fromPower=32, toPower=64)
    assert set(done.data) == {"id", "status", "type", "nftId"}
    row = (await caller.get("nft/find-by-user", partnerUserId="user123")).rows[0]
    assert (row["power"], row["level"]) == (64, 8)
    caller.move(days=1)
    today = (await caller.get("nft-income/find-by-user", partnerUserId="user123")).rows[0]
    caller.move(days=1)
    next_day = (await caller.get("nft-income/find-by-user", partnerUserId="user123")).rows[0]
    assert (today["nftId"], today["power"], next_day["power"]) == (101, 32, 64)


async def test_efficiency_upgrade(caller: Caller) -> None:
    """Fewer W/TH, and the same upgrade again is stale."""
    change = {
        "type": "nftEnergyEfficiencyUpgrade",
        "nftId": 103,
        "fromEnergyEfficiency": 28,
        "toEnergyEfficiency": 15,
    }
    assert (await upgrade(caller, **change)).status == 200
    row = (await caller.get("nft/find-by-user", partnerUserId="user123")).rows[2]
    assert row["energyEfficiency"] == 15
    stale = await upgrade(caller, **change)
    assert (stale.status, stale.message) == (409, "Stale upgrade: the miner is at 15, not at 28")


def power(old: object, new: object) -> dict[str, object]:
    """Describe a power upgrade of miner 101."""
    return {"type": "nftPowerUpgrade", "nftId": 101, "fromPower": old, "toPower": new}


def efficiency(old: object, new: object) -> dict[str, object]:
    """Describe an efficiency upgrade of miner 101."""
    kind = "nftEnergyEfficiencyUpgrade"
    return {"type": kind, "nftId": 101, "fromEnergyEfficiency": old, "toEnergyEfficiency": new}


@pytest.mark.parametrize(
    ("change", "status"),
    [
        (power(16, 64), 409),
        (power(32, 32), 400),
        (power(32, 16), 400),
        (power(32, 5001), 400),
        (power("32", 64), 400),
        (efficiency(15, 11), 400),
        (efficiency(15, 20), 400),
        ({**power(32, 64), "nftId": 9}, 404),
        ({**power(32, 64), "toEnergyEfficiency": 12}, 400),
        ({**power(32, 64), "type": "nftPaint"}, 400),
        ({"type": "nftPowerUpgrade", "nftId": 101}, 400),
    ],
)
async def test_upgrades_that_are_refused(
    caller: Caller, change: dict[str, object], status: int
) -> None:
    """Power only grows to 5000 TH, W/TH only falls to 12, from what the miner is now."""
    assert (await upgrade(caller, **change)).status == status
    row = (await caller.get("nft/find-by-user", partnerUserId="user123")).rows[0]
    assert (row["power"], row["energyEfficiency"]) == (32, 15)


async def test_upgrade_prices(caller: Caller) -> None:
    """W/TH cost the captured dollars per TH and step; more TH cost the ladder's price."""
    kind = "nftEnergyEfficiencyUpgrade"
    steps = await price(caller, type=kind, nftId=103, from_=28, to=12)
    per_th = 8 * Decimal("0.999") + 5 * Decimal("1.1") + 3 * Decimal("2.667")
    assert steps.data == {"price": round(8 * per_th, 2)}
    old = await price(caller, type=kind, nftId=105, from_=35, to=28)
    assert old.data == {"price": Decimal("3.5")}
    grow = await price(caller, type="nftPowerUpgrade", nftId=102, from_=16, to=32)
    assert Decimal(180) < grow.data["price"] < Decimal(217)


@pytest.mark.parametrize(
    ("query", "status"),
    [
        ({"type": "nftPowerUpgrade", "nftId": 102, "from": 32, "to": 16}, 400),
        ({"type": "nftPowerUpgrade", "nftId": 9, "from": 16, "to": 32}, 404),
        ({"type": "nftPowerUpgrade", "nftId": 102, "from": "1e3", "to": 5000}, 400),
        ({"type": "other", "nftId": 102, "from": 16, "to": 32}, 400),
        ({"type": "nftPowerUpgrade", "nftId": 102, "from": 16}, 400),
    ],
)
async def test_prices_that_are_refused(
    caller: Caller, query: dict[str, object], status: int
) -> None:
    """An impossible upgrade has no price."""
    assert (await price(caller, **query)).status == status


def test_levels_of_the_ladder() -> None:
    """Twenty levels from 1 to 5000 TH; less than one TH is level 0."""
    assert [catalog.level_of(power) for power in catalog.LADDER] == list(range(1, 21))
    assert catalog.level_of(Decimal("0.75")) == 0
    assert catalog.level_of(Decimal(63)) == 7
