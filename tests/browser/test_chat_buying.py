"""A miner is bought in the sandbox's chat page: real buttons, and Telegram's payment dialog."""

import re
from collections.abc import AsyncIterator

import pytest
import pytest_asyncio
from playwright.async_api import expect

from bot.app import run_bot
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from tests.bot.conftest import QUICK
from tests.browser.fixtures import OpenPage
from tests.browser.test_chat_bot import Chat
from tests.selling import SELLING, Selling, a_worker
from tests.servers import PostgresServer
from tests.world import open_web_app
from tools.serving import serving

pytestmark = [pytest.mark.long, pytest.mark.asyncio(loop_scope="session")]


@pytest_asyncio.fixture(loop_scope="session")
async def chat(
    redis_url: str, postgres: PostgresServer, open_page: OpenPage
) -> AsyncIterator[Chat]:
    """Alice before an empty chat with a bot that sells, and a worker."""
    clock = Clock()
    async with (
        serving(make_sandbox(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url, database_url=postgres.url, **SELLING) as world,
        run_bot(world.services, rates=QUICK),
        a_worker(Selling(world, postgres)),
    ):
        await world.sim("POST", "/sim/chat/limits", {"enabled": False})
        page = await open_page(f"{sandbox}/")
        await page.wait_for_selector("html[data-ready]")
        selling = Selling(world, postgres)
        await page.get_by_role("button", name="START", exact=True).click()
        await selling.bind()
        await expect(page.locator(".in .bubble").last).to_contain_text("You are logged in")
        yield Chat(world, page)


async def test_miner_is_bought_by_the_buttons_of_the_chat(chat: Chat) -> None:
    """/buy, review, accept, pay by the receipt's button, and the receipt says that it is there."""
    page = chat.page
    await chat.say("/buy")
    await page.get_by_role("button", name=re.compile(r"TH · .* Stars")).first.click()
    await expect(chat.last).to_contain_text("say that you are 18 or older")
    await chat.tap("Accept the terms and order")
    receipt = page.locator(".in .bubble", has_text="Ready to be paid")
    await expect(receipt).to_be_visible()
    pay = page.get_by_role("button", name=re.compile("^Pay [0-9,]+ Stars"))
    await pay.last.click()
    dialog = page.get_by_role("dialog", name=re.compile("Miner"))
    await expect(dialog).to_contain_text("Your balance: 10000 Stars")
    await dialog.get_by_role("button", name=re.compile("^Pay")).click()
    done = page.locator(".in .bubble", has_text="the miner is in your portfolio")
    await expect(done).to_be_visible(timeout=20_000)
    await expect(done).to_contain_text("ID ")
    assert await page.locator(".in .bubble", has_text="Price: ").count() == 1
    miners = (await chat.world.get("/api/miners")).body["items"]
    assert len(miners) == 1
