"""Parameter formats of calls, and updates by polling."""

import asyncio
from collections.abc import Awaitable, Callable

import pytest

from tests.sandbox.telegram.client import SandboxClient, wait_until


async def _send_texts(client: SandboxClient, *texts: str) -> None:
    for text in texts:
        await client.post("send", text=text)


def _texts(updates: list[dict[str, dict[str, str]]]) -> list[str]:
    return [update["message"]["text"] for update in updates]


@pytest.mark.parametrize("encoding", ["query", "form", "json", "multipart"])
async def test_parameters_are_accepted_in_every_encoding(
    client: SandboxClient, encoding: str
) -> None:
    """Query, form, JSON and multipart work, with method names in any case."""
    await client.start_bot()
    url = f"{client.base}/bot{client.token}/SENDmessage"
    params = {"chat_id": "1001", "text": "hé", "disable_notification": "True"}
    if encoding == "multipart":
        body = await client.upload("SENDmessage", {}, **params)
    elif encoding == "query":
        async with client.http.get(url, params=params) as answer:
            body = await answer.json()
    elif encoding == "form":
        async with client.http.post(url, data=params) as answer:
            body = await answer.json()
    else:
        body = await client.call_raw(
            "SENDmessage", chat_id=1001, text="hé", disable_notification=True
        )
    assert body["result"]["text"] == "hé"


async def test_new_update_ends_a_long_poll(client: SandboxClient) -> None:
    """A waiting call returns at once."""
    reading = asyncio.create_task(client.call("getUpdates", timeout=30))
    await wait_until(_reader(client))
    await _send_texts(client, "hello")
    assert _texts(await asyncio.wait_for(reading, 5)) == ["hello"]


def _reader(client: SandboxClient) -> Callable[[], Awaitable[bool]]:
    async def probe() -> bool:
        return bool((await client.get("state"))["bot"]["reader"] == "polling")

    return probe


async def test_offset_confirms_earlier_updates(client: SandboxClient) -> None:
    """Updates are returned again until an offset above them is requested."""
    await _send_texts(client, "a", "b", "c")
    first = await client.call("getUpdates", limit=2)
    assert _texts(first) == ["a", "b"]
    assert _texts(await client.call("getUpdates", limit=2)) == ["a", "b"]
    assert _texts(await client.call("getUpdates", offset=first[1]["update_id"])) == ["b", "c"]
    assert await client.call("getUpdates", offset=first[1]["update_id"] + 2) == []
    assert await client.call("getUpdates") == []


async def test_negative_offset_keeps_the_last_updates(client: SandboxClient) -> None:
    """offset=-1 returns the last update and drops the others."""
    await _send_texts(client, "a", "b", "c")
    assert _texts(await client.call("getUpdates", offset=-1)) == ["c"]
    assert _texts(await client.call("getUpdates")) == ["c"]


async def test_allowed_updates_apply_to_later_calls(client: SandboxClient) -> None:
    """An empty list restores the default."""
    await client.call("getUpdates", allowed_updates=["callback_query"])
    await _send_texts(client, "unheard")
    assert await client.call("getUpdates") == []
    assert (await client.call("getWebhookInfo"))["allowed_updates"] == ["callback_query"]
    await client.call("getUpdates", allowed_updates=[])
    await _send_texts(client, "heard")
    assert _texts(await client.call("getUpdates")) == ["heard"]


async def test_second_poll_ends_the_first_with_409(client: SandboxClient) -> None:
    """The waiting call gets a conflict."""
    first = asyncio.create_task(client.call_raw("getUpdates", timeout=30))
    await wait_until(_reader(client))
    second = asyncio.create_task(client.call_raw("getUpdates", timeout=30))
    body = await asyncio.wait_for(first, 5)
    assert body["error_code"] == 409
    assert body["description"] == (
        "Conflict: terminated by other getUpdates request; "
        "make sure that only one bot instance is running"
    )
    await _send_texts(client, "to the second")
    assert _texts((await asyncio.wait_for(second, 5))["result"]) == ["to the second"]


async def test_webhook_ends_polling_with_409(client: SandboxClient) -> None:
    """A waiting call ends, and later ones are rejected."""
    reading = asyncio.create_task(client.call_error("getUpdates", timeout=30))
    await wait_until(_reader(client))
    await client.call("setWebhook", url="http://127.0.0.1:9/hook")
    description = await asyncio.wait_for(reading, 5)
    assert description == "Conflict: terminated by setWebhook request"
    assert await client.call_error("getUpdates") == (
        "Conflict: can't use getUpdates method while webhook is active; "
        "use deleteWebhook to delete the webhook first"
    )


async def test_update_expires_after_24_hours(client: SandboxClient) -> None:
    """Only the newer update is returned."""
    await _send_texts(client, "old")
    client.move_clock(24 * 3600 + 1)
    await _send_texts(client, "new")
    assert _texts(await client.call("getUpdates")) == ["new"]


async def test_injected_update_is_delivered_unchanged_at_least_once(client: SandboxClient) -> None:
    """Malformed and repeated updates pass through the queue."""
    await _send_texts(client, "a")
    (update,) = await client.updates()
    await client.post("update", update=update)
    poison = await client.post("update", update={"message": {"text": 7}})
    found = await client.call("getUpdates", offset=update["update_id"] + 1)
    assert found == [update, {"update_id": poison["update_id"], "message": {"text": 7}}]
    assert await client.call("getUpdates", offset=poison["update_id"] + 1) == []


@pytest.mark.parametrize(
    ("token", "code", "description"),
    [
        ("nonsense", 401, "Unauthorized: invalid token specified"),
        ("0123:abc", 401, "Unauthorized: invalid token specified"),
        ("12x:abc", 401, "Unauthorized: invalid token specified"),
        ("123:", 401, "Unauthorized: invalid token specified"),
    ],
)
async def test_malformed_token_is_rejected(
    client: SandboxClient, token: str, code: int, description: str
) -> None:
    """A token has the form `<digits>:<text>`."""
    client.token = token
    body = await client.call_raw("getMe")
    assert (body["error_code"], body["description"]) == (code, description)


async def test_unknown_method_is_404(client: SandboxClient) -> None:
    """A path without a method is 404 too."""
    assert await client.call_raw("getNothing") == {
        "ok": False,
        "error_code": 404,
        "description": "Not Found",
    }
    async with client.http.get(f"{client.base}/bot{client.token}") as answer:
        assert (answer.status, (await answer.json())["error_code"]) == (404, 404)


async def test_unsupported_method_or_parameter_is_501(client: SandboxClient) -> None:
    """Nothing unsupported is answered with success."""
    body = await client.call_raw("sendPoll", chat_id=1001, question="?", options=["a", "b"])
    assert body["error_code"] == 501
    assert body["description"] == "Not Implemented: the sandbox does not model sendPoll"
    description = await client.call_error(
        "sendMessage", chat_id=1001, text="a", allow_paid_broadcast=True
    )
    assert description == (
        "Not Implemented: the sandbox does not model "
        "the parameter allow_paid_broadcast of sendMessage"
    )


async def test_missing_or_invalid_parameter_is_named(client: SandboxClient) -> None:
    """Telegram's message where it is known, else the parameter's name."""
    assert await client.call_error("sendMessage", text="a") == "Bad Request: chat_id is empty"
    assert await client.call_error("sendMessage", chat_id=1001) == (
        "Bad Request: message text is empty"
    )
    assert await client.call_error("answerCallbackQuery") == (
        'Bad Request: parameter "callback_query_id" is required'
    )
    description = await client.call_error("sendMessage", chat_id=1001, text="a", entities="[{")
    assert description == "Bad Request: can't parse entities JSON object"
    description = await client.call_error(
        "sendMessage", chat_id=1001, text="a", entities=[{"offset": "x"}]
    )
    assert description.startswith("Bad Request: can't parse field \"entities.0.")
    async with client.http.post(
        f"{client.base}/bot{client.token}/getMe",
        data=b"{",
        headers={"Content-Type": "application/json"},
    ) as answer:
        assert (await answer.json())["description"] == "Bad Request: can't parse JSON object"


async def test_bots_have_separate_state(client: SandboxClient) -> None:
    """A bot does not see another bot's updates."""
    await _send_texts(client, "to the first")
    client.token = "42:another"
    me = await client.call("getMe")
    assert (me["id"], me["username"]) == (42, "sandbox_42_bot")
    assert await client.call("getUpdates") == []
    bots = (await client.get("bots"))["bots"]
    assert [(bot["id"], bot["default"]) for bot in bots] == [(1234567890, True), (42, False)]
    assert (await client.get("state", bot="42"))["bot"]["id"] == 42


async def test_log_out_and_close_return_true(client: SandboxClient) -> None:
    """The bot may call again afterwards."""
    assert await client.call("logOut") is True
    assert await client.call("close") is True
    assert (await client.call("getMe"))["is_bot"] is True
