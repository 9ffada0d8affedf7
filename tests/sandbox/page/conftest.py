"""Fixtures: a sandbox, a bot, a mini-app from another origin, and a browser."""

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


async def serve_miniapp(_: web.Request) -> web.FileResponse:
    """Return the test mini-app."""
    return web.FileResponse(MINI_APP)


BOT_IDS = itertools.count(5001)


@dataclass
class PageEnvironment:
    """The sandbox at `address`, a polling bot, and methods to open the chat page."""

    address: str
    bot_id: int
    bot: EchoBot
    miniapp: str
    http: aiohttp.ClientSession
    open_page: OpenPage

    async def sim(self, method: str, path: str, **body: Any) -> Any:
        """Call the control API for the test's bot."""
        url = f"{self.address}/sim/chat/{path}"
        fields = {"bot": self.bot_id, **body}
        async with self.http.request(method, url, json=fields) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def open_chat(self, query: str = "", **options: Any) -> Page:
        """Open the chat page and wait until it is ready; the default client is iOS 9.1."""
        page = await self.open_page(f"{self.address}/?bot={self.bot_id}&{query}", **options)
        await page.wait_for_selector("html[data-ready]")
        return page

    async def open_app(self, page: Page) -> "MiniApp":
        """Open the test mini-app with the button of the /start message."""
        await self.start_bot(page)
        await page.get_by_role("button", name="Open app").last.click()
        app = MiniApp(page, self.miniapp)
        await app.wait_until_ready()
        return app

    async def start_bot(self, page: Page) -> None:
        """Press START, or send /start in a started chat."""
        button = page.locator("#start")
        if await button.is_visible():
            await button.click()
        else:
            await send_text(page, "/start")
        await expect(page.get_by_text("Welcome", exact=False).last).to_be_visible()


async def wait_until(page: Page, condition: str) -> None:
    """Wait until an expression is true; the page's CSP blocks Playwright's wait_for_function."""
    async with asyncio.timeout(20):
        while not await page.evaluate(condition):
            await asyncio.sleep(0.02)


async def send_text(page: Page, text: str) -> None:
    """Type a message and send it with Enter."""
    field = page.get_by_label("Message", exact=True)
    await field.fill(text)
    await field.press("Escape")
    await field.press("Enter")


def bubbles(page: Page) -> Locator:
    """Return the bubbles of all messages, oldest first."""
    return page.locator(".bubble")


class MiniApp:
    """The test mini-app in its frame: sends events and reads the received ones."""

    def __init__(self, page: Page, url: str) -> None:
        self.page, self.url = page, url

    @property
    def frame(self) -> Frame:
        """The iframe of the app."""
        return next(f for f in self.page.frames if f.url.startswith(self.url))

    async def wait_until_ready(self) -> None:
        """Wait until it has loaded; what was sent to it before may be lost, as in clients."""
        await self.page.locator(".app-layer.ready").last.wait_for()
        await self.request("web_app_request_viewport", "viewport_changed")

    async def send_event(self, event: str, **data: Any) -> None:
        """Send an event to the client."""
        await self.frame.evaluate("([type, data]) => sendEvent(type, data)", [event, data])

    async def wait_for(self, event: str) -> Any:
        """Wait for the next event of this type, remove it and return its data."""
        async with asyncio.timeout(20):
            while True:
                with contextlib.suppress(StopIteration):
                    found = await self.frame.evaluate(
                        """(type) => { const i = received.findIndex((e) => e.eventType === type);
                            return i < 0 ? null : received.splice(i, 1)[0]; }""",
                        event,
                    )
                    if found:
                        return found.get("eventData")
                await asyncio.sleep(0.02)

    async def request(self, event: str, reply: str, **data: Any) -> Any:
        """Send an event and return the data of the reply."""
        await self.frame.evaluate(
            "(type) => { received = received.filter((e) => e.eventType !== type) }", reply
        )
        await self.send_event(event, **data)
        return await self.wait_for(reply)

    async def received(self) -> list[str]:
        """Return the types of the received events that were not removed."""
        return list(await self.frame.evaluate("received.map((e) => e.eventType)"))


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def addresses() -> AsyncIterator[tuple[str, str]]:
    """Serve the sandbox and the mini-app from two origins."""
    miniapp = web.Application()
    miniapp.router.add_get("/app", serve_miniapp)
    async with serving(make_app()) as address, serving(miniapp) as miniapp_address:
        yield address, f"{miniapp_address}/app"


@pytest_asyncio.fixture(loop_scope="session")
async def env(addresses: tuple[str, str], open_page: OpenPage) -> AsyncIterator[PageEnvironment]:
    """Run a polling bot with separate state for the test."""
    address, miniapp = addresses
    number = next(BOT_IDS)
    async with aiohttp.ClientSession() as session:
        bot = EchoBot(f"{address}/bot{number}:TEST-token", session, miniapp)
        await bot.load_username()
        polling = asyncio.create_task(bot.run())
        environment = PageEnvironment(address, number, bot, miniapp, session, open_page)
        await environment.sim(
            "POST", "limits", enabled=False
        )  # tests send faster than the limits allow
        yield environment
        assert not polling.done(), polling.result()
        polling.cancel()
        with contextlib.suppress(asyncio.CancelledError):
            await polling
