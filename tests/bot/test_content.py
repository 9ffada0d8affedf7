"""What arrives in a private chat besides plain commands."""

from typing import Any

import pytest

from bot.handlers import COMMANDS
from bot.translate import words
from tests.bot.conftest import Talk, labels, text_of

PHOTO = [{"file_id": "f", "file_unique_id": "u", "width": 90, "height": 90}]
CONTACT = {"phone_number": "+1", "first_name": "A"}
PAYMENT = {
    "currency": "XTR", "total_amount": 1, "invoice_payload": "x",
    "telegram_payment_charge_id": "c", "provider_payment_charge_id": "p",
}  # fmt: skip
SERVICE: dict[str, Any] = {
    "pinned_message": {
        "message_id": 1, "date": 1, "chat": {"id": 1001, "type": "private"}, "text": "x",
    },
    "message_auto_delete_timer_changed": {"message_auto_delete_time": 86400},
    "write_access_allowed": {"from_request": True},
    "refunded_payment": PAYMENT,
    "successful_payment": PAYMENT,
    "users_shared": {"request_id": 1, "users": [{"user_id": 1002}]},
    "chat_shared": {"request_id": 1, "chat_id": -5},
    "forum_topic_created": {"name": "Topic", "icon_color": 7322096},
    "forum_topic_closed": {},
    "new_chat_members": [{"id": 5, "is_bot": False, "first_name": "New"}],
    "left_chat_member": {"id": 5, "is_bot": False, "first_name": "Old"},
    "new_chat_title": "Title",
    "web_app_data": {"data": "x", "button_text": "y"},
    "proximity_alert_triggered": {
        "traveler": {"id": 5, "is_bot": False, "first_name": "A"},
        "watcher": {"id": 6, "is_bot": False, "first_name": "B"}, "distance": 1,
    },
}  # fmt: skip


@pytest.mark.parametrize("gap", [" ", "\n", "\t", "\N{NO-BREAK SPACE}", "  \n"])
async def test_command_ends_at_any_blank(chat: Talk, gap: str) -> None:
    """The argument follows, whatever separates it; a name of ours may stand between."""
    assert "100 TH at 15 W/TH" in text_of(await chat.say(f"/calc{gap}100 15"))
    assert "100 TH at 15 W/TH" in text_of(await chat.say(f"/CALC@GoMining_Sandbox_Bot{gap}100 15"))


async def test_command_of_another_bot_is_no_command(chat: Talk) -> None:
    """In the private chat it is a text like any other."""
    assert "I did not understand" in text_of(await chat.say("/calc@other_bot 100 15"))


async def test_command_works_in_a_caption(chat: Talk) -> None:
    """Also in the caption of a later part of an album."""
    await chat.inject_message(photo=PHOTO, caption="/calc 100 15")
    assert "100 TH at 15 W/TH" in text_of((await chat.answers())[-1])
    await chat.inject_message(photo=PHOTO, media_group_id="1")
    await chat.inject_message(photo=PHOTO, media_group_id="1", caption="/calc 10 15")
    assert "10 TH at 15 W/TH" in text_of((await chat.answers())[-1])


@pytest.mark.parametrize("kind", SERVICE)
async def test_service_messages_are_silent(chat: Talk, kind: str) -> None:
    """Telegram reports them in the chat; nobody has asked anything."""
    before = await chat.answers()
    await chat.inject_message(**{kind: SERVICE[kind]})
    assert await chat.answers() == before


@pytest.mark.parametrize("content", [
    {"photo": PHOTO}, {"contact": CONTACT}, {"location": {"latitude": 1, "longitude": 2}},
    {"sticker": {"file_id": "f", "file_unique_id": "u", "type": "regular", "width": 1, "height": 1,
                 "is_animated": False, "is_video": False}},
])  # fmt: skip
async def test_content_without_text_gets_one_hint(chat: Talk, content: dict[str, Any]) -> None:
    """A sentence, and no menu."""
    before = len(await chat.answers())
    await chat.inject_message(**content)
    (hint,) = (await chat.answers())[before:]
    assert text_of(hint) == words("en").plain("text-only")
    assert labels(hint) == ["Menu"]


async def test_album_is_answered_once(chat: Talk) -> None:
    """Telegram sends each of its parts as a message."""
    before = len(await chat.answers())
    for number in range(5):
        await chat.inject_message(photo=PHOTO, media_group_id="7", message_id=800_000 + number)
    assert len(await chat.answers()) == before + 1


async def test_help_lists_what_telegram_lists(chat: Talk) -> None:
    """Both follow from the declarations."""
    said = text_of(await chat.say("/help"))
    listed = [one.name for one in COMMANDS if one.is_shown(selling=False)]
    assert [line[1:].split(" ")[0] for line in said.splitlines() if line.startswith("/")] == listed


async def test_outdated_button_shows_the_menu(chat: Talk) -> None:
    """Data of the version before this one is answered with a toast and the current menu."""
    for data in ("status", "miners:1", "v0.open:status:", "v1.open:no_such_command:"):
        old = await chat.write_as_bot(chat.user, "Old", data)
        menu = await chat.tap("Old", of=old)
        assert menu["toast"] == words("en").plain("button-outdated")
        assert menu["message_id"] == old["message_id"]
        assert text_of(menu) == words("en").plain("error-old-button")
        assert labels(menu)[0] == "Log in with a TON wallet"
