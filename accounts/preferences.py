"""What a user has chosen for both faces: so far the language, kept in Redis.

Beside the choice lies the language in which Telegram last showed itself: a message that answers
to nothing, such as news of a login, has no other way to know.
"""

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

    def _key(self, user_id: int, kind: str = "language") -> str:
        return f"{self._namespace}:{kind}:{user_id}"

    async def language(self, user_id: int, telegram: str | None = None) -> str:
        """Return the user's choice, else what Telegram's `language_code` says, or said last."""
        keys = [self._key(user_id), self._key(user_id, "telegram-language")]
        chosen, seen = cast(list[bytes | None], await self._redis.mget(keys))
        if telegram is not None and nearest(telegram).encode() != seen:
            await self._redis.set(keys[1], nearest(telegram), px=KEPT)
        if chosen is not None and chosen.decode() in LANGUAGES:
            return chosen.decode()
        return nearest(telegram if telegram is not None else (seen or b"").decode())

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
