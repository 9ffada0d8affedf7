"""Screenshots of the mini-app: `python -m tools.page_screenshots OUTDIR`.

Every screen in light and dark, on a phone and a desktop. Starts `make run` on other ports unless
`--sandbox` and `--webapp` name running servers. Check them after a change of the page.
"""

import argparse
import asyncio
import os
import sys
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from functools import partial
from pathlib import Path

from playwright.async_api import Browser, Route, async_playwright

from tools import order_samples
from tools.chromium import ARGS, find_or_install
from tools.page_driver import Person

SIZES = {"phone": (360, 780), "desktop": (1100, 800)}
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
SHIFT = 500
ALICE = 1001
OFFER = ".offer, .offers tbody button"  # a card, or a row of the table on a desktop

Act = Callable[[Person], Awaitable[None]]


async def connecting(person: Person) -> None:
    """The question of the sandbox's wallet."""
    await person.main.click()
    await person.app.get_by_role("button", name="Approve", exact=True).wait_for()


async def touched(person: Person) -> None:
    """A day of the chart that is being touched."""
    box = person.app.locator(".chart svg")
    await box.hover(position={"x": 150, "y": 60})


async def miner(person: Person) -> None:
    """One miner."""
    await person.tab("Miners")
    await person.app.locator("button.row").first.click()
    await person.app.locator(".chart").wait_for()


async def day(person: Person) -> None:
    """One day."""
    await person.tab("Income")
    await person.app.locator("button.row").first.click()
    await person.app.get_by_text("Pool reward").first.wait_for()


def tab(name: str) -> Act:
    """A tab with its rows loaded."""

    async def act(person: Person) -> None:
        await person.tab(name)
        await person.app.locator(".row:not([aria-hidden])").first.wait_for()

    return act


def pushed(name: str) -> Act:
    """A screen that a button of the overview opens."""

    async def act(person: Person) -> None:
        await person.app.get_by_role("button", name=name).first.click()
        await person.app.locator(".pushed .card").first.wait_for()

    return act


async def typing(person: Person) -> None:
    """An address with a typing error."""
    await person.tab("Wallet")
    await person.app.get_by_role("button", name="payout address").click()
    await person.app.locator("textarea").fill(ADDRESS[:-1] + "x")


async def comparing(person: Person) -> None:
    """An address before it is confirmed."""
    await typing(person)
    await person.app.locator("textarea").fill(ADDRESS)
    await person.app.locator("textarea").press("Enter")
    await person.app.get_by_text("Compare every block").wait_for()


async def offline(person: Person) -> None:
    """Without a network, with the last known figures."""
    await person.page.context.route("**/api/**", lambda route: route.abort())
    await person.frame.evaluate("dispatchEvent(new Event('offline'))")
    await person.app.locator(".banner").wait_for()


async def shop(person: Person) -> None:
    """The miners on sale."""
    await person.tab("Shop")
    await person.app.locator(OFFER).first.wait_for()


async def offer(person: Person) -> None:
    """One of them."""
    await shop(person)
    await person.app.locator(OFFER).first.click()
    await person.app.locator(".pushed .card").first.wait_for()


async def review(person: Person) -> None:
    """What an order of it would be."""
    await shop(person)
    await person.app.locator(OFFER).first.click()
    await person.app.locator(".pushed .card").first.wait_for()
    await press_main(person)
    await person.app.locator(".form-screen .card").first.wait_for()


async def press_main(person: Person) -> None:
    """Press Telegram's main button, also where no frame draws it."""
    if person.alone:
        await person.frame.evaluate("Telegram.WebView.receiveEvent('main_button_pressed')")
    else:
        await person.main.click()


async def orders(person: Person) -> None:
    """The list of the orders."""
    await person.tab("Wallet")
    await person.push("Orders")
    await person.app.locator(".pushed button.row").first.wait_for()


async def order(person: Person) -> None:
    """The first of them."""
    await orders(person)
    await person.app.locator(".pushed button.row").first.click()
    await person.app.locator(".timeline").wait_for()


async def nothing(_: Person) -> None:
    """The screen without any action."""


BEFORE: dict[str, Act] = {"welcome": nothing, "connect": connecting}
AFTER: dict[str, Act] = {
    "overview": nothing,
    "overview-touched": touched,
    "miners": tab("Miners"),
    "miner": miner,
    "income": tab("Income"),
    "day": day,
    "shop": shop,
    "offer": offer,
    "review": review,
    "orders": orders,
    **{f"order-{state}": order for state in order_samples.WAYS},
    "wallet": tab("Wallet"),
    "address": typing,
    "compare": comparing,
    "calculator": pushed("Calculator"),
    "incentives": pushed("VIP levels"),
    "settings": pushed("Settings"),
    "offline": offline,
}
# What is answered in the place of the web app, by address: an order in each of its states.
ANSWERS: dict[str, dict[str, object]] = {
    "orders": {"**/api/orders": order_samples.orders(order_samples.WAYS)},
    **{
        f"order-{state}": {
            "**/api/orders": order_samples.orders([state]),
            "**/api/order?*": order_samples.order(state),
        }
        for state in order_samples.WAYS
    },
}


@asynccontextmanager
async def running_servers(
    sandbox: str | None, webapp: str | None
) -> AsyncIterator[tuple[str, str]]:
    """Yield the addresses of a sandbox and a web app; start both unless both are given."""
    if sandbox and webapp:
        yield sandbox, webapp
        return
    # One user opens the app more often here than the default limit allows.
    environment = {**os.environ, "SHIFT": str(SHIFT), "RATE_LIMIT": "1000/second"}
    run = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "tools.run", env=environment, stdout=asyncio.subprocess.PIPE
    )
    try:
        assert run.stdout is not None  # noqa: S101 - stdout is a pipe
        async for line in run.stdout:
            if b"everything is up" in line:
                break
        drain = asyncio.create_task(run.stdout.read())
        yield f"http://127.0.0.1:{8081 + SHIFT}", f"http://127.0.0.1:{8080 + SHIFT}"
        run.terminate()
        await drain
    finally:
        if run.returncode is None:
            run.terminate()
        await run.wait()


async def fulfill(route: Route, *, body: object) -> None:
    """Answer a request in the place of the web app."""
    await route.fulfill(json=body)


async def shoot(browser: Browser, where: tuple[str, str], name: str, act: Act, out: Path) -> None:
    """Take one screen in both themes and both sizes."""
    for shape, (width, height) in SIZES.items():
        for theme in ("light", "dark"):
            context = await browser.new_context(
                viewport={"width": width, "height": height},
                device_scale_factor=2,
                color_scheme="dark" if theme == "dark" else "light",
                reduced_motion="reduce",
                locale="en-GB",
                has_touch=shape == "phone",
                is_mobile=shape == "phone",
            )
            for pattern, body in ANSWERS.get(name, {}).items():
                await context.route(pattern, partial(fulfill, body=body))
            person = Person(await context.new_page(), *where)
            await person.come(ALICE)
            # The frame has the width of a phone in every window: without it for the desktop.
            if shape == "phone" or name == "connect":
                await person.open()
            else:
                await person.open_alone(theme)
            if name in AFTER:
                await person.app.locator(".chart svg").wait_for()
            await act(person)
            await person.page.evaluate("document.activeElement?.blur()")
            await person.page.screenshot(path=out / f"{name}-{shape}-{theme}.png")
            await context.close()
    print(name, flush=True)


async def main() -> None:
    """Take all screenshots."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("names", nargs="*", help="only these screens")
    parser.add_argument("--sandbox")
    parser.add_argument("--webapp")
    arguments = parser.parse_args()
    arguments.out.mkdir(parents=True, exist_ok=True)
    chromium = find_or_install()
    async with (
        running_servers(arguments.sandbox, arguments.webapp) as where,
        async_playwright() as playwright,
    ):
        browser = await playwright.chromium.launch(
            executable_path=chromium.executable, args=ARGS, env=chromium.environment
        )
        for name, act in BEFORE.items():
            if not arguments.names or name in arguments.names:
                await shoot(browser, where, name, act, arguments.out)
        await log_in(browser, where)
        for name, act in AFTER.items():
            if not arguments.names or name in arguments.names:
                await shoot(browser, where, name, act, arguments.out)
        await browser.close()


async def log_in(browser: Browser, where: tuple[str, str]) -> None:
    """Log Alice in unless she is logged in."""
    context = await browser.new_context(locale="en-GB")
    person = Person(await context.new_page(), *where)
    await person.come(ALICE)
    await person.open()
    await person.app.locator(".chart, .welcome").first.wait_for()
    if await person.app.locator(".welcome").is_visible():
        await person.connect()
    await context.close()


if __name__ == "__main__":
    asyncio.run(main())
