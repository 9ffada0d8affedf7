"""What people write is read with good will, and nothing that is logged is theirs or secret."""

import logging
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from bot.formats import blocks, brief, friendly
from bot.handlers.market import read_figures
from sandbox import keys
from tests.bot.conftest import Talk

D = Decimal


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100 15", [D(100), D(15)]),
        ("100 TH 15 W/TH", [D(100), D(15)]),
        ("100,5th/s × 14.5w/th", [D("100.5"), D("14.5")]),
        ("  1000;12; 20 % ", [D(1000), D(12), D(20)]),
        ("100 TH при 15 W/TH", [D(100), D(15)]),
        ("100", None),
        ("1 2 3 4", None),
        ("a hundred 15", None),
        ("-100 15", None),
        ("1e9 15", None),
        ("١٠٠ ١٥", [D(100), D(15)]),
        ("NaN 15", None),
        ("9" * 13 + " 15", None),
        ("", None),
    ],
)
def test_numbers_of_a_calculation(text: str, found: list[Decimal] | None) -> None:
    """Units and commas are understood; what is not two or three plain numbers is not guessed."""
    assert read_figures(text) == found


@given(st.text(max_size=200))
def test_no_text_breaks_the_reading(text: str) -> None:
    """Any text is either figures or not."""
    found = read_figures(text)
    assert found is None or 2 <= len(found) <= 3


def test_a_ton_address_is_shown_as_wallets_show_it() -> None:
    """The known example of TON's documents, in its non-bounceable form; and testnet's mark."""
    raw = "0:" + "0" * 64
    assert friendly(raw) == "UQAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAJKZ"
    assert friendly(raw, testnet=True).startswith("0Q")
    assert brief("short") == "short"
    assert blocks("abcdefghi") == "abcd efgh i"


async def test_nothing_secret_and_nothing_written_is_logged(
    chat: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    """At debug level, through login, answers and trouble: no token, no words of the user."""
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
