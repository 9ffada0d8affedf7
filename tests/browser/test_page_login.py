"""The wallet login in the page, with the real @tonconnect/ui and the sandbox's wallet."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage, requests_of
from tests.browser.fixtures import OpenPage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_login_shows_the_portfolio_without_third_party_requests(
    stage: Stage, open_page: OpenPage
) -> None:
    """One tap and one approval; the figures are those of the API."""
    user = await stage.newcomer()
    person = await stage.person(open_page, user)
    asked = requests_of(person.page.context)
    await person.open()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text(
        "Your GoMining miners in Telegram"
    )
    assert not any("/assets/ton-" in url for url in asked)
    assert sum("/api/overview" in url for url in asked) == 1
    await person.connect()
    assert any("/assets/ton-" in url for url in asked)
    assert {url.split("/")[2] for url in asked if url.startswith("http")} <= {
        stage.webapp.split("/")[2],
        stage.sandbox.split("/")[2],
    }
    item = (await stage.call(user, "GET", "/api/overview"))["item"]
    await expect(person.app.locator(".big")).to_contain_text(item["lastDay"][:10].rstrip("0"))
    await expect(person.app.locator(".sums")).to_contain_text(item["total"][:10].rstrip("0"))


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        ("Reject", "The wallet refused"),
        ("Approve on the wrong network", "on a test network"),
        ("Approve without a proof", "did not sign"),
    ],
)
async def test_wallet_refusal_shows_its_reason_and_allows_a_retry(
    stage: Stage, open_page: OpenPage, answer: str, words: str
) -> None:
    """Each refusal has its own message, and connecting again works."""
    person = await stage.person(open_page, await stage.newcomer())
    await person.open()
    await person.main.click()
    await person.answer_wallet(answer)
    await expect(person.app.locator(".trouble-line")).to_contain_text(words)
    await expect(person.main).to_have_text("Connect again")
    await person.connect()


async def test_ton_connect_window_offers_the_wallet(wide_stage: Stage, open_page: OpenPage) -> None:
    """Outside a wallet's browser the wallet is chosen in TON Connect's own window."""
    person = await wide_stage.person(open_page, await wide_stage.newcomer(), width=1100, height=800)
    # On its own the page is wide enough for the window that knows injected wallets,
    # and speaks as in Telegram's native clients.
    await person.open_alone()
    await person.app.locator(".welcome").wait_for()
    asked = requests_of(person.page.context)
    sent = await person.page.evaluate("sent.map(([type]) => type)")
    assert "web_app_ready" in sent
    await person.page.evaluate("Telegram.WebView.receiveEvent('main_button_pressed')")
    wallet = person.app.get_by_text("Sandbox wallet").first
    await wallet.wait_for()
    await wallet.click()
    await person.app.get_by_role("button", name="Browser Extension").click()
    await person.answer_wallet()
    await person.app.locator(".chart svg").wait_for()
    assert not any("githubusercontent" in url or "ton.org" in url for url in asked)


async def test_deep_link_survives_the_login(stage: Stage, open_page: OpenPage) -> None:
    """`startapp=miner_101` opens that miner after the login."""
    person = await stage.person(open_page, await stage.newcomer())
    await person.follow("https://t.me/gomining_sandbox_bot?startapp=miner_101")
    await person.main.click()
    await person.answer_wallet()
    await expect(person.app.get_by_role("heading", level=1)).to_contain_text("#101")
    await person.back.click()
    await expect(person.app.get_by_role("heading", level=1)).to_have_text("Miners")


async def test_session_ended_elsewhere_asks_to_connect_again(
    stage: Stage, open_page: OpenPage
) -> None:
    """The page shows why and removes the kept figures."""
    user = await stage.newcomer()
    person = await stage.person(open_page, user)
    await person.open()
    await person.connect()
    assert (await stage.call(user, "POST", "/api/auth/logout"))["loggedOut"]
    await person.close()
    await person.open()
    await expect(person.app.locator(".lead")).to_contain_text("Your session has ended")
    kept = await person.frame.evaluate(
        "Object.keys(localStorage).filter(k => k.startsWith('gm:7'))"
    )
    assert kept == []
    await person.connect()


async def test_logout_removes_the_session_and_the_kept_figures(
    stage: Stage, open_page: OpenPage
) -> None:
    """After a confirmed logout neither server nor device has data of the login."""
    user = await stage.newcomer()
    person = await stage.person(open_page, user)
    await person.open()
    await person.connect()
    await person.app.get_by_role("button", name="Settings").click()
    await person.app.get_by_role("button", name="Log out").click()
    await person.page.get_by_role("dialog").get_by_role("button", name="Log out").click()
    await expect(person.main).to_have_text("Connect wallet")
    assert (await stage.call(user, "GET", "/api/me"))["wallet"] is None
    kept = await person.frame.evaluate(
        "Object.keys(localStorage).filter(k => /^gm:(ton:)?7/.test(k))"
    )
    assert kept == []


async def test_page_outside_telegram_links_to_the_bot(stage: Stage, open_page: OpenPage) -> None:
    """A plain browser shows a message and a link to the bot."""
    page = await open_page(stage.webapp)
    await expect(page.get_by_role("heading")).to_have_text("Open this app in Telegram")
    link = page.get_by_role("link", name="Open the bot")
    await expect(link).to_have_attribute("href", "https://t.me/gomining_sandbox_bot")
