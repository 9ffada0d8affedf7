"""The chat page in a browser: sending, buttons, rendering of messages."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from tests.sandbox.page.conftest import PageEnvironment, bubbles, send_text, wait_until

pytestmark = [pytest.mark.asyncio(loop_scope="session"), pytest.mark.long]


async def test_start_button_starts_an_empty_chat(env: PageEnvironment) -> None:
    """Pressing START sends /start and shows the composer."""
    page = await env.open_chat()
    await expect(page.get_by_role("heading", name="What can this bot do?")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_hidden()
    await page.get_by_role("button", name="START", exact=True).click()
    await expect(bubbles(page)).to_contain_text(["/start", "Welcome, Alice!"])
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_message_and_answer_appear_in_the_log(env: PageEnvironment) -> None:
    """The input field is empty after sending."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "hello there")
    log = page.get_by_role("log", name="Messages")
    await expect(log.locator(".out .bubble").last).to_contain_text("hello there")
    await expect(log.locator(".in .bubble").last).to_contain_text("You said: hello there")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")


async def test_tap_edits_the_message_and_shows_a_toast(env: PageEnvironment) -> None:
    """No message is added."""
    page = await env.open_chat()
    await env.start_bot(page)
    count = await bubbles(page).count()
    await page.get_by_role("button", name="Count").click()
    await expect(page.locator(".toast")).to_have_text("Counted")
    await expect(bubbles(page).last).to_contain_text("Tapped 1")
    await expect(bubbles(page).last).to_contain_text("edited")
    await page.get_by_role("button", name="Count 1").click()
    await expect(bubbles(page).last).to_contain_text("Tapped 2")
    assert await bubbles(page).count() == count


async def test_alert_stays_until_ok(env: PageEnvironment) -> None:
    """show_alert opens a dialog."""
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_role("button", name="Alert").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Look here")
    await dialog.get_by_role("button", name="OK").click()
    await expect(dialog).to_be_hidden()


async def test_deleted_message_is_removed(env: PageEnvironment) -> None:
    """A deleteMessage of the bot removes it from the page."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/brief")
    await page.get_by_role("button", name="Delete me").click()
    await expect(page.get_by_text("I will go")).to_have_count(0)


async def test_entities_are_rendered_as_elements(env: PageEnvironment) -> None:
    """Formatting, code, quotes, links, commands and spoilers."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/rich")
    text = page.locator(".in .text").filter(has_text="bold").first
    await expect(text.locator("strong")).to_have_text("bold")
    await expect(text.locator("em u")).to_have_text("under")
    await expect(text.locator("s")).to_have_text("gone")
    await expect(text.locator("code").first).to_have_text("a < b")
    await expect(text.locator("pre")).to_have_text("print(1)")
    await expect(text.locator("blockquote")).to_have_text("quoted")
    await expect(text.get_by_role("link", name="a link")).to_have_attribute(
        "href", "https://example.com/"
    )
    await expect(text.get_by_role("button", name="/help")).to_be_visible()
    spoiler = text.get_by_role("button", name="Spoiler")
    await spoiler.click()
    await expect(text.locator(".spoiler.shown")).to_have_text("secret")


async def test_html_in_a_text_is_not_interpreted(env: PageEnvironment) -> None:
    """No element is created and no script runs."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/rich")
    hostile = page.locator(".in .text").filter(has_text="onerror")
    await expect(hostile).to_have_text(re.compile(re.escape("<img src=x onerror=")))
    await send_text(page, "<script>window.hacked=1</script>")
    await expect(bubbles(page).last).to_contain_text("You said: <script>")
    assert await page.locator("#messages img, #messages script").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_reply_keyboard_sends_the_button_text(env: PageEnvironment) -> None:
    """The keyboard can be hidden."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/keys")
    keyboard = page.get_by_role("group", name="Keyboard of the bot")
    await keyboard.get_by_role("button", name="Yes").click()
    await expect(bubbles(page).last).to_contain_text("You said: Yes")
    await page.get_by_role("button", name="Show or hide the bot's keyboard").click()
    await expect(keyboard).to_be_hidden()


async def test_contact_is_shared_after_confirmation(env: PageEnvironment) -> None:
    """The user's own number is sent."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/keys")
    await page.get_by_role("button", name="My phone").click()
    await page.get_by_role("dialog").get_by_role("button", name="Share").click()
    update = await env.bot.wait_for_update(lambda u: "contact" in u.get("message", {}))
    assert update["message"]["contact"]["user_id"] == 1001


async def test_photos_albums_and_documents(env: PageEnvironment) -> None:
    """A photo can be enlarged, an album is one bubble, a document can be downloaded."""
    page = await env.open_chat()
    await env.start_bot(page)
    for command in ("/photo", "/album", "/file"):
        await send_text(page, command)
    await expect(bubbles(page).last).to_contain_text("A table")
    album = page.locator(".bubble").filter(has_text="Three of them")
    await expect(album.locator("img")).to_have_count(3)
    await wait_until(page, "[...document.images].every((i) => i.complete && i.naturalWidth)")
    await page.get_by_role("button", name="Open the photo").first.click()
    await expect(page.locator("dialog.viewer img")).to_be_visible()
    await page.keyboard.press("Escape")
    async with page.expect_download() as download:
        await page.locator("a.document").click()
    path = await (await download.value).path()
    assert path.read_bytes() == b"a,b\n1,2\n"


async def test_chosen_file_is_sent_as_document(env: PageEnvironment) -> None:
    """The bot gets name and content."""
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_label("File to send").set_input_files(
        FilePayload(name="note.txt", mimeType="text/plain", buffer=b"hello")
    )
    update = await env.bot.wait_for_update(lambda u: "document" in u.get("message", {}))
    assert update["message"]["document"]["file_name"] == "note.txt"


async def test_slash_lists_commands(env: PageEnvironment) -> None:
    """Arrow keys and Enter choose and send one."""
    await env.bot.call(
        "setMyCommands",
        commands=[
            {"command": "photo", "description": "A picture"},
            {"command": "pin", "description": "Pin something"},
        ],
    )
    page = await env.open_chat()
    await env.start_bot(page)
    field = page.get_by_label("Message", exact=True)
    await field.press_sequentially("/p")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(options).to_contain_text(["/photo", "/pin"])
    await field.press("ArrowDown")
    await expect(options.last).to_have_attribute("aria-selected", "true")
    await field.press("Enter")
    await expect(page.locator(".out .bubble").last).to_contain_text("/pin")


async def test_pinned_message_has_a_bar_that_scrolls_to_it(env: PageEnvironment) -> None:
    """The bar is below the header."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/pin")
    bar = page.locator("#pinned")
    await expect(bar).to_contain_text("Keep this in sight")
    await bar.click()
    await expect(page.locator(".message .bubble").filter(has_text="Keep this")).to_be_in_viewport()


async def test_chat_action_is_shown_in_the_header(env: PageEnvironment) -> None:
    """The status reads "typing …"."""
    page = await env.open_chat()
    await env.start_bot(page)
    await send_text(page, "/slow")
    await expect(page.locator("#bot-status")).to_have_text("typing …")


async def test_inline_result_can_be_chosen_and_sent(env: PageEnvironment) -> None:
    """`@bot query` in the composer lists the bot's results."""
    await env.sim("POST", "bot", inline=True)
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_role("button", name="Search").click()
    field = page.get_by_label("Message", exact=True)
    await expect(field).to_have_value(f"@{env.bot.username} btc")
    option = page.get_by_role("option", name="Say btc")
    await option.click()
    sent = page.locator(".out .bubble").last
    await expect(sent).to_contain_text("Inline: btc")
    await expect(sent).to_contain_text(f"via @{env.bot.username}")


async def test_deep_link_starts_the_bot_in_the_page(env: PageEnvironment) -> None:
    """A t.me link of the bot opens no new tab."""
    page = await env.open_chat("start=promo7")
    await page.get_by_role("button", name="START · promo7").click()
    await expect(bubbles(page).last).to_contain_text("Welcome, Alice! promo7")
    await page.get_by_role("button", name="Start again").click()
    await expect(bubbles(page).last).to_contain_text("Welcome, Alice! x1")
    assert len(page.context.pages) == 1


async def test_copy_button_shows_the_copied_text(env: PageEnvironment) -> None:
    """A toast has the text."""
    page = await env.open_chat()
    await env.start_bot(page)
    await page.get_by_role("button", name="Copy").click()
    await expect(page.locator(".toast")).to_have_text("Copied: bc1qcopied")


async def test_new_message_keeps_the_scroll_position(env: PageEnvironment) -> None:
    """A button leads to the newest message."""
    page = await env.open_chat(height=500)
    await env.start_bot(page)
    for number in range(8):
        await send_text(page, f"line {number}")
        await expect(bubbles(page).last).to_contain_text(f"You said: line {number}")
    scroller = page.locator("#scroller")
    await scroller.hover()
    await page.mouse.wheel(0, -3000)
    await expect(page.get_by_role("button", name="Go to the newest message")).to_be_visible()
    await wait_until(page, "document.getElementById('scroller').scrollTop === 0")
    await env.bot.call("sendMessage", chat_id=1001, text="a new message")
    button = page.get_by_role("button", name="Go to the newest message")
    await expect(button).to_have_attribute("data-unseen", "1")
    assert await scroller.evaluate("(s) => s.scrollTop") == 0
    await button.click()
    await expect(page.get_by_text("a new message")).to_be_in_viewport()
