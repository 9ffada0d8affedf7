"""A member with 5,000 miners opens every screen of page and chat, over the sandbox's partner."""

import asyncio
import threading
from collections.abc import AsyncIterator, Callable
from decimal import Decimal
from typing import Any

import pytest

from accounts.member import Member
from bench.farm_sandbox import FIRST, WALLET, add_farm
from gomining import exact_json
from gomining.endpoints import ListIncomeDays, ListMiners
from portfolio import export, income_days, income_pages, miners, net, overview, recent
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from tests.bot.conftest import Talk, a_bot, text_of
from tests.world import World, open_web_app
from tools.serving import serving
from webapp.routes import income as income_routes
from webapp.routes import portfolio as routes

MINERS = 5000
DAYS = 3
ON_LOOP = 500  # rows that may be worked on in one go on the event loop


@pytest.fixture
async def world(redis_url: str) -> AsyncIterator[World]:
    """A sandbox with the farm, and a web app."""
    clock = Clock()
    app = make_sandbox(clock=clock)
    add_farm(app, miners=MINERS, days=DAYS)
    async with (
        serving(app) as sandbox,
        open_web_app(sandbox, clock, redis_url, gomining_timeout=60) as opened,
    ):
        yield opened


@pytest.fixture
def asked(monkeypatch: pytest.MonkeyPatch) -> list[Any]:
    """The endpoints that are called for members."""
    calls: list[Any] = []
    ask = Member.reduced

    async def recording(self: Member, endpoint: Any, reduce: Any) -> Any:
        calls.append(endpoint)
        return await ask(self, endpoint, reduce)

    monkeypatch.setattr(Member, "reduced", recording)
    return calls


@pytest.fixture
def on_loop(monkeypatch: pytest.MonkeyPatch) -> list[tuple[str, int]]:
    """The functions that go through rows on the event loop, each with the number of rows."""
    calls: list[tuple[str, int]] = []
    loop_thread = threading.get_ident()

    def watch(module: Any, name: str) -> None:
        function: Callable[..., Any] = getattr(module, name)

        def watched(*arguments: Any, **more: Any) -> Any:
            if threading.get_ident() == loop_thread:
                calls.append((name, max(map(rows_of, arguments), default=0)))
            return function(*arguments, **more)

        monkeypatch.setattr(module, name, watched)

    for module, names in {
        exact_json: ["_check_depth"],
        recent: ["summarize", "mined_day", "last_terms"],
        net: ["mined_records", "total", "add_amounts"],
        overview: ["_compute", "power", "efficiency", "estimates", "mined_days"],
        miners: ["estimates", "total"],
        income_pages: ["_record_keys"],
        export: ["_rows"],
        income_days: ["_reduce", "_day_sum", "mined_records", "mined_day", "named_miners"],
        routes: ["_miners_response"],
        income_routes: ["_with_net", "_sums", "mined_records", "mined_day"],
    }.items():
        for name in names:
            watch(module, name)
    return calls


def rows_of(value: Any) -> int:
    """Return how many miners or records an argument has."""
    if isinstance(value, dict):
        return max(map(rows_of, value.values()), default=0)
    if isinstance(value, list):
        return max(len(value), *map(rows_of, value[:3])) if value else 0
    inner = (getattr(value, name, None) for name in ("incomes", "miners"))
    return max(len(rows) if isinstance(rows, list) else 0 for rows in inner)


@pytest.mark.long
async def test_page_opens_all_screens_of_a_farm(
    world: World, asked: list[Any], on_loop: list[tuple[str, int]]
) -> None:
    """Complete, in small pages of the partner, with no long list on the event loop."""
    await world.login(wallet=WALLET)
    seen = (await world.get("/api/overview")).body["item"]
    assert (seen["miners"], len(seen["days"])) == (MINERS, DAYS)
    assert seen["netToday"]["miners"] == seen["netLastDay"]["miners"] == MINERS
    assert Decimal(seen["netMonth"]) == sum(Decimal(day["net"]) for day in seen["days"])

    listed = (await world.get("/api/miners?limit=999&offset=4500")).body
    assert (listed["total"], len(listed["items"])) == (MINERS, 500)
    assert [miner["id"] for miner in listed["items"]] == list(range(FIRST + 4500, FIRST + MINERS))
    one = (await world.get("/api/miners?limit=1&offset=4321")).body["items"][0]
    assert Decimal(one["net"]["discount"]) > 0  # from its record of the last mined day

    days = (await world.get("/api/income?groupByDays=true&limit=30")).body
    assert (days["total"], len(days["items"])) == (DAYS, DAYS)
    assert all(day["net"]["miners"] == MINERS for day in days["items"])
    assert all(day["incomes"] is None for day in days["items"])  # 15,000 records in one answer
    day = (await world.get("/api/income?groupByDays=true&limit=1&offset=1")).body["items"][0]
    sums = (await world.get("/api/income/days?limit=3")).body
    assert [item["records"] for item in sums["items"]] == [5000] * 3
    assert len(sums["miners"]) == 5000
    whole = (await world.get(f"/api/income/day?date={sums['items'][1]['date']}")).body["item"]
    assert whole == day
    assert len(day["incomes"]) == len(day["netByMiner"]) == MINERS
    assert day["net"] == days["items"][1]["net"]
    records = (await world.get("/api/income?limit=100&offset=14950")).body
    assert (records["total"], len(records["items"])) == (MINERS * DAYS, 50)

    check_small(asked)
    assert [call for call in on_loop if call[1] > ON_LOOP] == []


@pytest.mark.long
async def test_chat_opens_all_screens_of_a_farm(
    world: World, asked: list[Any], on_loop: list[tuple[str, int]]
) -> None:
    """Through the bot's own handlers."""
    async with a_bot(world):
        chat = Talk(world)
        await chat.say("/start")
        await chat.login(WALLET)
        status = text_of(await chat.say("/status"))
        assert "5,000 miners" in status
        assert "30 days" in status
        text = text_of(await chat.say("/miners 625"))
        assert "4993–5000 of 5000" in text.replace(",", "")
        income = await chat.say("/income")
        assert income["photo"]
        by_days = text_of(await chat.tap("Day by day"))
        assert by_days.count("\n") > DAYS
        exported = await chat.say("/export")
        assert exported["document"]["file_size"] > MINERS * DAYS * 100
    check_small(asked)
    assert [call for call in on_loop if call[1] > ON_LOOP] == []


@pytest.mark.long
async def test_other_work_goes_on_while_a_farm_is_read(world: World) -> None:
    """A request of another member is answered before the overview of the farm."""
    await world.login(wallet=WALLET)
    await world.login(user=1002, wallet=0)
    farm = asyncio.create_task(world.get("/api/overview"))
    other = await world.get("/api/me", user=1002)
    assert other.status == 200
    assert not farm.done()
    assert (await farm).status == 200


def check_small(asked: list[Any]) -> None:
    """Check that no answer was asked for that has more than about 5,000 records."""
    assert {call.limit for call in asked if isinstance(call, ListIncomeDays)} == {1}
    assert max(call.limit or 0 for call in asked if isinstance(call, ListMiners)) <= miners.PAGE
