"""Reading figures, formatting addresses, and logs without texts of users or secrets."""

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
def test_figures_are_read_with_units_and_commas(text: str, found: list[Decimal] | None) -> None:
    """Anything but two or three plain numbers is refused, not guessed."""
    assert read_figures(text) == found


@given(st.text(max_size=200))
def test_any_text_is_figures_or_none(text: str) -> None:
    """No text raises."""
    found = read_figures(text)
    assert found is None or 2 <= len(found) <= 3


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
