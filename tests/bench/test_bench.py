"""The measurements themselves: ratios, the plot, the canned servers that bots and load meet."""

import asyncio
import itertools
import json
import xml.etree.ElementTree as ET

import aiohttp
import pytest

from bench.__main__ import NAMES, measure
from bench.bot_api import BATCH, FIRST, Api, _Connection
from bench.canned import a_partner
from bench.load import MARK, _makes
from bench.plot import Panel, draw
from bench.table import Row, race, ratio, show


def test_a_ratio_is_taken_round_by_round() -> None:
    """A slow round slows both: it changes no ratio."""
    told = ratio([2.0, 200.0, 2.0], [1.0, 100.0, 1.0])
    assert (told.median, told.low, told.high) == (2.0, 2.0, 2.0)


def test_works_take_turns() -> None:
    """Every work runs in every round, so that none has the quiet minutes to itself."""
    order: list[str] = []
    works = {name: lambda name=name: order.append(name) for name in "ab"}
    times = race(works, rounds=3, calls=1)
    assert {name: len(each) for name, each in times.items()} == {"a": 3, "b": 3}
    assert [name for name, _ in itertools.groupby(order[2:])] == list("ababab")


def test_what_is_not_reached_is_said() -> None:
    """The last column cannot be overlooked."""
    table = show([Row("x", "y", ">= 2", "1.50", reached=False)])
    assert "NOT REACHED" in table


async def test_redis_memory_per_user_is_measured() -> None:
    """One whole measurement runs, over the real processes."""
    assert "memory" in NAMES
    rows = await measure(["memory"], quick=True)
    assert [row.reached for row in rows] == [True, True]


def test_the_plot_can_be_read() -> None:
    """It is an SVG with each of the points."""
    svg = draw([Panel("miners", "ms", {1.0: 2.0, 10.0: 4.0, 100.0: 8.0})])
    circles = [part for part in ET.fromstring(svg).iter() if part.tag.endswith("circle")]  # noqa: S314
    assert len(circles) == 3


def test_each_request_has_a_number_of_its_own() -> None:
    """Over all connections; without a number the text stays as it is."""
    first, second = _makes([f"a {MARK} b".encode()] * 2, numbered=5)
    assert [first(), second(), first()] == [b"a 5 b", b"a 6 b", b"a 7 b"]
    (plain,) = _makes([b"x"], numbered=None)
    assert plain() == b"x"


@pytest.mark.parametrize("how", ["data", "json", "params"])
async def test_the_bot_api_reads_every_way_of_asking(how: str) -> None:
    """Frameworks send their offset as a form, as JSON or in the query."""
    api = Api(BATCH + 1, echo=False)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(api), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, aiohttp.ClientSession() as http:
        asked = {how: {"offset": str(FIRST + BATCH), "timeout": "30"}}
        async with http.post(f"http://127.0.0.1:{port}/botX/getUpdates", **asked) as answer:  # type: ignore[arg-type]
            told = json.loads(await answer.read())
    assert [update["update_id"] for update in told["result"]] == [FIRST + BATCH]


async def test_the_partner_pages() -> None:
    """A list comes in the parts that are asked for, with its whole length."""
    async with a_partner(miners=30, days=1) as partner, aiohttp.ClientSession() as http:
        url = f"{partner}/api/partner/c2s/nft/find-by-user"
        async with http.get(url, params={"limit": "20", "offset": "20"}) as answer:
            data = (await answer.json())["data"]
    assert (len(data["array"]), data["count"]) == (10, 30)
