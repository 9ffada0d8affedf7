"""What a member reads, and what they read when the partner has a bad day."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

import pytest

from portfolio.overview import recent_days
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


async def test_lists_are_paged(world: World) -> None:
    """A member with more than a hundred miners turns pages, and each miner comes once."""
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


async def test_income_comes_by_record_and_by_day(world: World) -> None:
    """A day's value is the sum of its records, exactly, and the mined day is told."""
    await world.login()
    records = (await world.get("/api/income?limit=5")).body["items"]
    assert all(Decimal(record["value"]) >= 0 and record["minedOn"] for record in records)
    days = (await world.get("/api/income?groupByDays=true&limit=3")).body["items"]
    for day in days:
        assert Decimal(day["value"]) == sum(Decimal(each["value"]) for each in day["incomes"])
        assert {each["minedOn"] for each in day["incomes"]} == {day["minedOn"]}
    yesterday = (world.clock() - timedelta(days=1)).date()
    assert days[0]["minedOn"] in {str(yesterday), str(yesterday - timedelta(days=1))}


async def test_the_overview_agrees_with_its_parts(world: World) -> None:
    """One call says what the single ones say."""
    await world.login()
    look = (await world.get("/api/overview")).body["item"]
    miners = (await world.get("/api/miners?limit=999")).body
    assert look["miners"] == miners["total"]
    power = sum(Decimal(miner["power"]) for miner in miners["items"])
    assert Decimal(look["power"]) == power
    watts = sum(
        (Decimal(miner["power"]) * Decimal(miner["energyEfficiency"]) for miner in miners["items"]),
        Decimal(0),
    )
    assert Decimal(look["efficiency"]) == (watts / power).quantize(Decimal("0.01"))
    days = (await world.get("/api/income?groupByDays=true&limit=30")).body["items"]
    assert [(day["minedOn"], Decimal(day["value"])) for day in reversed(days)] == [
        (day["date"], Decimal(day["value"])) for day in look["days"]
    ]
    assert Decimal(look["month"]) == sum(Decimal(day["value"]) for day in days)
    assert Decimal(look["lastDay"]) == Decimal(days[0]["value"])
    total = (await world.get("/api/income/total")).body["item"]["totalIncome"]
    assert look["total"] == total
    assert look["balances"] == (await world.get("/api/balances")).body["items"]


async def test_an_empty_account_is_no_error(world: World) -> None:
    """A wallet that GoMining has never seen gets an account with nothing in it."""
    await world.login(wallet=77)
    assert (await world.get("/api/miners")).body["items"] == []
    look = (await world.get("/api/overview")).body["item"]
    assert (look["miners"], look["power"], look["days"], look["month"]) == (0, None, [], None)


@pytest.mark.parametrize(("mood", "status", "code"), PARTNER_FAULTS, ids=str)
async def test_each_trouble_of_the_partner_has_its_code(
    world: World, mood: dict[str, Any], status: int, code: str
) -> None:
    """For every read, and nothing of the partner's own words gets through."""
    await world.login()
    await world.inject_fault(**mood)
    answer = await world.get("/api/miners")
    assert (answer.status, answer.code) == (status, code)
    if code == "partner_busy":
        assert answer.headers["Retry-After"] == "7"
    assert "sandbox" not in str(answer.body).lower()


@pytest.mark.parametrize("path", READS)
async def test_a_members_own_data_is_never_old(world: World, path: str) -> None:
    """What belongs to one member is asked for each time; a failure is told."""
    await world.login()
    assert (await world.get(path)).status == 200
    await world.inject_fault("broken")
    assert (await world.get(path)).code == "partner_broken"


@pytest.mark.parametrize("path", SHARED)
async def test_shared_answers_survive_the_partner(world: World, path: str) -> None:
    """The last known answer is served with its time and marked; later it is current again."""
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


async def test_all_members_share_one_call(world: World) -> None:
    """What is the same for everyone is asked once for two members."""
    await world.login(user=1001, wallet=0)
    await world.login(user=1002, wallet=1)
    for user in (1001, 1002, 1001):
        assert (await world.get("/api/rates", user=user)).status == 200
    assert len(await world.calls("c2s/rates")) == 1


async def test_a_path_can_be_corrected_by_a_setting(redis_url: str) -> None:
    """The document hides paths; the operator corrects one without touching code."""
    wrong = {"ListMiners": "/api/partner/c2s/somewhere/else"}
    async with open_world(redis_url, gomining_paths=wrong) as world:
        await world.login()
        answer = await world.get("/api/miners")
        assert (answer.status, answer.code) == (502, "partner_refused")


async def test_binding_refuses_what_is_no_mainnet_address(world: World) -> None:
    """Testnet, typos and keys stop here: the partner is not asked, and a key is not echoed."""
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


async def test_a_bind_is_never_repeated_by_us(world: World) -> None:
    """Done, but the answer was lost: the member is told, and the partner was asked once."""
    await world.login()
    await world.inject_fault("lost", operation="c2s/wallet/bind", times=1)
    body = {"address": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"}
    assert (await world.post("/api/wallets/bitcoin", body)).code == "partner_unreachable"
    assert len(await world.calls("c2s/wallet/bind")) == 1


async def test_days_of_many_miners_come_in_parts(world: World) -> None:
    """However many miners a member has, each answer stays small, and the days are the same."""
    await world.login(wallet=3)
    member = world.services.member(1001)
    whole = await recent_days(member, 30, miners=137)
    parts = await recent_days(member, 30, miners=137, records=500)
    assert parts == whole
    assert len(parts) == 30
    assert len(await world.calls("c2s/nft-income/find-by-user")) == 2 + 10
