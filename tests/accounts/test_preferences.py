"""The user's choice of language wins over Telegram's, in every process."""

from collections.abc import AsyncIterator

import pytest
from redis.asyncio import Redis

from accounts.preferences import Preferences, nearest


@pytest.fixture
async def redis(redis_url: str) -> AsyncIterator[Redis]:
    """An open client."""
    async with Redis.from_url(redis_url) as client:
        yield client


async def test_telegrams_language_until_the_user_chooses(redis: Redis) -> None:
    """What Telegram says counts until there is a choice; the choice is seen by other processes."""
    one, two = Preferences(redis, namespace="t"), Preferences(redis, namespace="t")
    assert await one.language(1, "ru") == "ru"
    assert await one.chosen(1) is None
    await one.choose(1, "en")
    assert await two.language(1, "ru") == "en"
    assert await two.chosen(1) == "en"
    assert await two.language(2, "ru") == "ru"


async def test_what_telegram_said_last_counts_where_it_says_nothing(redis: Redis) -> None:
    """News answer to no update, so the language of the last one is used."""
    preferences = Preferences(redis, namespace="t")
    assert await preferences.language(1) == "en"
    await preferences.language(1, "ru-RU")
    assert await preferences.language(1) == "ru"
    await preferences.language(1, "de")
    assert await preferences.language(1) == "en"


async def test_a_language_that_we_do_not_have_is_refused(redis: Redis) -> None:
    """Nothing but our languages is ever kept."""
    preferences = Preferences(redis, namespace="t")
    with pytest.raises(ValueError, match="language"):
        await preferences.choose(1, "tlh")
    assert await preferences.chosen(1) is None


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("RU", "ru"), ("ru-RU", "ru"), ("ru_UA", "ru"), ("en-GB", "en"),
     ("rus", "en"), ("de", "en"), ("", "en"), (None, "en"), ("\ud800", "en")],
)  # fmt: skip
def test_the_nearest_language(code: str | None, language: str) -> None:
    """A region does not matter, and everybody else gets the first language."""
    assert nearest(code) == language
