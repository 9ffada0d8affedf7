"""The panel's switches for payments in Stars and for the partner."""

from typing import Any

import pytest
from playwright.async_api import Locator, Page, expect

from tests.sandbox.page.conftest import MiniApp, PageEnvironment, send_text

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]


async def inject(page: Page, kind: str) -> None:
    """Inject a fault of payments, once, in the Faults tab."""
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_label("Kind").select_option(kind)
    await expect(page.get_by_label("Method")).to_be_hidden()
    await page.get_by_label("Times").fill("1")
    await page.get_by_role("button", name="Inject").click()
    await expect(page.get_by_role("list", name="Active faults")).to_contain_text(kind)


async def open_stars(page: Page) -> Locator:
    """Open the Stars tab and return the user's payments in it."""
    await page.get_by_role("tab", name="Stars").click()
    return page.get_by_role("list", name="Payments of the user")


async def pay_in_app(env: PageEnvironment, page: Page, app: MiniApp) -> str:
    """Pay a new invoice link in the mini-app; return the invoice's slug."""
    link = str(await env.bot.call("createInvoiceLink", **env.bot.order()))
    slug = link.removeprefix("https://t.me/$")
    await app.send_event("web_app_open_invoice", slug=slug)
    await page.get_by_role("dialog").last.get_by_role("button", name="Pay 250 Stars").click()
    return slug


def successes(env: PageEnvironment) -> list[str]:
    """Return the charge ids of the payments that the bot received."""
    messages = (update.get("message", {}) for update in env.bot.updates)
    payments = (message.get("successful_payment", {}) for message in messages)
    return [str(one["telegram_payment_charge_id"]) for one in payments if one]


async def test_mini_app_gets_the_statuses_of_a_fault(env: PageEnvironment) -> None:
    """`paid` and then `cancelled`; the bot gets the payment."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await inject(page, "status_paid_then_cancelled")
    slug = await pay_in_app(env, page, app)
    for status in ("paid", "cancelled"):
        assert await app.wait_for("invoice_closed") == {"slug": slug, "status": status}
    await env.bot.wait_for_update(lambda u: "successful_payment" in u.get("message", {}))


async def test_pending_payment_is_settled_in_the_panel(env: PageEnvironment) -> None:
    """The mini-app gets `pending`, and the bot the payment when it succeeds."""
    page = await env.open_chat()
    app = await env.open_app(page)
    await inject(page, "status_pending")
    payments = await open_stars(page)
    slug = await pay_in_app(env, page, app)
    assert await app.wait_for("invoice_closed") == {"slug": slug, "status": "pending"}
    pending = page.get_by_role("list", name="Pending payments")
    await expect(pending).to_contain_text("250 Stars order-1")
    assert successes(env) == []
    await pending.get_by_role("button", name="Succeed").click()
    await expect(pending).to_contain_text("No pending payments.")
    await expect(payments).to_contain_text("250 Stars order-1")
    await env.bot.wait_for_update(lambda u: "successful_payment" in u.get("message", {}))


async def test_payment_can_be_delivered_again_and_charged_back(env: PageEnvironment) -> None:
    """A top-up and a chargeback change the balances; only the repeated update reaches the bot."""
    page = await env.open_chat()
    await env.start_bot(page)
    payments = await open_stars(page)
    await page.get_by_label("Top up the user").fill("500")
    await page.get_by_role("button", name="Add", exact=True).click()
    await expect(page.get_by_text("User: 10500 Stars, bot: 0 Stars.")).to_be_visible()
    await send_text(page, "/invoice")
    await page.locator(".key").filter(has_text="250").click()
    await page.get_by_role("button", name="Pay 250 Stars").last.click()
    await payments.get_by_role("button", name="Deliver again").click()
    await expect(page.get_by_text("User: 10250 Stars, bot: 250 Stars.")).to_be_visible()
    await payments.get_by_role("button", name="Charge back").click()
    await expect(payments).to_contain_text("charged back")
    await expect(page.get_by_text("User: 10250 Stars, bot: 0 Stars.")).to_be_visible()
    await expect(payments.get_by_role("button", name="Refund")).to_have_count(0)
    await env.bot.wait_for_update(lambda _: len(successes(env)) == 2)
    assert len(set(successes(env))) == 1


async def test_invoice_can_be_paid_by_another_user(env: PageEnvironment) -> None:
    """A forwarded message and a link; the query is from the payer."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/invoice")
    await expect(page.locator(".invoice")).to_be_visible()
    await open_stars(page)
    await page.get_by_label("Forward to").select_option(label="Борис")
    await page.get_by_role("button", name="Forward the latest invoice").click()
    await page.get_by_role("button", name="User: Alice").click()
    await page.get_by_role("menuitemradio", name="Борис").click()
    await page.locator(".key").filter(has_text="250").click()
    await page.get_by_role("button", name="Pay 250 Stars").last.click()
    await expect(page.get_by_text("User: 9750 Stars, bot: 250 Stars.")).to_be_visible()
    link = await env.bot.call("createInvoiceLink", **env.bot.order())
    await page.get_by_label("Pay an invoice link as this user").fill(link)
    await page.get_by_role("button", name="Pay", exact=True).click()
    await page.get_by_role("button", name="Pay 250 Stars").last.click()
    await expect(page.get_by_text("User: 9500 Stars, bot: 500 Stars.")).to_be_visible()
    queries = (update.get("pre_checkout_query") for update in env.bot.updates)
    assert [query["from"]["id"] for query in queries if query] == [1002, 1002]


async def test_partner_can_be_switched(env: PageEnvironment) -> None:
    """Faults and readings take effect, and both can be restored."""
    page = await env.open_chat()
    await page.get_by_role("tab", name="Partner").click()
    await page.get_by_label("Kind").select_option("broken_after")
    await expect(page.get_by_label("Delay in seconds")).to_be_hidden()
    await page.get_by_label("Operation").fill("nft-payment/confirm")
    await page.get_by_label("Times").fill("2")
    await page.get_by_label("Status").fill("503")
    await page.get_by_role("button", name="Inject").click()
    active = page.get_by_role("list", name="Active faults of the partner")
    await expect(active).to_contain_text("broken_after #12 · 2 more")
    await page.get_by_label("secondConfirm").select_option("success")
    await page.get_by_label("accounts").select_option("one")
    (fault,) = (await sim_partner(env, "fault"))["faults"]
    assert (fault["kind"], fault["status"]) == ("broken_after", 503)
    chosen = (await sim_partner(env, "readings"))["readings"]
    assert (chosen["secondConfirm"], chosen["accounts"]) == ("success", "one")
    await page.get_by_role("button", name="Remove all faults").click()
    await expect(active).to_contain_text("No active faults.")
    await page.get_by_role("button", name="Restore the defaults").click()
    await expect(page.get_by_label("accounts")).to_have_value("two")
    assert (await sim_partner(env, "readings"))["readings"]["secondConfirm"] == "conflict"


async def sim_partner(env: PageEnvironment, path: str) -> Any:
    """Read from the partner's control API."""
    async with env.http.get(f"{env.address}/sim/partner/{path}") as response:
        return await response.json()
