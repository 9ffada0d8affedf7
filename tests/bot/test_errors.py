"""What is offered after something went wrong, and after the login that was missing."""

from typing import Any

import pytest

from bot.translate import words
from tests.bot.conftest import Talk, labels, text_of

EN = words("en")


async def start(chat: Talk, payload: str) -> dict[str, Any]:
    """Follow a link to the bot and return its answer."""
    sent = await chat.sim("POST", "start", {"payload": payload})
    return await chat.next_answer(sent["message"]["message_id"], f"an answer to ?start={payload}")


@pytest.mark.parametrize(("asked", "title"), [
    ("/miners 2", "Miners 9–16 of 137"),
    ("/calc 100 15", "100 TH at 15 W/TH"),
    ("100 15", "100 TH at 15 W/TH"),
    ("?start=income", "Income"),
])  # fmt: skip
async def test_try_again_repeats_what_failed(chat: Talk, asked: str, title: str) -> None:
    """With its argument, also after a link and a bare text."""
    await chat.login(3)
    await chat.world.inject_fault("down")
    link = asked.removeprefix("?start=")
    failed = await (start(chat, link) if link != asked else chat.say(asked))
    await chat.world.clear_faults()
    assert labels(failed) == ["Try again"]
    assert text_of(await chat.tap("Try again", of=failed)).startswith(title)


async def test_link_of_a_stranger_is_opened_after_the_login(chat: Talk) -> None:
    """The link greets; the notification of the login leads on to where the link pointed."""
    greeted = await start(chat, "income")
    assert text_of(greeted).startswith("Hello, Alice!")
    greeting = await chat.login()
    assert labels(greeting)[0] == EN.plain("button-go-on")
    assert text_of(await chat.tap(EN.plain("button-go-on"), of=greeting)).startswith("Income")
    assert (await chat.world.post("/api/auth/logout")).status == 200
    await chat.next_answer(greeting["message_id"], "notification of the logout")


async def test_request_that_needed_the_login_is_offered_after_it(chat: Talk) -> None:
    """Once: the next login offers the menu only."""
    assert text_of(await chat.say("/miners")) == EN.plain("error-login")
    greeting = await chat.login()
    assert labels(greeting)[0] == EN.plain("button-go-on")
    again = await chat.login()
    assert labels(again)[0] == "Portfolio"


async def test_start_of_a_member_shows_the_portfolio_with_the_menu(chat: Talk) -> None:
    """Without another tap."""
    await chat.login()
    shown = await chat.say("/start")
    assert text_of(shown).startswith("Portfolio")
    assert {"Miners", "Income", "Wallet", "Settings"} <= set(labels(shown))


@pytest.mark.parametrize("asked", ["/miners 72", "/miners 0", "/miners 99999999999", "/miners x"])
async def test_page_beyond_the_last_shows_the_last(chat: Talk, asked: str) -> None:
    """Never "Miners 73-72 of 3"."""
    await chat.login()
    assert "Miners 1–5 of 5" in text_of(await chat.say(asked))


async def test_pages_beyond_the_last_of_many(chat: Talk) -> None:
    """137 miners have 18 pages, a year of days has 37."""
    await chat.login(3)
    last = await chat.say("/miners 500")
    assert "Miners 137–137 of 137" in text_of(last)
    assert labels(last)[0] == "‹ Back"
    assert "Next ›" not in labels(last)
    old = await chat.write_as_bot(chat.user, "Days", "v1.days:5000")
    assert "page 37 of 37" in text_of(await chat.tap("Days", of=old))


async def test_refusals_that_change_nothing_are_no_errors(
    chat: Talk, caplog: pytest.LogCaptureFixture
) -> None:
    """A refresh that finds the same figures, and a button that is tapped again after an outage."""
    settings = await chat.say("/settings")
    for _ in range(2):  # the second edit would change nothing
        old = {"message_id": settings["message_id"], "text": "✓ English", "wait": 20}
        await chat.sim("POST", "tap", old)
    query = {
        "id": "77", "chat_instance": "1", "from": chat.person, "data": "v1.open:settings:",
        "message": {key: settings[key] for key in ("message_id", "date", "chat", "text", "from")},
    }  # fmt: skip
    await chat.inject("callback_query", query)
    assert not [line for line in caplog.records if line.levelname in ("ERROR", "WARNING")]
