"""The command `/ping`, added as "A command" in CONTRIBUTING.md says.

Lines are inserted at anchors (the beginning of a line) instead of by a patch, which every edit
nearby would break. An empty anchor is the end of the file.
"""

HANDLER = '''

@command(router, "ping")
async def ping(_event: TelegramObject, words: Words) -> Screen:
    """Say that the bot works."""
    return views.ping(words)
'''

VIEW = '''

def ping(words: Words) -> Screen:
    """Say that the bot works."""
    return Screen(words("ping"))
'''

TEST = '''"""`/ping` as a user of the sandbox's Telegram sees it."""

from tests.bot.conftest import Talk, text_of


async def test_ping_is_answered_and_listed_in_help(chat: Talk) -> None:
    """The command has a handler, a text and a description."""
    assert text_of(await chat.say("/ping")) == "The bot works."
    assert "/ping - Check that the bot works" in text_of(await chat.say("/help"))
'''

EDITS = {
    "bot/handlers/start.py": [("", HANDLER)],
    "bot/views/start.py": [("", VIEW)],
    "locales/en.ftl": [
        ("command-help = ", "command-ping = Check that the bot works\n"),
        ("help-title = ", "ping = The bot works.\n"),
    ],
    "locales/ru.ftl": [
        ("command-help = ", "command-ping = Проверить, что бот работает\n"),
        ("help-title = ", "ping = Бот работает.\n"),
    ],
}
NEW_FILES = {"tests/bot/test_ping.py": TEST}
