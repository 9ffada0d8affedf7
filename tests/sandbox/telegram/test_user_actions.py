"""/sim/chat/: events, state, call log and actions of users."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientResponse

from tests.sandbox.telegram.client import Json, SandboxClient

GROUP = -1002000000001


@asynccontextmanager
async def _open_stream(client: SandboxClient, **query: str) -> AsyncIterator[ClientResponse]:
    """Open the event stream; it is established when the block begins."""
    async with client.http.get(f"{client.base}/sim/chat/events", params=query) as stream:
        assert stream.content_type == "text/event-stream"
        assert stream.headers["Access-Control-Allow-Origin"] == "*"
        await stream.content.readuntil(b"\n\n")
        yield stream


async def _next(stream: ClientResponse) -> tuple[int, str, Json]:
    """Return id, name and data of the next event."""
    block = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 5)
    fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if line)
    return int(fields["id"]), fields["event"], json.loads(fields["data"])


async def test_events_are_ordered_and_resumable(client: SandboxClient) -> None:
    """A subscriber that returns gets what it missed, or `reset`."""
    async with _open_stream(client) as stream:
        await client.post("start")
        first, name, _ = await _next(stream)
        assert name == "user"
        _, name, data = await _next(stream)
        assert (name, data["message"]["sandbox"]["outgoing"]) == ("message", True)
    await client.call("sendMessage", chat_id=1001, text="missed")
    async with _open_stream(client, after=str(first)) as stream:
        names = [(await _next(stream))[1:] for _ in range(3)]
        assert [name for name, _ in names] == ["message", "message", "call"]
        assert names[1][1]["message"]["text"] == "missed"
    async with _open_stream(client, after="999") as stream:
        assert (await _next(stream))[1] == "reset"


async def test_events_of_private_chats_go_to_their_user_only(client: SandboxClient) -> None:
    """Events of groups go to all."""
    async with _open_stream(client, user="1002") as stream:
        await client.post("send", text="private")
        await client.post("send", text="to all", chat=GROUP)
        _, name, data = await _next(stream)
        assert (name, data["message"]["text"]) == ("message", "to all")


async def test_every_change_emits_an_event(client: SandboxClient) -> None:
    """Edits, deletions, pins, actions, commands, answers and faults are events."""
    await client.start_bot()
    async with _open_stream(client) as stream:
        markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
        place = {"chat_id": 1001, "message_id": 2}
        await client.call("sendMessage", chat_id=1001, text="a", reply_markup=markup)
        query = (await client.post("tap", message_id=2, data="a"))["query_id"]
        await client.call("answerCallbackQuery", callback_query_id=query, text="t")
        await client.call("editMessageText", text="b", **place)
        await client.call("pinChatMessage", **place)
        await client.call("deleteMessage", **place)
        await client.call("sendChatAction", chat_id=1001, action="typing")
        await client.call("setMyCommands", commands=[])
        await client.call("setMyName", name="N")
        await client.call("setChatMenuButton")
        await client.post("fault", kind="500", times=1)
        names: list[str] = []
        while names[-1:] != ["faults"]:
            _, name, data = await _next(stream)
            if name == "callback_answer":
                assert (data["text"], data["message_id"], data["query_id"]) == ("t", 2, query)
            names.append(name)
    assert [name for name in names if name != "call"] == [
        "message", "callback_answer", "edited", "pinned", "edited", "message", "deleted",
        "chat_action", "commands", "profile", "menu_button", "faults",
    ]  # fmt: skip


async def test_state_has_bot_users_chats_and_messages(client: SandboxClient) -> None:
    """The seeded users and chats are listed."""
    await client.start_bot()
    state = await client.get("state")
    assert [(user["id"], user["language_code"]) for user in state["users"]] == [
        (1001, "en"), (1002, "ru"), (1003, "ar"),
    ]  # fmt: skip
    assert [chat["id"] for chat in state["chats"]] == [1001, GROUP]
    assert (state["user"]["started"], state["user"]["is_premium"]) == (True, True)
    assert state["bot"]["token_tail"] == "0001"
    assert state["messages"][0]["sandbox"] == {
        "outgoing": True,
        "pinned": False,
        "paid": False,
        "reactions": [],
    }


async def test_call_log_hides_token_and_secret(client: SandboxClient) -> None:
    """Parameters and errors are logged; `after` filters."""
    await client.call("setWebhook", url="http://127.0.0.1:9/", secret_token="hush")
    await client.call_error("sendMessage", chat_id=5, text="a")
    calls = (await client.get("calls"))["calls"]
    assert calls[0]["params"]["secret_token"] == "<hidden>"
    assert (calls[1]["ok"], calls[1]["error_code"]) == (False, 400)
    assert calls[1]["description"] == "Bad Request: chat not found"
    assert client.token not in json.dumps(calls)
    assert [call["n"] for call in (await client.get("calls", after=1))["calls"]] == [2]


async def test_privacy_mode_limits_group_messages(client: SandboxClient) -> None:
    """The bot gets commands, mentions and replies; without privacy mode everything."""
    await client.post("send", text="chatter", chat=GROUP)
    await client.post("send", text="/rates", chat=GROUP)
    await client.post("send", text="hey @gomining_sandbox_bot", chat=GROUP)
    message = await client.call("sendMessage", chat_id=GROUP, text="a")
    await client.post("send", text="reply", chat=GROUP, reply_to=message["message_id"])
    await client.post("bot", privacy=False)
    await client.post("send", text="all", chat=GROUP)
    texts = [update["message"]["text"] for update in await client.updates()]
    assert texts == ["/rates", "hey @gomining_sandbox_bot", "reply", "all"]


async def test_user_can_edit_an_own_text(client: SandboxClient) -> None:
    """The bot gets edited_message; other messages cannot be edited."""
    await client.post("send", text="one")
    await client.post("send", text="/two", edit=1)
    first, second = await client.updates()
    assert first["message"]["text"] == "one"
    assert second["edited_message"]["entities"][0]["type"] == "bot_command"
    assert (await client.post("send", status=404, text="x", edit=99))["error"]


async def test_user_can_send_contacts_and_locations(client: SandboxClient) -> None:
    """The user's own contact, another one, and a location."""
    await client.post("send", contact=True)
    await client.post("send", contact={"phone_number": "+1", "first_name": "B"})
    await client.post("send", location={"latitude": 1, "longitude": 2.5})
    own, other, place = [update["message"] for update in await client.updates()]
    assert own["contact"]["user_id"] == 1001
    assert other["contact"] == {"phone_number": "+1", "first_name": "B"}
    assert place["location"] == {"latitude": 1.0, "longitude": 2.5}


async def test_user_can_be_added_and_changed(client: SandboxClient) -> None:
    """A new user gets the next id."""
    added = (await client.post("users", first_name="Zoë", language_code="fr"))["user"]
    assert added["id"] == 1004
    await client.post("start", user=1004)
    await client.post("users", id=1004, language_code="de", is_premium=True)
    user = (await client.updates())[0]["message"]["from"]
    assert (user["first_name"], user["language_code"]) == ("Zoë", "fr")
    assert (await client.get("state", user=1004))["user"]["language_code"] == "de"


@pytest.mark.parametrize(
    ("url", "answer"),
    [
        ("https://t.me/gomining_sandbox_bot?start=abc", {"action": "start", "payload": "abc"}),
        ("t.me/GoMining_Sandbox_Bot", {"action": "start", "payload": ""}),
        ("https://t.me/gomining_sandbox_bot/app?startapp=x", {
            "action": "launch", "kind": "direct", "start_param": "x",
        }),
        ("https://t.me/other_bot", {"action": "url", "url": "https://t.me/other_bot"}),
        ("https://example.com/", {"action": "url", "url": "https://example.com/"}),
    ],
)  # fmt: skip
async def test_link_returns_the_clients_action(
    client: SandboxClient, url: str, answer: Json
) -> None:
    """Links to the bot have their own actions; others open in the browser."""
    assert await client.post("link", url=url) == answer


@pytest.mark.parametrize(
    ("path", "body", "status", "code"),
    [
        ("send", {}, 400, "bad_request"),
        ("send", {"text": "a" * 4097}, 400, "bad_request"),
        ("send", {"photo": "not base64!"}, 400, "bad_request"),
        ("send", {"photo": "aGVsbG8="}, 400, "bad_request"),
        ("send", {"text": "a", "user": 5}, 404, "not_found"),
        ("send", {"text": "a", "chat": 1002}, 404, "not_found"),
        ("send", {"text": "a", "bot": "99"}, 404, "not_found"),
        ("send", {"text": "a", "bot": "a:b"}, 400, "bad_request"),
        ("start", {"payload": "with spaces"}, 400, "bad_request"),
        ("tap", {"message_id": "x"}, 400, "bad_request"),
        ("tap", {"message_id": 99, "row": 0}, 404, "not_found"),
        ("pay", {"slug": "x"}, 404, "not_found"),
        ("pay", {"slug": "x", "outcome": "maybe"}, 400, "bad_request"),
        ("launch", {"kind": "sideways"}, 400, "bad_request"),
        ("users", {"id": 5}, 400, "bad_request"),
        ("update", {"update": 5}, 400, "bad_request"),
        ("limits", {"enabled": "no"}, 400, "bad_request"),
    ],
)
async def test_invalid_action_is_rejected_with_code_and_message(
    client: SandboxClient, path: str, body: Json, status: int, code: str
) -> None:
    """Errors have a code, a message and a status, never 500."""
    error = (await client.post(path, status=status, **body))["error"]
    assert error["code"] == code
    assert error["message"]
