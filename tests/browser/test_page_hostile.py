"""Hostile names and deep links: they are text and do not navigate."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from urllib.parse import quote

import pytest
from playwright.async_api import Page, expect

from tests.browser.conftest import Stage
from tests.browser.fixtures import OpenPage

pytestmark = pytest.mark.asyncio(loop_scope="session")

IMAGE = "<img src=x onerror='window.executed=1'>"
SCRIPT = '"><script>window.executed=2</script>'
TURNED = "\u202egnp.exe\u2066\u200f Miner"
LONG = "W" * 200
NAMES = [IMAGE, SCRIPT, TURNED, LONG, "{{7*7}}${7*7}", " "]
WIDE = "document.documentElement.scrollWidth > innerWidth"
MINERS = "c2s/nft/find-by-user"


@asynccontextmanager
async def named(stage: Stage, names: list[str]) -> AsyncIterator[None]:
    """Let the partner answer with miners of these names."""
    miners = [
        {"id": 900 + at, "name": name, "power": 5, "energyEfficiency": 20, "status": name[:60]}
        for at, name in enumerate(names)
    ]
    incomes = [
        {"id": at, "nftId": one["id"], "nft": one, "value": "0.001", "c1Value": None}
        | {"c2Value": None, "totalDiscount": 0, "power": 5, "energyEfficiency": 20}
        for at, one in enumerate(miners)
    ]
    day = {
        "createdAt": "2026-09-02T03:31:00.000Z",
        "value": "0.006",
        "incomeStatistic": {"calculatedAt": "2026-09-01T00:00:00.000Z", "btcCourseInUsd": 100_000},
        "incomes": incomes,
    }
    for operation, rows in ((MINERS, miners), ("c2s/nft-income/find-by-user", [day])):
        body = {"data": {"array": rows, "count": len(rows)}}
        await stage.inject_fault("answer", operation=operation, body=body)
    yield
    await stage.clear_faults()


async def assert_unchanged(page: Page) -> None:
    """Assert that no document has the markup or ran the script of a name."""
    for frame in page.frames:
        assert (
            await frame.evaluate("window.executed ?? document.querySelector('img[src=x]')") is None
        )


async def test_hostile_names_are_shown_as_text(stage: Stage, open_page: OpenPage) -> None:
    """Names of miners and people with markup do nothing, also at 320 px."""
    person, user = await stage.logged_in(open_page, width=320, height=640)
    await stage.sim(
        "POST", "chat/users", {"id": user, "first_name": IMAGE, "last_name": SCRIPT + LONG}
    )
    await person.come(user)
    await person.page.get_by_role("button", name="Switch user").click()
    await expect(person.page.get_by_role("menuitemradio", name=IMAGE)).to_be_visible()
    await person.page.keyboard.press("Escape")
    await assert_unchanged(person.page)
    assert not await person.page.evaluate(WIDE)
    heading = person.app.get_by_role("heading", level=1)
    async with named(stage, NAMES):
        await person.open()
        await person.tab("Miners")
        titles = person.app.locator(".row-title")
        await expect(titles).to_have_count(len(NAMES))
        assert [await one.text_content() for one in await titles.all()] == NAMES
        widths = await titles.evaluate_all("all => all.map((one) => one.clientWidth)")
        assert min(widths) > 60
        for at, name in enumerate(NAMES[:4]):
            assert not await person.frame.evaluate(WIDE)
            await person.app.locator("button.row").nth(at).click()
            await expect(heading).to_have_text(name.strip())
            assert await heading.text_content() == name
            assert not await person.frame.evaluate(WIDE), name
            await person.back.click()
            await expect(heading).to_have_text("Miners")
        await person.tab("Income")
        await person.app.get_by_role("combobox").select_option(IMAGE)
        await expect(person.app.locator(".sums, .hero")).to_be_visible()
        assert not await person.frame.evaluate(WIDE)
        await person.app.locator("button.row").first.click()
        for name in NAMES[:4]:
            section = person.app.get_by_role("heading", level=2).filter(has_text=name.strip())
            await expect(section).to_have_count(1)
        assert not await person.frame.evaluate(WIDE)
    await assert_unchanged(person.page)


LINKS = {
    "income": "Income",
    "wallet": "Wallet",
    "miners": "Miners",
    "bitcoin": "Set payout address",
    "miner_42": "Miner",
    "miner_999999999999999999999": "Miner",
    "miner_" + "9" * 500: "Miner",
    "miner_-1": "Miner",
    "miner_": "Miners",
    "day_2026-99-99": "—",
    "__proto__": "Portfolio",
    "constructor": "Portfolio",
    "login": "Portfolio",
}
# Telegram takes no such start parameter, but an address may say anything.
HOSTILE = {
    "//evil.example": "Portfolio",
    "https://evil.example/": "Portfolio",
    "javascript:alert(1)": "Portfolio",
    "miner_javascript:alert(1)": "Miner",
    "miner_../../api/me": "Miner",
    f"miner_{IMAGE}": "Miner",
    "day_<script>alert(1)</script>": "Income",
    "%2e%2e%2f%00": "Portfolio",
    "income\r\nSet-Cookie: a=b": "Portfolio",
    TURNED: "Portfolio",
    "😀" * 500: "Portfolio",
}


async def test_hostile_deep_links_open_a_screen_of_the_page(
    stage: Stage, open_page: OpenPage
) -> None:
    """Whatever `startapp` is, the page does not navigate and shows one of its screens."""
    person, user = await stage.logged_in(open_page)
    page, went = person.page, list[str]()
    page.on("framenavigated", lambda frame: went.append(frame.url))
    page.on("dialog", lambda dialog: went.append(f"javascript:{dialog.message}"))
    heading = page.get_by_role("heading", level=1)
    for start, title in LINKS.items():
        wish = {"user": user, "kind": "direct", "start_param": start}
        await page.goto("about:blank")  # only what is behind the # differs
        await page.goto((await stage.sim("POST", "chat/launch", wish))["url"])
        await expect(heading).to_have_text(title)
        if title == "Miner":
            await expect(page.get_by_text("No such miner")).to_be_visible()
    launched = (await stage.sim("POST", "chat/launch", {"user": user, "kind": "menu"}))["url"]
    for at, (wished, title) in enumerate(HOSTILE.items()):
        path, _, signed = launched.partition("#")
        unsigned = f"&tgWebAppStartParam={quote(wished)}"
        await page.goto("about:blank")
        await page.goto(
            f"{path}#{signed}{unsigned}" if at % 2 else f"{path}?screen={quote(wished)}#{signed}"
        )
        await expect(heading).to_have_text(title)
    ours = (stage.sandbox, stage.webapp, "about:")
    assert [url for url in went if not url.startswith(ours)] == []
    await assert_unchanged(page)
