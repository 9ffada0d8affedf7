"""Accessibility: axe, contrast, order of the keyboard focus, large text."""

from collections.abc import Sequence
from datetime import timedelta
from itertools import pairwise
from pathlib import Path
from typing import Any, Literal

import pytest
from playwright.async_api import Frame, expect

from sandbox.telegram.sim.mini_app import THEMES
from tests.browser.conftest import Stage
from tests.browser.fixtures import OpenPage
from tests.browser.tour import ADDRESS, there, tour
from tools.build_page import PAGE, install
from tools.page_driver import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

PROBES = Path(__file__).with_name("probes.js").read_text()
# The themes of the sandbox's Telegram, by the colour of their buttons.
SHADES: tuple[tuple[Literal["dark", "light"], str], ...] = (
    ("dark", "#6a60f5"),
    ("light", "#5147d9"),
)
REPAINT = "(theme) => Telegram.WebView.receiveEvent('theme_changed', {theme_params: theme})"
EMPTY = 4  # the test wallet of a member without miners
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]


@pytest.fixture(scope="session")
def axe() -> str:
    """axe-core, from the development packages of the page."""
    install(dev=True)
    return (PAGE / "node_modules" / "axe-core" / "axe.min.js").read_text()


async def read(frame: Frame, kind: str = "tag", values: Sequence[str] = TAGS) -> list[str]:
    """Return what axe finds in a document as it is."""
    run = "([kind, values]) => probes.judge(kind, values)"
    found: list[str] = await frame.evaluate(run, [kind, values])
    return found


async def judge(person: Person) -> list[str]:
    """Return what axe finds on the present screen: all rules in light, contrast in all themes."""
    faults = await read(person.frame)
    for shade, button in SHADES:
        await person.page.emulate_media(color_scheme=shade)
        await expect(person.app.locator("html")).to_have_css("--tg-theme-button-color", button)
        faults += await read(person.frame, "rule", ["color-contrast"])
        await person.frame.evaluate(REPAINT, THEMES[shade])
        faults += await read(person.frame, "rule", ["color-contrast"])
    return faults


async def tab_through(person: Person) -> list[str]:
    """Press Tab through the present screen and return what is wrong with the focus order."""
    faults = list[str]()
    stops: list[dict[str, Any]] = await person.frame.evaluate("probes.start()")
    for at, known in enumerate(stops):
        await person.page.keyboard.press("Tab")
        stop = await person.frame.evaluate("probes.stop()")
        if stop is None or stop["at"] != at:
            return [*faults, f"after {at} stops Tab does not reach {known['name']}: {stop}"]
        if not stop["seen"]:
            faults.append(f"the focus is not seen: {known['name']}")
        if not known["name"].strip():
            faults.append(f"stop {at} has no name")
    for one, after in pairwise(stops):
        beside = after["top"] < one["bottom"] and after["left"] > one["left"]
        if not (after["fixed"] or beside or after["top"] >= one["bottom"] - 1):
            faults.append(f"{after['name']} lies before {one['name']}")
    return faults


async def test_every_screen_is_accessible(stage: Stage, open_page: OpenPage, axe: str) -> None:
    """Every screen passes axe, has AA contrast in all themes, and is reached in order by Tab."""
    person = await stage.person(open_page, await stage.newcomer())
    await person.open()
    await expect(person.main).to_be_visible()
    await person.frame.evaluate(axe + PROBES)
    found = {"welcome": await judge(person) + await tab_through(person)}
    person, _ = await stage.logged_in(open_page)
    await person.frame.evaluate(axe + PROBES)
    async for name in tour(person):
        found[name] = await judge(person) + await tab_through(person)
    assert {name: faults for name, faults in found.items() if faults} == {}


async def test_empty_failed_expired_and_outside_screens_are_accessible(
    stage: Stage, open_page: OpenPage, axe: str
) -> None:
    """An empty account, a failing partner, expired initData, and a plain browser."""
    person, user = await stage.logged_in(open_page, EMPTY, shows=".empty")
    await person.frame.evaluate(axe + PROBES)
    found = {"nothing yet": await judge(person) + await tab_through(person)}
    await stage.inject_fault("down")
    await person.tab("Miners")
    await expect(person.app.get_by_role("alert")).to_be_visible()
    found["partner is down"] = await judge(person) + await tab_through(person)
    await stage.clear_faults()
    await person.push("Try again")
    for tab in ("Miners", "Income", "Wallet"):
        await person.tab(tab)
        await there(person, tab)
        found[f"nothing in {tab}"] = await judge(person) + await tab_through(person)
    stage.clock.move(timedelta(hours=-25))
    wish = {"user": user, "kind": "direct", "start_param": "miner_7"}
    old = (await stage.sim("POST", "chat/launch", wish))["url"]
    stage.clock.move(timedelta(hours=25))
    for name, url, title in (
        ("outside", stage.webapp, "Open this app in Telegram"),
        ("initData of yesterday", old, "Please reopen the app"),
    ):
        page = await open_page(url)
        await expect(page.get_by_role("heading", level=1)).to_have_text(title)
        await page.evaluate(axe + PROBES)
        found[name] = await read(page.main_frame)
        await page.emulate_media(color_scheme="dark")
        found[f"{name}, dark"] = await read(page.main_frame)
    assert {name: faults for name, faults in found.items() if faults} == {}


@pytest.mark.long
async def test_screens_fit_320_px_also_with_doubled_text(stage: Stage, open_page: OpenPage) -> None:
    """Nothing overflows or is cut off at 320 px, also with all text at twice its size."""
    person = await stage.person(open_page, await stage.newcomer(), width=320, height=640)
    await person.open()
    await expect(person.main).to_be_visible()
    await person.frame.evaluate(PROBES)
    found = {"welcome": await person.frame.evaluate("probes.lost()")}
    person, _ = await stage.logged_in(open_page, width=320, height=640)
    await person.frame.evaluate(PROBES)
    async for name in tour(person):
        found[name] = await person.frame.evaluate("probes.lost()")
        await person.frame.evaluate("probes.enlarge(2)")
        found[f"{name}, large"] = await person.frame.evaluate("probes.lost()")
        await person.frame.evaluate("probes.enlarge(1)")
    assert {name: faults for name, faults in found.items() if faults} == {}


async def test_focus_starts_at_the_title_and_returns_to_the_opener(
    stage: Stage, open_page: OpenPage
) -> None:
    """A new screen focuses its title or field; closing it focuses what had opened it."""
    person, _ = await stage.logged_in(open_page)
    heading, main = person.app.get_by_role("heading", level=1), person.app.get_by_role("main")
    for tab, name in (("Portfolio", "VIP levels"), ("Miners", "#103"), ("Income", "BTC")):
        await person.tab(tab)
        await expect(heading).to_have_text(tab)
        row = main.get_by_role("button", name=name).first
        await row.press("Enter")
        await expect(heading).not_to_have_text(tab)
        await expect(heading).to_be_focused()
        await person.back.press("Enter")
        await expect(heading).to_have_text(tab)
        await expect(row).to_be_focused()
    await person.tab("Wallet")
    await main.get_by_role("button", name="payout address").press("Enter")
    field = person.app.get_by_label("Bitcoin address")
    await expect(field).to_be_focused()
    await person.page.keyboard.insert_text(ADDRESS)
    await person.page.keyboard.press("Enter")
    await expect(heading).to_have_text("Is this your address?")
    await expect(heading).to_be_focused()
    await main.get_by_role("button", name="Change it").press("Enter")
    await expect(field).to_be_focused()
    await expect(field).to_have_value(ADDRESS)
