"""Deletion of everything that we hold about a user. GoMining's own data is not touched."""

from collections.abc import Awaitable, Callable
from typing import cast

from redis.asyncio import Redis

from accounts import delayed_events, payloads
from accounts.sessions import Sessions

# What is kept for one user, each under `<namespace>:<kind>:<user id>`, by all packages: erasure is
# a few commands however many users there are. A test deletes a user who has used everything and
# looks for keys that are missing here.
KINDS = (
    "language",
    "telegram-language",
    "time-zone",
    "limit",
    "ended",
    "refreshing",
    "unreachable",
    "expiry-shown",
    "after-login",
    "known-logins",
)
# aiogram's form of a private chat, whose id is that of the user.
_FORM = ("fsm:{0}:{0}:state", "fsm:{0}:{0}:data")
_PAGE = 1000  # events that are read at once


# Deletes what another package keeps about a user; returns how many rows that were.
AlsoErase = Callable[[int], Awaitable[int]]


class UnfinishedOrderError(Exception):
    """The user has an open order, so nothing is deleted: it would belong to nobody."""


async def erase(redis: Redis, sessions: Sessions, user_id: int, *, namespace: str) -> int:
    """End the user's sessions without a notification and delete all their keys and events.

    Locks are left to expire: they hold no data, and another process may rely on one.

    Returns:
        The number of keys and events deleted, the session included.
    """
    while await sessions.end_current(user_id, event=""):
        pass  # a login that came in between
    await delayed_events.forget(redis, sessions.events, user_id)
    keys = [f"{namespace}:{kind}:{user_id}" for kind in KINDS]
    keys += [f"{namespace}:{form.format(user_id)}" for form in _FORM]
    keys += await payloads.keys_of(redis, namespace, user_id)
    deleted = await redis.unlink(*keys)
    return deleted + await _delete_events(redis, sessions.events, user_id)


async def _delete_events(redis: Redis, stream: str, user_id: int) -> int:
    user, start, deleted = str(user_id).encode(), "-", 0
    while True:
        entries = await redis.xrange(stream, min=start, count=_PAGE)
        page = cast(list[tuple[bytes, dict[bytes, bytes]]], entries)
        numbers = [number for number, fields in page if fields.get(b"user") == user]
        if numbers:
            deleted += await redis.xdel(stream, *numbers)
        if len(page) < _PAGE:
            return deleted
        start = f"({page[-1][0].decode()}"
