"""Users who block the bot, and what it then does not send."""

import logging

import pytest

from bot.translate import words
from runtime.metrics import REGISTRY
from tests.bot.conftest import Talk, text_of, until


async def unreachable(chat: Talk) -> bool:
    """Whether the bot knows that it is blocked."""
    key = f"{chat.world.services.namespace}:unreachable:{chat.user}"
    return bool(await chat.world.services.redis.exists(key))


def changes(change: str) -> float:
    """Return how often the metric has counted a change in private chats."""
    labels = {"chat": "private", "change": change}
    return REGISTRY.get_sample_value("bot_membership_total", labels) or 0.0


async def test_blocking_is_known_until_start(chat: Talk, caplog: pytest.LogCaptureFixture) -> None:
    """Notifications are not even tried; /start ends it."""
    caplog.set_level(logging.INFO)
    before = changes("removed")
    await chat.sim("POST", "block")
    await chat.settled()
    assert await unreachable(chat)
    assert changes("removed") == before + 1
    assert any("the bot is now kicked in a private chat" in line for line in caplog.messages)
    sent = len(await chat.calls("sendMessage"))
    await chat.world.login()

    async def skipped() -> bool:
        return any("the user has blocked the bot" in line for line in caplog.messages)

    await until(skipped, "the notification to be skipped")
    assert len(await chat.calls("sendMessage")) == sent
    await chat.sim("POST", "unblock")
    await chat.settled()
    assert not await unreachable(chat)


async def test_start_makes_a_user_reachable_again(chat: Talk) -> None:
    """Also where the update about it has been lost."""
    key = f"{chat.world.services.namespace}:unreachable:{chat.user}"
    await chat.world.services.redis.set(key, b"1")
    await chat.say("/start")
    assert not await unreachable(chat)
    greeting = await chat.login()
    assert text_of(greeting).startswith("You are logged in")


async def test_refused_notification_marks_the_user(chat: Talk) -> None:
    """Telegram's 403 says the same as the update."""
    await chat.sim("POST", "fault", {"kind": "blocked", "method": "sendMessage", "times": 1})
    await chat.world.login()

    async def marked() -> bool:
        return await unreachable(chat)

    await until(marked, "the mark")


async def test_membership_of_groups_is_logged_only(
    chat: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    """Being added to a group says nothing about a user."""
    caplog.set_level(logging.INFO)
    bot = {"id": 1234567890, "is_bot": True, "first_name": "Bot"}
    await chat.inject(
        "my_chat_member",
        {
            "chat": {"id": -5, "type": "group", "title": "G"}, "from": chat.person, "date": 1,
            "old_chat_member": {"status": "left", "user": bot},
            "new_chat_member": {"status": "member", "user": bot},
        },
    )  # fmt: skip
    assert any("the bot is now member in a group chat" in line for line in caplog.messages)
    assert text_of(await chat.say("/help")).startswith(words("en").plain("help-title")[3:7])
