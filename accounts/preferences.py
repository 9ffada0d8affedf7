"""What a user has chosen for chat and page: so far the language, kept in Redis.

Beside the choice, the language that Telegram last reported is kept: a notification answers no
update, so nothing else says in which language to write it.
"""

from datetime import timedelta
from typing import cast

from redis.asyncio import Redis

LANGUAGES = ("en", "ru")  # each has a file in locales/; the first is the default
KEPT = timedelta(days=400)  # after the last choice; then Telegram's language is used again


class Preferences:
    """Reads and saves choices; safe in any number of processes."""

    def __init__(self, redis: Redis, *, namespace: str) -> None:
        self._redis = redis
        self._namespace = namespace

    def _key(self, user_id: int, kind: str = "language") -> str:
        return f"{self._namespace}:{kind}:{user_id}"

    async def language(self, user_id: int, telegram: str | None = None) -> str:
        """Return the user's choice, or else the nearest of LANGUAGES to Telegram's.

        `telegram` is the `language_code` of an update; without it the last one is used.
        """
        keys = [self._key(user_id), self._key(user_id, "telegram-language")]
        chosen, seen = cast(list[bytes | None], await self._redis.mget(keys))
        if telegram is not None and nearest(telegram).encode() != seen:
            await self._redis.set(keys[1], nearest(telegram), px=KEPT)
        if chosen is not None and chosen.decode() in LANGUAGES:
            return chosen.decode()
        return nearest(telegram if telegram is not None else (seen or b"").decode())

    async def chosen(self, user_id: int) -> str | None:
        """Return the user's choice, or None if Telegram's language is to be used."""
        raw = cast(bytes | None, await self._redis.get(self._key(user_id)))
        return raw.decode() if raw is not None and raw.decode() in LANGUAGES else None

    async def choose(self, user_id: int, language: str) -> None:
        """Save a choice; ValueError if it is none of LANGUAGES."""
        if language not in LANGUAGES:
            raise ValueError("not one of our languages")
        await self._redis.set(self._key(user_id), language, px=KEPT)


def nearest(language_code: str | None) -> str:
    """Return which of LANGUAGES a code such as `ru-RU` means; the first one if none fits."""
    code = (language_code or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else LANGUAGES[0]
