"""Messages of bots: sending, editing, deletion, and Telegram's errors."""

from typing import Any

import pytest

from tests.sandbox.telegram.client import SandboxClient

GROUP = -1002000000001
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


@pytest.fixture(autouse=True)
async def _started_bot(client: SandboxClient) -> None:
    await client.start_bot()


async def _send(client: SandboxClient, **params: Any) -> dict[str, Any]:
    message: dict[str, Any] = await client.call("sendMessage", **{"chat_id": 1001, **params})
    return message


async def test_message_has_text_entities_keyboard_sender_and_date(client: SandboxClient) -> None:
    """The markup is parsed, and empty keyboard rows are removed."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a", "url": None}], []]}
    message = await _send(client, text="<b>Hi</b> @alice", parse_mode="HTML", reply_markup=markup)
    assert message["text"] == "Hi @alice"
    assert message["entities"] == [
        {"offset": 0, "length": 2, "type": "bold"},
        {"offset": 3, "length": 6, "type": "mention"},
    ]
    assert message["reply_markup"] == {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    assert message["from"]["username"] == "gomining_sandbox_bot"
    assert message["date"] == int(client.clock().timestamp())
    assert (await client.get("state"))["messages"][-1]["text"] == "Hi @alice"


@pytest.mark.parametrize(
    ("params", "description"),
    [
        ({"text": "a" * 4097}, "message is too long"),
        ({"text": "😀" * 2049}, "message is too long"),
        ({"text": ""}, "message text is empty"),
        ({"text": " \n "}, "text must be non-empty"),
        ({"text": "a", "chat_id": 77}, "chat not found"),
        ({"text": "a", "chat_id": "@nobody"}, "chat not found"),
        ({"text": "a", "chat_id": ""}, "chat_id is empty"),
        ({"text": "a", "reply_parameters": {"message_id": 99}}, "message to be replied not found"),
        ({"text": "a.", "parse_mode": "MarkdownV2"}, (
            "can't parse entities: "
            "Character '.' is reserved and must be escaped with the preceding '\\'"
        )),
        ({"text": "a", "reply_markup": "{"}, "can't parse reply keyboard markup JSON object"),
    ],
)  # fmt: skip
async def test_invalid_message_is_rejected_with_telegrams_message(
    client: SandboxClient, params: dict[str, Any], description: str
) -> None:
    """Each in Telegram's own description."""
    assert await client.call_error("sendMessage", **{"chat_id": 1001, **params}) == (
        f"Bad Request: {description}"
    )


async def test_text_limit_counts_after_parsing(client: SandboxClient) -> None:
    """4096 UTF-16 units without the markup."""
    text = "<b>" + "a" * 4096 + "</b>"
    assert len((await _send(client, text=text, parse_mode="HTML"))["text"]) == 4096


async def test_bot_cannot_write_to_users_who_did_not_start_or_blocked_it(
    client: SandboxClient,
) -> None:
    """Both are 403."""
    assert await client.call_error("sendMessage", chat_id=1002, text="a") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    await client.post("block")
    for method, params in (
        ("sendMessage", {"text": "a"}),
        ("sendChatAction", {"action": "typing"}),
        ("sendPhoto", {"photo": "x"}),
    ):
        description = await client.call_error(method, chat_id=1001, **params)
        assert description == "Forbidden: bot was blocked by the user"
    change = (await client.updates())[-1]["my_chat_member"]
    assert change["new_chat_member"]["status"] == "kicked"
    assert "blocked" in str(await client.post("send", status=403, text="a"))
    await client.post("unblock")
    assert (await client.updates())[-1]["my_chat_member"]["new_chat_member"]["status"] == "member"
    await _send(client, text="back")


async def test_edit_replaces_text_and_keyboard(client: SandboxClient) -> None:
    """The message gets an edit date."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    message = await _send(client, text="one", reply_markup=markup)
    place = {"chat_id": 1001, "message_id": message["message_id"]}
    client.move_clock(5)
    edited = await client.call("editMessageText", text="two", **place)
    assert edited["text"] == "two"
    assert edited["edit_date"] == edited["date"] + 5
    assert "reply_markup" not in edited
    await client.call("editMessageReplyMarkup", reply_markup=markup, **place)
    assert "[2] GoMining Sandbox: two (edited)\n    [A]" in await client.transcript()


async def test_edit_without_change_is_rejected(client: SandboxClient) -> None:
    """The same text with another keyboard is accepted."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    message = await _send(client, text="<b>a</b>", parse_mode="HTML", reply_markup=markup)
    place = {"chat_id": 1001, "message_id": message["message_id"]}
    same = {"text": "*a*", "parse_mode": "Markdown", "reply_markup": markup}
    assert await client.call_error("editMessageText", **place, **same) == NOT_MODIFIED
    assert await client.call_error("editMessageReplyMarkup", **place, reply_markup=markup) == (
        NOT_MODIFIED
    )
    assert await client.call("editMessageText", **place, text="a", reply_markup=markup)
    assert await client.call("editMessageText", **place, text="a")


async def test_bot_can_edit_only_its_own_texts(client: SandboxClient) -> None:
    """Unknown, foreign and textless messages are rejected."""
    gone = await client.call_error("editMessageText", chat_id=1001, message_id=99, text="a")
    assert gone == "Bad Request: message to edit not found"
    foreign = await client.call_error("editMessageText", chat_id=1001, message_id=1, text="a")
    assert foreign == "Bad Request: message can't be edited"
    unnamed = await client.call_error("editMessageText", chat_id=1001, text="a")
    assert unnamed == "Bad Request: message identifier is not specified"
    text = await _send(client, text="a")
    description = await client.call_error(
        "editMessageCaption", chat_id=1001, message_id=text["message_id"], caption="a"
    )
    assert description == "Bad Request: there is no caption in the message to edit"
    assert await client.call_error("editMessageText", inline_message_id="x", text="a") == (
        "Bad Request: MESSAGE_ID_INVALID"
    )


async def test_messages_can_be_deleted(client: SandboxClient) -> None:
    """One or several; not those that are gone or older than two days."""
    ids = [(await _send(client, text=text))["message_id"] for text in "abc"]
    assert await client.call("deleteMessage", chat_id=1001, message_id=ids[0]) is True
    assert await client.call_error("deleteMessage", chat_id=1001, message_id=ids[0]) == (
        "Bad Request: message to delete not found"
    )
    assert await client.call("deleteMessages", chat_id=1001, message_ids=[*ids, 99]) is True
    assert await client.transcript() == "[1] Alice: /start\n"
    client.move_clock(48 * 3600 + 1)
    assert await client.call_error("deleteMessage", chat_id=1001, message_id=1) == (
        "Bad Request: message can't be deleted for everyone"
    )


async def test_reply_contains_the_original_message(client: SandboxClient) -> None:
    """By reply_parameters or the older parameter; a missing one may be allowed."""
    message = await _send(client, text="a", reply_parameters={"message_id": 1})
    assert message["reply_to_message"]["text"] == "/start"
    assert (await _send(client, text="b", reply_to_message_id=1))["reply_to_message"]
    missing = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await _send(client, text="c", reply_parameters=missing)


async def test_messages_can_be_copied_and_forwarded(client: SandboxClient) -> None:
    """A copy is the bot's own; a forward keeps its origin."""
    await client.post("send", text="original")
    source = {"from_chat_id": 1001, "message_id": 2}
    copied = await client.call("copyMessage", chat_id=GROUP, **source)
    assert copied.keys() == {"message_id"}
    forwarded = await client.call("forwardMessage", chat_id=1001, **source)
    assert forwarded["forward_origin"]["sender_user"]["id"] == 1001
    assert forwarded["text"] == "original"
    source["message_id"] = 99
    assert await client.call_error("copyMessage", chat_id=1001, **source) == (
        "Bad Request: message to copy not found"
    )


async def test_messages_can_be_pinned_and_unpinned(client: SandboxClient) -> None:
    """A pin has a service message and appears in getChat."""
    message = await _send(client, text="a")
    place = {"chat_id": 1001, "message_id": message["message_id"]}
    await client.call("pinChatMessage", **place)
    assert (await client.call("getChat", chat_id=1001))["pinned_message"]["text"] == "a"
    assert (await client.get("state"))["pinned"] == [2]
    assert (await client.updates())[0]["message"]["pinned_message"]["message_id"] == 2
    await client.call("unpinChatMessage", **place)
    assert await client.call_error("unpinChatMessage", **place) == (
        "Bad Request: message to unpin not found"
    )
    await client.call("pinChatMessage", **place)
    await client.call("unpinAllChatMessages", chat_id=1001)
    assert (await client.get("state"))["pinned"] == []


async def test_bot_can_set_one_reaction(client: SandboxClient) -> None:
    """It appears with the message."""
    place = {"chat_id": 1001, "message_id": 1}
    await client.call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert (await client.get("state"))["messages"][0]["sandbox"]["reactions"] == ["👍"]
    await client.call("setMessageReaction", **place)
    assert (await client.get("state"))["messages"][0]["sandbox"]["reactions"] == []


async def test_reply_keyboard_stays_until_removed(client: SandboxClient) -> None:
    """Its buttons send their text or request data."""
    rows = [["Plain", {"text": "Phone", "request_contact": True}]]
    markup = {"keyboard": rows, "resize_keyboard": True}
    assert "reply_markup" not in await _send(client, text="a", reply_markup=markup)
    keyboard = (await client.get("state"))["keyboard"]
    assert keyboard["keyboard"][0][0] == {"text": "Plain"}
    assert (await client.post("keyboard", text="Phone")) == {"action": "request_contact"}
    assert (await client.post("keyboard", row=0, column=0))["message"]["text"] == "Plain"
    assert (await client.updates())[-1]["message"]["text"] == "Plain"
    assert "keyboard: [Plain] [Phone]" in await client.transcript()
    await _send(client, text="b", reply_markup={"remove_keyboard": True})
    assert (await client.get("state"))["keyboard"] is None


async def test_contacts_locations_and_chat_actions(client: SandboxClient) -> None:
    """They are sent as given; an unknown action is rejected."""
    contact = await client.call("sendContact", chat_id=1001, phone_number="+1", first_name="A")
    assert contact["contact"] == {"phone_number": "+1", "first_name": "A"}
    place = await client.call("sendLocation", chat_id=1001, latitude="1.5", longitude=2)
    assert place["location"] == {"latitude": 1.5, "longitude": 2.0}
    assert await client.call("sendChatAction", chat_id=1001, action="typing") is True
    assert await client.call_error("sendChatAction", chat_id=1001, action="sleeping") == (
        "Bad Request: wrong parameter action in request"
    )


async def test_get_chat_and_get_chat_member(client: SandboxClient) -> None:
    """Unknown chats and members are rejected."""
    assert (await client.call("getChat", chat_id=1001))["username"] == "alice"
    assert (await client.call("getChat", chat_id=str(GROUP)))["title"] == "Sandbox group"
    assert await client.call_error("getChat", chat_id=5) == "Bad Request: chat not found"
    member = await client.call("getChatMember", chat_id=GROUP, user_id=1002)
    assert (member["status"], member["user"]["language_code"]) == ("member", "ru")
    assert await client.call_error("getChatMember", chat_id=GROUP, user_id=5) == (
        "Bad Request: user not found"
    )
    assert await client.call("getChatMemberCount", chat_id=GROUP) == 4
    assert await client.call("getUserProfilePhotos", user_id=1001) == {
        "total_count": 0,
        "photos": [],
    }
