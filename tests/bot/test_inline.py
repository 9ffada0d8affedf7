"""Inline mode: results to share in any chat."""

from bot.translate import words
from tests.bot.conftest import Talk, a_bot, open_chat_world, text_of


async def test_inline_query_gives_rates_and_a_calculation_to_share(chat: Talk) -> None:
    """Two numbers give a calculation beside the rates; the chosen result is sent as listed."""
    await chat.login()
    found = await chat.sim("POST", "inline", {"query": "100 15"})
    assert [one["id"] for one in found["results"]] == ["calc", "rates"]
    choice = {"query_id": found["query_id"], "result_id": "calc"}
    sent = (await chat.sim("POST", "inline/choose", choice))["message"]
    assert text_of(sent).startswith("100 TH at 15 W/TH")


async def test_stranger_gets_public_figures_inline(chat: Talk) -> None:
    """The partner's own key is used for a user who is not logged in."""
    found = await Talk(chat.world, user=1003).sim("POST", "inline", {"query": "100 15"})
    assert [one["id"] for one in found["results"]] == ["calc", "rates"]
    assert found["button"] is None


async def test_stranger_is_offered_the_login_inline_without_a_partner_key(redis_url: str) -> None:
    """A button above the empty results leads to the bot."""
    keyless = {"gomining_api_key": None, "gomining_api_secret": None}
    async with open_chat_world(redis_url, **keyless) as world, a_bot(world):
        found = await Talk(world, user=1003).sim("POST", "inline", {"query": ""})
        assert found["results"] == []
        assert found["button"]["start_parameter"] == "login"


async def test_inline_error_ends_at_a_word(chat: Talk) -> None:
    """A button's 64 characters are not filled with part of a word."""
    await chat.login()
    await chat.world.inject_fault("down")
    found = await chat.sim("POST", "inline", {"query": ""})
    text = found["button"]["text"]
    assert len(text) <= 64
    assert words("en").plain("error-down").startswith(text.removesuffix("…") + " ")
