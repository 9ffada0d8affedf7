"""Deleting everything that we hold about a user. What the partner holds stays with the partner."""

import re
from typing import cast

from redis.asyncio import Redis

from accounts.sessions import Sessions

_SCAN = 1000  # keys that Redis looks at in one step


async def erase(redis: Redis, sessions: Sessions, user_id: int, *, namespace: str) -> int:
    """End the user's login without a word and delete every key and event of theirs.

    Keys are found by the user's id as one whole part of their name, so that nothing which is
    added later can be forgotten here. Locks are left to end by themselves: they hold nothing,
    and who waits for one relies on it.

    Returns:
        How many keys and events were deleted, the session among them.
    """
    ended = 0
    while await sessions.end_current(user_id, event=""):
        ended += 1
    keys = await _keys_of(redis, user_id, namespace)
    deleted = await redis.unlink(*keys) if keys else 0
    return ended + deleted + await _forget_events(redis, sessions.events, user_id)


async def _keys_of(redis: Redis, user_id: int, namespace: str) -> list[bytes]:
    pattern = f"{namespace}:*{user_id}*"
    found: list[bytes] = []
    async for raw in redis.scan_iter(match=pattern, count=_SCAN):
        key = cast(bytes, raw)
        parts = re.split(rb"[:/]", key)
        if str(user_id).encode() in parts and b"lock" not in parts:
            found.append(key)
    return found


async def _forget_events(redis: Redis, stream: str, user_id: int) -> int:
    me = str(user_id).encode()
    entries = cast(list[tuple[bytes, dict[bytes, bytes]]], await redis.xrange(stream))
    mine = [number for number, fields in entries if fields.get(b"user") == me]
    return await redis.xdel(stream, *mine) if mine else 0
