"""What bots do with messages, and what Telegram does not let them do."""

from typing import Any

import pytest

from tests.sandbox.telegram.stage import Stage

GROUP = -1002000000001
NOT_MODIFIED = (
    "Bad Request: message is not modified: specified new message content and reply markup are "
    "exactly the same as a current content and reply markup of the message"
)


@pytest.fixture(autouse=True)
async def _opened(stage: Stage) -> None:
    await stage.open()


async def _send(stage: Stage, **params: Any) -> dict[str, Any]:
    message: dict[str, Any] = await stage.call("sendMessage", **{"chat_id": 1001, **params})
    return message


async def test_a_message_is_kept_as_telegram_keeps_it(stage: Stage) -> None:
    """The text without markup, its entities, its keyboard, whose it is and when."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a", "url": None}], []]}
    message = await _send(stage, text="<b>Hi</b> @alice", parse_mode="HTML", reply_markup=markup)
    assert message["text"] == "Hi @alice"
    assert message["entities"] == [
        {"offset": 0, "length": 2, "type": "bold"},
        {"offset": 3, "length": 6, "type": "mention"},
    ]
    assert message["reply_markup"] == {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    assert message["from"]["username"] == "gomining_sandbox_bot"
    assert message["date"] == int(stage.clock().timestamp())
    assert (await stage.see("state"))["messages"][-1]["text"] == "Hi @alice"


@pytest.mark.parametrize(
    ("params", "words"),
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
async def test_a_bad_message_is_refused(stage: Stage, params: dict[str, Any], words: str) -> None:
    """Each in Telegram's own words."""
    assert await stage.refused("sendMessage", **{"chat_id": 1001, **params}) == (
        f"Bad Request: {words}"
    )


async def test_the_limit_of_a_text_is_after_its_markup(stage: Stage) -> None:
    """4096 UTF-16 units may be said, however long the markup around them is."""
    text = "<b>" + "a" * 4096 + "</b>"
    assert len((await _send(stage, text=text, parse_mode="HTML"))["text"]) == 4096


async def test_only_who_has_opened_the_chat_can_be_written_to(stage: Stage) -> None:
    """A user who never started the bot, and one who blocked it, are out of reach."""
    assert await stage.refused("sendMessage", chat_id=1002, text="a") == (
        "Forbidden: bot can't initiate conversation with a user"
    )
    await stage.act("block")
    for method, params in (
        ("sendMessage", {"text": "a"}),
        ("sendChatAction", {"action": "typing"}),
        ("sendPhoto", {"photo": "x"}),
    ):
        words = await stage.refused(method, chat_id=1001, **params)
        assert words == "Forbidden: bot was blocked by the user"
    change = (await stage.updates())[-1]["my_chat_member"]
    assert change["new_chat_member"]["status"] == "kicked"
    assert "blocked" in str(await stage.act("send", status=403, text="a"))
    await stage.act("unblock")
    assert (await stage.updates())[-1]["my_chat_member"]["new_chat_member"]["status"] == "member"
    await _send(stage, text="back")


async def test_an_edit_changes_a_message_in_place(stage: Stage) -> None:
    """The text and the keyboard are replaced, and the message says that it was edited."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    message = await _send(stage, text="one", reply_markup=markup)
    place = {"chat_id": 1001, "message_id": message["message_id"]}
    stage.pass_time(5)
    edited = await stage.call("editMessageText", text="two", **place)
    assert edited["text"] == "two"
    assert edited["edit_date"] == edited["date"] + 5
    assert "reply_markup" not in edited
    await stage.call("editMessageReplyMarkup", reply_markup=markup, **place)
    assert "[2] GoMining Sandbox: two (edited)\n    [A]" in await stage.transcript()


async def test_an_edit_must_change_something(stage: Stage) -> None:
    """The same text with the same keyboard is not modified; with another one it is."""
    markup = {"inline_keyboard": [[{"text": "A", "callback_data": "a"}]]}
    message = await _send(stage, text="<b>a</b>", parse_mode="HTML", reply_markup=markup)
    place = {"chat_id": 1001, "message_id": message["message_id"]}
    same = {"text": "*a*", "parse_mode": "Markdown", "reply_markup": markup}
    assert await stage.refused("editMessageText", **place, **same) == NOT_MODIFIED
    assert await stage.refused("editMessageReplyMarkup", **place, reply_markup=markup) == (
        NOT_MODIFIED
    )
    assert await stage.call("editMessageText", **place, text="a", reply_markup=markup)
    assert await stage.call("editMessageText", **place, text="a")


async def test_only_the_bots_own_messages_are_edited(stage: Stage) -> None:
    """Not found, somebody else's, or without a text to edit."""
    gone = await stage.refused("editMessageText", chat_id=1001, message_id=99, text="a")
    assert gone == "Bad Request: message to edit not found"
    foreign = await stage.refused("editMessageText", chat_id=1001, message_id=1, text="a")
    assert foreign == "Bad Request: message can't be edited"
    unnamed = await stage.refused("editMessageText", chat_id=1001, text="a")
    assert unnamed == "Bad Request: message identifier is not specified"
    text = await _send(stage, text="a")
    words = await stage.refused(
        "editMessageCaption", chat_id=1001, message_id=text["message_id"], caption="a"
    )
    assert words == "Bad Request: there is no caption in the message to edit"
    assert await stage.refused("editMessageText", inline_message_id="x", text="a") == (
        "Bad Request: MESSAGE_ID_INVALID"
    )


async def test_messages_are_deleted(stage: Stage) -> None:
    """One, several, and not those that are gone or older than two days."""
    ids = [(await _send(stage, text=text))["message_id"] for text in "abc"]
    assert await stage.call("deleteMessage", chat_id=1001, message_id=ids[0]) is True
    assert await stage.refused("deleteMessage", chat_id=1001, message_id=ids[0]) == (
        "Bad Request: message to delete not found"
    )
    assert await stage.call("deleteMessages", chat_id=1001, message_ids=[*ids, 99]) is True
    assert await stage.transcript() == "[1] Alice: /start\n"
    stage.pass_time(48 * 3600 + 1)
    assert await stage.refused("deleteMessage", chat_id=1001, message_id=1) == (
        "Bad Request: message can't be deleted for everyone"
    )


async def test_replies_hold_the_message_they_answer(stage: Stage) -> None:
    """By reply_parameters or the older name; a missing one may be allowed."""
    message = await _send(stage, text="a", reply_parameters={"message_id": 1})
    assert message["reply_to_message"]["text"] == "/start"
    assert (await _send(stage, text="b", reply_to_message_id=1))["reply_to_message"]
    missing = {"message_id": 99, "allow_sending_without_reply": True}
    assert "reply_to_message" not in await _send(stage, text="c", reply_parameters=missing)


async def test_messages_are_copied_and_forwarded(stage: Stage) -> None:
    """A copy is the bot's own; a forward keeps its origin."""
    await stage.act("send", text="original")
    source = {"from_chat_id": 1001, "message_id": 2}
    copied = await stage.call("copyMessage", chat_id=GROUP, **source)
    assert copied.keys() == {"message_id"}
    forwarded = await stage.call("forwardMessage", chat_id=1001, **source)
    assert forwarded["forward_origin"]["sender_user"]["id"] == 1001
    assert forwarded["text"] == "original"
    source["message_id"] = 99
    assert await stage.refused("copyMessage", chat_id=1001, **source) == (
        "Bad Request: message to copy not found"
    )


async def test_messages_are_pinned_and_unpinned(stage: Stage) -> None:
    """A pin is shown, told in the chat, and found by getChat."""
    message = await _send(stage, text="a")
    place = {"chat_id": 1001, "message_id": message["message_id"]}
    await stage.call("pinChatMessage", **place)
    assert (await stage.call("getChat", chat_id=1001))["pinned_message"]["text"] == "a"
    assert (await stage.see("state"))["pinned"] == [2]
    assert (await stage.updates())[0]["message"]["pinned_message"]["message_id"] == 2
    await stage.call("unpinChatMessage", **place)
    assert await stage.refused("unpinChatMessage", **place) == (
        "Bad Request: message to unpin not found"
    )
    await stage.call("pinChatMessage", **place)
    await stage.call("unpinAllChatMessages", chat_id=1001)
    assert (await stage.see("state"))["pinned"] == []


async def test_a_bot_reacts(stage: Stage) -> None:
    """One emoji at a time, shown with the message."""
    place = {"chat_id": 1001, "message_id": 1}
    await stage.call("setMessageReaction", **place, reaction=[{"type": "emoji", "emoji": "👍"}])
    assert (await stage.see("state"))["messages"][0]["sandbox"]["reactions"] == ["👍"]
    await stage.call("setMessageReaction", **place)
    assert (await stage.see("state"))["messages"][0]["sandbox"]["reactions"] == []


async def test_reply_keyboards_stay_below_the_chat(stage: Stage) -> None:
    """A keyboard is shown until it is removed; its buttons send their text or ask for more."""
    rows = [["Plain", {"text": "Phone", "request_contact": True}]]
    markup = {"keyboard": rows, "resize_keyboard": True}
    assert "reply_markup" not in await _send(stage, text="a", reply_markup=markup)
    keyboard = (await stage.see("state"))["keyboard"]
    assert keyboard["keyboard"][0][0] == {"text": "Plain"}
    assert (await stage.act("keyboard", text="Phone")) == {"action": "request_contact"}
    assert (await stage.act("keyboard", row=0, column=0))["message"]["text"] == "Plain"
    assert (await stage.updates())[-1]["message"]["text"] == "Plain"
    assert "keyboard: [Plain] [Phone]" in await stage.transcript()
    await _send(stage, text="b", reply_markup={"remove_keyboard": True})
    assert (await stage.see("state"))["keyboard"] is None


async def test_contacts_places_and_actions(stage: Stage) -> None:
    """The small messages, and the action that is shown above the input field."""
    contact = await stage.call("sendContact", chat_id=1001, phone_number="+1", first_name="A")
    assert contact["contact"] == {"phone_number": "+1", "first_name": "A"}
    place = await stage.call("sendLocation", chat_id=1001, latitude="1.5", longitude=2)
    assert place["location"] == {"latitude": 1.5, "longitude": 2.0}
    assert await stage.call("sendChatAction", chat_id=1001, action="typing") is True
    assert await stage.refused("sendChatAction", chat_id=1001, action="sleeping") == (
        "Bad Request: wrong parameter action in request"
    )


async def test_chats_and_members_are_known(stage: Stage) -> None:
    """getChat, getChatMember and the rest answer what is there, and refuse what is not."""
    assert (await stage.call("getChat", chat_id=1001))["username"] == "alice"
    assert (await stage.call("getChat", chat_id=str(GROUP)))["title"] == "Sandbox group"
    assert await stage.refused("getChat", chat_id=5) == "Bad Request: chat not found"
    member = await stage.call("getChatMember", chat_id=GROUP, user_id=1002)
    assert (member["status"], member["user"]["language_code"]) == ("member", "ru")
    assert await stage.refused("getChatMember", chat_id=GROUP, user_id=5) == (
        "Bad Request: user not found"
    )
    assert await stage.call("getChatMemberCount", chat_id=GROUP) == 4
    assert await stage.call("getUserProfilePhotos", user_id=1001) == {
        "total_count": 0,
        "photos": [],
    }
