"""The bot through the sandbox's chat page, as a newcomer sees it: a real browser, real buttons."""

import re
from collections.abc import AsyncIterator
from dataclasses import dataclass

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from bot.app import run_bot
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from tests.bot.conftest import QUICK
from tests.browser.fixtures import OpenPage
from tests.world import World, open_web_app
from tools.serving import serving

pytestmark = pytest.mark.asyncio(loop_scope="session")

ADDRESS = "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"
WHALE = 3  # the test wallet of a member with 137 miners and a bound address


@dataclass
class Chat:
    """The chat page with our bot behind it."""

    world: World
    page: Page

    async def say(self, text: str) -> None:
        """Write a message and send it."""
        field = self.page.get_by_label("Message", exact=True)
        await field.fill(text)
        await field.press("Escape")
        await field.press("Enter")

    async def tap(self, label: str) -> None:
        """Tap the last button of this name."""
        await self.page.get_by_role("button", name=label, exact=True).last.click()

    @property
    def last(self) -> Locator:
        """The bot's last message."""
        return self.page.locator(".in .bubble").last


@pytest_asyncio.fixture(loop_scope="session")
async def chat(redis_url: str, open_page: OpenPage) -> AsyncIterator[Chat]:
    """Alice before an empty chat; the bot runs over the sandbox's partner."""
    clock = Clock()
    async with (
        serving(make_sandbox(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url, gomining_timeout=20) as world,
        run_bot(world.services, rates=QUICK),
    ):
        await world.sim("POST", "/sim/chat/limits", {"enabled": False})
        page = await open_page(f"{sandbox}/")
        await page.wait_for_selector("html[data-ready]")
        yield Chat(world, page)


async def test_start_login_miners_income_and_binding_work_in_chat(chat: Chat) -> None:
    """/start, log in, Miners, the chart, page through the days, bind an address."""
    page = chat.page
    await page.get_by_role("button", name="START", exact=True).click()
    await expect(chat.last).to_contain_text("Hello, Alice!")
    await expect(page.get_by_role("button", name="Log in with a TON wallet")).to_be_visible()

    await chat.world.login(wallet=WHALE)
    await expect(chat.last).to_contain_text("You are logged in with UQ")

    await chat.tap("Miners")
    await expect(chat.last).to_contain_text("Miners 1–8 of 137")
    count = await page.locator(".in .bubble").count()
    await chat.tap("Next ›")
    await expect(chat.last).to_contain_text("Miners 9–16 of 137")
    await chat.tap("‹ Back")
    await expect(chat.last).to_contain_text("Miners 1–8 of 137")
    assert await page.locator(".in .bubble").count() == count

    await chat.say("/income")
    picture = chat.last.locator("img")
    await expect(picture).to_be_visible()
    assert await picture.evaluate("image => image.decode().then(() => image.naturalWidth)") > 600
    await expect(chat.last).to_contain_text("All time:")

    await chat.tap("Day by day")
    await expect(chat.last).to_contain_text("page 1 of 37")
    await chat.tap("Next ›")
    await expect(chat.last).to_contain_text("page 2 of 37")
    await chat.tap("‹ Back")
    await expect(chat.last).to_contain_text("page 1 of 37")

    await chat.say("/wallet")
    await chat.tap("Change payout address")
    await expect(chat.last).to_contain_text("Paste your Bitcoin address")
    await chat.say(ADDRESS)
    await expect(chat.last).to_contain_text(ADDRESS)
    await expect(chat.last).to_contain_text("It replaces bc1qw5…v8f3t4")
    await chat.tap("Yes, this is my address")
    await expect(chat.last).to_contain_text("Done. GoMining pays out to")

    await chat.say("/status")
    # Not the last message for sure: the notice of the new address comes about now.
    status = chat.page.locator(".in .bubble", has_text="Portfolio").last
    await expect(status).to_contain_text(ADDRESS)
    await expect(status).to_contain_text(re.compile(r"As of \w+ \d+, \d\d:\d\d UTC"))


async def test_hostile_names_are_text(chat: Chat) -> None:
    """What a person or a miner is called is written by the bot as it is, and does nothing."""
    page = chat.page
    image, script, turned = "<img src=x onerror='hurt=1'>", '"><b>&amp;</b>', "\u202egnp.exe"
    await chat.world.sim("POST", "/sim/chat/users", {"id": 1001, "first_name": image})
    await page.get_by_role("button", name="START", exact=True).click()
    await expect(chat.last).to_contain_text(f"Hello, {image}!")
    await chat.world.login()
    names = [image, script, turned, "W" * 200]
    miners = [{"id": at, "name": name, "power": 5} for at, name in enumerate(names)]
    body = {"data": {"array": miners, "count": len(miners)}}
    await chat.world.inject_fault("answer", operation="c2s/nft/find-by-user", body=body)
    await chat.say("/miners")
    await expect(chat.last).to_contain_text("Miners")
    for name in names:
        await expect(chat.last).to_contain_text(name[:40])
    hurt = "window.hurt ?? document.querySelector('img[src=x], .bubble b b')"
    assert await page.evaluate(hurt) is None
    await page.set_viewport_size({"width": 320, "height": 640})
    assert await page.evaluate("document.documentElement.scrollWidth") <= 320
    bubble = await chat.last.bounding_box()
    assert bubble
    assert bubble["x"] >= 0
    assert bubble["x"] + bubble["width"] <= 320
