"""Touch gestures, the scanner, the clipboard, and the on-screen keyboard."""

from typing import Any

import pytest
from playwright.async_api import CDPSession, expect

from tests.browser.conftest import Stage, requests_of
from tests.browser.fixtures import OpenPage
from tools.page_driver import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
LIGHTNING = "lnbc20m1pvjluezpp5qqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqqqsyqcyq5rqwzqfqypq"


async def drag(person: Person, by: int, *, let_go: bool = True) -> CDPSession:
    """Put a finger on the page's title and move it down, in steps as a finger does."""
    touch = await person.page.context.new_cdp_session(person.page)
    box = await person.app.locator("h1").bounding_box()
    assert box
    x, y = box["x"] + 20, box["y"] + 10

    async def send(kind: str, *points: dict[str, Any]) -> None:
        await touch.send("Input.dispatchTouchEvent", {"type": kind, "touchPoints": list(points)})

    await send("touchStart", {"x": x, "y": y})
    for step in range(1, 7):
        await send("touchMove", {"x": x, "y": y + by * step / 6})
    if let_go:
        await send("touchEnd")
    return touch


async def test_pulling_down_refreshes_the_screen(stage: Stage, open_page: OpenPage) -> None:
    """A pull of enough distance refreshes; a short or cancelled one sends nothing."""
    person, _ = await stage.logged_in(open_page, has_touch=True)
    asked = requests_of(person.page.context)
    pull = person.app.locator(".pull")
    total = person.app.locator(".sums div").last
    earned = {"data": {"totalIncome": "0.87654321"}}
    operation = "c2s/nft-income/find-total-by-user"
    await stage.inject_fault("answer", operation=operation, body=earned)
    try:
        await drag(person, 60)
        touch = await drag(person, 200, let_go=False)
        await expect(pull).to_be_visible()
        await touch.send("Input.dispatchTouchEvent", {"type": "touchCancel", "touchPoints": []})
        await expect(pull).to_have_count(0)
        await drag(person, 200)
        await expect(total).to_contain_text("0.87654321")
    finally:
        await stage.clear_faults()
    await expect(pull).to_have_count(0)
    assert sum("/api/overview" in url for url in asked) == 1
    await person.tab("Miners")
    await person.app.locator("button.row").first.wait_for()
    before = sum("/api/miners" in url for url in asked)
    async with person.page.expect_response("**/api/miners*"):
        await drag(person, 200)
    await expect(pull).to_have_count(0)
    assert sum("/api/miners" in url for url in asked) == before + 1


async def test_address_is_scanned_or_pasted(stage: Stage, open_page: OpenPage) -> None:
    """A `bitcoin:` link gives its address; other text is refused with the reason."""
    person, _ = await stage.logged_in(open_page)
    await person.close()
    await person.open()
    await person.tab("Wallet")
    await person.push("payout address")
    field = person.app.get_by_label("Bitcoin address")
    verdict = person.app.get_by_role("status")
    for text, address, words in (
        ('"><img src=x onerror=alert(1)>' * 20, None, "not a Bitcoin address"),
        (LIGHTNING, LIGHTNING, "for Lightning"),
        (f"BITCOIN:{ADDRESS.upper()}?amount=0.01&label=Me", ADDRESS, "A valid Bitcoin address"),
    ):
        await person.push("Scan")
        await person.sheet.get_by_label("Text of the QR code").fill(text)
        await person.answer("Scan")
        await expect(verdict).to_contain_text(words)
        await expect(person.sheet).to_have_count(0)
        if address:
            await expect(field).to_have_value(address)
    await expect(person.main).to_be_enabled()

    await person.push("Scan")
    await person.answer("Cancel")
    await expect(field).to_have_value(ADDRESS)
    await field.fill("")
    for text, words in (("", "nothing to paste"), (f" {ADDRESS}\n", "A valid Bitcoin address")):
        await person.push("Paste")
        await person.sheet.get_by_label("Text of the clipboard").fill(text)
        await person.answer("Allow" if text else "Cancel")
        await expect(verdict).to_contain_text(words)
    await expect(field).to_have_value(ADDRESS)


async def test_keyboard_does_not_cover_the_field(stage: Stage, open_page: OpenPage) -> None:
    """The field stays in view in half of the window, also at twice the size."""
    person, _ = await stage.logged_in(open_page, height=640, has_touch=True)
    await person.tab("Wallet")
    await person.push("payout address")
    field = person.app.get_by_label("Bitcoin address")
    await expect(field).to_be_focused()
    await expect(person.page.locator(".app-layer.expanded")).to_be_visible()
    await person.frame.evaluate("document.documentElement.style.zoom = 2")
    await person.page.set_viewport_size({"width": 360, "height": 340})
    await expect(field).to_be_in_viewport(ratio=0.99)
    await field.press_sequentially("bc1")
    await expect(field).to_be_in_viewport(ratio=0.99)


async def test_reduced_motion_stops_all_animations(stage: Stage, open_page: OpenPage) -> None:
    """With reduced motion nothing is animated; without it, waiting is."""
    person, _ = await stage.logged_in(open_page)
    moving = "document.getAnimations().filter((one) => one.playState === 'running').length"
    await person.page.emulate_media(reduced_motion="reduce")
    await person.page.context.route(
        "**/api/**", lambda _: None
    )  # never answered, so that the page keeps waiting
    await person.tab("Miners")
    await person.app.locator(".bone").first.wait_for()
    assert await person.frame.evaluate(moving) == 0
    await person.page.emulate_media(reduced_motion="no-preference")
    assert await person.frame.evaluate(moving) > 0
    await person.page.context.unroute("**/api/**")
