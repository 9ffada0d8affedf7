"""The language: the user's choice first, then Telegram's, then the default; and the time zone."""

import pytest
from redis.asyncio import Redis

from accounts.preferences import Preference, Preferences, nearest


@pytest.fixture
def preferences(redis: Redis) -> Preferences:
    """Preferences as each process has them."""
    return Preferences(redis, namespace="t")


async def test_choice_overrides_telegrams_language(preferences: Preferences, redis: Redis) -> None:
    """A choice is seen by other processes at once, and does not affect other users."""
    other_process = Preferences(redis, namespace="t")
    assert await preferences.language(1, "ru") == "ru"
    assert await preferences.chosen(1) is None
    await preferences.choose(1, "en")
    assert await other_process.language(1, "ru") == "en"
    assert await other_process.chosen(1) == "en"
    assert await other_process.language(2, "ru") == "ru"


async def test_last_language_of_telegram_is_used_without_an_update(
    preferences: Preferences,
) -> None:
    """A notification answers no update, so the language of the last one is used."""
    assert await preferences.language(1) == "en"
    await preferences.language(1, "ru-RU")
    assert await preferences.language(1) == "ru"
    await preferences.language(1, "de")
    assert await preferences.language(1) == "en"


async def test_time_zone_is_utc_until_a_page_has_sent_one(
    preferences: Preferences, redis: Redis
) -> None:
    """A zone that does not exist is not saved, and one that no longer exists is not used."""
    assert await preferences.load(1, "ru") == Preference("ru", "UTC")
    await preferences.save_time_zone(1, "Asia/Tokyo")
    assert await preferences.load(1) == Preference("ru", "Asia/Tokyo")
    with pytest.raises(ValueError, match="time zone"):
        await preferences.save_time_zone(1, "Asia/Atlantis")
    await redis.set("t:time-zone:1", "Asia/Atlantis")
    assert (await preferences.load(1)).time_zone == "UTC"
    assert await preferences.time_zone(1) is None


async def test_unknown_language_is_not_saved(preferences: Preferences) -> None:
    """Only LANGUAGES can be chosen."""
    with pytest.raises(ValueError, match="language"):
        await preferences.choose(1, "tlh")
    assert await preferences.chosen(1) is None


@pytest.mark.parametrize(
    ("code", "language"),
    [("ru", "ru"), ("RU", "ru"), ("ru-RU", "ru"), ("ru_UA", "ru"), ("en-GB", "en"),
     ("rus", "en"), ("de", "en"), ("", "en"), (None, "en"), ("\ud800", "en")],
)  # fmt: skip
def test_nearest_language_ignores_region_and_falls_back(code: str | None, language: str) -> None:
    """Codes of other languages, and no code, give the first language."""
    assert nearest(code) == language
