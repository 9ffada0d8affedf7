"""Delivery to a webhook: headers, order, retries, and calls in the answer."""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any

import pytest
from aiogram import Bot, Dispatcher, types
from aiogram.methods import SendMessage
from aiogram.webhook.aiohttp_server import SimpleRequestHandler
from aiohttp import web

from tests.sandbox.telegram.client import START, SandboxClient, wait_for_text, wait_until


@dataclass
class Hook:
    """A webhook server that records updates and returns the given answers."""

    url: str = ""
    received: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    gate: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        """Record an update and answer it."""
        self.received.append(await request.json())
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.gate and "slow" in self.texts()[-1]:
            await self.gate.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    def texts(self) -> list[str]:
        """Return the texts of the updates in order of arrival."""
        return [update["message"]["text"] for update in self.received]

    async def wait_for(self, count: int) -> None:
        """Wait for `count` deliveries."""

        async def probe() -> bool:
            return len(self.received) >= count

        await wait_until(probe)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """Run a webhook server on a free port."""
    server = Hook()
    app = web.Application()
    app.router.add_post("/hook", server.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield server
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret_token(client: SandboxClient, hook: Hook) -> None:
    """Pending and new updates are delivered with the secret header."""
    await client.post("send", text="before")
    body = await client.call_raw("setWebhook", url=hook.url, secret_token="s3cret_-")
    assert body["description"] == "Webhook was set"
    await client.post("send", text="after")
    await hook.wait_for(2)
    assert hook.texts() == ["before", "after"]
    assert hook.headers == ["s3cret_-", "s3cret_-"]
    again = await client.call_raw("setWebhook", url=hook.url, secret_token="s3cret_-")
    assert again["description"] == "Webhook is already set"
    assert (await client.get("state"))["bot"]["reader"] == "webhook"


async def test_failed_delivery_is_repeated_after_0_2_and_4_seconds(
    client: SandboxClient, hook: Hook
) -> None:
    """Delays follow the sandbox's clock; the last error is reported."""
    hook.answers = [web.Response(status=500) for _ in range(3)]
    await client.call("setWebhook", url=hook.url)
    await client.post("send", text="a")
    await hook.wait_for(2)
    info = await wait_until(_error(client))
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    assert info["last_error_date"] == int(START.timestamp())
    assert info["pending_update_count"] == 1

    async def fourth() -> bool:
        client.move_clock(0.5)
        return len(hook.received) == 4

    await wait_until(fourth)
    assert client.clock() - START >= timedelta(seconds=2 + 4)
    await wait_until(_empty(client))
    assert hook.texts() == ["a"] * 4


def _error(client: SandboxClient) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def probe() -> dict[str, Any]:
        info: dict[str, Any] = await client.call("getWebhookInfo")
        return info if "last_error_message" in info else {}

    return probe


def _empty(client: SandboxClient) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        return bool((await client.call("getWebhookInfo"))["pending_update_count"] == 0)

    return probe


async def test_retry_after_of_the_webhook_is_respected(client: SandboxClient, hook: Hook) -> None:
    """The next delivery waits for the given time."""
    hook.answers = [web.Response(status=503, headers={"Retry-After": "90"})]
    await client.call("setWebhook", url=hook.url)
    await client.post("send", text="a")
    await wait_until(_error(client))
    assert len(hook.received) == 1
    client.move_clock(91)
    await hook.wait_for(2)


async def test_unreachable_webhook_is_reported(client: SandboxClient) -> None:
    """Updates stay pending, and getWebhookInfo has the reason."""
    await client.call("setWebhook", url="http://127.0.0.1:9/hook")
    await client.post("send", text="a")
    info = await wait_until(_error(client))
    assert info["last_error_message"] == "Connection refused"
    body = await client.call_raw("deleteWebhook")
    assert body["description"] == "Webhook was deleted"
    assert (await client.call("getUpdates"))[0]["message"]["text"] == "a"
    assert (await client.call_raw("deleteWebhook"))["description"] == "Webhook is already deleted"


async def test_deliveries_are_ordered_per_chat(client: SandboxClient, hook: Hook) -> None:
    """Updates of a chat stay in order; other chats do not wait."""
    hook.gate = asyncio.Event()
    await client.call("setWebhook", url=hook.url)
    await client.post("send", text="slow")
    await client.post("send", text="second")
    await hook.wait_for(1)
    await client.post("send", text="other", user=1002)
    await hook.wait_for(2)
    assert hook.texts() == ["slow", "other"]
    hook.gate.set()
    await hook.wait_for(3)
    assert hook.texts() == ["slow", "other", "second"]


async def test_max_connections_limits_parallel_deliveries(
    client: SandboxClient, hook: Hook
) -> None:
    """With one connection a slow delivery delays the others."""
    hook.gate = asyncio.Event()
    await client.call("setWebhook", url=hook.url, max_connections=1)
    await client.post("send", text="slow")
    await hook.wait_for(1)
    await client.post("send", text="other", user=1002)
    assert (await client.call("getWebhookInfo"))["pending_update_count"] == 2
    hook.gate.set()
    await hook.wait_for(2)


async def test_drop_pending_updates_clears_the_queue(client: SandboxClient, hook: Hook) -> None:
    """Only later updates are delivered."""
    await client.post("send", text="dropped")
    await client.call("setWebhook", url=hook.url, drop_pending_updates=True)
    await client.post("send", text="kept")
    await hook.wait_for(1)
    assert hook.texts() == ["kept"]


async def test_call_in_the_webhook_answer_is_executed(client: SandboxClient, hook: Hook) -> None:
    """It is logged with `via` "webhook"."""
    await client.start_bot()
    call = {"method": "sendMessage", "chat_id": 1001, "text": "from the answer"}
    hook.answers = [web.Response(body=json.dumps(call), content_type="application/json")]
    await client.call("setWebhook", url=hook.url)
    await client.post("send", text="a")
    await wait_for_text(client, "from the answer")
    calls = (await client.get("calls"))["calls"]
    assert (calls[-1]["method"], calls[-1]["via"]) == ("sendMessage", "webhook")


async def test_aiogram_webhook_server_works_unmodified(client: SandboxClient) -> None:
    """aiogram answers with a multipart call."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: types.Message) -> SendMessage:
        return message.answer(f"echo {message.text}")

    bot = Bot(client.token)
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="x")
    handler.register(app, path="/hook")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await client.start_bot()
    await client.call("setWebhook", url=url, secret_token="x")
    await client.post("send", text="привет")
    await wait_for_text(client, "echo привет")
    await client.call("deleteWebhook")
    await runner.cleanup()
    await bot.session.close()


@pytest.mark.parametrize(
    ("params", "description"),
    [
        (
            {"url": "http://example.com/hook"},
            "bad webhook: An HTTPS URL must be provided for webhook",
        ),
        ({"url": "nonsense"}, "bad webhook: An HTTPS URL must be provided for webhook"),
        (
            {"url": "https://example.com:8080/hook"},
            "bad webhook: Webhook can be set up only on ports 80, 88, 443 or 8443",
        ),
        (
            {"url": "http://127.0.0.1:9/", "secret_token": "no spaces"},
            "secret token contains unallowed characters",
        ),
    ],
)
async def test_invalid_webhook_is_rejected(
    client: SandboxClient, params: dict[str, str], description: str
) -> None:
    """The URL must be https on Telegram's ports or loopback; the secret has an alphabet."""
    assert await client.call_error("setWebhook", **params) == f"Bad Request: {description}"
