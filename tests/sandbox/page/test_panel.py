"""The debug panel and the page's own choices: people, languages, themes, faults, the call log."""

import re

import pytest
from playwright.async_api import expect

from tests.sandbox.page.conftest import Scene, bubbles, say, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_people_have_chats_of_their_own(scene: Scene) -> None:
    """Switching the user opens that user's chat; the first one's messages stay with the first."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "from Alice")
    await page.get_by_role("button", name="You are Alice").click()
    await page.get_by_role("menuitemradio", name="Борис").click()
    await expect(page.get_by_role("button", name="You are Борис, ru")).to_be_visible()
    await expect(page.get_by_text("from Alice")).to_have_count(0)
    await page.get_by_role("button", name="START", exact=True).click()
    await expect(bubbles(page).last).to_contain_text("Welcome, Борис!")
    await page.get_by_role("button", name="You are Борис").click()
    await page.get_by_role("menuitemradio", name="Alice").click()
    await expect(bubbles(page).filter(has_text="from Alice").first).to_be_visible()


async def test_a_forgotten_user_does_not_lock_the_page(scene: Scene) -> None:
    """A user that the sandbox no longer knows is said to be gone; the first user's chat opens."""
    page = await scene.open("user=987654")
    await expect(page.locator(".toast")).to_be_visible()
    await expect(page.get_by_role("button", name="You are Alice")).to_be_visible()


async def test_the_language_is_the_users(scene: Scene) -> None:
    """Choosing a language changes what the bot is told with the next message."""
    page = await scene.open()
    await scene.start(page)
    await page.get_by_label("Language", exact=True).select_option("ru")
    await expect(page.get_by_role("button", name="You are Alice, ru")).to_be_visible()
    await say(page, "privet")
    update = await scene.bot.seen(lambda u: u.get("message", {}).get("text") == "privet")
    assert update["message"]["from"]["language_code"] == "ru"


async def test_the_theme_follows_the_system_or_a_choice(scene: Scene) -> None:
    """Auto follows the system; a choice wins over it and is remembered."""
    page = await scene.open(dark=True)
    html = page.locator("html")
    await expect(html).to_have_attribute("data-theme", "dark")
    await page.get_by_role("button", name="Theme").click()
    await page.get_by_role("menuitemradio", name="Light").click()
    await expect(html).to_have_attribute("data-theme", "light")
    await page.reload()
    await expect(html).to_have_attribute("data-theme", "light")


async def test_calls_are_logged_filtered_and_expanded(scene: Scene) -> None:
    """Every call of the bot is listed; the filter narrows, a press shows parameters and result."""
    page = await scene.open()
    await scene.start(page)
    await page.get_by_role("tab", name="Calls").click()
    await say(page, "hello log")
    calls = page.get_by_role("list", name="Calls of the bot")
    await expect(calls.get_by_text("You said: hello log")).to_be_visible()
    await page.get_by_label("Filter calls").fill("hello log")
    await expect(calls.locator(".entry")).to_have_count(1)
    await calls.locator("summary").click()
    await expect(calls.locator("pre").first).to_contain_text('"text": "You said: hello log"')


async def test_faults_are_switched_on_and_off(scene: Scene) -> None:
    """A fault of the panel hits the bot's next call and stands in the log; it can be removed."""
    page = await scene.open()
    await scene.start(page)
    await page.get_by_role("tab", name="Faults").click()
    await page.get_by_label("Kind").select_option("500")
    await page.get_by_label("Method").fill("sendMessage")
    await page.get_by_role("button", name="Switch on").click()
    faults = page.get_by_role("list", name="Faults that are on")
    await expect(faults).to_contain_text("500")
    await say(page, "into the void")
    refused = await scene.bot.seen(lambda u: "refused" in u)
    assert "Internal Server Error" in refused["refused"]
    await page.get_by_role("button", name="Switch 500 off").click()
    await expect(faults).to_contain_text("No fault is on.")
    await say(page, "back again")
    await expect(bubbles(page).last).to_contain_text("You said: back again")
    await page.get_by_role("tab", name="Calls").click()
    await expect(page.locator(".entry[data-ok=false]").first).to_contain_text("sendMessage")


async def test_blocking_and_unblocking(scene: Scene) -> None:
    """A user who blocks the bot sees UNBLOCK instead of the composer; the bot is refused."""
    page = await scene.open()
    await scene.start(page)
    await page.get_by_role("button", name="Block the bot").click()
    unblock = page.get_by_role("button", name="UNBLOCK", exact=True)
    await expect(unblock).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_hidden()
    await unblock.click()
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()
    await scene.bot.seen(lambda u: "my_chat_member" in u)


async def test_the_menu_button_opens_the_app(scene: Scene) -> None:
    """A web_app menu button stands left of the composer and opens the mini-app."""
    await scene.bot.call(
        "setChatMenuButton",
        menu_button={"type": "web_app", "text": "Portfolio", "web_app": {"url": scene.miniapp}},
    )
    page = await scene.open()
    await scene.start(page)
    await page.get_by_role("button", name="Portfolio").click()
    app = page.frame_locator(".app-body iframe")
    await expect(app.get_by_role("heading")).to_have_text("Hello, Alice")


async def test_startapp_links_carry_their_payload(scene: Scene) -> None:
    """A direct link opens the main app with its start_param, signed."""
    await scene.sim("POST", "bot", main_web_app_url=scene.miniapp)
    page = await scene.open()
    await scene.start(page)
    await page.get_by_label("Open the app with a payload").fill("miner_42")
    await page.get_by_role("button", name="Open", exact=True).click()
    app = page.frame_locator(".app-body iframe")
    await expect(app.locator("#about")).to_contain_text("miner_42")


async def test_keys_alone_suffice(scene: Scene) -> None:
    """With the keyboard only: start, tap a button, open and leave the panel."""
    page = await scene.open()
    await page.locator("#start").focus()
    await page.keyboard.press("Enter")
    await page.get_by_role("button", name="Count").focus()
    await page.keyboard.press("Enter")
    await expect(bubbles(page).last).to_contain_text("Tapped 1")
    await page.get_by_role("tab", name="You").focus()
    await page.keyboard.press("ArrowRight")
    await expect(page.get_by_role("tab", name="Calls")).to_be_focused()
    await page.keyboard.press("Escape")
    await expect(page.get_by_role("complementary")).to_be_hidden()


@pytest.mark.parametrize("width", [320, 390, 768, 1280])
async def test_nothing_overflows_at_any_width(scene: Scene, width: int) -> None:
    """From 320 px up the page never scrolls sideways; on a phone the panel comes on demand."""
    page = await scene.open(width=width, height=640)
    await scene.start(page)
    for command in ("/rich", "/keys", "/album"):
        await say(page, command)
    await expect(page.locator(".album.n3")).to_be_visible()
    await until(page, f"document.documentElement.scrollWidth === {width}")
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


async def test_the_page_is_served_with_a_policy(scene: Scene) -> None:
    """The page allows scripts of its own only, and files from nowhere but its folder."""
    async with scene.http.get(f"{scene.address}/") as response:
        policy = response.headers["Content-Security-Policy"]
        assert "script-src 'self'" in policy
        assert not re.search("unsafe", policy)
        assert response.headers["Cache-Control"] == "no-cache"
    for path in ("/static/../__init__.py", "/static/%2e%2e/__init__.py", "/static/none.js"):
        async with scene.http.get(f"{scene.address}{path}") as response:
            assert response.status == 404
