"""Payment in Stars on the chat page and from a mini-app."""

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import PageEnvironment, send_text

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_invoice_can_be_paid(env: PageEnvironment) -> None:
    """The dialog shows price and balance; afterwards the message is marked as paid."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/invoice")
    await page.locator(".key").filter(has_text="250").click()
    dialog = page.get_by_role("dialog", name="Report")
    await expect(dialog).to_contain_text("Your balance: 10000 Stars")
    await dialog.get_by_role("button", name="Pay 250 Stars").click()
    await expect(page.locator(".invoice-amount")).to_contain_text("Paid")
    await expect(page.locator(".service").last).to_contain_text("Paid 250 Stars")
    update = await env.bot.wait_for_update(lambda u: "successful_payment" in u.get("message", {}))
    assert update["message"]["successful_payment"]["total_amount"] == 250
    await expect(page.get_by_text("Balance of the user: 9750, of the bot: 250.")).to_be_visible()


async def test_declined_payment_shows_the_bots_message(env: PageEnvironment) -> None:
    """The invoice stays unpaid."""
    env.bot.confirm = False
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/invoice")
    await page.locator(".key").filter(has_text="250").click()
    await page.get_by_role("button", name="Pay 250 Stars").last.click()
    await expect(page.get_by_role("dialog", name="Payment failed")).to_contain_text("Sold out")
    await page.get_by_role("button", name="OK").click()
    await expect(page.locator(".invoice-amount")).not_to_contain_text("Paid")


async def test_mini_app_gets_the_status_of_its_invoice(env: PageEnvironment) -> None:
    """Cancelled, failed and paid are returned with the slug."""
    page = await env.open_chat()
    app = await env.open_app(page)
    link = await env.bot.call("createInvoiceLink", **env.bot.order())
    slug = link.removeprefix("https://t.me/$")
    outcomes = {"Cancel": "cancelled", "Simulate a failure": "failed", "Pay 250 Stars": "paid"}
    for button, status in outcomes.items():
        await app.send_event("web_app_open_invoice", slug=slug)
        await page.get_by_role("dialog").last.get_by_role("button", name=button).click()
        assert await app.wait_for("invoice_closed") == {"slug": slug, "status": status}
