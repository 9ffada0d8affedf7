"""A sandbox, a bot that talks in it, a mini-app from another origin, and a browser."""

import asyncio
import contextlib
import itertools
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import aiohttp
import pytest_asyncio
from aiohttp import web
from playwright.async_api import Frame, Locator, Page, expect

from sandbox.app import make_app
from tests.browser.fixtures import OpenPage, browser, open_page
from tests.sandbox.page.bot import EchoBot
from tools.serving import serving

__all__ = ["browser", "open_page"]

MINI_APP = Path(__file__).with_name("miniapp.html")


async def show_miniapp(_: web.Request) -> web.FileResponse:
    """The test mini-app."""
    return web.FileResponse(MINI_APP)


NUMBERS = itertools.count(5001)


@dataclass
class Scene:
    """The sandbox at `address`, a bot of its own there, and a way to open the chat page."""

    address: str
    bot_id: int
    bot: EchoBot
    miniapp: str
    http: aiohttp.ClientSession
    open_page: OpenPage

    async def sim(self, method: str, path: str, **body: Any) -> Any:
        """Use the sandbox's control API."""
        url = f"{self.address}/sim/chat/{path}"
        asked = {"bot": self.bot_id, **body}
        async with self.http.request(method, url, json=asked) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def open(self, query: str = "", **how: Any) -> Page:
        """Open the chat page and wait until it is ready; the client is iOS, version 9.1."""
        page = await self.open_page(f"{self.address}/?bot={self.bot_id}&{query}", **how)
        await page.wait_for_selector("html[data-ready]")
        return page

    async def open_app(self, page: Page) -> "MiniApp":
        """Open the test mini-app by the /start message's button."""
        await self.start(page)
        await page.get_by_role("button", name="Open app").last.click()
        app = MiniApp(page, self.miniapp)
        await app.wait_for("viewport_changed")
        return app

    async def start(self, page: Page) -> None:
        """Press START, or send /start when the chat has begun."""
        button = page.locator("#start")
        if await button.is_visible():
            await button.click()
        else:
            await say(page, "/start")
        await expect(page.get_by_text("Welcome", exact=False).last).to_be_visible()


async def until(page: Page, condition: str) -> None:
    """Wait until an expression is true; the page's policy forbids Playwright's own way."""
    async with asyncio.timeout(20):
        while not await page.evaluate(condition):
            await asyncio.sleep(0.02)


async def say(page: Page, text: str) -> None:
    """Write a message and send it with Enter."""
    field = page.get_by_label("Message", exact=True)
    await field.fill(text)
    await field.press("Escape")
    await field.press("Enter")


def bubbles(page: Page) -> Locator:
    """All messages' bubbles, oldest first."""
    return page.locator(".bubble")


class MiniApp:
    """The test mini-app in its frame: asks the frame for things and reads what it hears."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    @property
    def frame(self) -> Frame:
        """The iframe's document."""
        return next(f for f in self.page.frames if f.url.startswith(self.url))

    async def ask(self, event: str, **data: Any) -> None:
        """Post an event to the frame."""
        await self.frame.evaluate("([type, data]) => ask(type, data)", [event, data])

    async def wait_for(self, event: str) -> Any:
        """Wait for the next event of this type, take it and return its data."""
        async with asyncio.timeout(20):
            while True:
                with contextlib.suppress(StopIteration):
                    found = await self.frame.evaluate(
                        """(type) => { const i = heard.findIndex((e) => e.eventType === type);
                            return i < 0 ? null : heard.splice(i, 1)[0]; }""",
                        event,
                    )
                    if found:
                        return found.get("eventData")
                await asyncio.sleep(0.02)

    async def answer(self, event: str, reply: str, **data: Any) -> Any:
        """Ask, and return the data of the reply."""
        await self.frame.evaluate(
            "(type) => { heard = heard.filter((e) => e.eventType !== type) }", reply
        )
        await self.ask(event, **data)
        return await self.wait_for(reply)

    async def heard(self) -> list[str]:
        """The types of everything heard and not yet taken."""
        return list(await self.frame.evaluate("heard.map((e) => e.eventType)"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def addresses() -> AsyncIterator[tuple[str, str]]:
    """Where the sandbox and the mini-app are served, from two origins."""
    miniapp = web.Application()
    miniapp.router.add_get("/app", show_miniapp)
    async with serving(make_app()) as address, serving(miniapp) as elsewhere:
        yield address, f"{elsewhere}/app"


@pytest_asyncio.fixture(loop_scope="session")
async def scene(addresses: tuple[str, str], open_page: OpenPage) -> AsyncIterator[Scene]:
    """A bot of the test's own, which is a world of its own, polling."""
    address, miniapp = addresses
    number = next(NUMBERS)
    async with aiohttp.ClientSession() as session:
        bot = EchoBot(f"{address}/bot{number}:TEST-token", session, miniapp)
        await bot.meet()
        polling = asyncio.create_task(bot.run())
        opened = Scene(address, number, bot, miniapp, session, open_page)
        await opened.sim("POST", "limits", enabled=False)  # tests write faster than people
        yield opened
        assert not polling.done(), polling.result()
        polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await polling
