"""The chat page in a real browser: writing, tapping, what messages look like."""

import re

import pytest
from playwright.async_api import FilePayload, expect

from tests.sandbox.page.conftest import Scene, bubbles, say, until

pytestmark = pytest.mark.asyncio(loop_scope="session")


async def test_start_opens_an_empty_chat(scene: Scene) -> None:
    """An empty chat offers START; pressing it sends /start and the composer appears."""
    page = await scene.open()
    await expect(page.get_by_role("heading", name="What can this bot do?")).to_be_visible()
    await expect(page.get_by_label("Message", exact=True)).to_be_hidden()
    await page.get_by_role("button", name="START", exact=True).click()
    await expect(bubbles(page)).to_contain_text(["/start", "Welcome, Alice!"])
    await expect(page.get_by_label("Message", exact=True)).to_be_visible()


async def test_a_message_is_sent_and_answered(scene: Scene) -> None:
    """What is written appears at once, the bot's answer under it, in the log of the chat."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "hello there")
    log = page.get_by_role("log", name="Messages")
    await expect(log.locator(".out .bubble").last).to_contain_text("hello there")
    await expect(log.locator(".in .bubble").last).to_contain_text("You said: hello there")
    await expect(page.get_by_label("Message", exact=True)).to_have_value("")


async def test_a_tap_edits_in_place_and_shows_a_toast(scene: Scene) -> None:
    """A callback button leads to an edit of the same message and to the bot's notice."""
    page = await scene.open()
    await scene.start(page)
    count = await bubbles(page).count()
    await page.get_by_role("button", name="Count").click()
    await expect(page.locator(".toast")).to_have_text("Counted")
    await expect(bubbles(page).last).to_contain_text("Tapped 1")
    await expect(bubbles(page).last).to_contain_text("edited")
    await page.get_by_role("button", name="Count 1").click()
    await expect(bubbles(page).last).to_contain_text("Tapped 2")
    assert await bubbles(page).count() == count


async def test_an_alert_waits_for_ok(scene: Scene) -> None:
    """show_alert opens a dialog that stays until it is acknowledged."""
    page = await scene.open()
    await scene.start(page)
    await page.get_by_role("button", name="Alert").click()
    dialog = page.get_by_role("dialog")
    await expect(dialog).to_contain_text("Look here")
    await dialog.get_by_role("button", name="OK").click()
    await expect(dialog).to_be_hidden()


async def test_a_deleted_message_goes_away(scene: Scene) -> None:
    """A call of deleteMessage removes the message from the page."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/brief")
    await page.get_by_role("button", name="Delete me").click()
    await expect(page.get_by_text("I will go")).to_have_count(0)


async def test_entities_are_rendered(scene: Scene) -> None:
    """Bold, italic, nested, struck, code, pre, quote, links and commands are real elements."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/rich")
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


async def test_markup_in_a_text_stays_text(scene: Scene) -> None:
    """HTML in a message is shown as it was written; no element comes of it, nothing runs."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/rich")
    hostile = page.locator(".in .text").filter(has_text="onerror")
    await expect(hostile).to_have_text(re.compile(re.escape("<img src=x onerror=")))
    await say(page, "<script>window.hacked=1</script>")
    await expect(bubbles(page).last).to_contain_text("You said: <script>")
    assert await page.locator("#messages img, #messages script").count() == 0
    assert await page.evaluate("window.hacked") is None


async def test_a_reply_keyboard_sends_its_text(scene: Scene) -> None:
    """A key of the reply keyboard sends its text; the keyboard can be hidden and shown."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/keys")
    keyboard = page.get_by_role("group", name="Keyboard of the bot")
    await keyboard.get_by_role("button", name="Yes").click()
    await expect(bubbles(page).last).to_contain_text("You said: Yes")
    await page.get_by_role("button", name="Show or hide the bot's keyboard").click()
    await expect(keyboard).to_be_hidden()


async def test_a_contact_is_shared_only_when_agreed(scene: Scene) -> None:
    """request_contact asks first; agreeing sends the user's own number."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/keys")
    await page.get_by_role("button", name="My phone").click()
    await page.get_by_role("dialog").get_by_role("button", name="Share").click()
    update = await scene.bot.seen(lambda u: "contact" in u.get("message", {}))
    assert update["message"]["contact"]["user_id"] == 1001


async def test_pictures_albums_and_files(scene: Scene) -> None:
    """A photo loads and enlarges, an album is one bubble, a document can be downloaded."""
    page = await scene.open()
    await scene.start(page)
    for command in ("/photo", "/album", "/file"):
        await say(page, command)
    await expect(bubbles(page).last).to_contain_text("A table")
    album = page.locator(".bubble").filter(has_text="Three of them")
    await expect(album.locator("img")).to_have_count(3)
    await until(page, "[...document.images].every((i) => i.complete && i.naturalWidth)")
    await page.get_by_role("button", name="Look at the photo").first.click()
    await expect(page.locator("dialog.viewer img")).to_be_visible()
    await page.keyboard.press("Escape")
    async with page.expect_download() as download:
        await page.locator("a.document").click()
    path = await (await download.value).path()
    assert path.read_bytes() == b"a,b\n1,2\n"


async def test_a_file_of_the_person_reaches_the_bot(scene: Scene) -> None:
    """The clip sends a chosen file as a document."""
    page = await scene.open()
    await scene.start(page)
    await page.get_by_label("File to send").set_input_files(
        FilePayload(name="note.txt", mimeType="text/plain", buffer=b"hello")
    )
    update = await scene.bot.seen(lambda u: "document" in u.get("message", {}))
    assert update["message"]["document"]["file_name"] == "note.txt"


async def test_commands_are_listed_on_a_slash(scene: Scene) -> None:
    """A slash lists the bot's commands; arrows and Enter choose one and send it."""
    await scene.bot.call(
        "setMyCommands",
        commands=[
            {"command": "photo", "description": "A picture"},
            {"command": "pin", "description": "Pin something"},
        ],
    )
    page = await scene.open()
    await scene.start(page)
    field = page.get_by_label("Message", exact=True)
    await field.press_sequentially("/p")
    options = page.get_by_role("listbox", name="Suggestions").get_by_role("option")
    await expect(options).to_contain_text(["/photo", "/pin"])
    await field.press("ArrowDown")
    await expect(options.last).to_have_attribute("aria-selected", "true")
    await field.press("Enter")
    await expect(page.locator(".out .bubble").last).to_contain_text("/pin")


async def test_a_pinned_message_is_in_sight(scene: Scene) -> None:
    """A pinned message has a bar under the header that leads to it."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/pin")
    bar = page.locator("#pinned")
    await expect(bar).to_contain_text("Keep this in sight")
    await bar.click()
    await expect(page.locator(".message .bubble").filter(has_text="Keep this")).to_be_in_viewport()


async def test_typing_is_shown(scene: Scene) -> None:
    """A chat action stands in the header."""
    page = await scene.open()
    await scene.start(page)
    await say(page, "/slow")
    await expect(page.locator("#bot-status")).to_have_text("typing …")


async def test_inline_results_are_chosen_and_sent(scene: Scene) -> None:
    """`@bot query` in the composer shows the bot's results; choosing one sends it."""
    await scene.sim("POST", "bot", inline=True)
    page = await scene.open()
    await scene.start(page)
    await page.get_by_role("button", name="Search").click()
    field = page.get_by_label("Message", exact=True)
    await expect(field).to_have_value(f"@{scene.bot.username} btc")
    option = page.get_by_role("option", name="Say btc")
    await option.click()
    sent = page.locator(".out .bubble").last
    await expect(sent).to_contain_text("Inline: btc")
    await expect(sent).to_contain_text(f"via @{scene.bot.username}")


async def test_deep_links_act_inside(scene: Scene) -> None:
    """A t.me link of the bot starts it with its payload instead of leaving the page."""
    page = await scene.open("start=promo7")
    await page.get_by_role("button", name="START · promo7").click()
    await expect(bubbles(page).last).to_contain_text("Welcome, Alice! promo7")
    await page.get_by_role("button", name="Start again").click()
    await expect(bubbles(page).last).to_contain_text("Welcome, Alice! x1")
    assert len(page.context.pages) == 1


async def test_copying_tells_what_was_copied(scene: Scene) -> None:
    """A copy_text button says what went to the clipboard."""
    page = await scene.open()
    await scene.start(page)
    await page.get_by_role("button", name="Copy").click()
    await expect(page.locator(".toast")).to_have_text("Copied: bc1qcopied")


async def test_reading_back_is_not_interrupted(scene: Scene) -> None:
    """A new message does not move someone who reads older ones; a button leads to the newest."""
    page = await scene.open(height=500)
    await scene.start(page)
    for number in range(8):
        await say(page, f"line {number}")
        await expect(bubbles(page).last).to_contain_text(f"You said: line {number}")
    scroller = page.locator("#scroller")
    await scroller.hover()
    await page.mouse.wheel(0, -3000)
    await expect(page.get_by_role("button", name="Go to the newest message")).to_be_visible()
    await until(page, "document.getElementById('scroller').scrollTop === 0")
    await scene.bot.call("sendMessage", chat_id=1001, text="news")
    button = page.get_by_role("button", name="Go to the newest message")
    await expect(button).to_have_attribute("data-unseen", "1")
    assert await scroller.evaluate("(s) => s.scrollTop") == 0
    await button.click()
    await expect(page.get_by_text("news")).to_be_in_viewport()
