"""Miners: lists, transfers, purchases and upgrades."""

import json
from decimal import Decimal
from typing import Any

import pytest

from sandbox.partner import catalog
from tests.sandbox.partner.client import PartnerClient, Reply

MINER = {
    *("id", "name", "power", "energyEfficiency", "level", "nftCollectionId"),
    *("status", "externalUrlId", "createdAt", "updatedAt"),
}


async def miner_ids(client: PartnerClient, user: str) -> list[int]:
    """Return the ids of a user's miners."""
    rows = (await client.get_signed("nft/find-by-user", partnerUserId=user, limit=999)).rows
    return [row["id"] for row in rows]


async def upgrade(client: PartnerClient, **data: object) -> Reply:
    """Request an upgrade."""
    raw = json.dumps({"data": data})
    return await client.call_with_key("POST", "nft-upgrade-request/create", raw)


async def price(client: PartnerClient, **query: object) -> Reply:
    """Request the price of an upgrade."""
    text = "&".join(f"{name.rstrip('_')}={value}" for name, value in query.items())
    return await client.call_with_key("GET", f"nft-upgrade-request/calculate?{text}")


async def test_miners_are_the_same_for_user_and_partner(client: PartnerClient) -> None:
    """Each has power in TH, efficiency in W/TH and a level."""
    own = await client.call_as_user(await client.access_token(), "nft/find-by-user")
    partners = await client.get_signed("nft/find-by-user", partnerUserId="user123")
    assert own.data == partners.data
    assert own.data["count"] == 5
    first = own.rows[0]
    assert set(first) == MINER
    assert (first["power"], first["energyEfficiency"], first["level"]) == (32, 15, 6)


async def test_pages_cover_all_miners_once(client: PartnerClient) -> None:
    """The pages of 137 miners have a stable order and no overlap."""
    token = await client.access_token(3)
    pages = [
        (await client.call_as_user(token, f"nft/find-by-user?limit=20&offset={at}")).rows
        for at in range(0, 160, 20)
    ]
    found = [row["id"] for page in pages for row in page]
    assert [len(page) for page in pages] == [20, 20, 20, 20, 20, 20, 17, 0]
    assert found == sorted(set(found))
    assert len(found) == 137


async def test_default_page_has_20_rows(client: PartnerClient) -> None:
    """Without `limit` a page has 20 rows and the whole count."""
    data = (await client.get_signed("nft/find-by-user", partnerUserId="whale")).data
    assert (len(data["array"]), data["count"]) == (20, 137)


async def test_unknown_partner_user_id_is_404(client: PartnerClient) -> None:
    """An unknown partnerUserId is rejected."""
    reply = await client.get_signed("nft/find-by-user", partnerUserId="nobody")
    assert (reply.status, reply.message) == (404, "User not found")


async def test_transfer_changes_the_owner_and_keeps_past_income(client: PartnerClient) -> None:
    """Past income stays with the old owner."""
    before = (await client.get_signed("nft-income/find-by-user", partnerUserId="user123")).data[
        "count"
    ]
    moved = await client.post_signed(
        "nft/transfer", partnerUserId="user123", nftId=101, toPartnerUserId="newcomer"
    )
    assert moved.data is True
    assert await miner_ids(client, "user123") == [102, 103, 104, 105]
    assert await miner_ids(client, "newcomer") == [101]
    after = (await client.get_signed("nft-income/find-by-user", partnerUserId="user123")).data[
        "count"
    ]
    assert after == before


async def test_transferred_miner_earns_for_its_new_owner_from_the_next_day(
    client: PartnerClient,
) -> None:
    """The day of the transfer still counts for the old owner."""
    await client.post_signed(
        "nft/transfer", partnerUserId="user123", nftId=101, toPartnerUserId="newcomer"
    )
    client.move_clock(days=1)
    income = await client.get_signed("nft-income/find-by-user", partnerUserId="newcomer")
    assert income.data["count"] == 0
    old = await client.get_signed("nft-income/find-by-user", partnerUserId="user123", limit=5)
    assert [row["nftId"] for row in old.rows] == [101, 102, 103, 104, 105]
    client.move_clock(days=1)
    income = await client.get_signed("nft-income/find-by-user", partnerUserId="newcomer")
    assert [row["nftId"] for row in income.rows] == [101]
    old = await client.get_signed("nft-income/find-by-user", partnerUserId="user123", limit=4)
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
async def test_invalid_transfer_is_rejected(
    client: PartnerClient, changes: dict[str, Any], status: int
) -> None:
    """The miner must exist and belong to the sender; the recipient must be another user."""
    order = {"partnerUserId": "user123", "nftId": 101, "toPartnerUserId": "abc456", **changes}
    assert (await client.post_signed("nft/transfer", **order)).status == status
    assert 101 in await miner_ids(client, "user123")


async def test_collections_have_the_captured_prices(client: PartnerClient) -> None:
    """User and partner operations return the same 41 collections."""
    own = (
        await client.call_as_user(await client.access_token(), "nft-collection/find-all-generative")
    ).data
    partners = (await client.call_with_key("GET", "nft-collection/find-all-generative")).data
    assert own == partners
    assert own["count"] == len(own["array"]) == 41
    prices = {(row["power"], row["energyEfficiency"]): row["priceUsdt"] for row in own["array"]}
    assert prices[1, 15] == Decimal("14.99")
    assert prices[16, 15] == Decimal("216.99")
    assert prices[5000, 15] == Decimal("58333.99")
    assert prices[Decimal("0.75"), 12] == Decimal("12.99")
    assert prices[1, 12] == Decimal("18.99")
    assert prices[5000, 12] == Decimal("86228.99")


async def test_purchase_creates_the_miner_on_confirmation(client: PartnerClient) -> None:
    """A payment is confirmed once; the miner earns from the next full day."""
    order = {"userId": 1005, "nftCollectionId": 1505, "externalId": "order-1"}
    begun = (await client.post_signed("nft-payment/init", **order)).data
    assert (begun["status"], begun["priceUsdt"]) == ("pending", Decimal("216.99"))
    assert await miner_ids(client, "newcomer") == []
    confirmed = await client.post_signed("nft-payment/confirm", externalId="order-1", userId=1005)
    assert confirmed.data is True
    rows = (await client.get_signed("nft/find-by-user", partnerUserId="newcomer")).rows
    assert [(row["power"], row["energyEfficiency"]) for row in rows] == [(16, 15)]
    twice = await client.post_signed("nft-payment/confirm", externalId="order-1", userId=1005)
    assert (twice.status, twice.message) == (409, "Payment is already confirmed")
    assert len(await miner_ids(client, "newcomer")) == 1
    client.move_clock(days=2)
    assert await client.balance("newcomer") > 0


async def test_repeated_payment_request_returns_the_same_payment(client: PartnerClient) -> None:
    """Another order with the same externalId is 409."""
    order = {"userId": 1005, "nftCollectionId": 1505, "externalId": "order-1"}
    first = (await client.post_signed("nft-payment/init", **order)).data
    assert (await client.post_signed("nft-payment/init", **order)).data == first
    other = await client.post_signed("nft-payment/init", **{**order, "nftCollectionId": 1501})
    stolen = await client.post_signed("nft-payment/init", **{**order, "userId": 1001})
    assert (other.status, stolen.status) == (409, 409)


async def test_payment_for_unknown_user_collection_or_order_is_404(client: PartnerClient) -> None:
    """A confirmation before the start or by another user is 404 too."""
    order = {"userId": 1005, "nftCollectionId": 1505, "externalId": "order-1"}
    unknown_user = await client.post_signed("nft-payment/init", **{**order, "userId": 9})
    unknown_item = await client.post_signed("nft-payment/init", **{**order, "nftCollectionId": 9})
    early = await client.post_signed("nft-payment/confirm", externalId="order-1", userId=1005)
    await client.post_signed("nft-payment/init", **order)
    other = await client.post_signed("nft-payment/confirm", externalId="order-1", userId=1001)
    assert [unknown_user.status, unknown_item.status, early.status, other.status] == [404] * 4


async def test_power_upgrade_applies_to_income_from_the_next_day(client: PartnerClient) -> None:
    """The new power is listed at once."""
    done = await upgrade(client, type="nftPowerUpgrade", nftId=101, fromPower=32, toPower=64)
    assert set(done.data) == {"id", "status", "type", "nftId"}
    row = (await client.get_signed("nft/find-by-user", partnerUserId="user123")).rows[0]
    assert (row["power"], row["level"]) == (64, 8)
    client.move_clock(days=1)
    today = (await client.get_signed("nft-income/find-by-user", partnerUserId="user123")).rows[0]
    client.move_clock(days=1)
    next_day = (await client.get_signed("nft-income/find-by-user", partnerUserId="user123")).rows[0]
    assert (today["nftId"], today["power"], next_day["power"]) == (101, 32, 64)


async def test_repeated_efficiency_upgrade_is_409(client: PartnerClient) -> None:
    """The W/TH fall once; the same request again is stale."""
    change = {
        "type": "nftEnergyEfficiencyUpgrade",
        "nftId": 103,
        "fromEnergyEfficiency": 28,
        "toEnergyEfficiency": 15,
    }
    assert (await upgrade(client, **change)).status == 200
    row = (await client.get_signed("nft/find-by-user", partnerUserId="user123")).rows[2]
    assert row["energyEfficiency"] == 15
    stale = await upgrade(client, **change)
    assert (stale.status, stale.message) == (409, "Stale upgrade: the miner is at 15, not at 28")


def power(old: object, new: object) -> dict[str, object]:
    """Return a power upgrade of miner 101."""
    return {"type": "nftPowerUpgrade", "nftId": 101, "fromPower": old, "toPower": new}


def efficiency(old: object, new: object) -> dict[str, object]:
    """Return an efficiency upgrade of miner 101."""
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
async def test_invalid_upgrade_is_rejected(
    client: PartnerClient, change: dict[str, object], status: int
) -> None:
    """Power only rises to 5000 TH, W/TH only fall to 12, from the current value."""
    assert (await upgrade(client, **change)).status == status
    row = (await client.get_signed("nft/find-by-user", partnerUserId="user123")).rows[0]
    assert (row["power"], row["energyEfficiency"]) == (32, 15)


async def test_upgrade_prices_follow_the_capture(client: PartnerClient) -> None:
    """Efficiency is priced per TH and W/TH step, power by the price list."""
    kind = "nftEnergyEfficiencyUpgrade"
    steps = await price(client, type=kind, nftId=103, from_=28, to=12)
    per_th = 8 * Decimal("0.999") + 5 * Decimal("1.1") + 3 * Decimal("2.667")
    assert steps.data == {"price": round(8 * per_th, 2)}
    old = await price(client, type=kind, nftId=105, from_=35, to=28)
    assert old.data == {"price": Decimal("3.5")}
    grow = await price(client, type="nftPowerUpgrade", nftId=102, from_=16, to=32)
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
async def test_price_of_invalid_upgrade_is_rejected(
    client: PartnerClient, query: dict[str, object], status: int
) -> None:
    """An impossible upgrade has no price."""
    assert (await price(client, **query)).status == status


def test_levels_run_from_1_to_20() -> None:
    """Levels are 1 to 20 for 1 to 5000 TH; less than 1 TH is level 0."""
    assert [catalog.level_of(power) for power in catalog.LADDER] == list(range(1, 21))
    assert catalog.level_of(Decimal("0.75")) == 0
    assert catalog.level_of(Decimal(63)) == 7
