"""Visits every screen of the page, for what must hold on each of them."""

from collections.abc import AsyncIterator

from playwright.async_api import Route, expect

from tools.page_driver import Person

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
# What a tab leads to: the button and the screen's title, where it is known beforehand.
PUSHED: dict[str, list[tuple[str, str | None]]] = {
    "Portfolio": [("Calculator", "Calculator"), ("VIP levels", "VIP levels")],
    "Miners": [("#1", None)],
    "Income": [("BTC", None)],
    "Shop": [("W/TH", None)],
    "Wallet": [("Orders", "Orders")],
}


async def there(person: Person, title: str | None, *, but: str = "") -> None:
    """Wait for a screen with this title, or with another one than `but`, and for all its data."""
    heading = person.app.get_by_role("heading", level=1)
    await (expect(heading).to_have_text(title) if title else expect(heading).not_to_have_text(but))
    await expect(person.app.locator(".bone")).to_have_count(0)


async def tour(person: Person) -> AsyncIterator[str]:
    """Visit all screens as a user with a login and miners; yield the name of each.

    Ends with a Bitcoin address bound and without a network.
    """
    for tab, pushed in PUSHED.items():
        await person.tab(tab)
        await there(person, tab)
        yield tab
        for button, title in pushed:
            await person.push(button)
            await there(person, title, but=tab)
            yield f"{tab}, {button}"
            await person.back.click()
            await there(person, tab)
    async for name in _settings(person):
        yield name
    async for name in _binding(person):
        yield name
    async for name in _trouble(person):
        yield name


async def _settings(person: Person) -> AsyncIterator[str]:
    await person.menu("Settings")
    await there(person, "Settings")
    yield "settings"
    await person.push("Privacy")
    await there(person, None, but="Settings")
    yield "privacy"
    await person.back.click()
    await there(person, "Settings")
    await person.back.click()


async def _binding(person: Person) -> AsyncIterator[str]:
    await there(person, "Wallet")
    await person.push("payout address")
    field = person.app.get_by_label("Bitcoin address")
    await expect(field).to_be_visible()
    yield "address, empty"
    await field.fill(ADDRESS[:-1] + "x")
    await expect(person.app.get_by_role("status")).to_contain_text("checksum is wrong")
    yield "address, wrong"
    await field.fill(ADDRESS)
    await person.main.click()
    await there(person, "Is this your address?")
    yield "address, compared"
    await person.main.click()
    await there(person, "Address set")
    yield "address, set"
    await person.main.click()
    await there(person, "Wallet")
    await expect(person.app.get_by_text(ADDRESS, exact=True)).to_be_visible()


async def _trouble(person: Person) -> AsyncIterator[str]:
    async def fail(route: Route) -> None:
        await route.abort()

    await person.page.context.route("**/api/**", fail)
    await person.tab("Portfolio")
    await person.push("Calculator")
    await there(person, "Calculator")
    await person.frame.evaluate("dispatchEvent(new Event('offline'))")
    await expect(person.app.locator(".banner")).to_be_visible()
    yield "without a network"
