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

from tests.sandbox.telegram.stage import MORNING, Stage, until, until_said


@dataclass
class Hook:
    """A bot's own server: it writes down what comes and answers what it is told to."""

    url: str = ""
    got: list[dict[str, Any]] = field(default_factory=list)
    headers: list[str | None] = field(default_factory=list)
    answers: list[web.Response] = field(default_factory=list)
    gate: asyncio.Event | None = None

    async def take(self, request: web.Request) -> web.Response:
        """Take an update."""
        self.got.append(await request.json())
        self.headers.append(request.headers.get("X-Telegram-Bot-Api-Secret-Token"))
        if self.gate and "slow" in self.texts()[-1]:
            await self.gate.wait()
        return self.answers.pop(0) if self.answers else web.Response()

    def texts(self) -> list[str]:
        """Return what was said, in the order of arrival."""
        return [update["message"]["text"] for update in self.got]

    async def until_got(self, count: int) -> None:
        """Wait until so many deliveries have come."""

        async def look() -> bool:
            return len(self.got) >= count

        await until(look)


@pytest.fixture
async def hook() -> AsyncIterator[Hook]:
    """A server on a port of its own that takes updates."""
    made = Hook()
    app = web.Application()
    app.router.add_post("/hook", made.take)
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    made.url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    yield made
    await runner.cleanup()


async def test_updates_are_posted_with_the_secret(stage: Stage, hook: Hook) -> None:
    """The webhook gets what waited and what comes, with the header it asked for."""
    await stage.act("send", text="before")
    body = await stage.raw("setWebhook", url=hook.url, secret_token="s3cret_-")
    assert body["description"] == "Webhook was set"
    await stage.act("send", text="after")
    await hook.until_got(2)
    assert hook.texts() == ["before", "after"]
    assert hook.headers == ["s3cret_-", "s3cret_-"]
    again = await stage.raw("setWebhook", url=hook.url, secret_token="s3cret_-")
    assert again["description"] == "Webhook is already set"
    assert (await stage.see("state"))["bot"]["reader"] == "webhook"


async def test_a_failed_delivery_is_tried_again(stage: Stage, hook: Hook) -> None:
    """At once, then after 2 and 4 seconds of the sandbox's clock; the error is remembered."""
    hook.answers = [web.Response(status=500) for _ in range(3)]
    await stage.call("setWebhook", url=hook.url)
    await stage.act("send", text="a")
    await hook.until_got(2)
    info = await until(_error(stage))
    assert info["last_error_message"] == (
        "Wrong response from the webhook: 500 Internal Server Error"
    )
    assert info["last_error_date"] == int(MORNING.timestamp())
    assert info["pending_update_count"] == 1

    async def fourth() -> bool:
        stage.pass_time(0.5)
        return len(hook.got) == 4

    await until(fourth)
    assert stage.clock() - MORNING >= timedelta(seconds=2 + 4)
    await until(_empty(stage))
    assert hook.texts() == ["a"] * 4


def _error(stage: Stage) -> Callable[[], Awaitable[dict[str, Any]]]:
    async def look() -> dict[str, Any]:
        info: dict[str, Any] = await stage.call("getWebhookInfo")
        return info if "last_error_message" in info else {}

    return look


def _empty(stage: Stage) -> Callable[[], Awaitable[bool]]:
    async def look() -> bool:
        return bool((await stage.call("getWebhookInfo"))["pending_update_count"] == 0)

    return look


async def test_retry_after_of_the_webhook_is_kept(stage: Stage, hook: Hook) -> None:
    """A webhook that asks for time gets it."""
    hook.answers = [web.Response(status=503, headers={"Retry-After": "90"})]
    await stage.call("setWebhook", url=hook.url)
    await stage.act("send", text="a")
    await until(_error(stage))
    assert len(hook.got) == 1
    stage.pass_time(91)
    await hook.until_got(2)


async def test_a_dead_webhook_is_reported(stage: Stage) -> None:
    """Nobody listens: the updates stay, and the info says why."""
    await stage.call("setWebhook", url="http://127.0.0.1:9/hook")
    await stage.act("send", text="a")
    info = await until(_error(stage))
    assert info["last_error_message"] == "Connection refused"
    body = await stage.raw("deleteWebhook")
    assert body["description"] == "Webhook was deleted"
    assert (await stage.call("getUpdates"))[0]["message"]["text"] == "a"
    assert (await stage.raw("deleteWebhook"))["description"] == "Webhook is already deleted"


async def test_one_chat_waits_and_another_does_not(stage: Stage, hook: Hook) -> None:
    """Updates of one chat never overtake each other; those of another chat do not wait."""
    hook.gate = asyncio.Event()
    await stage.call("setWebhook", url=hook.url)
    await stage.act("send", text="slow")
    await stage.act("send", text="second")
    await hook.until_got(1)
    await stage.act("send", text="other", user=1002)
    await hook.until_got(2)
    assert hook.texts() == ["slow", "other"]
    hook.gate.set()
    await hook.until_got(3)
    assert hook.texts() == ["slow", "other", "second"]


async def test_max_connections_bounds_the_deliveries(stage: Stage, hook: Hook) -> None:
    """With one connection a slow delivery holds everything behind it."""
    hook.gate = asyncio.Event()
    await stage.call("setWebhook", url=hook.url, max_connections=1)
    await stage.act("send", text="slow")
    await hook.until_got(1)
    await stage.act("send", text="other", user=1002)
    assert (await stage.call("getWebhookInfo"))["pending_update_count"] == 2
    hook.gate.set()
    await hook.until_got(2)


async def test_pending_updates_can_be_dropped(stage: Stage, hook: Hook) -> None:
    """drop_pending_updates forgets what waited."""
    await stage.act("send", text="dropped")
    await stage.call("setWebhook", url=hook.url, drop_pending_updates=True)
    await stage.act("send", text="kept")
    await hook.until_got(1)
    assert hook.texts() == ["kept"]


async def test_a_call_may_come_in_the_answer(stage: Stage, hook: Hook) -> None:
    """A webhook's answer may hold one call, which is performed and logged."""
    await stage.open()
    call = {"method": "sendMessage", "chat_id": 1001, "text": "from the answer"}
    hook.answers = [web.Response(body=json.dumps(call), content_type="application/json")]
    await stage.call("setWebhook", url=hook.url)
    await stage.act("send", text="a")
    await until_said(stage, "from the answer")
    calls = (await stage.see("calls"))["calls"]
    assert (calls[-1]["method"], calls[-1]["via"]) == ("sendMessage", "webhook")


async def test_an_aiogram_webhook_answers_in_the_answer(stage: Stage) -> None:
    """The webhook server of aiogram, which answers by multipart, runs unmodified."""
    dispatcher = Dispatcher()

    @dispatcher.message()
    async def echo(message: types.Message) -> SendMessage:
        return message.answer(f"echo {message.text}")

    bot = Bot(stage.token)
    app = web.Application()
    handler = SimpleRequestHandler(dispatcher, bot, handle_in_background=False, secret_token="x")
    handler.register(app, path="/hook")
    runner = web.AppRunner(app, access_log=None)
    await runner.setup()
    await web.TCPSite(runner, "127.0.0.1", 0).start()
    url = f"http://127.0.0.1:{runner.addresses[0][1]}/hook"
    await stage.open()
    await stage.call("setWebhook", url=url, secret_token="x")
    await stage.act("send", text="привет")
    await until_said(stage, "echo привет")
    await stage.call("deleteWebhook")
    await runner.cleanup()
    await bot.session.close()


@pytest.mark.parametrize(
    ("params", "words"),
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
async def test_a_bad_webhook_is_refused(stage: Stage, params: dict[str, str], words: str) -> None:
    """Only https on Telegram's ports, or this machine; a secret has its alphabet."""
    assert await stage.refused("setWebhook", **params) == f"Bad Request: {words}"
