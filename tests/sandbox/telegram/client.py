"""Client of the Telegram emulator: Bot API calls of a bot and actions of its users."""

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
START = datetime(2026, 11, 22, 9, 0, tzinfo=UTC)
PNG = (
    "iVBORw0KGgoAAAANSUhEUgAAAAIAAAABCAIAAAB7QOjdAAAAD0lEQVR4nGP4z8Dw/z8DAAn/"
    "Av5Zxh2qAAAAAElFTkSuQmCC"
)


@dataclass
class SandboxClient:
    """`call…` are calls of the bot, `post` and `get` actions of a user.

    `clock` is fixed and only moves on demand.
    """

    base: str
    http: ClientSession
    clock: Clock
    token: str = keys.BOT_TOKEN

    async def call_raw(self, method: str, /, **params: Any) -> Json:
        """Call the Bot API with JSON; return the whole answer."""
        url = f"{self.base}/bot{self.token}/{method}"
        async with self.http.post(url, json=params) as answer:
            body: Json = await answer.json()
        assert body["ok"] == (answer.status == 200)
        return body

    async def call(self, method: str, /, **params: Any) -> Any:
        """Call the Bot API; return the result of a successful call."""
        body = await self.call_raw(method, **params)
        assert body["ok"], body
        return body["result"]

    async def call_error(self, method: str, /, **params: Any) -> str:
        """Call the Bot API; return the description of the expected error."""
        body = await self.call_raw(method, **params)
        assert not body["ok"], body
        return str(body["description"])

    async def upload(self, method: str, files: dict[str, tuple[str, bytes]], **params: str) -> Json:
        """Call the Bot API with multipart; return the whole answer."""
        form = FormData(quote_fields=False)
        for name, value in params.items():
            form.add_field(name, value)
        for name, (file_name, data) in files.items():
            form.add_field(name, io.BytesIO(data), filename=file_name)
        url = f"{self.base}/bot{self.token}/{method}"
        async with self.http.post(url, data=form) as answer:
            body: Json = await answer.json()
        return body

    async def post(self, path: str, /, status: int = 200, **body: Any) -> Json:
        """`POST /sim/chat/<path>` as a user."""
        body.setdefault("bot", self.token)
        async with self.http.post(f"{self.base}/sim/chat/{path}", json=body) as answer:
            found: Json = await answer.json()
        assert answer.status == status, found
        return found

    async def get(self, path: str, /, status: int = 200, **query: Any) -> Json:
        """`GET /sim/chat/<path>` as a user."""
        query.setdefault("bot", self.token)
        async with self.http.get(f"{self.base}/sim/chat/{path}", params=query) as answer:
            found: Json = await answer.json()
        assert answer.status == status, found
        return found

    async def transcript(self, user: int = 1001) -> str:
        """Return the chat as text."""
        query = {"user": str(user), "bot": self.token}
        async with self.http.get(f"{self.base}/sim/chat/transcript", params=query) as answer:
            return await answer.text()

    async def updates(self, **params: Any) -> list[Json]:
        """Return updates by polling, and confirm them."""
        found: list[Json] = await self.call("getUpdates", **params)
        if found:
            await self.call("getUpdates", offset=found[-1]["update_id"] + 1, limit=1)
        return found

    async def start_bot(self, user: int = 1001) -> None:
        """Start the bot as a user, and drop the update."""
        await self.post("start", user=user)
        await self.updates()

    def move_clock(self, seconds: float) -> None:
        """Move the sandbox's clock."""
        self.clock.move(timedelta(seconds=seconds))


async def wait_until(probe: Callable[[], Awaitable[T]], *, seconds: float = 10) -> T:
    """Repeat `probe` until its result is true, and return it."""
    loop = asyncio.get_running_loop()
    deadline = loop.time() + seconds
    while True:
        found = await probe()
        if found:
            return found
        assert loop.time() < deadline, "condition not met in time"
        await asyncio.sleep(0.01)


async def wait_for_text(client: SandboxClient, text: str, *, user: int = 1001) -> str:
    """Wait until the transcript contains `text`; return the transcript."""

    async def probe() -> str:
        transcript = await client.transcript(user)
        return transcript if text in transcript else ""

    return await wait_until(probe)
