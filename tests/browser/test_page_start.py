"""The login without a wallet in the page, and a wallet that is connected afterwards."""

import pytest
from playwright.async_api import expect

from tests.browser.conftest import Stage
from tests.browser.fixtures import OpenPage

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_start_without_a_wallet_then_switch_to_the_account_of_one(
    stage: Stage, open_page: OpenPage
) -> None:
    """From the welcome screen to an empty portfolio, and on to the miners of a wallet."""
    user = await stage.newcomer()
    person = await stage.person(open_page, user)
    await person.open()
    await expect(person.main).to_have_text("Connect wallet")
    await person.app.get_by_role("button", name="Start without a wallet").click()
    await expect(person.app.get_by_text("No miners yet")).to_be_visible()
    me = await stage.call(user, "GET", "/api/me")
    assert (me["loggedIn"], me["way"], me["wallet"]) == (True, "start", None)

    await person.app.get_by_role("button", name="Wallet").click()
    await expect(person.app.get_by_text("Started without a wallet")).to_be_visible()
    connect = person.app.get_by_role("button", name="Connect wallet")
    await connect.click()
    await person.answer_wallet()
    await expect(person.sheet).to_contain_text("another GoMining account")
    await person.answer("Cancel")
    assert (await stage.call(user, "GET", "/api/me"))["way"] == "start"

    await connect.click()
    await person.answer_wallet()
    await expect(person.sheet).to_contain_text("another GoMining account")
    await person.answer("Switch account")
    await expect(person.app.get_by_text("TON wallet", exact=True)).to_be_visible()
    me = await stage.call(user, "GET", "/api/me")
    assert (me["way"], me["wallet"] is not None) == ("wallet", True)
    await person.app.get_by_role("button", name="Portfolio").click()
    await person.app.locator(".chart svg").wait_for()


async def test_logout_after_a_start_leads_back_to_both_ways(
    stage: Stage, open_page: OpenPage
) -> None:
    """As after a wallet login."""
    user = await stage.newcomer()
    person = await stage.person(open_page, user)
    await person.open()
    start = person.app.get_by_role("button", name="Start without a wallet")
    await start.click()
    await person.app.get_by_text("No miners yet").wait_for()
    await person.app.get_by_role("button", name="Settings").click()
    await person.app.get_by_role("button", name="Log out").click()
    await person.page.get_by_role("dialog").get_by_role("button", name="Log out").click()
    await expect(person.main).to_have_text("Connect wallet")
    await expect(start).to_be_visible()
    assert (await stage.call(user, "GET", "/api/me"))["loggedIn"] is False
