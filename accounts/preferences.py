"""What a user has chosen for both faces: so far the language, kept in Redis."""

from datetime import timedelta
from typing import cast

from redis.asyncio import Redis

LANGUAGES = ("en", "ru")  # each has a file in locales/; the first is for everybody else
KEPT = timedelta(days=400)  # after the last choice; then Telegram's language counts again


class Preferences:
    """Reads and keeps choices; safe in any number of processes."""

    def __init__(self, redis: Redis, *, namespace: str) -> None:
        self._redis = redis
        self._namespace = namespace

    def _key(self, user_id: int) -> str:
        return f"{self._namespace}:language:{user_id}"

    async def language(self, user_id: int, telegram: str | None = None) -> str:
        """Return the user's choice, else what Telegram's `language_code` means."""
        return await self.chosen(user_id) or nearest(telegram)

    async def chosen(self, user_id: int) -> str | None:
        """Return what the user chose, or None for as Telegram says."""
        raw = cast(bytes | None, await self._redis.get(self._key(user_id)))
        return raw.decode() if raw is not None and raw.decode() in LANGUAGES else None

    async def choose(self, user_id: int, language: str) -> None:
        """Keep a choice. Raises ValueError for a language that we do not have."""
        if language not in LANGUAGES:
            raise ValueError("not one of our languages")
        await self._redis.set(self._key(user_id), language, px=KEPT)


def nearest(language_code: str | None) -> str:
    """Return which of LANGUAGES a code such as `ru-RU` means; the first where none does."""
    code = (language_code or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else LANGUAGES[0]
