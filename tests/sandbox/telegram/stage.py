"""A sandbox Telegram on a real port, and both sides of it in a few words."""

import asyncio
import io
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any, TypeVar

from aiohttp import ClientSession, FormData

from sandbox import keys
from sandbox.clock import Clock

Json = dict[str, Any]
T = TypeVar("T")
MORNING = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8Dw/z8DAAn/"
    "Av5Zxh2qAAAAAElFTkSuQmCC"
)


@dataclass
class Stage:
    """`call` speaks as a bot, `act` and `see` as a user; `clock` stands still until it is moved."""

    base: str
    http: ClientSession
    clock: Clock
    token: str = keys.BOT_TOKEN

    async def raw(self, method: str, /, **params: Any) -> Json:
        """Call the Bot API with JSON; returns the whole answer."""
        url = f"{self.base}/bot{self.token}/{method}"
        async with self.http.post(url, json=params) as answer:
            body: Json = await answer.json()
        assert body["ok"] == (answer.status == 200)
        return body

    async def call(self, method: str, /, **params: Any) -> Any:
        """Call the Bot API and return the result of a call that works."""
        body = await self.raw(method, **params)
        assert body["ok"], body
        return body["result"]

    async def refused(self, method: str, /, **params: Any) -> str:
        """Call the Bot API and return the words of its refusal."""
        body = await self.raw(method, **params)
        assert not body["ok"], body
        return str(body["description"])

    async def upload(self, method: str, files: dict[str, tuple[str, bytes]], **params: str) -> Json:
        """Call the Bot API with multipart and return the whole answer."""
        form = FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value)
        for name, (file_name, data) in files.items():
            form.add_field(name, io.BytesIO(data), filename=file_name)
        url = f"{self.base}/bot{self.token}/{method}"
        async with self.http.post(url, data=form) as answer:
            body: Json = await answer.json()
        return body

    async def act(self, path: str, /, status: int = 200, **body: Any) -> Json:
        """Act as a user by `POST /sim/chat/<path>`."""
        body.setdefault("bot", self.token)
        async with self.http.post(f"{self.base}/sim/chat/{path}", json=body) as answer:
            found: Json = await answer.json()
        assert answer.status == status, found
        return found

    async def see(self, path: str, /, status: int = 200, **query: Any) -> Json:
        """Look as a user by `GET /sim/chat/<path>`."""
        query.setdefault("bot", self.token)
        async with self.http.get(f"{self.base}/sim/chat/{path}", params=query) as answer:
            found: Json = await answer.json()
        assert answer.status == status, found
        return found

    async def transcript(self, user: int = 1001) -> str:
        """Read the chat as text."""
        query = {"user": str(user), "bot": self.token}
        async with self.http.get(f"{self.base}/sim/chat/transcript", params=query) as answer:
            return await answer.text()

    async def updates(self, **params: Any) -> list[Json]:
        """Read updates by polling and confirm them."""
        found: list[Json] = await self.call("getUpdates", **params)
        if found:
            await self.call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return found

    async def open(self, user: int = 1001) -> None:
        """Let a user start the bot, and forget the update about it."""
        await self.act("start", user=user)
        await self.updates()

    def pass_time(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self.clock.move(timedelta(seconds=seconds))


async def until(look: Callable[[], Awaitable[T]], *, seconds: float = 10) -> T:
    """Look again and again until something is there."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        found = await look()
        if found:
            return found
        assert loop.time() < deadline, "it did not happen in time"
        await asyncio.sleep(0.01)


async def until_said(stage: Stage, words: str, *, user: int = 1001) -> str:
    """Wait until a chat holds these words; returns the transcript."""

    async def look() -> str:
        text = await stage.transcript(user)
        return text if words in text else ""

    return await until(look)
