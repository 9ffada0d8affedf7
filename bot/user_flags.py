"""Short-lived facts about a user that the chat and the notifier share, in Redis."""

from datetime import timedelta
from typing import cast

from redis.asyncio import Redis

_UNREACHABLE = timedelta(days=400)
# How long an answer that named the ended login stands for the notification about the same event.
_EXPIRY_SHOWN = timedelta(minutes=1)
_AFTER_LOGIN = timedelta(hours=1)


class UserFlags:
    """Keys are `<namespace>:<flag>:<user id>`, so that `accounts.erase` deletes them."""

    def __init__(self, redis: Redis, *, namespace: str) -> None:
        self._redis = redis
        self._namespace = namespace

    def _key(self, flag: str, user_id: int) -> str:
        return f"{self._namespace}:{flag}:{user_id}"

    async def set_unreachable(self, user_id: int) -> None:
        """Remember that the user has blocked the bot."""
        await self._redis.set(self._key("unreachable", user_id), b"1", px=_UNREACHABLE)

    async def set_reachable(self, user_id: int) -> None:
        """Forget that the user had blocked the bot."""
        await self._redis.delete(self._key("unreachable", user_id))

    async def is_unreachable(self, user_id: int) -> bool:
        """Whether the user has blocked the bot."""
        return bool(await self._redis.exists(self._key("unreachable", user_id)))

    async def set_expiry_shown(self, user_id: int) -> None:
        """Remember that an answer is about to name the ended login."""
        await self._redis.set(self._key("expiry-shown", user_id), b"1", px=_EXPIRY_SHOWN)

    async def is_expiry_shown(self, user_id: int) -> bool:
        """Whether an answer has just named the ended login."""
        return bool(await self._redis.exists(self._key("expiry-shown", user_id)))

    async def remember_target(self, user_id: int, data: str) -> None:
        """Remember the callback data of what the user wanted before logging in."""
        await self._redis.set(self._key("after-login", user_id), data, px=_AFTER_LOGIN)

    async def target(self, user_id: int) -> str | None:
        """Return the callback data of what the user wanted before logging in."""
        raw = cast(bytes | None, await self._redis.get(self._key("after-login", user_id)))
        return raw.decode() if raw else None

    async def forget_target(self, user_id: int) -> None:
        """Forget it: it has been offered."""
        await self._redis.delete(self._key("after-login", user_id))
