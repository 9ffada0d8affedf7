"""The one form of the chat, kept in Redis for a quarter of an hour: binding a Bitcoin address."""

import json
from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import cast

from redis.asyncio import Redis

OPEN = timedelta(minutes=15)


@dataclass(frozen=True)
class BindForm:
    """Waits for an address; with one it waits for the button that carries `token`."""

    address: str = ""
    token: str = ""


class Forms:
    """Keeps at most one form per user."""

    def __init__(self, redis: Redis, *, namespace: str) -> None:
        self._redis = redis
        self._namespace = namespace

    def _key(self, user_id: int) -> str:
        return f"{self._namespace}:form:{user_id}"

    async def load(self, user_id: int) -> BindForm | None:
        """Return the user's open form, if any."""
        raw = cast(bytes | None, await self._redis.get(self._key(user_id)))
        return BindForm(**json.loads(raw)) if raw else None

    async def save(self, user_id: int, form: BindForm) -> None:
        """Keep the form, OPEN from now."""
        await self._redis.set(self._key(user_id), json.dumps(asdict(form)), px=OPEN)

    async def close(self, user_id: int) -> bool:
        """Forget the form; False if none was open."""
        return bool(await self._redis.delete(self._key(user_id)))
