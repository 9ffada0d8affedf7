"""The shop in a browser: before and after a login, cards and table, 320 px, no network."""

from pathlib import Path

import pytest
from playwright.async_api import Locator, Route, expect

from tests.browser.conftest import Stage
from tests.browser.fixtures import OpenPage
from tests.browser.test_page_access import PROBES, axe, judge, tab_through
from tools.page_driver import Person

__all__ = ["axe"]

pytestmark = pytest.mark.asyncio(loop_scope="session")

NARROW = {"width": 320, "height": 780}


def heading(person: Person) -> Locator:
    """Return the title of the screen."""
    return person.app.get_by_role("heading", level=1)


async def show(person: Person, choice: str) -> None:
    """Choose cards or table."""
    await person.app.locator(".segmented label", has_text=choice).click()


async def at_the_shop(stage: Stage, open_page: OpenPage, **window: object) -> Person:
    """Return a person without a login in front of the shop."""
    person = await stage.person(open_page, await stage.newcomer(), **window)
    await person.open()
    await person.push("See miners on sale")
    await expect(heading(person)).to_have_text("Shop")
    await expect(person.app.locator(".bone")).to_have_count(0)
    return person


async def test_shop_is_open_before_a_login(stage: Stage, open_page: OpenPage) -> None:
    """With the server's prices; Back leads from an offer to the shop, and then to the login."""
    person = await at_the_shop(stage, open_page)
    user = await stage.newcomer()
    sold = await stage.call(user, "GET", "/api/shop")
    await person.push("Everything")
    await expect(person.app.locator(".offer")).to_have_count(sold["total"])
    first = person.app.locator(".offer").first
    await expect(first).to_contain_text(f"${sold['items'][0]['priceUsd']}")
    await expect(first).to_contain_text(f"{sold['items'][0]['priceStars']:,} Stars")
    await first.click()
    await expect(heading(person)).to_contain_text("W/TH")
    main = person.app.get_by_role("main")
    await expect(main).to_contain_text("it may never pay back its price")
    await expect(main.get_by_role("button")).to_have_count(0)  # nothing can be bought yet
    await person.back.click()
    await expect(heading(person)).to_have_text("Shop")
    await expect(person.app.locator(".offer")).to_have_count(sold["total"])
    await person.back.click()
    await expect(heading(person)).to_have_text("Your GoMining miners in Telegram")
    await expect(person.main).to_be_visible()


async def test_shop_is_a_tab_after_a_login_and_opens_by_a_link(
    stage: Stage, open_page: OpenPage
) -> None:
    """A link to an offer opens it on top of the shop."""
    person, user = await stage.logged_in(open_page)
    await person.tab("Shop")
    await expect(heading(person)).to_have_text("Shop")
    offer = (await stage.call(user, "GET", "/api/shop"))["items"][3]
    await person.close()
    await person.follow(f"https://t.me/gomining_sandbox_bot?startapp=offer_{offer['id']}")
    await expect(heading(person)).to_contain_text(f"{offer['power']}\N{NO-BREAK SPACE}TH")
    await person.back.click()
    await expect(heading(person)).to_have_text("Shop")


@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_shop_is_accessible_and_fits_320_px(
    stage: Stage, open_page: OpenPage, axe: str, tmp_path: Path, dark: bool
) -> None:
    """Cards, table, a typed budget and an offer; nothing is cut off, also with doubled text."""
    person = await at_the_shop(stage, open_page, dark=dark, **NARROW)
    await person.frame.evaluate(axe + PROBES)
    faults = dict[str, list[str]]()

    async def check(name: str) -> None:
        await person.page.screenshot(path=tmp_path / f"shop-{name}.png")
        faults[name] = await person.frame.evaluate("probes.lost()")
        await person.frame.evaluate("probes.enlarge(2)")
        faults[f"{name}, large"] = await person.frame.evaluate("probes.lost()")
        await person.frame.evaluate("probes.enlarge(1)")
        faults[f"{name}, accessibility"] = await judge(person) + await tab_through(person)
        await person.page.emulate_media(color_scheme="dark" if dark else "light")

    await check("cards")
    await show(person, "Table")
    await person.push("Everything")
    await check("table")
    await person.push("Other")
    await expect(person.app.get_by_role("textbox")).to_be_visible()
    await check("typed")
    await show(person, "Cards")
    await person.push("W/TH")
    await expect(heading(person)).to_contain_text("W/TH")
    await check("offer")
    assert {name: found for name, found in faults.items() if found} == {}


async def test_shop_is_a_table_in_a_wide_window(
    stage: Stage, open_page: OpenPage, tmp_path: Path
) -> None:
    """Which is sorted by its columns."""
    person = await stage.person(open_page, await stage.newcomer(), width=1100, height=800)
    await person.open_alone(path="/?screen=shop")
    await person.push("Everything")
    prices = person.app.locator("tbody td:nth-child(2) > :first-child")
    await expect(prices.first).to_have_text("$12.99")
    await person.page.screenshot(path=tmp_path / "shop-wide.png")
    await person.push("Power")
    await expect(prices.first).to_have_text("$58,333.99")


async def test_known_prices_stay_without_a_network(stage: Stage, open_page: OpenPage) -> None:
    """Without known ones the failure is said; it can be tried again."""

    async def fail(route: Route) -> None:
        await route.abort()

    person = await stage.person(open_page, await stage.newcomer())
    await person.open()
    await person.page.context.route("**/api/shop", fail)
    await person.push("See miners on sale")
    await expect(person.app.locator(".banner")).to_contain_text("No connection")
    await expect(person.app.get_by_role("alert")).to_contain_text("no connection")
    await person.page.context.unroute("**/api/shop")
    await person.push("Try again")
    await expect(person.app.locator(".offer").first).to_be_visible()
    await expect(person.app.locator(".banner")).to_have_count(0)
    await person.page.context.route("**/api/shop", fail)
    await person.back.click()
    await person.push("See miners on sale")
    await expect(person.app.locator(".offer").first).to_be_visible()
