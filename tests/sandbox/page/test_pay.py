"""Paying with Stars on the chat page and from a mini-app."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Scene, say

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_an_invoice_is_paid(scene: Scene) -> None:
    """Pay shows the price and the balance; the bot confirms, is paid, and the card says so."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/invoice")
    await page.locator(".key").filter(has_text="250").click()
    sheet = page.get_by_role("dialog", name="Report")
    await expect(sheet).to_contain_text("Your balance: 10000 Stars")
    await sheet.get_by_role("button", name="Pay 250 Stars").click()
    await expect(page.locator(".invoice-amount")).to_contain_text("Paid")
    await expect(page.locator(".service").last).to_contain_text("Paid 250 Stars")
    update = await scene.bot.seen(lambda u: "successful_payment" in u.get("message", {}))
    assert update["message"]["successful_payment"]["total_amount"] == 250
    await expect(page.get_by_text("You have 9750, the bot has 250.")).to_be_visible()


async def test_a_refused_order_fails_in_the_bots_words(scene: Scene) -> None:
    """When the bot refuses the pre-checkout, nothing is paid and its words are shown."""
    scene.bot.confirm = False
    page = await scene.open()
    await scene.start(page)
    await say(page, "/invoice")
    await page.locator(".key").filter(has_text="250").click()
    await page.get_by_role("button", name="Pay 250 Stars").last.click()
    await expect(page.get_by_role("dialog", name="Payment failed")).to_contain_text("Sold out")
    await page.get_by_role("button", name="OK").click()
    await expect(page.locator(".invoice-amount")).not_to_contain_text("Paid")


async def test_a_mini_app_learns_how_its_invoice_ended(scene: Scene) -> None:
    """An app opens the same sheet: cancelled, failed and paid come back with the slug."""
    page = await scene.open()
    app = await scene.open_app(page)
    link = await scene.bot.call("createInvoiceLink", **scene.bot.order())
    slug = link.removeprefix("https://t.me/$")
    outcomes = {"Cancel": "cancelled", "Let it fail": "failed", "Pay 250 Stars": "paid"}
    for button, status in outcomes.items():
        await app.ask("web_app_open_invoice", slug=slug)
        await page.get_by_role("dialog").last.get_by_role("button", name=button).click()
        assert await app.wait_for("invoice_closed") == {"slug": slug, "status": status}
