"""Buying in a browser: from the shop to the portfolio, and everything that can come in between."""

from datetime import timedelta
from pathlib import Path
from typing import Any

import psycopg
import pytest
from playwright.async_api import Route, expect

from tests.browser.buying import RICH, Shop, pay, shop, title, to_order, to_review
from tests.browser.fixtures import OpenPage
from tests.browser.test_page_access import PROBES, axe, judge, tab_through
from tests.browser.test_page_buttons import TAPS, held

__all__ = ["axe", "shop"]

pytestmark = pytest.mark.asyncio(loop_scope="session")

ORDER = "**/api/orders"


@pytest.mark.parametrize("window", [{}, {"width": 1100, "height": 800}], ids=["phone", "desktop"])
async def test_miner_is_bought_from_the_shop_to_the_portfolio(
    shop: Shop, open_page: OpenPage, window: dict[str, Any]
) -> None:
    """The miner is in the portfolio afterwards, paid once, with a receipt in the chat."""
    person, user = await shop.buyer(open_page, **window)
    await to_order(person)
    await expect(person.app.get_by_role("timer")).to_contain_text("9:")
    await pay(person)
    await expect(title(person)).to_have_text("In your portfolio")
    await expect(person.app.locator(".timeline li.done")).to_have_count(5)
    await expect(person.main).to_have_text("To the portfolio")
    (order,) = await shop.orders(user)
    assert order["state"] == "done"
    shown = await shop.selling.show(order["id"], user)
    assert [one["state"] for one in shown["payments"]] == ["matched"]
    await person.main.click()
    await expect(title(person)).to_have_text("Portfolio")
    miners = await shop.stage.call(user, "GET", "/api/miners?limit=10")
    assert [one["id"] for one in miners["items"]] == [int(shown["miner"])]
    await person.close()
    await expect(person.page.get_by_text(f"Order {order['code']}").last).to_be_visible()


@pytest.mark.long
async def test_miner_is_bought_in_russian(shop: Shop, open_page: OpenPage) -> None:
    """With Russian plurals and words for every step."""
    person, user = await shop.buyer(open_page, "ru")
    await person.tab("Магазин")
    await person.push("Всё")
    await person.app.locator(".offer").first.click()
    await expect(person.main).to_contain_text("Купить за")
    await person.main.click()
    await expect(title(person)).to_have_text("Проверьте заказ")
    await person.app.get_by_role("checkbox").check()
    await person.main.click()
    await expect(title(person)).to_have_text("Можно оплатить")
    await pay(person)
    await expect(title(person)).to_have_text("В вашем портфеле")
    assert [one["state"] for one in await shop.orders(user)] == ["done"]


@pytest.mark.long
async def test_double_taps_order_once_and_pay_once(shop: Shop, open_page: OpenPage) -> None:
    """The button is busy from the first tap; Back does nothing while the order is sent."""
    person, user = await shop.buyer(open_page)
    await to_review(person)
    await person.app.get_by_role("checkbox").check()
    await expect(person.main).to_be_enabled()
    sent = list[str]()
    person.page.context.on(
        "request", lambda one: sent.append(one.url) if one.method == "POST" else None
    )
    async with held(person, ORDER) as go:
        await person.page.evaluate(TAPS, 0)
        await expect(person.main).to_be_disabled()
        await person.back.click()
        await expect(title(person)).to_have_text("Review your order")
        go.set()
        await expect(title(person)).to_have_text("Ready to pay")
    assert sent == [f"{shop.stage.webapp}/api/orders"]
    await expect(person.main).to_be_enabled()
    await person.page.evaluate(TAPS, 0)
    await expect(person.page.locator("dialog")).to_have_count(1)
    await person.page.locator("dialog").get_by_role("button", name="Pay").click()
    await expect(title(person)).to_have_text("In your portfolio")
    (order,) = await shop.orders(user)
    payments = await shop.stage.sim("GET", f"chat/payments?user={user}")
    assert payments["user_stars"] == RICH - order["priceStars"]


@pytest.mark.long
@pytest.mark.parametrize(
    "kind", ["status_failed", "status_cancelled", "status_paid_then_cancelled"]
)
async def test_what_telegram_says_of_a_payment_is_not_believed(
    shop: Shop, open_page: OpenPage, kind: str
) -> None:
    """The Stars were taken, whatever the client says, and the order goes its way."""
    person, user = await shop.buyer(open_page)
    await to_order(person)
    await shop.fault(kind, user)
    await pay(person)
    await expect(title(person)).to_have_text("In your portfolio")
    (order,) = await shop.orders(user)
    shown = await shop.selling.show(order["id"], user)
    assert [one["state"] for one in shown["payments"]] == ["matched"]


@pytest.mark.long
async def test_pending_payment_is_waited_for(shop: Shop, open_page: OpenPage) -> None:
    """It is not paid again meanwhile, and arrives in the end."""
    person, user = await shop.buyer(open_page)
    await to_order(person)
    await shop.fault("status_pending", user)
    await pay(person)
    await expect(person.app.get_by_text("Telegram says that it is paid")).to_be_visible()
    await expect(person.main).to_have_text("Checking the payment…")
    await expect(person.main).to_be_disabled()
    (waiting,) = (await shop.stage.sim("GET", f"chat/payments?user={user}"))["pending"]
    await shop.stage.sim("POST", f"chat/settle?user={user}", {"pending_id": waiting["id"]})
    await expect(title(person)).to_have_text("In your portfolio")


@pytest.mark.long
async def test_closed_invoice_can_be_opened_again(shop: Shop, open_page: OpenPage) -> None:
    """Who closes it without paying may pay at once."""
    person, _ = await shop.buyer(open_page)
    await to_order(person)
    await pay(person, "Cancel")
    await expect(person.main).to_be_enabled(timeout=5000)
    await pay(person)
    await expect(title(person)).to_have_text("In your portfolio")


@pytest.mark.long
async def test_failed_payment_says_so_and_can_be_tried_after_a_while(
    shop: Shop, open_page: OpenPage
) -> None:
    """Without Stars Telegram refuses; the page offers to pay again after ten seconds."""
    person, user = await shop.buyer(open_page, stars=5)
    await to_order(person)
    await pay(person)
    await person.page.locator("dialog").get_by_role("button").click()
    await expect(person.app.get_by_text("Telegram says that the payment failed")).to_be_visible()
    await expect(person.main).to_be_disabled()
    await shop.selling.set_stars(RICH, user)
    await expect(person.main).to_be_enabled()
    await pay(person)
    await expect(title(person)).to_have_text("In your portfolio")


@pytest.mark.long
async def test_order_is_cancelled_after_a_question(shop: Shop, open_page: OpenPage) -> None:
    """And can be made again from where it was."""
    person, user = await shop.buyer(open_page)
    await to_order(person)
    await person.push("Cancel the order")
    await person.answer("Keep it")
    await expect(title(person)).to_have_text("Ready to pay")
    await person.push("Cancel the order")
    await person.answer("Cancel the order")
    await expect(title(person)).to_have_text("Cancelled")
    assert [one["state"] for one in await shop.orders(user)] == ["cancelled"]
    await person.main.click()
    await expect(title(person)).to_have_text("Review your order")


@pytest.mark.long
async def test_limit_is_said_with_its_figure(shop: Shop, open_page: OpenPage) -> None:
    """A first order may cost 1,500 Stars; a dearer one cannot be made."""
    person, _ = await shop.buyer(open_page)
    await to_review(person, place=5)
    await expect(person.app.locator(".notice")).to_contain_text("up to 1,500 Stars")
    await expect(person.app.get_by_role("checkbox")).to_have_count(0)
    await expect(person.main).to_have_count(0)


@pytest.mark.long
async def test_changed_price_has_to_be_agreed_to_again(shop: Shop, open_page: OpenPage) -> None:
    """It is shown, nothing is ordered, and the box is empty again."""
    person, user = await shop.buyer(open_page)

    async def before(route: Route) -> None:
        response = await route.fetch()
        review = await response.json()
        review["offer"]["priceStars"] = 7
        await route.fulfill(response=response, json=review)

    await person.page.context.route("**/api/orders/review*", before, times=1)
    await to_review(person)
    await person.app.get_by_role("checkbox").check()
    await expect(person.main).to_be_enabled()
    await person.main.click()
    await expect(person.app.get_by_role("alert")).to_contain_text("The price has changed")
    await expect(person.main).not_to_contain_text("7 Stars")
    await expect(person.app.get_by_role("checkbox")).not_to_be_checked()
    assert await shop.orders(user) == []
    await person.app.get_by_role("checkbox").check()
    await expect(person.main).to_be_enabled()
    await person.main.click()
    await expect(title(person)).to_have_text("Ready to pay")


@pytest.mark.long
async def test_open_order_is_found_again(shop: Shop, open_page: OpenPage) -> None:
    """By its link, by the badge, from the offer; and it can be paid there."""
    person, user = await shop.buyer(open_page)
    await to_order(person)
    (order,) = await shop.orders(user)
    await person.menu("Close")
    await expect(person.page.locator(".app-body iframe")).to_have_count(0)
    code = order["id"].replace("-", "")
    await person.follow(f"https://t.me/gomining_sandbox_bot?startapp=order_{code}")
    await expect(title(person)).to_have_text("Ready to pay")
    await person.back.click()
    await expect(title(person)).to_have_text("Orders")
    await person.back.click()
    await expect(person.app.locator(".tabs .badge")).to_have_text("1 open orders")
    await person.push("Orders")
    await person.push("Ready to pay")
    await expect(person.main).to_be_enabled()
    await person.back.click()
    await person.back.click()
    await person.tab("Shop")
    await person.push("Everything")
    await person.app.locator(".offer").first.click()
    await person.main.click()
    await expect(title(person)).to_have_text("Ready to pay")
    await pay(person)
    await expect(title(person)).to_have_text("In your portfolio")
    await expect(person.app.locator(".badge")).to_have_count(0)


@pytest.mark.long
async def test_expired_price_is_asked_for_anew(shop: Shop, open_page: OpenPage) -> None:
    """It cannot be paid any more, and the button leads to a new review."""
    person, user = await shop.buyer(open_page)
    await to_order(person)
    shop.stage.clock.move(timedelta(minutes=11))
    await expect(person.app.get_by_role("timer")).to_have_text("The price is no longer valid")
    await expect(person.main).to_have_count(0)
    with psycopg.connect(shop.selling.postgres.owner_url) as owner:
        owner.execute(
            "UPDATE procrastinate_jobs SET scheduled_at = now() WHERE scheduled_at > now()"
        )
    await expect(title(person)).to_have_text("Not paid in time")
    assert [one["state"] for one in await shop.orders(user)] == ["expired"]
    await person.main.click()
    await expect(title(person)).to_have_text("Review your order")


@pytest.mark.long
async def test_old_init_data_asks_to_open_the_app_again(shop: Shop, open_page: OpenPage) -> None:
    """An order needs initData of the last 15 minutes."""
    person, user = await shop.buyer(open_page)
    await to_review(person)
    await person.app.get_by_role("checkbox").check()
    await expect(person.main).to_be_enabled()
    shop.stage.clock.move(timedelta(minutes=16))
    await person.main.click()
    await expect(person.app.get_by_role("alert")).to_contain_text("within 15 minutes")
    await person.push("Close")
    await expect(person.page.locator(".app-body iframe")).to_have_count(0)
    assert await shop.orders(user) == []


@pytest.mark.long
async def test_login_on_the_way_leads_back_to_the_review(shop: Shop, open_page: OpenPage) -> None:
    """Back from the login leads to the offer; a login leads to the review."""
    person = await shop.stage.person(open_page, await shop.stage.newcomer())
    await person.open()
    await person.push("See miners on sale")
    await person.app.locator(".offer").first.click()
    await person.main.click()
    await expect(title(person)).to_have_text("Your GoMining miners in Telegram")
    await person.back.click()
    await expect(person.main).to_contain_text("Buy for")
    await person.main.click()
    await person.push("Start without a wallet")
    await expect(title(person)).to_have_text("Review your order")
    await person.back.click()
    await expect(title(person)).to_contain_text("TH")


@pytest.mark.long
@pytest.mark.parametrize("dark", [False, True], ids=["light", "dark"])
async def test_screens_are_accessible_and_fit_320_px(
    shop: Shop, open_page: OpenPage, axe: str, tmp_path: Path, dark: bool
) -> None:
    """Review, order and orders pass axe, are reached in order by Tab, and nothing is cut off."""
    person, _ = await shop.buyer(open_page, dark=dark, width=320, height=780)
    await person.frame.evaluate(axe + PROBES)
    faults = dict[str, list[str]]()

    async def check(name: str) -> None:
        await person.page.screenshot(path=tmp_path / f"{name}.png")
        faults[name] = await person.frame.evaluate("probes.lost()")
        await person.frame.evaluate("probes.enlarge(2)")
        faults[f"{name}, large"] = await person.frame.evaluate("probes.lost()")
        await person.frame.evaluate("probes.enlarge(1)")
        faults[f"{name}, accessibility"] = await judge(person) + await tab_through(person)
        await person.page.emulate_media(color_scheme="dark" if dark else "light")

    await to_review(person)
    await expect(person.app.get_by_role("checkbox")).to_be_visible()
    await check("review")
    await person.app.get_by_role("checkbox").check()
    await person.main.click()
    await expect(title(person)).to_have_text("Ready to pay")
    await expect(person.main).to_be_enabled()
    await check("awaiting")
    await pay(person)
    await expect(title(person)).to_have_text("In your portfolio")
    await check("done")
    await person.main.click()
    await person.tab("Wallet")
    await person.push("Orders")
    await expect(person.app.locator(".row")).to_have_count(1)
    await check("orders")
    assert {name: found for name, found in faults.items() if found} == {}


@pytest.mark.long
async def test_refused_right_to_write_is_said(shop: Shop, open_page: OpenPage) -> None:
    """Before the first order of a user who has not started the bot, who can order all the same."""
    user = await shop.stage.newcomer()
    await shop.selling.bind(user)
    offer = (await shop.stage.call(user, "GET", "/api/shop"))["items"][0]["id"]
    person = shop.stage.meet(await open_page("about:blank"))
    await person.page.goto(f"{shop.stage.sandbox}/?user={user}")
    await person.page.wait_for_selector("html[data-ready]")
    await person.open_alone(path=f"/?screen=review_{offer}")

    async def receive(event: str, data: dict[str, str] | None = None) -> None:
        script = "([event, data]) => Telegram.WebView.receiveEvent(event, data)"
        await person.frame.evaluate(script, [event, data])

    await person.app.get_by_role("checkbox").check()
    await receive("main_button_pressed")
    asked = "sent.some(([name]) => name === 'web_app_request_write_access')"
    await person.page.wait_for_function(asked)
    assert await shop.orders(user) == []
    await receive("write_access_requested", {"status": "cancelled"})
    await expect(title(person)).to_have_text("Ready to pay")
    await expect(person.app.get_by_text("receipts cannot reach you")).to_be_visible()
