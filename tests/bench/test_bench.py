"""The benchmarks themselves: ratios, the plot, the servers that take part."""

import asyncio
import itertools
import json
import xml.etree.ElementTree as ET

import aiohttp
import pytest

from bench.__main__ import NAMES, measure
from bench.bot_api import BATCH, FIRST, Api, _Connection
from bench.load import MARK, _request_makers
from bench.partner_stub import serve_partner
from bench.plot import Panel, draw
from bench.table import Row, race, ratio, show


def test_ratio_is_taken_round_by_round() -> None:
    """A round in which the machine was slow changes nothing."""
    result = ratio([2.0, 200.0, 2.0], [1.0, 100.0, 1.0])
    assert (result.median, result.low, result.high) == (2.0, 2.0, 2.0)


def test_works_take_turns() -> None:
    """Every work runs in every round."""
    order: list[str] = []
    works = {name: lambda name=name: order.append(name) for name in "ab"}
    times = race(works, rounds=3, calls=1)
    assert {name: len(each) for name, each in times.items()} == {"a": 3, "b": 3}
    assert [name for name, _ in itertools.groupby(order[2:])] == list("ababab")


def test_missed_target_is_in_capitals() -> None:
    """The last column of the table."""
    table = show([Row("x", "y", ">= 2", "1.50", is_met=False)])
    assert "MISSED" in table


async def test_redis_memory_per_user_is_measured() -> None:
    """A whole benchmark, with real processes."""
    assert "memory" in NAMES
    rows = await measure(["memory"], quick=True)
    assert [row.is_met for row in rows] == [True, True]


def test_plot_is_svg_with_a_circle_for_each_point() -> None:
    """It is well-formed XML."""
    svg = draw([Panel("miners", "ms", {1.0: 2.0, 10.0: 4.0, 100.0: 8.0})])
    circles = [part for part in ET.fromstring(svg).iter() if part.tag.endswith("circle")]  # noqa: S314
    assert len(circles) == 3


def test_numbered_requests_count_over_all_connections() -> None:
    """Without a number the text is unchanged."""
    first, second = _request_makers([f"a {MARK} b".encode()] * 2, numbered=5)
    assert [first(), second(), first()] == [b"a 5 b", b"a 6 b", b"a 7 b"]
    (plain,) = _request_makers([b"x"], numbered=None)
    assert plain() == b"x"


@pytest.mark.parametrize("how", ["data", "json", "params"])
async def test_bot_api_reads_form_json_and_query(how: str) -> None:
    """Bot frameworks differ in how they send the offset."""
    api = Api(BATCH + 1, echo=False)
    loop = asyncio.get_running_loop()
    server = await loop.create_server(lambda: _Connection(api), "127.0.0.1", 0)
    port = server.sockets[0].getsockname()[1]
    async with server, aiohttp.ClientSession() as http:
        sent = {how: {"offset": str(FIRST + BATCH), "timeout": "30"}}
        async with http.post(f"http://127.0.0.1:{port}/botX/getUpdates", **sent) as answer:  # type: ignore[arg-type]
            result = json.loads(await answer.read())["result"]
    assert [update["update_id"] for update in result] == [FIRST + BATCH]


async def test_partner_stub_pages_lists() -> None:
    """With the length of the whole list."""
    async with serve_partner(miners=30, days=1) as partner, aiohttp.ClientSession() as http:
        url = f"{partner}/api/partner/c2s/nft/find-by-user"
        async with http.get(url, params={"limit": "20", "offset": "20"}) as answer:
            data = (await answer.json())["data"]
    assert (len(data["array"]), data["count"]) == (10, 30)
