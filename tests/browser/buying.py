"""A shop in a browser: sandbox, web app, bot and worker over a real Redis and PostgreSQL."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest_asyncio
from playwright.async_api import Locator, expect

from tests.bot.conftest import a_bot
from tests.browser.conftest import Stage, a_stage
from tests.browser.fixtures import OpenPage
from tests.selling import SELLING, Selling
from tests.servers import PostgresServer
from tests.world import World
from tools.page_driver import Person
from worker.app import run_worker

RICH = 100_000  # Stars


@dataclass
class Shop:
    """The stage with everything that sells, and the buyers in front of it."""

    stage: Stage
    selling: Selling

    async def buyer(
        self, open_page: OpenPage, language: str = "en", *, stars: int = RICH, **window: Any
    ) -> tuple[Person, int]:
        """Return a person with an account in front of their portfolio, and their id."""
        user = await self.stage.newcomer(language=language)
        await self.selling.bind(user)
        await self.selling.set_stars(stars, user)
        person = await self.stage.person(open_page, user, **window)
        await person.open()
        return person, user

    async def orders(self, user: int) -> list[dict[str, Any]]:
        """Return a user's orders."""
        found: list[dict[str, Any]] = (await self.stage.call(user, "GET", "/api/orders"))["items"]
        return found

    async def fault(self, kind: str, user: int) -> None:
        """Let the next payment of a user be reported in this way."""
        await self.stage.sim("POST", "chat/fault", {"kind": kind, "only_user": user, "times": 1})


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def shop(
    built_page: None, own_redis: str, postgres_server: PostgresServer
) -> AsyncIterator[Shop]:
    """A shop that sells, with a bot and a worker."""
    postgres_server.empty()
    selling = SELLING | {"database_url": postgres_server.url}
    async with a_stage(own_redis, "?browser=1", **selling) as stage:
        world = World(stage.sandbox, stage.webapp, stage.clock, stage.services, stage.http)
        async with a_bot(world), run_worker(stage.services):
            yield Shop(stage, Selling(world, postgres_server))


def title(person: Person) -> Locator:
    """Return the title of the screen."""
    return person.app.get_by_role("heading", level=1)


async def to_review(person: Person, *, place: int = 0) -> None:
    """Go to the review of an offer, by default of the cheapest one."""
    await person.tab("Shop")
    await person.push("Everything")
    await person.app.locator(".offer").nth(place).click()
    await expect(person.main).to_contain_text("Buy for")
    await person.main.click()
    await expect(title(person)).to_have_text("Review your order")


async def to_order(person: Person, *, place: int = 0) -> None:
    """Order it and wait until it can be paid."""
    await to_review(person, place=place)
    await expect(person.main).to_be_disabled()
    await person.app.get_by_role("checkbox").check()
    await expect(person.main).to_be_enabled()
    await person.main.click()
    await expect(title(person)).to_have_text("Ready to pay")
    await expect(person.main).to_be_enabled()


async def pay(person: Person, choice: str = "Pay") -> None:
    """Open the invoice and choose what to do."""
    await person.main.click()
    await person.page.locator("dialog").get_by_role("button", name=choice).click()
