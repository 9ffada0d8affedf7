"""Screenshots of the sandbox's chat page: `python -m tools.screenshots OUTDIR`.

Starts a sandbox, a demo bot, a demo mini-app and a Chromium. Check them after a change of the
sandbox's pages.
"""

import argparse
import asyncio
import time
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from pathlib import Path

import aiohttp
from playwright.async_api import Browser, Page, async_playwright

from sandbox import keys
from sandbox.app import make_app
from tools.chromium import ARGS, find_or_install
from tools.serving import serving
from tools.showcase import DemoBot, add_miniapp

PHONE, DESKTOP = (390, 844), (1280, 800)


@dataclass(frozen=True)
class Shot:
    """A screenshot: the actions before it, and the size of the window."""

    name: str
    act: Callable[[Page], Awaitable[None]]
    size: tuple[int, int] = PHONE
    query: str = "user=1001"


async def nothing(page: Page) -> None:
    """Show the chat once its images are loaded."""
    await page.evaluate("Promise.all([...document.images].map((image) => image.decode()))")


async def scroll_up(page: Page) -> None:
    """Show the oldest messages."""
    await nothing(page)
    await page.evaluate("document.getElementById('scroller').scrollTop = 0")


async def open_app(page: Page) -> None:
    """Open the mini-app and let it draw its buttons."""
    await page.get_by_role("button", name="Portfolio", exact=True).click()
    await page.frame_locator(".app-body iframe").get_by_role("heading").first.wait_for()
    await page.locator(".app-button").first.wait_for()
    await page.locator(".app-layer.expanded").wait_for()
    if await page.get_by_role("tab", name="App").is_visible():
        await page.get_by_role("tab", name="App").click()


async def open_popup(page: Page) -> None:
    """Press the app's MainButton, which opens a popup."""
    await open_app(page)
    await page.locator(".app-button[data-name=main]").click()
    await page.get_by_role("dialog", name="Bind this address?").wait_for()


async def open_pay(page: Page) -> None:
    """Open the payment dialog."""
    await page.locator(".key").filter(has_text="250").click()
    await page.get_by_role("dialog", name="Report of the year").wait_for()


async def list_commands(page: Page) -> None:
    """Type a slash."""
    await page.get_by_label("Message", exact=True).fill("/")
    await page.get_by_role("listbox", name="Suggestions").wait_for()


async def show_calls(page: Page) -> None:
    """Open the list of API calls with one call expanded."""
    await page.get_by_role("tab", name="Calls").click()
    await page.locator(".entry summary").nth(1).click()


SHOTS = (
    Shot("start-phone", nothing, query="user=1002"),
    Shot("chat-phone", nothing),
    Shot("chat-top-phone", scroll_up),
    Shot("chat-320", nothing, (320, 640)),
    Shot("commands-phone", list_commands),
    Shot("pay-phone", open_pay),
    Shot("app-phone", open_app),
    Shot("popup-phone", open_popup),
    Shot("chat-desktop", scroll_up, DESKTOP),
    Shot("calls-desktop", show_calls, DESKTOP),
    Shot("app-desktop", open_app, DESKTOP),
)


async def take(browser: Browser, address: str, shot: Shot, *, dark: bool, folder: Path) -> None:
    """Open the page in a new profile, act, and write the screenshot."""
    context = await browser.new_context(
        viewport={"width": shot.size[0], "height": shot.size[1]},
        color_scheme="dark" if dark else "light",
        device_scale_factor=2,
        reduced_motion="reduce",
        locale="en-US",
    )
    page = await context.new_page()
    await page.goto(f"{address}/?{shot.query}")
    await page.wait_for_selector("html[data-ready]")
    await shot.act(page)
    await page.evaluate("document.activeElement?.blur()")
    await page.evaluate("new Promise((done) => setTimeout(done, 300))")  # let transitions end
    path = folder / f"{shot.name}-{'dark' if dark else 'light'}.png"
    await page.screenshot(path=path)
    await context.close()
    print(path)


async def main(folder: Path, wanted: str) -> None:
    """Take every screenshot whose name contains `wanted`, in light and dark."""
    app = make_app()
    add_miniapp(app)
    chromium = find_or_install()
    async with serving(app) as address, async_playwright() as playwright:
        async with aiohttp.ClientSession(base_url=address) as session:
            await DemoBot(session, keys.BOT_TOKEN, f"{address}/demo-app").play()
        browser = await playwright.chromium.launch(
            executable_path=chromium.executable, args=ARGS, env=chromium.environment
        )
        for shot in SHOTS:
            for dark in (False, True):
                if wanted in shot.name:
                    await take(browser, address, shot, dark=dark, folder=folder)
        await browser.close()


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("folder", type=Path)
    parser.add_argument("--only", default="", help="take those whose name contains this")
    arguments = parser.parse_args()
    arguments.folder.mkdir(parents=True, exist_ok=True)
    began = time.monotonic()
    asyncio.run(main(arguments.folder, arguments.only))
    print(f"done in {time.monotonic() - began:.1f} s")
