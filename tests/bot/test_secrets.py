"""Secrets in the private chat: deleted, warned about, and never taken for anything else."""

import json

import pytest

from bot.middlewares.throttling import Throttle
from bot.sending.rate_limits import Rate
from bot.translate import words
from tests.bot.conftest import Talk, a_bot, text_of
from tests.bot.test_content import PHOTO
from tests.world import World

EN = words("en")
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
WARNING = EN.plain("secret-seen")
FORMS = [
    PHRASE,
    f"/calc {PHRASE}",
    f"here is it: {PHRASE}",
    json.dumps(PHRASE.split()),
    "\n".join(f"{number}. {word}" for number, word in enumerate(PHRASE.split(), 1)),
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy",
    "1" * 64,
]


async def remaining(chat: Talk) -> list[str]:
    """Return the user's own texts that are still in the chat."""
    return [str(one.get("text")) for one in await chat.messages() if one["sandbox"]["outgoing"]]


@pytest.mark.parametrize("text", FORMS)
async def test_secret_is_deleted_and_warned_about(chat: Talk, text: str) -> None:
    """Outside of any form, also for a user who is not logged in."""
    answer = text_of(await chat.say(text))
    assert WARNING in answer
    assert EN.plain("secret-deleted") in answer
    assert text not in await remaining(chat)


async def test_secret_in_the_form_is_deleted_and_not_asked_for_again(chat: Talk) -> None:
    """The form stays open, but the warning asks for nothing; an address is still taken."""
    await chat.login()
    await chat.tap("Set payout address", of=await chat.say("/wallet"))
    for text in FORMS:
        answer = text_of(await chat.say(text))
        assert WARNING in answer
        assert EN.plain("bind-once-more") not in answer
    assert not set(FORMS) & set(await remaining(chat))
    address = "bc1qw508d6qejxtdg4y5r3zarvary0c5xw7kv8f3t4"
    assert address in text_of(await chat.say(address))


async def test_secret_in_a_caption_is_seen_in_every_part_of_an_album(chat: Talk) -> None:
    """Although only the first part of an album is answered otherwise."""
    before = len(await chat.calls("deleteMessage"))
    for _ in range(2):
        await chat.inject_message(photo=PHOTO, media_group_id="7", caption=PHRASE)
    assert len([one for one in await chat.answers() if WARNING in text_of(one)]) == 2
    assert len(await chat.calls("deleteMessage")) > before + 1


async def test_message_that_telegram_does_not_delete_is_left_to_the_user(chat: Talk) -> None:
    """The warning says so."""
    await chat.sim("POST", "fault", {"kind": "no_rights", "method": "deleteMessage", "times": 1})
    answer = text_of(await chat.say(PHRASE))
    assert "I could not delete your message" in answer


async def test_deletion_is_tried_again_after_a_failure_of_telegram(chat: Talk) -> None:
    """A failure that may pass is no refusal."""
    await chat.sim("POST", "fault", {"kind": "502", "method": "deleteMessage", "times": 1})
    assert EN.plain("secret-deleted") in text_of(await chat.say(PHRASE))
    assert PHRASE not in await remaining(chat)


async def test_secrets_of_a_fast_writer_are_all_deleted(world: World) -> None:
    """Beyond the rate only the warning is left out."""
    async with a_bot(world, throttle=Throttle(Rate(every=1000, burst=2))):
        chat = Talk(world)
        await chat.say("/start")
        for _ in range(4):
            await chat.send(PHRASE)
        await chat.settled()
        assert PHRASE not in await remaining(chat)
        assert len([one for one in await chat.answers() if WARNING in text_of(one)]) == 1


async def test_ordinary_long_text_is_no_secret(chat: Talk) -> None:
    """It is answered like any other text."""
    text = "I bought a miner yesterday and the income is still zero, what should I do about it now"
    assert WARNING not in text_of(await chat.say(text))
    assert text in await remaining(chat)
