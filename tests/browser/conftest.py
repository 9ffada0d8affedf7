"""The mini-app's page in the sandbox's frame: a sandbox, the real web app, a browser."""

import socket
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from itertools import count
from typing import Any

import aiohttp
import pytest
import pytest_asyncio
from aiohttp import web
from playwright.async_api import BrowserContext, Page
from redis import Redis

from runtime.clock import Time
from sandbox import keys
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from services import Services, open_services
from tests.browser.fixtures import OpenPage, browser, open_page
from tests.world import settings_for
from tools.build_page import build
from tools.page_driver import Person
from tools.serving import serving
from webapp.app import make_app

__all__ = ["browser", "open_page"]

PHONE = {"width": 360, "height": 780}
_USERS = count(70_001)


@dataclass
class Stage:
    """A sandbox and the web app that its bot's menu button opens."""

    sandbox: str
    webapp: str
    clock: Clock
    services: Services
    http: aiohttp.ClientSession

    async def sim(self, method: str, path: str, body: Any = None) -> Any:
        """Use the sandbox's control API."""
        async with self.http.request(method, f"{self.sandbox}/sim/{path}", json=body) as response:
            assert response.status < 300, await response.text()
            return await response.json()

    async def inject_fault(self, kind: str, **fields: Any) -> None:
        """Make the sandbox's partner fail in this way, or answer with the `body` of the fields."""
        url, fault = f"{self.sandbox}/sim/partner/mood", {"mood": kind, **fields}
        async with self.http.post(url, json=fault) as response:
            assert response.status < 300, await response.text()

    async def clear_faults(self) -> None:
        """Make the sandbox's partner work again."""
        async with self.http.delete(f"{self.sandbox}/sim/partner/mood") as response:
            assert response.status < 300, await response.text()

    async def newcomer(self, name: str = "Ann", language: str = "en", **more: str) -> int:
        """Return a new Telegram user."""
        user = next(_USERS)
        wanted = {"id": user, "first_name": name, "language_code": language, **more}
        await self.sim("POST", "chat/users", wanted)
        return user

    async def logged_in(
        self, open_page: OpenPage, wallet: int = 0, *, shows: str = ".chart svg", **window: Any
    ) -> tuple[Person, int]:
        """Return a person in front of the portfolio of one of the test wallets, and their id.

        The wallet was connected on another device, as TON Connect has tests of its own.
        """
        user = await self.newcomer()
        begun = await self.call(user, "POST", "/api/auth/generate-payload")
        asked = {"manifestUrl": f"{self.webapp}/tonconnect-manifest.json", **begun}
        answer = await self.sim("POST", f"wallet/{wallet}/connect", asked)
        done = await self.call(
            user, "POST", "/api/auth/check-proof", {"tonWallet": answer["wallet"]}
        )
        assert "error" not in done, done
        person = await self.person(open_page, user, **window)
        await person.open()
        await person.app.locator(shows).first.wait_for()
        return person, user

    async def call(self, user: int, method: str, path: str, body: Any = None) -> Any:
        """Use the web app's API as the user would on another device."""
        launched = await self.sim("POST", "chat/launch", {"user": user, "kind": "menu"})
        headers = {"Authorization": f"tma {launched['init_data']}"}
        url = self.webapp + path
        async with self.http.request(method, url, headers=headers, json=body) as response:
            return await response.json()

    def meet(self, page: Page) -> Person:
        """Return the person in front of this page."""
        page.set_default_timeout(15_000)
        return Person(page, self.sandbox, self.webapp)

    async def person(self, open_page: OpenPage, user: int, **window: Any) -> Person:
        """Return a person at the chat, with a device of their own."""
        page = await open_page("about:blank", **(PHONE | window))
        person = self.meet(page)
        await person.come(user)
        return person


@pytest.fixture(scope="session")
def built_page() -> None:
    """The page as it is built for production."""
    build()


@pytest.fixture(scope="session")
def own_redis(redis_server: str) -> Iterator[str]:
    """An empty database for all that happens on the stage."""
    with Redis.from_url(redis_server) as redis:
        redis.flushdb()
    yield redis_server


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def stage(built_page: None, own_redis: str) -> AsyncIterator[Stage]:
    """The sandbox's wallet asks at once, as in a wallet's own browser."""
    async with a_stage(own_redis, "?browser=1") as opened:
        yield opened


@pytest_asyncio.fixture(scope="module", loop_scope="session")
async def wide_stage(built_page: None, own_redis: str) -> AsyncIterator[Stage]:
    """The sandbox's wallet is one of many in TON Connect's window."""
    async with a_stage(own_redis, "") as opened:
        yield opened


@asynccontextmanager
async def a_stage(redis_url: str, wallet: str, **others: Any) -> AsyncIterator[Stage]:
    """Bring up a sandbox, and a web app that knows its own address before it listens."""
    clock = Clock()
    with socket.socket() as listening:
        listening.bind(("127.0.0.1", 0))
        webapp = f"http://127.0.0.1:{listening.getsockname()[1]}"
        async with serving(make_sandbox(clock=clock)) as sandbox:
            settings = settings_for(
                sandbox,
                redis_url,
                webapp_url=webapp,
                frame_ancestors=sandbox,
                bot_username="gomining_sandbox_bot",
                sandbox_wallet_url=f"{sandbox}/static/wallet-bridge.js{wallet}",
                **others,
            )
            async with (
                open_services(settings, time=Time(now=clock)) as services,
                aiohttp.ClientSession() as http,
            ):
                runner = web.AppRunner(make_app(services), access_log=None, shutdown_timeout=1)
                await runner.setup()
                await web.SockSite(runner, listening).start()
                await _introduce(http, sandbox, webapp)
                yield Stage(sandbox, webapp, clock, services, http)
                await runner.cleanup()


async def _introduce(http: aiohttp.ClientSession, sandbox: str, webapp: str) -> None:
    """Set the menu button as the bot does, and the main app as in BotFather."""
    button = {"type": "web_app", "text": "Open", "web_app": {"url": f"{webapp}/"}}
    url = f"{sandbox}/bot{keys.BOT_TOKEN}/setChatMenuButton"
    async with http.post(url, json={"menu_button": button}) as response:
        assert response.status == 200, await response.text()
    async with http.post(
        f"{sandbox}/sim/chat/bot", json={"main_web_app_url": f"{webapp}/"}
    ) as answer:
        assert answer.status == 200, await answer.text()


def requests_of(context: BrowserContext) -> list[str]:
    """Return a list that fills with the address of everything that is asked for."""
    urls: list[str] = []
    context.on("request", lambda request: urls.append(request.url))
    return urls
