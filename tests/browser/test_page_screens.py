"""The page's screens with data of the sandbox; theme, language, network and partner failures."""

import re
from datetime import timedelta

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage
from tests.browser.fixtures import OpenPage

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


async def test_every_screen_shows_the_partners_figures(stage: Stage, open_page: OpenPage) -> None:
    """Miners, a miner, income, a day, the calculator and the levels."""
    person, user = await stage.logged_in(open_page)
    heading = person.app.get_by_role("heading", level=1)
    miners = await stage.call(user, "GET", "/api/miners?limit=50")
    await person.tab("Miners")
    await expect(person.app.locator("button.row")).to_have_count(miners["total"])
    await person.app.locator("button.row").first.click()
    await expect(heading).to_have_text(miners["items"][0]["name"])
    await expect(person.app.locator(".chart svg")).to_be_visible()
    await person.back.click()
    await person.tab("Income")
    days = await stage.call(user, "GET", "/api/income?groupByDays=true&limit=7")
    await person.app.get_by_text("7 days").click()
    await expect(person.app.locator(".lazy")).to_have_count(7)
    await person.app.locator("button.row").first.click()
    records = days["items"][0]["incomes"]
    await expect(person.app.get_by_text("Pool reward")).to_have_count(len(records))
    await person.back.click()
    await person.tab("Portfolio")
    await person.app.get_by_role("button", name="Calculator").click()
    await expect(person.app.get_by_text("Break-even")).to_be_visible()
    await person.back.click()
    await person.app.get_by_role("button", name="VIP levels").click()
    levels = (await stage.call(user, "GET", "/api/incentives"))["item"]["levels"]
    await expect(person.app.get_by_role("row")).to_have_count(len(levels) + 1)


async def test_address_is_checked_compared_and_bound(stage: Stage, open_page: OpenPage) -> None:
    """A typing error shows at once; a valid address is shown again and then bound."""
    person, user = await stage.logged_in(open_page)
    await person.tab("Wallet")
    await person.app.get_by_role("button", name="Set payout address").click()
    field = person.app.get_by_label("Bitcoin address")
    await field.fill(ADDRESS[:-1] + "x")
    await expect(person.app.get_by_role("status")).to_contain_text("checksum is wrong")
    await expect(person.main).to_be_disabled()
    await field.fill(ADDRESS)
    await person.main.click()
    await expect(person.app.get_by_text(ADDRESS, exact=True)).to_be_visible()
    await person.main.click()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Address set")
    overview = (await stage.call(user, "GET", "/api/overview"))["item"]
    assert overview["bitcoinAddress"] == ADDRESS
    await person.main.click()
    await expect(person.app.get_by_text(ADDRESS, exact=True)).to_be_visible()


async def test_chart_is_operated_by_pointer_and_keys(stage: Stage, open_page: OpenPage) -> None:
    """The day under the pointer shows its amount; arrow keys select days."""
    person, _ = await stage.logged_in(open_page)
    label = person.app.locator(".headline .label")
    last = await label.inner_text()
    chart = person.app.get_by_role("slider")
    await chart.hover(position={"x": 40, "y": 50})
    await expect(label).not_to_have_text(last)
    await chart.press("End")
    await expect(label).to_have_text(last)
    await chart.press("ArrowLeft")
    await expect(chart).to_have_attribute("aria-valuenow", "29")


async def test_page_follows_telegrams_theme(stage: Stage, open_page: OpenPage) -> None:
    """When Telegram's theme turns dark, the page uses its colours at once."""
    person, _ = await stage.logged_in(open_page)
    colour = "getComputedStyle(document.documentElement).backgroundColor"
    light = await person.frame.evaluate(colour)
    await person.page.emulate_media(color_scheme="dark")
    await expect(person.app.locator("html")).to_have_css("color-scheme", "dark")
    assert await person.frame.evaluate(colour) != light


async def test_language_choice_applies_to_page_and_chat(stage: Stage, open_page: OpenPage) -> None:
    """It applies at once, is kept by the server, and is there the next time."""
    person, user = await stage.logged_in(open_page)
    await person.app.get_by_role("button", name="Settings").click()
    await person.app.get_by_text("Русский").click()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Настройки")
    await person.back.click()
    await expect(person.app.locator(".hero .label")).to_contain_text("Чистый доход")
    assert (await stage.call(user, "GET", "/api/preferences"))["language"] == "ru"
    await person.page.context.clear_cookies()
    await person.close()
    await person.open()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Портфель")


async def test_known_figures_stay_without_a_network(stage: Stage, open_page: OpenPage) -> None:
    """The page says that it is offline, shows what is known, and recovers."""
    person, _ = await stage.logged_in(open_page)
    figure = await person.app.locator(".big").inner_text()
    await person.close()
    await person.page.context.route("**/api/**", lambda route: route.abort())
    await person.open()
    await expect(person.app.locator(".big")).to_have_text(figure)
    await expect(person.app.locator(".banner")).to_contain_text("No connection")
    await person.page.context.unroute("**/api/**")
    await person.app.get_by_role("button", name="Try again").click()
    await expect(person.app.locator(".banner")).to_have_count(0)


async def test_partner_outage_is_shown_and_can_be_retried(
    stage: Stage, open_page: OpenPage
) -> None:
    """Without kept figures the page shows what is wrong."""
    person, _ = await stage.logged_in(open_page)
    await stage.inject_fault("down")
    await person.tab("Income")
    await expect(person.app.get_by_role("alert")).to_contain_text("GoMining")
    await stage.clear_faults()
    await person.app.get_by_role("button", name="Try again").click()
    await expect(person.app.locator("button.row").first).to_be_visible()


async def test_expired_init_data_asks_to_reopen(stage: Stage, open_page: OpenPage) -> None:
    """Only Telegram can renew initData, so the page asks to reopen the app."""
    person, _ = await stage.logged_in(open_page)
    stage.clock.move(timedelta(hours=25))
    await person.frame.evaluate("dispatchEvent(new Event('offline'))")
    await person.app.get_by_role("button", name="Try again").click()
    await expect(person.app.get_by_role("heading")).to_have_text("Please reopen the app")
    await person.app.get_by_role("button", name="Close").click()
    await expect(person.page.locator(".app-body iframe")).to_have_count(0)


@pytest.mark.parametrize(("kind", "ending"), [("CSV", "csv"), ("Excel", "xlsx")])
async def test_income_is_saved_as_a_file_by_its_link(
    stage: Stage, open_page: OpenPage, kind: str, ending: str
) -> None:
    """The file is a download with a name."""
    person, _ = await stage.logged_in(open_page)
    await person.tab("Income")
    async with person.page.expect_download() as saving:
        await person.app.get_by_role("button", name=f"Save as {kind} file").click()
    download = await saving.value
    assert re.fullmatch(
        rf"gomining-income-\d{{4}}-\d\d-\d\d\.{ending}", download.suggested_filename
    )
