"""The users' side: what a page sees, follows and does."""

import asyncio
import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
from aiohttp import ClientResponse

from tests.sandbox.telegram.stage import Json, Stage

GROUP = -1002000000001


@asynccontextmanager
async def _following(stage: Stage, **query: str) -> AsyncIterator[ClientResponse]:
    """Follow the events; the stream is open when the block begins."""
    async with stage.http.get(f"{stage.base}/sim/chat/events", params=query) as stream:
        assert stream.content_type == "text/event-stream"
        assert stream.headers["Access-Control-Allow-Origin"] == "*"
        await stream.content.readuntil(b"\n\n")
        yield stream


async def _next(stream: ClientResponse) -> tuple[int, str, Json]:
    """Return the next event: its id, its name and what it says."""
    block = await asyncio.wait_for(stream.content.readuntil(b"\n\n"), 5)
    fields = dict(line.split(": ", 1) for line in block.decode().splitlines() if line)
    return int(fields["id"]), fields["event"], json.loads(fields["data"])


async def test_events_are_followed_and_resumed(stage: Stage) -> None:
    """Everything in its order; a reader that comes back gets what it missed."""
    async with _following(stage) as stream:
        await stage.act("start")
        first, name, _ = await _next(stream)
        assert name == "user"
        _, name, data = await _next(stream)
        assert (name, data["message"]["sandbox"]["outgoing"]) == ("message", True)
    await stage.call("sendMessage", chat_id=1001, text="missed")
    async with _following(stage, after=str(first)) as stream:
        names = [(await _next(stream))[1:] for _ in range(3)]
        assert [name for name, _ in names] == ["message", "message", "call"]
        assert names[1][1]["message"]["text"] == "missed"
    async with _following(stage, after="999") as stream:
        assert (await _next(stream))[1] == "reset"


async def test_private_chats_are_seen_by_their_user(stage: Stage) -> None:
    """Another user's messages are not among the events, a group's are."""
    async with _following(stage, user="1002") as stream:
        await stage.act("send", text="private")
        await stage.act("send", text="to all", chat=GROUP)
        _, name, data = await _next(stream)
        assert (name, data["message"]["text"]) == ("message", "to all")


async def test_every_change_is_an_event(stage: Stage) -> None:
    """Edits, deletions, pins, keyboards, actions, commands and answers reach the page."""
    await stage.open()
    async with _following(stage) as stream:
        markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
        place = {"chat_id": 1001, "message_id": 2}
        await stage.call("sendMessage", chat_id=1001, text="a", reply_markup=markup)
        query = (await stage.act("tap", message_id=2, data="a"))["query_id"]
        await stage.call("answerCallbackQuery", callback_query_id=query, text="t")
        await stage.call("editMessageText", text="b", **place)
        await stage.call("pinChatMessage", **place)
        await stage.call("deleteMessage", **place)
        await stage.call("sendChatAction", chat_id=1001, action="typing")
        await stage.call("setMyCommands", commands=[])
        await stage.call("setMyName", name="N")
        await stage.call("setChatMenuButton")
        await stage.act("fault", kind="500", times=1)
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


async def test_the_state_is_enough_to_draw_a_page(stage: Stage) -> None:
    """Bot, users, chat, messages and the place in the event stream."""
    await stage.open()
    state = await stage.see("state")
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


async def test_the_call_log_hides_secrets(stage: Stage) -> None:
    """What a call was given and what came of it, without the token or a secret."""
    await stage.call("setWebhook", url="http://127.0.0.1:9/", secret_token="hush")
    await stage.refused("sendMessage", chat_id=5, text="a")
    calls = (await stage.see("calls"))["calls"]
    assert calls[0]["params"]["secret_token"] == "<hidden>"
    assert (calls[1]["ok"], calls[1]["error_code"]) == (False, 400)
    assert calls[1]["description"] == "Bad Request: chat not found"
    assert stage.token not in json.dumps(calls)
    assert [call["n"] for call in (await stage.see("calls", after=1))["calls"]] == [2]


async def test_a_bot_in_privacy_mode_hears_what_concerns_it(stage: Stage) -> None:
    """In a group: commands, mentions and replies; everything once privacy is off."""
    await stage.act("send", text="chatter", chat=GROUP)
    await stage.act("send", text="/rates", chat=GROUP)
    await stage.act("send", text="hey @gomining_sandbox_bot", chat=GROUP)
    message = await stage.call("sendMessage", chat_id=GROUP, text="a")
    await stage.act("send", text="reply", chat=GROUP, reply_to=message["message_id"])
    await stage.act("bot", privacy=False)
    await stage.act("send", text="all", chat=GROUP)
    texts = [update["message"]["text"] for update in await stage.updates()]
    assert texts == ["/rates", "hey @gomining_sandbox_bot", "reply", "all"]


async def test_a_user_edits_a_text(stage: Stage) -> None:
    """The bot gets edited_message; only one's own text can be changed."""
    await stage.act("send", text="one")
    await stage.act("send", text="/two", edit=1)
    first, second = await stage.updates()
    assert first["message"]["text"] == "one"
    assert second["edited_message"]["entities"][0]["type"] == "bot_command"
    assert (await stage.act("send", status=404, text="x", edit=99))["error"]


async def test_users_send_contacts_and_places(stage: Stage) -> None:
    """Their own contact, another's, and where they are."""
    await stage.act("send", contact=True)
    await stage.act("send", contact={"phone_number": "+1", "first_name": "B"})
    await stage.act("send", location={"latitude": 1, "longitude": 2.5})
    own, other, place = [update["message"] for update in await stage.updates()]
    assert own["contact"]["user_id"] == 1001
    assert other["contact"] == {"phone_number": "+1", "first_name": "B"}
    assert place["location"] == {"latitude": 1.0, "longitude": 2.5}


async def test_users_are_added_and_changed(stage: Stage) -> None:
    """A new one gets the next id; a known one another language."""
    added = (await stage.act("users", first_name="Zoë", language_code="fr"))["user"]
    assert added["id"] == 1004
    await stage.act("start", user=1004)
    await stage.act("users", id=1004, language_code="de", is_premium=True)
    user = (await stage.updates())[0]["message"]["from"]
    assert (user["first_name"], user["language_code"]) == ("Zoë", "fr")
    assert (await stage.see("state", user=1004))["user"]["language_code"] == "de"


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
async def test_links_are_resolved(stage: Stage, url: str, answer: Json) -> None:
    """A link to the bot is followed inside, any other is the browser's."""
    assert await stage.act("link", url=url) == answer


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
async def test_what_makes_no_sense_is_refused(
    stage: Stage, path: str, body: Json, status: int, code: str
) -> None:
    """A code, a sentence and a status, never a 500."""
    error = (await stage.act(path, status=status, **body))["error"]
    assert error["code"] == code
    assert error["message"]
