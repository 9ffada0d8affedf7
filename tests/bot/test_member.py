"""The chat acts through `Member`: one session read per update, and its rules for binding."""

from typing import Any

import pytest

from tests.bot.conftest import Talk, text_of

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


@pytest.mark.parametrize("command", ["/status", "/miners", "/start miners", "/calc", "/settings"])
async def test_update_reads_the_session_once(
    chat: Talk, monkeypatch: pytest.MonkeyPatch, command: str
) -> None:
    """However many calls its answer takes, and however often it asks for the login."""
    await chat.login()
    loads, load = list[int](), chat.world.services.sessions.load

    async def counted(user_id: int) -> Any:
        loads.append(user_id)
        return await load(user_id)

    monkeypatch.setattr(chat.world.services.sessions, "load", counted)
    await chat.say(command)
    assert loads == [1001]


async def test_binding_that_the_partner_refuses_is_an_error_in_chat(chat: Talk) -> None:
    """An answer of `{"data": false}` must not be shown as done; the button works again later."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    shown = await chat.say(ADDRESS)
    bind = "c2s/wallet/bind"
    await chat.world.inject_fault("answer", operation=bind, body={"data": False})
    tap = {"message_id": shown["message_id"], "text": "Yes, this is my address", "wait": 20}
    refused = await chat.sim("POST", "tap", tap)
    assert refused["answer"]["show_alert"]
    assert text_of((await chat.answers())[-1]) == text_of(shown)
    await chat.world.clear_faults()
    done = await chat.tap("Yes, this is my address", of=shown)
    assert text_of(done).startswith("Done.")
