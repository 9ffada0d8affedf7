"""The e-mail for recovery in the chat: offered, written, deleted, passed on."""

from collections.abc import AsyncIterator

import pytest

from bot.callbacks import Recover
from tests.bot.conftest import Talk, a_bot, labels, open_chat_world, text_of
from tests.flows.test_recovery import EMAIL, emails, state_of
from tests.flows.test_start import INIT
from tests.servers import PostgresServer

ENTRY, ADD, DECLINE = "E-mail for recovery", "Add an e-mail", "No, thanks"


@pytest.fixture
async def chat(redis_url: str, postgres: PostgresServer) -> AsyncIterator[Talk]:
    """Alice in a chat with a bot that has a registry, logged in without a wallet."""
    async with open_chat_world(redis_url, database_url=postgres.url) as world, a_bot(world):
        alice = Talk(world)
        await alice.say("/start")
        await alice.tap("Start without a wallet")
        yield alice


async def open_form(chat: Talk) -> None:
    """Open the form from the settings."""
    await chat.tap(ENTRY, of=await chat.say("/settings"))
    await chat.tap(ADD)


async def written(chat: Talk) -> list[str]:
    """Return all texts that are in the chat."""
    return [text_of(one) for one in await chat.messages()]


async def test_email_is_passed_on_and_its_message_deleted(chat: Talk) -> None:
    """Then the settings offer it no more."""
    await open_form(chat)
    said = await chat.say(EMAIL)
    assert text_of(said) == "GoMining has your e-mail address now. I have deleted your message."
    assert EMAIL not in await written(chat)
    assert (await emails(chat.world))["tg-1001"] == EMAIL
    assert await state_of(chat.world) == ("given", True)
    assert ENTRY not in labels(await chat.say("/settings"))
    assert "GoMining" not in text_of(await chat.say("hello"))  # the form is closed


async def test_wrong_email_is_deleted_too_and_asked_for_again(chat: Talk) -> None:
    """It may be one with a typing error."""
    await open_form(chat)
    said = await chat.say("ann@example")
    assert "This is not an e-mail address." in text_of(said)
    assert "ann@example" not in await written(chat)
    assert "has your e-mail" in text_of(await chat.say(EMAIL))


async def test_message_that_cannot_be_deleted_is_said(chat: Talk) -> None:
    """Telegram refuses for messages that are too old, for instance."""
    await open_form(chat)
    await chat.sim("POST", "fault", {"kind": "no_rights", "method": "deleteMessage", "times": 1})
    assert "Please delete it yourself." in text_of(await chat.say(EMAIL))


async def test_decline_and_cancel(chat: Talk) -> None:
    """Both leave a way back."""
    await open_form(chat)
    offer = await chat.tap("Cancel")
    assert ADD in labels(offer)
    said = await chat.tap(DECLINE, of=offer)
    assert "No e-mail, then." in text_of(said)
    assert await state_of(chat.world) == ("declined", True)
    assert ENTRY in labels(await chat.say("/settings"))


async def test_failure_of_the_partner_opens_the_form_again(chat: Talk) -> None:
    """The button holds no e-mail."""
    await open_form(chat)
    await chat.world.inject_fault("broken", operation=INIT)
    said = await chat.say(EMAIL)
    assert "technical problem" in text_of(said)
    await chat.world.clear_faults()
    assert "Send me your e-mail address" in text_of(await chat.tap("Try again", of=said))
    assert EMAIL not in await written(chat)


async def test_wallet_needs_none(chat: Talk) -> None:
    """A button of before the login with one says so."""
    last = (await chat.messages())[-1]["message_id"]
    await chat.world.post(
        "/api/auth/check-proof", await chat.world.proof() | {"switchAccount": True}
    )
    await chat.next_answer(last, "the notification of the login")
    assert ENTRY not in labels(await chat.say("/settings"))
    for action in ("start", "decline"):
        await chat.write_as_bot(chat.user, action, Recover(action=action))
        said = await chat.tap(action)
        assert "needs no e-mail" in text_of(said)
