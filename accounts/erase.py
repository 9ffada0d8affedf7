"""Deletion of everything that we hold about a user. GoMining's own data is not touched."""

from typing import cast

from redis.asyncio import Redis

from accounts.delayed_events import forget
from accounts.sessions import Sessions

_SCAN = 1000  # keys that Redis examines in one step


async def erase(redis: Redis, sessions: Sessions, user_id: int, *, namespace: str) -> int:
    """End the user's sessions without a notification and delete all their keys and events.

    Keys are found by the user's id as one whole part of their name, so that a kind of key that is
    added later cannot be forgotten here. Locks are left to expire: they hold no data, and another
    process may rely on one.

    Returns:
        The number of keys and events deleted, the session included.
    """
    ended = 0
    while await sessions.end_current(user_id, event=""):
        ended += 1
    await forget(redis, sessions.events, user_id)
    keys = await _keys_of(redis, user_id, namespace)
    deleted = await redis.unlink(*keys) if keys else 0
    return ended + deleted + await _delete_events(redis, sessions.events, user_id)


async def _keys_of(redis: Redis, user_id: int, namespace: str) -> list[bytes]:
    pattern = f"{namespace}:*{user_id}*"
    found: list[bytes] = []
    async for raw in redis.scan_iter(match=pattern, count=_SCAN):
        key = cast(bytes, raw)
        parts = key.split(b":")
        if str(user_id).encode() in parts and b"lock" not in parts:
            found.append(key)
    return found


async def _delete_events(redis: Redis, stream: str, user_id: int) -> int:
    user = str(user_id).encode()
    entries = cast(list[tuple[bytes, dict[bytes, bytes]]], await redis.xrange(stream))
    numbers = [number for number, fields in entries if fields.get(b"user") == user]
    return await redis.xdel(stream, *numbers) if numbers else 0
