"""The debug panel and settings: users, languages, themes, faults, call log."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import PageEnvironment, bubbles, send_text, wait_until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]


async def test_each_user_has_a_separate_chat(env: PageEnvironment) -> None:
    """Switching the user opens that user's chat."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "from Alice")
    await page.get_by_role("button", name="User: Alice").click()
    await page.get_by_role("menuitemradio", name="Борис").click()
    await expect(page.get_by_role("button", name="User: Борис, ru")).to_be_visible()
    await expect(page.get_by_text("from Alice")).to_have_count(0)
    await page.get_by_role("button", name="START", exact=True).click()
    await expect(bubbles(page).last).to_contain_text("Welcome, Борис!")
    await page.get_by_role("button", name="User: Борис").click()
    await page.get_by_role("menuitemradio", name="Alice").click()
    await expect(bubbles(page).filter(has_text="from Alice").first).to_be_visible()


async def test_unknown_user_falls_back_to_the_first(env: PageEnvironment) -> None:
    """A toast reports the unknown user."""
    page = await env.open_chat("user=987654")
    await expect(page.locator(".toast")).to_be_visible()
    await expect(page.get_by_role("button", name="User: Alice")).to_be_visible()


async def test_language_change_applies_to_the_next_message(env: PageEnvironment) -> None:
    """The bot gets the new language_code."""
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_label("Language", exact=True).select_option("ru")
    await expect(page.get_by_role("button", name="User: Alice, ru")).to_be_visible()
    await send_text(page, "privet")
    update = await env.bot.wait_for_update(lambda u: u.get("message", {}).get("text") == "privet")
    assert update["message"]["from"]["language_code"] == "ru"


async def test_theme_follows_the_system_unless_chosen(env: PageEnvironment) -> None:
    """A choice is kept after a reload."""
    page = await env.open_chat(dark=True)
    html = page.locator("html")
    await expect(html).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Theme").click()
    await page.get_by_role("menuitemradio", name="Light").click()
    await expect(html).to_have_attribute("data-theme", "light")
    await page.reload()
    await expect(html).to_have_attribute("data-theme", "light")


async def test_call_log_can_be_filtered_and_expanded(env: PageEnvironment) -> None:
    """Details show parameters and result."""
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_role("tab", name="Calls").click()
    await send_text(page, "hello log")
    calls = page.get_by_role("list", name="Calls of the bot")
    await expect(calls.get_by_text("You said: hello log")).to_be_visible()
    await page.get_by_label("Filter calls").fill("hello log")
    await expect(calls.locator(".entry")).to_have_count(1)
    await calls.locator("summary").click()
    await expect(calls.locator("pre").first).to_contain_text('"text": "You said: hello log"')


async def test_fault_can_be_injected_and_removed(env: PageEnvironment) -> None:
    """The bot's next call fails and is marked in the log."""
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_label("Kind").select_option("500")
    await page.get_by_label("Method").fill("sendMessage")
    await page.get_by_role("button", name="Inject").click()
    faults = page.get_by_role("list", name="Active faults")
    await expect(faults).to_contain_text("500")
    await send_text(page, "into the void")
    failed = await env.bot.wait_for_update(lambda u: "error" in u)
    assert "Internal Server Error" in failed["error"]
    await page.get_by_role("button", name="Remove 500").click()
    await expect(faults).to_contain_text("No active faults.")
    await send_text(page, "back again")
    await expect(bubbles(page).last).to_contain_text("You said: back again")
    await page.get_by_role("tab", name="Calls").click()
    await expect(page.locator(".entry[data-ok=false]").first).to_contain_text("sendMessage")


async def test_block_replaces_the_composer_by_unblock(env: PageEnvironment) -> None:
    """The bot gets my_chat_member."""
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_role("button", name="Block the bot").click()
    unblock = page.get_by_role("button", name="UNBLOCK", exact=True)
    await expect(unblock).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_hidden()
    await unblock.click()
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    await env.bot.wait_for_update(lambda u: "my_chat_member" in u)


async def test_menu_button_opens_the_app(env: PageEnvironment) -> None:
    """A web_app menu button is left of the composer."""
    await env.bot.call(
        "setChatMenuButton",
        menu_button={"type": "web_app", "text": "Portfolio", "web_app": {"url": env.miniapp}},
    )
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_role("button", name="Portfolio").click()
    app = page.frame_locator(".app-body iframe")
    await expect(app.get_by_role("heading")).to_have_text("Hello, Alice")


async def test_startapp_payload_reaches_the_app(env: PageEnvironment) -> None:
    """It is the signed start_param of a direct link."""
    await env.sim("POST", "bot", main_web_app_url=env.miniapp)
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_label("Open the app with a payload").fill("miner_42")
    await page.get_by_role("button", name="Open", exact=True).click()
    app = page.frame_locator(".app-body iframe")
    await expect(app.locator("#about")).to_contain_text("miner_42")


async def test_page_can_be_used_by_keyboard(env: PageEnvironment) -> None:
    """Start, tap a button, switch tabs and close the panel."""
    page = await env.open_chat()
    await page.locator("#start").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Count").focus()
    await page.keyboard.press("Enter")
    await expect(bubbles(page).last).to_contain_text("Tapped 1")
    await page.get_by_role("tab", name="Users").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Calls")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_page_does_not_overflow_from_320_px_on(env: PageEnvironment, width: int) -> None:
    """On narrow windows the panel opens on demand."""
    page = await env.open_chat(width=width, height=640)
    await env.start_bot(page)
    for command in ("/rich", "/keys", "/album"):
        await send_text(page, command)
    await expect(page.locator(".album.n3")).to_be_visible()
    await wait_until(page, f"document.documentElement.scrollWidth === {width}")
    wide = await page.evaluate(
        "[...document.querySelectorAll('.bubble, .inline-keyboard, .composer-row, .chat-head')]"
        f".filter((e) => e.getBoundingClientRect().right > {width}).length"
    )
    assert wide == 0
    panel = page.get_by_role("complementary", name="Debug panel")
    if width < 1080:
        await expect(panel).to_be_hidden()
        await page.get_by_role("button", name="Debug panel").click()
    await expect(panel).to_be_visible()


async def test_page_has_a_content_security_policy(env: PageEnvironment) -> None:
    """Files outside of static/ are 404."""
    async with env.http.get(f"{env.address}/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert not re.search("unsafe", policy)
        assert response.headers["Cache-Control"] == "no-cache"
    for path in ("/static/../__init__.py", "/static/%2e%2e/__init__.py", "/static/none.js"):
        async with env.http.get(f"{env.address}{path}") as response:
            assert response.status == 404
