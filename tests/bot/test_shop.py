"""The shop in the chat: before a login, page by page, with the prices of the web API."""

import re
from decimal import Decimal

from tests.bot.conftest import Talk, a_bot, labels, open_chat_world, text_of

OFFER = re.compile(r"^([\d,.]+) TH · ([\d,.]+) W/TH\n\$([\d,.]+) or ([\d,]+) Stars\n", re.MULTILINE)


def offers(text: str) -> list[tuple[Decimal, ...]]:
    """Return power, W/TH, USD and Stars of each offer in a message."""
    return [
        tuple(Decimal(figure.replace(",", "")) for figure in found) for found in OFFER.findall(text)
    ]


async def test_shop_shows_prices_and_net_before_a_login(chat: Talk) -> None:
    """The cheapest first, with the web API's figures and the notice."""
    answer = await chat.say("/shop")
    shown = offers(text_of(answer))
    items = (await chat.world.get("/api/shop")).body["items"]
    names = ("power", "energyEfficiency", "priceUsd", "priceStars")
    assert shown == [tuple(Decimal(item[name]) for name in names) for item in items[:8]]
    text = text_of(answer)
    assert f"Miners on sale, 1–8 of {len(items)}" in text
    assert "net income per day: $" in text
    assert "Stars in an app store, they cost more than the price in dollars says" in text
    assert "it may never pay back its price" in text
    assert "pay-back:" not in text
    app = answer["reply_markup"]["inline_keyboard"][1][1]["web_app"]["url"]
    assert app.endswith("/?screen=shop")
    assert not [label for label in labels(answer) if "uy" in label]


async def test_shop_is_turned_page_by_page_to_its_last_offer(chat: Talk) -> None:
    """Forward by its button; a page that does not exist is the last one."""
    items = (await chat.world.get("/api/shop")).body["items"]
    seen = offers(text_of(await chat.say("/shop")))
    while True:
        answer = await chat.tap("Next ›")
        seen += offers(text_of(answer))
        if "Next ›" not in labels(answer):
            break
    assert [one[2] for one in seen] == [Decimal(item["priceUsd"]) for item in items]
    back = await chat.tap("‹ Back")
    assert "Next ›" in labels(back)
    last = text_of(await chat.say("/shop 9999"))
    assert f"of {len(items)}" in last
    assert offers(last)[-1] == seen[-1]


async def test_shop_is_opened_by_link_and_menu(chat: Talk) -> None:
    """t.me/…?start=shop, and the button of the menu."""
    first = offers(text_of(await chat.say("/shop")))
    assert offers(text_of(await chat.say("/start shop"))) == first
    await chat.say("/help")
    assert offers(text_of(await chat.tap("Shop"))) == first


async def test_shop_is_the_same_after_a_login(chat: Talk) -> None:
    """Prices do not depend on who asks."""
    before = text_of(await chat.say("/shop"))
    await chat.login()
    assert offers(text_of(await chat.say("/shop"))) == offers(before)


async def test_shop_without_the_partners_keys_offers_the_login(redis_url: str) -> None:
    """And works with the user's own tokens after it."""
    async with (
        open_chat_world(redis_url, gomining_api_key=None, gomining_api_secret=None) as world,
        a_bot(world),
    ):
        alice = Talk(world)
        await alice.say("/start")
        answer = await alice.say("/shop")
        assert text_of(answer) == "For this you need to log in first."
        await alice.login()
        assert len(offers(text_of(await alice.say("/shop")))) == 8


async def test_public_figures_of_strangers_are_asked_for_once(chat: Talk) -> None:
    """`/calc` of users without a login shares one answer to the partner's key."""
    await chat.say("/calc 100 15")
    layla = Talk(chat.world, user=1003)
    await layla.say("/start")
    await layla.say("/calc 100 15")
    assert len(await chat.world.calls("income-statistic/get-income-per-th")) == 1
