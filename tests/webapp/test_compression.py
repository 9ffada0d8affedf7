"""Sizes of answers on the wire and parsed, and what is compressed."""

import gzip
import json
from collections.abc import AsyncIterator
from datetime import datetime
from typing import Any

import aiohttp
import pytest

from tests.world import World, init_data_for, open_world
from webapp.compression import LEAST

USER = 1001
WHALE, MINERS = 3, 137  # the test wallet of a member with so many miners
PAGE, DAYS = 50, 30

# What the page asks for on its first screens, by screen (frontend/src/data).
FIRST_SCREENS = {
    "portfolio": ["/api/overview", "/api/preferences"],
    "miners": [f"/api/miners?limit={PAGE}&offset=0"],
    "income": [f"/api/income/days?limit={DAYS}&offset=0"],
    "wallet": ["/api/me"],
    "miner": ["/api/miner?id={miner}", f"/api/income/days?limit={DAYS}&offset=0&miner={{miner}}"],
    "day": ["/api/income/day?date={date}"],
    "incentives": ["/api/incentives"],
}
# Of one answer: bytes on the wire and of JSON.
MOST_ON_WIRE, MOST_PARSED = 15_000, 130_000


@pytest.fixture
async def whale(redis_url: str) -> AsyncIterator[World]:
    """A web app with a member of 137 miners."""
    async with open_world(redis_url, gomining_timeout=10) as world:
        await world.login(wallet=WHALE)
        yield world


async def fetch(world: World, path: str, encoding: str = "gzip, deflate, br") -> tuple[bytes, Any]:
    """Return the body as it was sent, and the headers."""
    signed = init_data_for(USER, now=datetime.fromtimestamp(world.clock().timestamp()).astimezone())
    headers = {"Authorization": f"tma {signed}", "Accept-Encoding": encoding}
    async with (
        aiohttp.ClientSession(auto_decompress=False) as http,
        http.get(world.address + path, headers=headers) as response,
    ):
        body = await response.read()
        assert response.status == 200, (path, body)
        return body, response.headers


async def sizes(world: World, path: str) -> tuple[int, int, Any]:
    """Return the bytes on the wire, those of the JSON, and the JSON."""
    body, headers = await fetch(world, path)
    text = gzip.decompress(body) if headers.get("Content-Encoding") == "gzip" else body
    assert headers.get("Content-Encoding") == "gzip" or len(text) < LEAST
    return len(body), len(text), json.loads(text)


async def test_first_screens_of_137_miners_are_small(whale: World) -> None:
    """Every answer, and all of a portfolio, its lists, one miner and one day together."""
    listed = (await whale.get("/api/miners?limit=999")).body["items"]
    assert len(listed) == MINERS
    wire, parsed = dict[str, int](), dict[str, int]()
    date = ""
    for paths in FIRST_SCREENS.values():
        for path in paths:
            asked = path.format(miner=listed[-1]["id"], date=date)
            wire[path], parsed[path], body = await sizes(whale, asked)
            if path.startswith("/api/income/days") and "miner" not in path:
                date = body["items"][0]["date"]
                assert len(body["items"]) == DAYS
    assert max(wire.values()) <= MOST_ON_WIRE, wire
    assert max(parsed.values()) <= MOST_PARSED, parsed
    overview = [path for screen in ("portfolio", "income") for path in FIRST_SCREENS[screen]]
    assert sum(wire[path] for path in overview) <= 60_000, wire
    assert sum(parsed[path] for path in overview) <= 150_000, parsed
    assert sum(wire.values()) <= 60_000, wire


async def test_answers_are_compressed_for_clients_that_accept_it(world: World) -> None:
    """Not otherwise. `Vary` keeps the two apart in the cache of a proxy."""
    await world.login()
    body, headers = await fetch(world, "/api/overview")
    assert headers["Content-Encoding"] == "gzip"
    assert headers["Vary"] == "Accept-Encoding"
    for wish in ("identity", "br", "gzip;q=0, identity"):
        plain, headers = await fetch(world, "/api/overview", wish)
        assert "Content-Encoding" not in headers
        assert headers["Vary"] == "Accept-Encoding"
        assert len(plain) > len(body)
        json.loads(plain)


async def test_answers_with_secrets_and_errors_are_not_compressed(world: World) -> None:
    """Logins, tickets of downloads, and errors, which may quote the request."""
    begun = await world.post("/api/auth/generate-payload")
    logged_in = await world.login()
    offered = await world.post("/api/income/export")
    wrong = await world.get("/api/miners?limit=" + "9" * 3000)
    assert wrong.status == 400
    for answer in (begun, logged_in, offered, wrong):
        assert "Content-Encoding" not in answer.headers


@pytest.mark.parametrize("path", ["/api/openapi.json", "/tonconnect-manifest.json"])
async def test_open_documents_are_compressed_when_large(world: World, path: str) -> None:
    """The manifest is smaller than what is worth it."""
    body, headers = await fetch(world, path)
    assert ("Content-Encoding" in headers) is (path == "/api/openapi.json")
    json.loads(gzip.decompress(body) if "Content-Encoding" in headers else body)


@pytest.mark.long
async def test_export_of_137_miners_is_compressed(whale: World) -> None:
    """A year of days in a tenth of its size."""
    path = (await whale.post("/api/income/export")).body["path"]
    body, headers = await fetch(whale, path)
    assert headers["Content-Encoding"] == "gzip"
    assert headers["X-Request-Id"]
    text = gzip.decompress(body)
    assert text.count(b"\r\n") > 365 * 100
    assert len(body) < len(text) / 6
    plain, headers = await fetch(whale, path, "identity")
    assert "Content-Encoding" not in headers
    assert plain == text
