"""Webhook mode: the secret, when a request is answered, and delivery by the sandbox."""

import asyncio
import io
import json
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass
from typing import Any

import pytest

from bot.app import Running, run_bot
from runtime.metrics import REGISTRY
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from tests.bot.conftest import QUICK, Talk, text_of, until
from tests.bot.updates.test_queue import text_update
from tests.world import World, open_web_app
from tools.serving import serving

HEADER = "X-Telegram-Bot-Api-Secret-Token"
SECRET = "a-webhook-secret-of-these-tests"


@dataclass
class Hook:
    """A bot with a webhook, and the world that it runs in."""

    world: World
    running: Running

    async def call(self, body: Any, **more: Any) -> int:
        """Call the webhook and return the status."""
        content = body if isinstance(body, bytes) else json.dumps(body).encode()
        headers = more.get("headers", {HEADER: SECRET})
        url = f"{self.running.address}/telegram"
        async with self.world.http.post(url, data=io.BytesIO(content), headers=headers) as response:
            return response.status


@pytest.fixture
async def hook(redis_url: str) -> AsyncIterator[Hook]:
    """A bot in webhook mode that the sandbox's Telegram knows."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    clock = Clock()
    settings = {
        "bot_mode": "webhook",
        "webhook_url": f"http://127.0.0.1:{port}/telegram",
        "webhook_secret": SECRET,
        "bot_host": "127.0.0.1",
        "bot_port": port,
    }
    async with (
        serving(make_sandbox(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url, **settings) as world,
    ):
        await world.sim("POST", "/sim/chat/limits", {"enabled": False})
        async with run_bot(world.services, rates=QUICK) as running:
            yield Hook(world, running)


def counted(outcome: str) -> float:
    """Return how many updates ended so in this process."""
    return REGISTRY.get_sample_value("bot_updates_total", {"outcome": outcome}) or 0


async def test_telegram_delivers_an_update_and_the_bot_answers(hook: Hook) -> None:
    """The sandbox posts with the secret, and the user gets the answer."""
    alice = Talk(hook.world)
    assert text_of(await alice.say("/start")).startswith("Hello, Alice!")
    assert (await alice.sim("GET", "state"))["bot"]["reader"] == "webhook"


async def test_wrong_secret_is_refused_with_401(hook: Hook) -> None:
    """No secret, a wrong one, one that is not ASCII, or two; nothing is handled."""
    before = counted("handled")
    for secret in ("", SECRET[:-1], SECRET + "x", SECRET.upper(), "пароль"):
        assert await hook.call(text_update(7, text="/start"), headers={HEADER: secret}) == 401
    assert await hook.call(text_update(7, text="/start"), headers={}) == 401
    twice = [(HEADER, SECRET), (HEADER, "x")]
    assert await hook.call(text_update(7, text="/start"), headers=twice) == 401
    assert counted("handled") == before


MALFORMED = (
    b"", b"{", b"\xff\xfe", b"null", b"[]", b"7", b'"text"', b"{}", b'{"update_id": "7"}',
    b"[" * 200_000, b'{"update_id": ' + b"9" * 5000 + b"}", b"x" * 2_000_000,
)  # fmt: skip


async def test_malformed_body_is_answered_200_and_counted(hook: Hook) -> None:
    """Anything but 200 would make Telegram repeat it for a day."""
    for body in MALFORMED:
        before = counted("malformed")
        assert await hook.call(body) == 200, body[:20]
        assert counted("malformed") == before + 1


async def test_unreadable_update_is_answered_200_and_counted(hook: Hook) -> None:
    """It is counted as poison; the next update is handled."""
    before = counted("poison")
    assert await hook.call({"update_id": 6, "message": "none"}) == 200
    assert await hook.call({"update_id": 7, "a_kind_of_next_year": {"chat": {"id": 1}}}) == 200
    assert counted("poison") == before + 2
    alice = Talk(hook.world)
    assert text_of(await alice.say("/start"))


async def test_request_is_answered_when_its_update_is_handled_once(hook: Hook) -> None:
    """Two requests with one update wait for the same outcome; a third finds it done."""
    alice = Talk(hook.world)
    await alice.say("/start")
    await alice.sim("POST", "fault", {"kind": "slow", "method": "sendMessage", "times": 1,
                                      "seconds": 0.5})  # fmt: skip
    update = text_update(900_001, chat=1001, text="/help")
    calls = [asyncio.create_task(hook.call(update)) for _ in range(2)]

    async def sending() -> bool:
        return REGISTRY.get_sample_value("bot_updates_running") == 1

    await until(sending, "the handler to send")
    assert not any(call.done() for call in calls)
    assert await asyncio.gather(*calls) == [200, 200]
    assert len(await alice.answers()) == 2
    before = counted("duplicate")
    assert await hook.call(update) == 200
    assert counted("duplicate") == before + 1
    assert len(await alice.answers()) == 2


async def test_health_and_metrics_are_served(hook: Hook) -> None:
    """By the same server as the webhook; no secret is among the metrics."""
    for path, words in (("live", "ok"), ("ready", "ok")):
        async with hook.world.http.get(f"{hook.running.address}/health/{path}") as response:
            assert response.status == 200
            assert words in await response.text()
    async with hook.world.http.get(f"{hook.running.address}/metrics") as response:
        text = await response.text()
    assert "bot_updates_total" in text
    assert SECRET not in text
