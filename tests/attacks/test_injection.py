"""Injection through names and links: spreadsheet formulas, markup, redirects."""

import csv
import io
from collections.abc import AsyncIterator
from typing import Any

import pytest

from tests.bot.conftest import Talk, a_bot, text_of, until
from tests.world import World

DAYS = "c2s/nft-income/find-by-user"
MINERS = "c2s/nft/find-by-user"
FORMULAS = [
    "=1+1",
    "+1",
    "-1",
    "@SUM(1)",
    "|cmd",
    " =1",
    "\t=1",
    "\r=1",
    "\n=1",
    "\N{NO-BREAK SPACE}=1",
    '=HYPERLINK("https://evil.example","x")',
    "=cmd|' /C calc'!A0",
    "x;=1+1",
    'x";=1+1',
    "x\t=1+1",
    "x,=1+1",
    "x\n=1+1",
    "\N{FULLWIDTH EQUALS SIGN}1+1",
    "\N{FULLWIDTH PLUS SIGN}1",
    "\N{FULLWIDTH COMMERCIAL AT}SUM(1)",
]
STARTS = tuple("=+-@|＝＋－＠")
EVIL = '<b>bold</b> <a href="https://evil.example">x</a>'  # short enough not to be cut


def cells(text: str, separator: str) -> list[str]:
    """Return every cell as a spreadsheet with this list separator would split the file."""
    rows = csv.reader(io.StringIO(text, newline=""), delimiter=separator)
    return [cell for row in rows for cell in row]


@pytest.mark.parametrize("name", FORMULAS, ids=ascii)
async def test_csv_cells_are_no_formulas(world: World, name: str) -> None:
    """Attack: a miner whose name is a formula.

    Excel splits at semicolons where the comma is the decimal sign, and accepts full-width signs.
    """
    record = {"id": 1, "nft": {"id": 5, "name": name}, "value": 0.0001, "createdAt": None}
    day = {"createdAt": "2026-11-21T03:31:04.474Z", "value": 0.0001, "incomes": [record]}
    body = {"data": {"array": [day], "count": 1}}
    await world.login()
    await world.inject_fault("answer", operation=DAYS, body=body)
    path = (await world.post("/api/income/export")).body["path"]
    text = (await world.get(path, user=None)).body
    assert text.count("evil.example") == name.count("evil.example")
    for separator in (",", ";", "\t"):
        found = [cell for cell in cells(text, separator) if cell.strip().startswith(STARTS)]
        assert not found


@pytest.fixture
async def evil_chat(chat_world: World) -> AsyncIterator[Talk]:
    """A chat with the bot of a user whose name is markup."""
    await chat_world.sim("POST", "/sim/chat/users", {"id": 1001, "first_name": EVIL})
    async with a_bot(chat_world):
        yield Talk(chat_world)


def assert_plain(message: dict[str, Any], evil: str) -> None:
    """Assert that the message contains the text literally, without formatting or a link in it."""
    text, start = text_of(message), text_of(message).find(evil)
    assert start >= 0, text
    offset = len(text[:start].encode("utf-16-le")) // 2
    whole = {"bold", "italic", "code", "pre", "blockquote", "expandable_blockquote"}
    entities = message.get("entities", []) + message.get("caption_entities", [])
    for entity in entities:
        inside = offset < entity["offset"] < offset + len(evil)
        # Clients mark these in plain text by themselves: "/b" and "https://…".
        assert not inside or entity["type"] in {"url", "bot_command"}, entity
        assert entity["type"] != "text_link", entity
        assert entity["type"] in whole | {"bot_command", "url", "mention", "hashtag"}, entity


async def test_html_in_a_telegram_name_is_text(evil_chat: Talk) -> None:
    """Attack: a Telegram user whose name is a link in HTML."""
    assert_plain(await evil_chat.say("/start"), EVIL)


async def test_html_in_a_miners_name_is_text(evil_chat: Talk) -> None:
    """Attack: a miner whose name is a link in HTML, in the bot's list."""
    world = evil_chat.world
    await evil_chat.say("/start")
    await world.login()
    miner = {"id": 7, "name": EVIL, "power": 32, "energyEfficiency": 15, "status": EVIL}
    body = {"data": {"array": [miner], "count": 1}}
    await world.inject_fault("answer", operation=MINERS, body=body)
    await evil_chat.send("/miners")

    async def listed() -> dict[str, Any] | None:
        found = [one for one in await evil_chat.answers() if EVIL in text_of(one)]
        return found[1] if len(found) > 1 else None  # the first one is the greeting

    assert_plain(await until(listed, "the list"), EVIL)


async def test_names_are_sent_to_the_page_as_json(evil_chat: Talk) -> None:
    """Attack: a script in a name. The content type is JSON, and browsers may not guess another."""
    world = evil_chat.world
    await world.login()
    miner = {"id": 7, "name": "</script><script>alert(1)</script>", "power": 32}
    body = {"data": {"array": [miner], "count": 1}}
    await world.inject_fault("answer", operation=MINERS, body=body)
    answer = await world.get("/api/miners")
    assert answer.headers["Content-Type"].startswith("application/json")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.body["items"][0]["name"] == miner["name"]


@pytest.mark.parametrize(
    "wish",
    [
        "https://evil.example",
        "//evil.example",
        "login@evil.example",
        "javascript:alert(1)",
        "\\\\evil.example",
        "status%0d%0aLocation:%20https://evil.example",
    ],
)
async def test_deep_links_do_not_redirect(evil_chat: Talk, wish: str) -> None:
    """Attack: an open redirect by a start parameter.

    Parameters are names of screens and never URLs: no response redirects, no button leads away, and
    the page is the same for every link.
    """
    world = evil_chat.world
    plain = await world.get("/", user=None)
    for query in (f"startapp={wish}", f"screen={wish}", f"tgWebAppStartParam={wish}"):
        answer = await world.call("GET", f"/?{query}", user=None, allow_redirects=False)
        assert answer.status == plain.status
        assert "Location" not in answer.headers
        assert plain.status != 200 or answer.body == plain.body
    message = await evil_chat.say(f"/start {wish}")
    buttons = message.get("reply_markup", {}).get("inline_keyboard", [])
    targets = [
        button.get("url") or button.get("web_app", {}).get("url")
        for row in buttons
        for button in row
    ]
    assert not [target for target in targets if target and "evil" in target]
    assert "evil.example" not in text_of(message).replace(EVIL, "")
