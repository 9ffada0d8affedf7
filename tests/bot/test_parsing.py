"""Formatting addresses, and logs without texts of users or secrets."""

import logging

import pytest

from bot.formats import blocks, brief, friendly
from sandbox import keys
from tests.bot.conftest import Talk


def test_ton_address_is_shown_in_its_user_friendly_form() -> None:
    """The known example of TON's documents, in its non-bounceable form; and testnet's mark."""
    raw = "0:" + "0" * 64
    assert friendly(raw) == "UQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJKZ"
    assert friendly(raw, testnet=True).startswith("0Q")
    assert brief("short") == "short"
    assert blocks("abcdefghi") == "abcd efgh i"


async def test_logs_hold_no_secret_and_no_text_of_a_user(
    chat: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    """At debug level, through login, answers and errors."""
    with caplog.at_level(logging.DEBUG):
        await chat.login()
        await chat.say("my very private words")
        await chat.sim("POST", "update", {"update": {"message": {"text": "poisoned words"}}})
        await chat.world.sim("POST", "/sim/partner/mood", {"mood": "broken"})
        await chat.say("/status")
        session = await chat.world.services.sessions.load(chat.user)
    assert session is not None
    log = "\n".join(record.getMessage() + str(record.exc_text or "") for record in caplog.records)
    assert "update" in log
    for secret in (
        keys.BOT_TOKEN,
        session.tokens.access_token.get_secret_value(),
        session.tokens.refresh_token.get_secret_value(),
        "private words",
        "poisoned words",
    ):
        assert secret not in log
