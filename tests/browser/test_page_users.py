"""Two users on one device, and the deletion of a user's data."""

import re
from typing import Any

import pytest
from playwright.async_api import expect
from redis.asyncio import Redis

from tests.browser.conftest import Stage
from tests.browser.fixtures import OpenPage
from tools.page_driver import Person

pytestmark = pytest.mark.asyncio(loop_scope="session")

ON_DEVICE = "Object.entries({...localStorage}).map(([key, value]) => `${key} ${value}`)"


async def kept_on_device(person: Person, user: int) -> list[str]:
    """Return what the page and, for it, Telegram keep on the device about this user."""
    mine = re.compile(rf"(?<!\d){user}(?!\d)")
    kept = await person.frame.evaluate(ON_DEVICE) + await person.page.evaluate(ON_DEVICE)
    # The chat page's own keys: who is at the chat, and an empty DeviceStorage.
    others = re.compile(r'sandbox:(user |keep:\S+ \{"device":\{\}\}$)')
    return [one for one in kept if mine.search(one) and not others.match(one)]


async def kept_on_server(redis_url: str, user: int) -> list[str]:
    """Return the Redis keys and events that name this user.

    Without locks, which end alone, and without the notice of a deletion, which the bot has to send.
    """
    mine = re.compile(rf"(?<!\d){user}(?!\d)")
    async with Redis.from_url(redis_url) as redis:
        keys = [key.decode() async for key in redis.scan_iter(count=1000)]
        found = [key for key in keys if mine.search(key) and "lock" not in re.split("[:/]", key)]
        for key in keys:
            if await redis.type(key) == b"stream":
                entries: Any = await redis.xrange(key)
                found += [
                    f"{key} {entry}"
                    for entry in entries
                    if mine.search(str(entry)) and entry[1].get(b"kind") != b"erased"
                ]
    return found


async def total(person: Person) -> str:
    """Return what the portfolio says was earned in all."""
    await expect(person.app.locator(".chart svg")).to_be_visible()
    return await person.app.locator(".sums div").last.inner_text()


async def test_two_users_of_one_device_are_separate(stage: Stage, open_page: OpenPage) -> None:
    """Each sees their own figures and wallet; a logout affects one of them."""
    ann, bob = await stage.newcomer("Ann"), await stage.newcomer("Bob")
    person = await stage.person(open_page, ann)
    figures = {}
    for user, wallet in ((ann, 1), (bob, 2)):
        await person.come(user)
        await person.open()
        await expect(person.main).to_have_text("Connect wallet")
        await person.connect(wallet)
        item = (await stage.call(user, "GET", "/api/overview"))["item"]
        figures[user] = await total(person)
        assert item["total"][:10].rstrip("0") in figures[user]
    assert figures[ann] != figures[bob]

    wallets = [(await stage.call(user, "GET", "/api/me"))["wallet"] for user in (ann, bob)]
    kept = {user: await kept_on_device(person, user) for user in (ann, bob)}
    for user, other in ((ann, wallets[1]), (bob, wallets[0])):
        assert any(one.startswith(f"gm:ton:{user}:") for one in kept[user])
        assert not any(other["address"] in one for one in kept[user])

    await person.come(ann)
    await person.open()
    assert await total(person) == figures[ann]
    await person.push("Settings")
    await person.push("Log out")
    await person.answer("Log out")
    await expect(person.main).to_have_text("Connect wallet")
    await person.come(bob)
    await person.open()
    assert await total(person) == figures[bob]
    assert (await stage.call(bob, "GET", "/api/me"))["wallet"] == wallets[1]
    await person.tab("Wallet")
    await expect(person.app.get_by_text("since")).to_be_visible()


async def test_deletion_removes_all_data_of_the_user(
    stage: Stage, open_page: OpenPage, own_redis: str
) -> None:
    """Cancelled, nothing changes; confirmed, server and device have no data of the user."""
    user = await stage.newcomer()
    person = await stage.person(open_page, user)
    await person.open()
    await person.connect()
    for choice in ("Русский", "English"):  # a choice is kept by server and device
        await person.push("Settings") if choice == "Русский" else None
        await person.app.get_by_text(choice).click()
    await person.app.get_by_text("USD", exact=True).click()
    await person.push("Delete my data")
    await person.answer("Cancel")
    await expect(person.sheet).to_have_count(0)
    assert (await stage.call(user, "GET", "/api/me"))["wallet"]
    assert await kept_on_device(person, user)
    assert await kept_on_server(own_redis, user)

    await person.push("Delete my data")
    await expect(person.sheet).to_contain_text("stay with GoMining")
    await person.answer("Delete my data")
    await expect(person.main).to_have_text("Connect wallet")
    assert await kept_on_device(person, user) == []
    assert await kept_on_server(own_redis, user) == []
    assert (await stage.call(user, "GET", "/api/me"))["wallet"] is None
    await person.close()
    await person.open()
    await expect(person.main).to_have_text("Connect wallet")
