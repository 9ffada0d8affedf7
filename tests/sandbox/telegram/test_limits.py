"""Flood limits by the sandbox's clock, and injected faults."""

import aiohttp
import pytest

from sandbox.telegram.flood import BURST, PER_BOT, PER_GROUP
from tests.sandbox.telegram.client import SandboxClient

GROUP = -1002000000001


async def _send(client: SandboxClient, chat: int) -> dict[str, object]:
    return await client.call_raw("sendMessage", chat_id=chat, text="a")


async def test_private_chat_allows_one_message_a_second_after_a_burst(
    client: SandboxClient,
) -> None:
    """The message after the burst is 429 with retry_after."""
    await client.start_bot()
    for _ in range(BURST):
        assert (await _send(client, 1001))["ok"]
    assert await _send(client, 1001) == {
        "ok": False,
        "error_code": 429,
        "description": "Too Many Requests: retry after 1",
        "parameters": {"retry_after": 1},
    }
    client.move_clock(1)
    assert (await _send(client, 1001))["ok"]
    assert (await _send(client, 1001))["error_code"] == 429


async def test_group_allows_20_messages_a_minute(client: SandboxClient) -> None:
    """The 21st waits until the first is a minute old."""
    for _ in range(PER_GROUP):
        assert (await _send(client, GROUP))["ok"]
        client.move_clock(1)
    body = await _send(client, GROUP)
    assert body["parameters"] == {"retry_after": 60 - PER_GROUP}
    client.move_clock(60 - PER_GROUP)
    assert (await _send(client, GROUP))["ok"]


async def test_bot_may_send_30_messages_a_second(client: SandboxClient) -> None:
    """The limit covers all chats."""
    for user in range(2001, 2001 + PER_BOT + 1):
        await client.post("users", id=user, first_name="A")
        await client.post("start", user=user)
    for user in range(2001, 2001 + PER_BOT):
        assert (await _send(client, user))["ok"]
    assert (await _send(client, 2001 + PER_BOT))["error_code"] == 429
    client.move_clock(1)
    assert (await _send(client, 2001 + PER_BOT))["ok"]


async def test_flood_limits_can_be_disabled(client: SandboxClient) -> None:
    """Then any number of messages is accepted."""
    await client.start_bot()
    await client.post("limits", enabled=False)
    for _ in range(BURST + 5):
        assert (await _send(client, 1001))["ok"]
    assert (await client.get("state"))["limits"] == {"enabled": False}


@pytest.mark.parametrize(
    ("kind", "code", "description"),
    [
        ("429", 429, "Too Many Requests: retry after 7"),
        ("500", 500, "Internal Server Error"),
        ("502", 502, "Bad Gateway"),
        ("blocked", 403, "Forbidden: bot was blocked by the user"),
    ],
)
async def test_fault_returns_telegrams_error(
    client: SandboxClient, kind: str, code: int, description: str
) -> None:
    """It applies to its method for the given number of calls."""
    await client.start_bot()
    await client.post("fault", kind=kind, method="sendMessage", times=1, seconds=7)
    body = await _send(client, 1001)
    assert (body["error_code"], body["description"]) == (code, description)
    assert (await _send(client, 1001))["ok"]
    assert (await client.get("state"))["faults"] == []


async def test_fault_without_method_excludes_get_updates_and_get_me(client: SandboxClient) -> None:
    """It applies until it is removed."""
    await client.start_bot()
    fault = (await client.post("fault", kind="500"))["fault"]
    assert (await _send(client, 1001))["error_code"] == 500
    assert (await client.call_raw("getMyCommands"))["error_code"] == 500
    assert await client.call("getUpdates") == []
    url = f"{client.base}/sim/chat/fault?id={fault['id']}"
    async with client.http.delete(url) as answer:
        assert await answer.json() == {"faults": []}
    assert (await _send(client, 1001))["ok"]


async def test_fault_can_be_limited_to_one_user(client: SandboxClient) -> None:
    """Other chats work."""
    await client.start_bot()
    await client.start_bot(1002)
    await client.post("fault", kind="blocked", only_user=1001)
    assert (await _send(client, 1001))["error_code"] == 403
    assert (await _send(client, 1002))["ok"]


@pytest.mark.parametrize(("kind", "done"), [("drop", False), ("lost", True)])
async def test_connection_can_drop_before_or_after_the_call(
    client: SandboxClient, kind: str, done: bool
) -> None:
    """The bot sees the same error in both cases."""
    await client.start_bot()
    await client.post("fault", kind=kind, times=1)
    with pytest.raises(aiohttp.ClientError):
        await _send(client, 1001)
    assert ("[2] GoMining Sandbox: a" in await client.transcript()) is done
    assert (await client.get("calls"))["calls"][-1]["fault"] == kind


async def test_answer_can_be_slow_or_html(client: SandboxClient) -> None:
    """`slow` answers normally after a delay; `garbled` is no JSON."""
    await client.start_bot()
    await client.post("fault", kind="slow", times=1, seconds=0.01)
    assert (await _send(client, 1001))["ok"]
    await client.post("fault", kind="garbled", times=1)
    url = f"{client.base}/bot{client.token}/sendMessage"
    async with client.http.post(url, json={"chat_id": 1001, "text": "a"}) as answer:
        assert (answer.status, answer.content_type) == (200, "text/html")


async def test_unknown_fault_kind_is_400(client: SandboxClient) -> None:
    """The kinds are a closed list."""
    error = (await client.post("fault", status=400, kind="no such kind"))["error"]
    assert error["code"] == "bad_request"
