"""GET /api/shop: before a login by the partner's key, afterwards, and without a key."""

from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from gomining.endpoints import GetPartnerIncomePerTh, ListCollections, ListPartnerCollections
from market.calculator import calculate
from market.shared_answers import FRESH
from tests.world import World, open_world


@pytest.fixture
async def keyless(redis_url: str) -> AsyncIterator[World]:
    """A web app whose operator has a partner id alone."""
    async with open_world(redis_url, gomining_api_key=None, gomining_api_secret=None) as world:
        yield world


def cover(stars: int, usd_per_star: str, usd: Decimal) -> bool:
    """Whether so many Stars cover an amount of USD, and one less does not."""
    rate = Decimal(usd_per_star)
    return stars * rate >= usd > (stars - 1) * rate


async def offers(world: World, **request: Any) -> list[dict[str, Any]]:
    """Return the items of the answer."""
    answer = await world.get("/api/shop", **request)
    assert answer.status == 200, answer.body
    found: list[dict[str, Any]] = answer.body["items"]
    return found


async def test_shop_is_open_to_a_telegram_user_before_login(world: World) -> None:
    """Every collection with an exact price, whole Stars and the net of the one formula."""
    answer = await world.get("/api/shop")
    assert answer.status == 200
    assert answer.body["showsPayback"] is False
    items = answer.body["items"]
    sold = (await world.services.client(ListPartnerCollections())).items
    assert len(items) == answer.body["total"] == len(sold) > 30
    income = await world.services.client(GetPartnerIncomePerTh())
    for item in items:
        source = next(one for one in sold if one.id == item["id"])
        assert source.power and source.energy_efficiency and source.price_usdt
        assert Decimal(item["priceUsd"]) == source.price_usdt
        assert cover(item["priceStars"], "0.013", source.price_usdt)
        made = calculate(income, power=source.power, efficiency=source.energy_efficiency)
        assert Decimal(item["day"]["net"]) == made.net
        assert item["paybackDays"] is None
    prices = [Decimal(item["priceUsd"]) for item in items]
    assert prices == sorted(prices)


async def test_shop_needs_init_data(world: World) -> None:
    """It is open to Telegram's users, not to the web."""
    assert (await world.get("/api/shop", user=None)).code == "init_data_missing"


async def test_shop_is_fetched_once_for_all_users(world: World) -> None:
    """Also between those with and without a login, until it is no longer fresh."""
    await world.login()

    async def asked() -> int:
        own, users = "nft-collection/find-all-generative", "c2s/nft-collection/find-all-generative"
        return len([*await world.calls(own), *await world.calls(users)])

    first = await offers(world)
    for user in (1002, 1003):
        assert await offers(world, user=user) == first
    assert (await world.get("/api/collections")).status == 200
    assert await asked() == 1
    world.clock.move(FRESH[ListCollections])
    await offers(world)
    assert await asked() == 2


async def test_last_known_prices_are_served_during_an_outage(world: World) -> None:
    """Marked as stale, with their time; without any the failure is reported."""
    await world.inject_fault("down")
    assert (await world.get("/api/shop")).code == "partner_unreachable"
    await world.clear_faults()
    known = await world.get("/api/shop")
    assert known.body["stale"] is False
    world.clock.move(FRESH[ListCollections])
    await world.inject_fault("down")
    old = await world.get("/api/shop")
    assert (old.body["stale"], old.body["asOf"]) == (True, known.body["asOf"])
    assert old.body["items"] == known.body["items"]


async def test_shop_without_the_partners_keys_needs_a_login(keyless: World) -> None:
    """Then it is asked for with the user's own tokens, and shared."""
    assert (await keyless.get("/api/shop")).code == "not_logged_in"
    await keyless.login()
    first = await offers(keyless)
    assert len(first) > 30
    assert await offers(keyless, user=1002) == first


async def test_payback_is_shown_only_where_the_operator_switched_it_on(redis_url: str) -> None:
    """With Stars at the operator's rate and margin."""
    async with open_world(
        redis_url, show_payback=True, usd_per_star="0.02", stars_margin="0.25"
    ) as world:
        answer = await world.get("/api/shop")
        assert answer.body["showsPayback"] is True
        items = answer.body["items"]
        known = [item["paybackDays"] for item in items if item["paybackDays"] is not None]
        assert known
        assert known == sorted(known)
        due = Decimal(items[0]["priceUsd"]) * Decimal("1.25")
        assert cover(items[0]["priceStars"], "0.02", due)
