"""Groups and forum topics: public figures for everybody there, nothing of a member's own."""

from typing import Any

import pytest

from bot.callbacks import Open
from bot.translate import words
from tests.bot.conftest import Talk, a_bot, labels, open_chat_world, text_of, until

GROUP = -1002000000001
NAME = "@gomining_sandbox_bot"
SUPERGROUP = {"id": GROUP, "type": "supergroup", "title": "Sandbox group"}
ANONYMOUS = {
    "id": 1087968824,
    "is_bot": True,
    "first_name": "Group",
    "username": "GroupAnonymousBot",
}


async def in_group(chat: Talk) -> list[dict[str, Any]]:
    """Return what the bot has written in the group."""
    state = await chat.sim("GET", f"state?chat={GROUP}")
    return [one for one in state["messages"] if not one["sandbox"]["outgoing"]]


async def say(chat: Talk, text: str) -> dict[str, Any]:
    """Write in the group and return the bot's answer there."""
    before = len(await in_group(chat))
    await chat.sim("POST", "send", {"text": text, "chat": GROUP})

    async def check() -> list[dict[str, Any]]:
        return (await in_group(chat))[before:]

    answers: list[dict[str, Any]] = await until(check, f"an answer to {text!r} in the group")
    return answers[0]


async def test_rates_and_calc_work_in_groups_without_a_login(chat: Talk) -> None:
    """Unaddressed too; no button opens the mini-app, which Telegram refuses in groups."""
    assert "BTC: $" in text_of(await say(chat, "/rates"))
    made = await say(chat, "/calc 100 15")
    assert "per day" in text_of(made)
    assert labels(made) == ["Share"]
    assert "My miners" not in labels(await say(chat, f"/calc{NAME}"))


async def test_calc_in_a_group_shows_nothing_of_the_member(chat: Talk) -> None:
    """The button with the member's own miners belongs to the private chat."""
    await chat.login(3)
    assert "My miners" in labels(await chat.say("/calc"))
    assert "My miners" not in labels(await say(chat, "/calc"))


@pytest.mark.parametrize(
    "text", ["/help", "/start", "/status", "/help@other_bot", "/rates@other_bot"]
)
async def test_unaddressed_commands_are_left_to_other_bots(chat: Talk, text: str) -> None:
    """The group's other bots have a /help of their own."""
    await chat.sim("POST", "send", {"text": text, "chat": GROUP})
    await chat.settled()
    assert await in_group(chat) == []


async def test_addressed_private_command_points_to_the_private_chat(chat: Talk) -> None:
    """`/wallet@bot` is meant for us and answered without data."""
    answer = await say(chat, f"/wallet{NAME}")
    assert text_of(answer) == words("en").plain("in-group")
    assert labels(answer) == [words("en").plain("button-private")]


async def test_anonymous_admin_is_answered(chat: Talk) -> None:
    """Telegram names a bot as the sender of what an anonymous admin writes."""
    sender = {"chat": SUPERGROUP, "sender_chat": SUPERGROUP, "from": ANONYMOUS}
    await chat.inject_message(**sender, text="/rates")
    assert "BTC: $" in text_of((await in_group(chat))[0])
    await chat.inject_message(chat=SUPERGROUP, **{"from": ANONYMOUS}, text="/rates")
    assert len(await in_group(chat)) == 1  # another bot's message


@pytest.mark.parametrize(("is_topic", "thread"), [(True, 77), (False, None)])
async def test_answer_goes_to_the_topic_of_the_question(
    chat: Talk, is_topic: bool, thread: int | None
) -> None:
    """A thread of replies in a group without topics is not a topic."""
    await chat.inject_message(
        chat=SUPERGROUP, text="/rates", message_thread_id=77, is_topic_message=is_topic
    )
    assert (await in_group(chat))[0].get("message_thread_id") == thread


async def test_button_in_a_group_edits_the_message_in_the_group(chat: Talk) -> None:
    """Not the message of the same number in the private chat of the user who tapped it."""
    shown = await say(chat, "/calc")
    private = await chat.messages()
    tap = {"message_id": shown["message_id"], "text": "100 TH · 15 W/TH", "wait": 20}
    await chat.sim("POST", f"tap?chat={GROUP}", tap)
    await chat.settled()
    assert "per day" in text_of((await in_group(chat))[-1])
    assert (await in_group(chat))[-1]["message_id"] == shown["message_id"]
    assert await chat.messages() == private


async def test_private_button_in_a_group_explains_in_a_window(chat: Talk) -> None:
    """A button that an earlier version put there reveals nothing and changes nothing."""
    old = await chat.write_as_bot(GROUP, "Wallet", Open(command="wallet"))
    tap = {"message_id": old["message_id"], "text": "Wallet", "wait": 20}
    tapped = await chat.sim("POST", f"tap?chat={GROUP}", tap)
    assert tapped["answer"]["text"] == words("en").plain("in-group")
    assert tapped["answer"]["show_alert"]
    await chat.settled()
    assert [text_of(one) for one in await in_group(chat)] == ["Wallet"]


async def test_migrated_group_is_followed(chat: Talk) -> None:
    """The answer goes to the supergroup that the group has become."""
    fault = {"kind": "migrated", "method": "sendMessage", "only_user": -500, "times": 1}
    await chat.sim("POST", "fault", fault)
    await chat.inject_message(chat={"id": -500, "type": "group", "title": "Old"}, text="/rates")
    assert "BTC: $" in text_of((await in_group(chat))[0])


@pytest.mark.parametrize("kind", ["no_rights", "blocked"])
async def test_group_without_rights_to_write_is_no_error(
    chat: Talk, kind: str, caplog: pytest.LogCaptureFixture
) -> None:
    """A refusal that is nobody's fault is noted below the level of errors."""
    fault = {"kind": kind, "method": "sendMessage", "only_user": GROUP, "times": 1}
    await chat.sim("POST", "fault", fault)
    await chat.inject_message(chat=SUPERGROUP, text="/rates")
    await chat.settled()
    assert not [line for line in caplog.records if line.levelname == "ERROR"]


async def test_group_is_pointed_to_the_private_chat_without_a_partner_key(redis_url: str) -> None:
    """Where public figures need somebody's login, the group gets no button to log in."""
    keyless = {"gomining_api_key": None, "gomining_api_secret": None}
    async with open_chat_world(redis_url, **keyless) as world, a_bot(world):
        answer = await say(Talk(world), "/rates")
        assert text_of(answer) == words("en").plain("in-group")
