"""Telegram's Back and main buttons, the closing confirmation, and the form that uses them."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from playwright.async_api import Route, expect

from tests.browser.conftest import Stage, requests_of
from tests.browser.fixtures import OpenPage
from tools.page_driver import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
BINDING = "**/api/wallets/bitcoin"


# Two taps in one script, so that a slow machine does not delay the second one.
TAPS = """async (pause) => {
  const button = () => document.querySelector('.app-button[data-name="main"]');
  button().click();
  if (pause) await new Promise((resolve) => setTimeout(resolve, pause));
  button()?.click();
}"""


async def begin_binding(person: Person) -> None:
    """Open the form for the payout address."""
    await person.tab("Wallet")
    await person.push("payout address")
    await expect(person.app.get_by_label("Bitcoin address")).to_be_focused()


@asynccontextmanager
async def held(person: Person, pattern: str) -> AsyncIterator[asyncio.Event]:
    """Hold requests to this address until the event is set, or this ends."""
    go = asyncio.Event()

    async def hold(route: Route) -> None:
        await go.wait()
        await route.continue_()

    await person.page.context.route(pattern, hold)
    yield go
    go.set()
    await person.page.context.unroute(pattern)


async def test_back_button_shows_on_pushed_screens_only(stage: Stage, open_page: OpenPage) -> None:
    """Also for the settings that Telegram's menu opens, before a login too."""
    user = await stage.newcomer()
    person = await stage.person(open_page, user)
    heading = person.app.get_by_role("heading", level=1)
    await person.open()
    await person.menu("Settings")
    await expect(heading).to_have_text("Settings")
    await expect(person.main).to_have_count(0)
    await person.menu("Settings")  # does not open a second one
    await person.back.click()
    await person.connect()
    for tab, buttons in {
        "Portfolio": ["Settings", "Calculator", "VIP levels"],
        "Miners": ["#10"],
        "Income": ["BTC"],
        "Wallet": ["payout address"],
    }.items():
        await person.tab(tab)
        await expect(heading).to_have_text(tab)
        await expect(person.back).to_have_count(0)
        for button in buttons:
            await person.push(button)
            await expect(heading).not_to_have_text(tab)
            await expect(person.back).to_be_visible()
            await person.back.click()
            await expect(heading).to_have_text(tab)
            await expect(person.back).to_have_count(0)
    await person.menu("Settings")
    await person.push("Privacy")
    await expect(heading).not_to_have_text("Settings")
    await person.back.click()
    await expect(heading).to_have_text("Settings")
    await person.back.click()
    await expect(heading).to_have_text("Wallet")


async def test_closing_confirmation_shows_only_with_unsent_input(
    stage: Stage, open_page: OpenPage
) -> None:
    """An empty, emptied or finished form closes at once; one with text asks first."""
    person, _ = await stage.logged_in(open_page)
    field = person.app.get_by_label("Bitcoin address")
    await begin_binding(person)
    await field.fill("bc1q")
    await expect(person.app.get_by_role("status")).to_contain_text("Keep typing")
    await person.menu("Close")
    await person.answer("Cancel")
    await expect(field).to_have_value("bc1q")
    await field.fill("")
    await expect(person.app.get_by_role("status")).to_contain_text("Type, paste or scan")
    await person.menu("Close")
    await expect(person.page.locator(".app-body iframe")).to_have_count(0)

    await person.open()
    await begin_binding(person)
    await field.fill(ADDRESS)
    await person.main.click()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Is this your address?")
    await person.menu("Close")
    await person.answer("Cancel")
    await person.main.click()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Address set")
    await person.menu("Close")
    await expect(person.page.locator(".app-body iframe")).to_have_count(0)


async def test_double_tap_neither_skips_the_comparison_nor_binds_twice(
    stage: Stage, open_page: OpenPage
) -> None:
    """The first tap counts; during the request the button is busy and takes no other."""
    person, _ = await stage.logged_in(open_page)
    heading = person.app.get_by_role("heading", level=1)
    asked = requests_of(person.page.context)
    await begin_binding(person)
    await person.app.get_by_label("Bitcoin address").fill(ADDRESS)
    await expect(person.main).to_be_enabled()
    await person.page.evaluate(TAPS, 150)
    await expect(heading).to_have_text("Is this your address?")
    await expect(person.main).to_be_enabled()
    assert not any("/wallets/bitcoin" in url for url in asked)
    async with held(person, BINDING) as go:
        await person.page.evaluate(TAPS, 0)
        await expect(person.main).to_have_attribute("aria-busy", "true")
        await expect(person.main.get_by_label("In progress")).to_be_visible()
        await expect(person.main).to_be_disabled()
        go.set()
        await expect(heading).to_have_text("Address set")
    await expect(person.main).not_to_have_attribute("aria-busy", "true")
    assert sum("/wallets/bitcoin" in url for url in asked) == 1


async def test_typed_address_survives_a_lost_network(stage: Stage, open_page: OpenPage) -> None:
    """The typed text stays, the page shows the error, and the same button tries again."""
    person, user = await stage.logged_in(open_page)
    await begin_binding(person)
    await person.app.get_by_label("Bitcoin address").fill(ADDRESS)
    await person.main.click()
    await person.page.context.route("**/api/**", lambda route: route.abort())
    await person.main.click()
    await expect(person.app.get_by_role("alert")).to_contain_text("There is no connection")
    await expect(person.app.get_by_text(ADDRESS, exact=True)).to_be_visible()
    await person.back.click()
    await expect(person.app.get_by_label("Bitcoin address")).to_have_value(ADDRESS)
    await person.main.click()
    await person.main.click()
    await expect(person.app.get_by_role("alert")).to_contain_text("There is no connection")
    await person.page.context.unroute("**/api/**")
    await person.main.click()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Address set")
    bound = (await stage.call(user, "GET", "/api/overview"))["item"]["bitcoinAddress"]
    assert bound == ADDRESS
