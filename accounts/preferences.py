"""What chat and page need to know of a user: language and time zone, kept in Redis.

Beside the chosen language, the one that Telegram last reported is kept: a notification answers no
update, so nothing else says in which language to write it. Telegram does not report a time zone;
the page sends that of the device.
"""

from dataclasses import dataclass
from datetime import timedelta
from functools import cache
from typing import cast
from zoneinfo import available_timezones

from redis.asyncio import Redis

LANGUAGES = ("en", "ru")  # each has a file in locales/; the first is the default
DEFAULT_TIME_ZONE = "UTC"
KEPT = timedelta(days=400)  # after the last choice; then Telegram's language is used again


@dataclass(frozen=True)
class Preference:
    """How to write to a user: one of LANGUAGES, and an IANA time zone."""

    language: str
    time_zone: str


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
        return (await self.load(user_id, telegram)).language

    async def load(self, user_id: int, telegram: str | None = None) -> Preference:
        """Return the language as `language` does, and the zone last saved, by default UTC."""
        kinds = ("language", "telegram-language", "time-zone")
        keys = [self._key(user_id, kind) for kind in kinds]
        chosen, seen, zone = cast(list[bytes | None], await self._redis.mget(keys))
        if telegram is not None and nearest(telegram).encode() != seen:
            await self._redis.set(keys[1], nearest(telegram), px=KEPT)
        language = (chosen or b"").decode()
        if language not in LANGUAGES:
            language = nearest(telegram if telegram is not None else (seen or b"").decode())
        return Preference(language, _known_zone(zone) or DEFAULT_TIME_ZONE)

    async def chosen(self, user_id: int) -> str | None:
        """Return the user's choice, or None if Telegram's language is to be used."""
        raw = cast(bytes | None, await self._redis.get(self._key(user_id)))
        return raw.decode() if raw is not None and raw.decode() in LANGUAGES else None

    async def choose(self, user_id: int, language: str) -> None:
        """Save a choice; ValueError if it is none of LANGUAGES."""
        if language not in LANGUAGES:
            raise ValueError("not one of our languages")
        await self._redis.set(self._key(user_id), language, px=KEPT)

    async def time_zone(self, user_id: int) -> str | None:
        """Return the time zone last saved, None without one."""
        return _known_zone(
            cast(bytes | None, await self._redis.get(self._key(user_id, "time-zone")))
        )

    async def save_time_zone(self, user_id: int, zone: str) -> None:
        """Save an IANA time zone; ValueError if there is none of this name."""
        if not is_time_zone(zone):
            raise ValueError("not an IANA time zone")
        await self._redis.set(self._key(user_id, "time-zone"), zone, px=KEPT)


@cache
def _zones() -> frozenset[str]:
    return frozenset(available_timezones())


def is_time_zone(name: str) -> bool:
    """Whether there is an IANA time zone of this name, such as `Europe/Berlin`."""
    return name in _zones()


def _known_zone(raw: bytes | None) -> str | None:
    name = (raw or b"").decode()
    return name if is_time_zone(name) else None


def nearest(language_code: str | None) -> str:
    """Return which of LANGUAGES a code such as `ru-RU` means; the first one if none fits."""
    code = (language_code or "").replace("_", "-").split("-")[0].lower()
    return code if code in LANGUAGES else LANGUAGES[0]
