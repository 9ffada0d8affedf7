"""Data of a member and shared data, also during faults of the partner."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from portfolio.recent import recent_days
from tests.world import PARTNER_FAULTS, World, open_world

READS = {
    "/api/miners": "c2s/nft/find-by-user",
    "/api/income": "c2s/nft-income/find-by-user",
    "/api/income/total": "c2s/nft-income/find-total-by-user",
    "/api/wallets": "c2s/wallet/find-by-user",
    "/api/balances": "c2s/wallet/balances",
}
SHARED = {
    "/api/rates": "c2s/rates",
    "/api/collections": "c2s/nft-collection/find-all-generative",
    "/api/incentives": "c2s/incentives",
    "/api/income/per-th": "c2s/income-statistic/get-income-per-th",
}


async def test_miners_are_paged_without_overlap(world: World) -> None:
    """More than 100 miners in pages of 50."""
    await world.login(wallet=3)
    ids: list[int] = []
    total = None
    while total is None or len(ids) < total:
        page = (await world.get(f"/api/miners?limit=50&offset={len(ids)}")).body
        total = page["total"]
        assert page["items"]
        ids += [miner["id"] for miner in page["items"]]
    assert len(set(ids)) == total
    assert total > 100


async def test_income_by_record_and_by_day_agree(world: World) -> None:
    """A day's value is the exact sum of its records, with the mined day."""
    await world.login()
    records = (await world.get("/api/income?limit=5")).body["items"]
    assert all(Decimal(record["value"]) >= 0 and record["minedOn"] for record in records)
    days = (await world.get("/api/income?groupByDays=true&limit=3")).body["items"]
    for day in days:
        assert Decimal(day["value"]) == sum(Decimal(record["value"]) for record in day["incomes"])
        assert {record["minedOn"] for record in day["incomes"]} == {day["minedOn"]}
    yesterday = (world.clock() - timedelta(days=1)).date()
    assert days[0]["minedOn"] in {str(yesterday), str(yesterday - timedelta(days=1))}


async def test_overview_agrees_with_the_single_routes(world: World) -> None:
    """Miners, power, efficiency, days, total and balances."""
    await world.login()
    overview = (await world.get("/api/overview")).body["item"]
    miners = (await world.get("/api/miners?limit=999")).body
    assert overview["miners"] == miners["total"]
    power = sum(Decimal(miner["power"]) for miner in miners["items"])
    assert Decimal(overview["power"]) == power
    watts = sum(
        (Decimal(miner["power"]) * Decimal(miner["energyEfficiency"]) for miner in miners["items"]),
        Decimal(0),
    )
    assert Decimal(overview["efficiency"]) == (watts / power).quantize(Decimal("0.01"))
    days = (await world.get("/api/income?groupByDays=true&limit=30")).body["items"]
    assert [(day["minedOn"], Decimal(day["value"])) for day in reversed(days)] == [
        (day["date"], Decimal(day["value"])) for day in overview["days"]
    ]
    assert Decimal(overview["month"]) == sum(Decimal(day["value"]) for day in days)
    assert Decimal(overview["lastDay"]) == Decimal(days[0]["value"])
    total = (await world.get("/api/income/total")).body["item"]["totalIncome"]
    assert overview["total"] == total
    assert overview["balances"] == (await world.get("/api/balances")).body["items"]


async def test_new_account_has_empty_lists(world: World) -> None:
    """A wallet without an account gets an empty one."""
    await world.login(wallet=77)
    assert (await world.get("/api/miners")).body["items"] == []
    overview = (await world.get("/api/overview")).body["item"]
    assert (overview["miners"], overview["power"], overview["days"], overview["month"]) == (
        0,
        None,
        [],
        None,
    )


@pytest.mark.parametrize(("fault", "status", "code"), PARTNER_FAULTS, ids=str)
async def test_partner_failure_has_a_status_and_code(
    short_timeout_world: World, fault: dict[str, Any], status: int, code: str
) -> None:
    """The partner's own text is not passed on."""
    world = short_timeout_world
    await world.login()
    await world.inject_fault(**fault)
    answer = await world.get("/api/miners")
    assert (answer.status, answer.code) == (status, code)
    if code == "partner_busy":
        assert answer.headers["Retry-After"] == "7"
    assert "sandbox" not in str(answer.body).lower()


@pytest.mark.parametrize("path", READS)
async def test_member_data_is_never_served_stale(world: World, path: str) -> None:
    """A failure of the partner is an error."""
    await world.login()
    assert (await world.get(path)).status == 200
    await world.inject_fault("broken")
    assert (await world.get(path)).code == "partner_broken"


@pytest.mark.parametrize("path", SHARED)
async def test_shared_data_is_served_stale_during_a_failure(world: World, path: str) -> None:
    """It has its time and `stale`."""
    await world.login()
    first = (await world.get(path)).body
    world.clock.move(timedelta(minutes=59))
    await world.inject_fault("down", operation=SHARED[path])
    world.clock.move(timedelta(minutes=2))
    await world.post("/api/auth/logout")
    await world.login()
    stale = (await world.get(path)).body
    assert (stale["asOf"], stale["stale"]) == (first["asOf"], True)
    assert stale.get("items") == first.get("items")
    assert stale.get("item") == first.get("item")


async def test_shared_data_is_requested_once_for_all_members(world: World) -> None:
    """Two members cause one call of the partner."""
    await world.login(user=1001, wallet=0)
    await world.login(user=1002, wallet=1)
    for user in (1001, 1002, 1001):
        assert (await world.get("/api/rates", user=user)).status == 200
    assert len(await world.calls("c2s/rates")) == 1


async def test_endpoint_path_can_be_overridden_by_a_setting(redis_url: str) -> None:
    """A wrong path leads to an error of the partner."""
    wrong = {"ListMiners": "/api/partner/c2s/somewhere/else"}
    async with open_world(redis_url, gomining_paths=wrong) as world:
        await world.login()
        answer = await world.get("/api/miners")
        assert (answer.status, answer.code) == (502, "partner_refused")


async def test_bind_rejects_other_than_mainnet_addresses(world: World) -> None:
    """There is no partner call, and a private key is not repeated in the error."""
    await world.login()
    key = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"
    for text in (
        "tb1qw508d6qejxtdg4y5r3zarvary0c5xw7kxpjzsx",
        "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNb",
        key,
    ):
        answer = await world.post("/api/wallets/bitcoin", {"address": text})
        assert answer.status == 400
        assert answer.code.startswith("address_")
        assert key not in str(answer.body)
    assert not await world.calls("c2s/wallet/bind")


async def test_bind_is_never_repeated(world: World) -> None:
    """When the answer is lost, the partner was called once."""
    await world.login()
    await world.inject_fault("lost", operation="c2s/wallet/bind", times=1)
    body = {"address": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"}
    assert (await world.post("/api/wallets/bitcoin", body)).code == "partner_unreachable"
    assert len(await world.calls("c2s/wallet/bind")) == 1


async def test_days_of_many_miners_are_loaded_in_parts(world: World) -> None:
    """The result equals that of one request."""
    await world.login(wallet=3)
    member = world.services.member(1001)
    whole = await recent_days(member, 30, miners=137, records=4110)
    parts = await recent_days(member, 30, miners=137, records=500)
    assert parts == whole
    assert len(parts.days) == 30
    assert len(await world.calls("c2s/nft-income/find-by-user")) == 1 + 10
