"""A headless Chromium for tests, brought if the machine has none; never skipped.

Import `browser` and `open_page` into a conftest. They live in the session's event loop, so tests
that ask for them say `pytestmark = pytest.mark.asyncio(loop_scope="session")`.
"""

from collections.abc import AsyncIterator, Awaitable, Callable
from typing import Any

import pytest_asyncio
from playwright.async_api import Browser, ConsoleMessage, Error, Page, async_playwright, expect

from tools.chromium import ARGS, find_or_install

OpenPage = Callable[..., Awaitable[Page]]

# ms until a condition counts as never coming true, also on a machine that is busy.
PATIENCE = 20_000

# What Chromium says about things that are meant: a refused call of the sandbox, the sandbox of a
# mini-app that is served by a test from loopback, too; and that it may not read the clipboard.
EXPECTED = (
    "Failed to load resource",
    "can escape its sandboxing",
    "The Clipboard API has been blocked",
)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def browser() -> AsyncIterator[Browser]:
    """One browser for the whole run; `open_page` gives every test a profile of its own."""
    chromium = find_or_install()
    expect.set_options(timeout=PATIENCE)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(
            executable_path=chromium.executable, args=ARGS, env=chromium.environment
        )
        yield browser
        await browser.close()


@pytest_asyncio.fixture(loop_scope="session")
async def open_page(browser: Browser) -> AsyncIterator[OpenPage]:
    """Pages in profiles of their own, as in `await open_page(url, width=390, dark=True)`.

    A script error or an error on the console of any page fails the test.
    """
    contexts, faults = [], list[str]()

    def hear(message: ConsoleMessage) -> None:
        if message.type == "error" and not any(known in message.text for known in EXPECTED):
            faults.append(message.text)

    def fail(error: Error) -> None:
        faults.append(str(error))

    async def opened(
        url: str, *, width: int = 1280, height: int = 800, dark: bool = False, **context: Any
    ) -> Page:
        made = await browser.new_context(
            viewport={"width": width, "height": height},
            color_scheme="dark" if dark else "light",
            reduced_motion="reduce",
            locale="en-US",
            **context,
        )
        contexts.append(made)
        made.set_default_timeout(PATIENCE)
        page = await made.new_page()
        page.on("console", hear)
        page.on("pageerror", fail)
        await page.goto(url)
        return page

    yield opened
    for context in contexts:
        await context.close()
    assert not faults, faults
