"""What a user sees: every command and button, over the sandbox's Telegram and partner."""

from tests.bot.conftest import Talk, labels, text_of


async def test_start_tells_a_stranger_the_one_next_step(chat: Talk) -> None:
    """/start says in three lines what this is, and offers the login as a mini-app button."""
    answer = await chat.say("/start")
    lines = text_of(answer).splitlines()
    assert lines[0].startswith("Hello, Alice!")
    assert len(lines) == 3
    first = answer["reply_markup"]["inline_keyboard"][0][0]
    assert first["web_app"]["url"] == "https://app.example.com/?screen=login"
    assert labels(answer)[0] == "Log in with a TON wallet"
