"""Lists of several pages: a member with 137 miners and a year of days."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, requests_of
from tests.browser.fixtures import OpenPage
from tools.page_driver import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

WHALE, MINERS, PAGE = 3, 137, 50
YEAR = 365
TO_THE_END = "scrollTo(0, document.documentElement.scrollHeight)"
# After a few frames, rows that were out of view have their real heights.
FRAMES = """(async () => {
  for (let at = 0; at < 4; at += 1) await new Promise(requestAnimationFrame);
})()"""
ELEMENTS = "document.querySelectorAll('*').length"


async def scroll_until(person: Person, count: int) -> None:
    """Scroll to the end, again where more has come, until there are so many rows."""
    rows = person.app.locator(".lazy button.row")
    while (known := await rows.count()) < count:
        await person.frame.evaluate(TO_THE_END)
        await expect(rows.nth(known)).to_be_attached()


async def test_miners_load_page_by_page_and_keep_their_position(
    stage: Stage, open_page: OpenPage
) -> None:
    """A page is fetched once when its place comes into view; Back returns to the same row."""
    person, _ = await stage.logged_in(open_page, WHALE)
    asked = requests_of(person.page.context)
    heading = person.app.get_by_role("heading", level=1)
    rows = person.app.locator("button.row")
    await person.tab("Miners")
    await expect(person.app.get_by_role("heading", level=2)).to_have_text(f"{MINERS} miners")
    await expect(rows).to_have_count(PAGE)
    await scroll_until(person, MINERS)
    await expect(rows).to_have_count(MINERS)
    pages = [url.split("offset=")[1] for url in asked if "/api/miners" in url]
    assert pages == ["0", "50", "100"]
    assert await person.app.locator(".list-end").count() == 0
    assert await person.frame.evaluate(ELEMENTS) < 20 * MINERS

    row = rows.nth(90)
    await row.scroll_into_view_if_needed()
    await expect(row).to_be_in_viewport(ratio=1)
    name = await row.locator(".row-title").inner_text()
    before = await row.bounding_box()
    await row.click()
    await expect(heading).to_have_text(name)
    await person.back.click()
    await expect(heading).to_have_text("Miners")
    await expect(row).to_be_in_viewport(ratio=1)
    await person.frame.evaluate(FRAMES)
    after = await row.bounding_box()
    assert before
    assert after
    assert abs(after["y"] - before["y"]) < 2

    await person.tab("Wallet")
    await person.tab("Miners")
    await expect(row).to_be_in_viewport(ratio=1)
    assert pages == [url.split("offset=")[1] for url in asked if "/api/miners" in url]


async def test_days_load_as_far_as_the_period_needs(stage: Stage, open_page: OpenPage) -> None:
    """A period loads its days; all days load by scrolling, each once."""
    person, _ = await stage.logged_in(open_page)
    rows = person.app.locator(".lazy button.row")
    await person.tab("Income")
    await expect(rows).to_have_count(30)
    await person.app.get_by_text("90 days").click()
    await expect(rows).to_have_count(90)
    await person.app.get_by_text("All", exact=True).click()
    await expect(person.app.locator(".list-end")).to_be_attached()
    await scroll_until(person, YEAR)
    await expect(person.app.locator(".list-end")).to_have_count(0)
    titles = await person.app.locator(".lazy .row-title").all_inner_texts()
    assert len(titles) == YEAR
    assert await person.frame.evaluate(ELEMENTS) < 25 * YEAR
    last = rows.last
    day = await last.locator(".row-title").inner_text()
    await last.click()
    await expect(person.app.locator(".hero .label")).to_contain_text(day)
    await person.back.click()
    await expect(last).to_be_in_viewport()
