"""Chat and page show the same net per day for the same member, whatever the fees are paid in."""

import re
from collections.abc import AsyncIterator
from decimal import Decimal
from typing import Any

import pytest

from bot.translate import words
from tests.bot.conftest import Talk, a_bot, open_chat_world, text_of

IN_BTC, IN_GOMINING = 0, 2  # test wallets whose owners pay their fees so
WAYS = pytest.mark.parametrize(
    ("wallet", "paid_in"), [(IN_BTC, "BTC"), (IN_GOMINING, "GOMINING")], ids=["btc", "gomining"]
)


@pytest.fixture
async def chat(redis_url: str) -> AsyncIterator[Talk]:
    """A user in a chat with a running bot."""
    async with open_chat_world(redis_url) as world, a_bot(world):
        talk = Talk(world)
        await talk.say("/start")
        yield talk


def shown(btc: str, usd: str) -> str:
    """Return a net as the chat writes it."""
    figures = words("en").figures
    text = f"{figures.btc(Decimal(btc))} (≈ {figures.usd(Decimal(usd))})"
    return text.replace("\N{NO-BREAK SPACE}", " ")


@WAYS
async def test_estimate_is_the_same_on_all_screens(chat: Talk, wallet: int, paid_in: str) -> None:
    """/status, /miners, /calc own, GET /api/overview and the sum of GET /api/miners."""
    await chat.login(wallet)
    net = (await chat.world.get("/api/overview")).body["item"]["netToday"]
    assert net["feesPaidIn"] == paid_in
    assert Decimal(net["discount"]) > 0
    assert Decimal(net["usd"]["net"]) > 0
    expected = shown(net["btc"]["net"], net["usd"]["net"])
    for command in ("/status", "/miners"):
        assert f"figures: {expected}" in text_of(await chat.say(command)), command
    btc, usd = re.fullmatch(r"(.*) \(≈ (.*)\)", expected).groups()  # type: ignore[union-attr]
    # In one unit with the month and the year.
    in_btc = words("en").figures.btc(Decimal(net["btc"]["net"]), sat=False)
    calculated = text_of(await chat.say("/calc own")).replace("\N{NO-BREAK SPACE}", " ")
    of_day = (
        f"per day: {usd} ≈ {one}\n".replace("\N{NO-BREAK SPACE}", " ") for one in (btc, in_btc)
    )
    assert any(one in calculated for one in of_day)
    miners = (await chat.world.get("/api/miners?limit=999")).body["items"]
    assert sum(Decimal(miner["net"]["usd"]["net"]) for miner in miners) == Decimal(
        net["usd"]["net"]
    )


async def test_my_miners_button_of_the_calculator_uses_the_members_discount(chat: Talk) -> None:
    """The button under /calc shows the net of /status."""
    await chat.login(IN_GOMINING)
    net = (await chat.world.get("/api/overview")).body["item"]["netToday"]
    await chat.say("/calc")
    text = text_of(await chat.tap("My miners"))
    assert f"per day: {words('en').figures.usd(Decimal(net['usd']['net']))}" in text
    assert f"Discount of {words('en').figures.percent(Decimal(net['discount']))}" in text


@WAYS
async def test_mined_day_is_the_same_on_all_screens(chat: Talk, wallet: int, paid_in: str) -> None:
    """GET /api/overview, the days of GET /api/income, and /income where amounts are gross."""
    await chat.login(wallet)
    overview = (await chat.world.get("/api/overview")).body["item"]
    days = (await chat.world.get("/api/income?groupByDays=true&limit=30")).body["items"]
    last = overview["netLastDay"]
    assert last == days[0]["net"]
    assert last["feesPaidIn"] == paid_in
    gross, fees, net = (Decimal(last["btc"][name]) for name in ("gross", "fees", "net"))
    assert net == gross - fees > 0
    assert net == sum(Decimal(value) for value in days[0]["netByMiner"].values())
    check_credited(last, paid_in)
    month = sum((Decimal(day["net"]) for day in overview["days"]), Decimal(0))
    assert Decimal(overview["netMonth"]) == month
    text = text_of(await chat.say("/income"))
    assert ("before fees" in text) == (paid_in == "GOMINING")
    if paid_in == "GOMINING":
        figures = words("en").figures
        line = f"last day {figures.btc(net)}, all 30 days {figures.btc(month)}"
        assert line.replace("\N{NO-BREAK SPACE}", " ") in text


def check_credited(net: dict[str, Any], paid_in: str) -> None:
    """What the partner credited is the net if fees are taken from the BTC, else the gross."""
    assert Decimal(net["credited"]) == Decimal(net["btc"]["net" if paid_in == "BTC" else "gross"])
    assert (Decimal(net["feesInGomining"]) > 0) == (paid_in == "GOMINING")
