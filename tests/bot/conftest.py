"""A bot over the sandbox's Telegram and partner, and a user who writes to it."""

import asyncio
import time
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiogram.filters.callback_data import CallbackData

from bot import notifier
from bot.app import Running, run_bot
from bot.middlewares.throttling import Throttle
from bot.sending.rate_limits import Rate, Rates
from sandbox import keys
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from tests.world import World, open_web_app
from tools.serving import serving

PATIENCE = 20.0  # seconds after which a missing answer is a failure
NOT_ME = "It was not me"  # the button of a security notice
QUICK = Rates(Rate(0.001, 1000), Rate(0.001, 1000), Rate(0.001, 1000))


async def until(
    check: Callable[[], Awaitable[Any]], what: str, *, patience: float = PATIENCE
) -> Any:
    """Return what `check` returns as soon as it is true."""
    deadline = time.monotonic() + patience
    while not (found := await check()):
        assert time.monotonic() < deadline, f"no sign of {what}"
        await asyncio.sleep(0.02)
    return found


@dataclass
class Talk:
    """One user in the private chat with the bot."""

    world: World
    user: int = 1001
    seen: list[dict[str, Any]] = field(default_factory=list)

    async def sim(self, method: str, path: str, body: Any = None) -> Any:
        """Use `/sim/chat/…` as this user."""
        mark = "&" if "?" in path else "?"
        path = f"/sim/chat/{path}{mark}user={self.user}"
        return await self.world.sim(method, path, body)

    async def messages(self) -> list[dict[str, Any]]:
        """Return the chat's messages, oldest first."""
        found: list[dict[str, Any]] = (await self.sim("GET", "state"))["messages"]
        return found

    async def answers(self) -> list[dict[str, Any]]:
        """Return what the bot has written."""
        return [one for one in await self.messages() if not one["sandbox"]["outgoing"]]

    async def next_answer(
        self, after: int, what: str, *, patience: float = PATIENCE
    ) -> dict[str, Any]:
        """Return the bot's first message after the one with this id, waiting for it.

        Security notices are passed over: they may come in between at any moment.
        """

        async def check() -> dict[str, Any] | None:
            later = [one for one in await self.answers() if one["message_id"] > after]
            later = [one for one in later if NOT_ME not in labels(one)]
            return dict(later[0]) if later else None

        found: dict[str, Any] = await until(check, what, patience=patience)
        return found

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the bot's calls of one method, oldest first."""
        found = (await self.sim("GET", "calls?limit=1000"))["calls"]
        return [call for call in found if call["method"] == method]

    async def send(self, text: str) -> int:
        """Write to the bot without waiting; return the message's id."""
        sent = await self.sim("POST", "send", {"text": text})
        return int(sent["message"]["message_id"])

    async def say(self, text: str) -> dict[str, Any]:
        """Write to the bot and return its next message."""
        return await self.next_answer(await self.send(text), f"an answer to {text!r}")

    async def inject(self, kind: str, event: dict[str, Any]) -> None:
        """Put an update into the bot's queue as it is, and wait until the bot has finished it."""
        await self.sim("POST", "update", {"update": {kind: event}})
        await self.settled()

    async def inject_message(self, **content: Any) -> None:
        """Inject a message of this user in the private chat, or in the `chat` of the content."""
        number = 900_000 + len(await self.calls("sendMessage"))
        head = {"message_id": number, "date": 1_795_000_000, "chat": self.chat, "from": self.person}
        await self.inject("message", head | content)

    async def write_as_bot(
        self, chat_id: int, text: str, data: CallbackData | str
    ) -> dict[str, Any]:
        """Send a message of the bot past our code, with a button of the same text."""
        packed = data if isinstance(data, str) else data.pack()
        keyboard = [[{"text": text, "callback_data": packed}]]
        body = {"chat_id": chat_id, "text": text, "reply_markup": {"inline_keyboard": keyboard}}
        sent = await self.world.sim("POST", f"/bot{keys.BOT_TOKEN}/sendMessage", body)
        return dict(sent["result"])

    async def settled(self) -> None:
        """Wait until the bot has confirmed every update."""

        async def check() -> bool:
            return not (await self.sim("GET", "state"))["bot"]["pending_update_count"]

        await until(check, "the bot to finish its updates")

    @property
    def person(self) -> dict[str, Any]:
        """The user as Telegram describes it."""
        return {"id": self.user, "is_bot": False, "first_name": "Alice", "language_code": "en"}

    @property
    def chat(self) -> dict[str, Any]:
        """The private chat as Telegram describes it."""
        return {"id": self.user, "type": "private", "first_name": "Alice"}

    async def login(self, wallet: int = 0) -> dict[str, Any]:
        """Log in with a test wallet in the mini-app; return the notification."""
        last = (await self.messages())[-1]["message_id"]
        await self.world.login(self.user, wallet)
        return await self.next_answer(last, "the notification of the login")

    async def tap(self, label: str, *, of: dict[str, Any] | None = None) -> dict[str, Any]:
        """Tap a button of a message (the last one that has it); return the changed or new message.

        The toast of the tap is returned as `toast`.
        """
        before = {one["message_id"]: one for one in await self.answers()}
        message = of or next(one for one in reversed(before.values()) if label in labels(one))
        body = {"message_id": message["message_id"], "text": label, "wait": PATIENCE}
        tapped = await self.sim("POST", "tap", body)
        assert tapped["answer"] is not None, "the button is not answered"

        async def change() -> dict[str, Any] | None:
            for one in reversed(await self.answers()):
                if before.get(one["message_id"]) != one and NOT_ME not in labels(one):
                    return dict(one)
            return None

        changed: dict[str, Any] = await until(change, f"an effect of {label!r}")
        return {**changed, "toast": tapped["answer"]["text"]}


def labels(message: dict[str, Any]) -> list[str]:
    """Return the labels of a message's buttons."""
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return [button["text"] for row in rows for button in row]


def text_of(message: dict[str, Any]) -> str:
    """Return a message's text or caption, with plain spaces."""
    text = message.get("text") or message.get("caption") or ""
    return str(text).replace("\N{NO-BREAK SPACE}", " ")


@pytest.fixture(autouse=True)
def prompt_notices(monkeypatch: pytest.MonkeyPatch) -> None:
    """Notices wait for tenths of a second instead of seconds."""
    monkeypatch.setattr(notifier, "NOTICE_DELAY", 0.3)
    monkeypatch.setattr(notifier, "EXPIRY_PATIENCE", 0.3)
    monkeypatch.setattr(notifier, "WAIT", timedelta(seconds=0.2))


@pytest.fixture
async def world(redis_url: str) -> AsyncIterator[World]:
    """A sandbox with its Telegram, and a web app to log in by, under one clock."""
    async with open_chat_world(redis_url) as opened:
        yield opened


@asynccontextmanager
async def open_chat_world(redis_url: str, **settings: Any) -> AsyncIterator[World]:
    """Open what the fixture `world` is, over this Redis."""
    clock = Clock()
    async with (
        serving(make_sandbox(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url, gomining_timeout=20, **settings) as opened,
    ):
        yield opened


@asynccontextmanager
async def a_bot(
    world: World, *, rates: Rates = QUICK, limits: bool = False, throttle: Throttle | None = None
) -> AsyncIterator[Running]:
    """Run a bot in this process over a world."""
    await world.sim("POST", "/sim/chat/limits", {"enabled": limits})
    throttle = throttle or Throttle(QUICK.chat)
    async with run_bot(world.services, rates=rates, throttle=throttle) as running:
        yield running


@pytest.fixture
async def chat(world: World) -> AsyncIterator[Talk]:
    """Alice (1001, English) in a chat with a running bot."""
    async with a_bot(world):
        alice = Talk(world)
        await alice.say("/start")  # without it Telegram lets no bot write to her
        yield alice
