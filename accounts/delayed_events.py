"""Events that are to be given later, because Telegram has closed the user's chat for hours."""

import json
from collections.abc import Awaitable, Callable, Mapping, Sequence
from datetime import datetime, timedelta
from typing import cast

from redis.asyncio import Redis

KEPT = timedelta(days=7)  # after the last event of this user that was delayed
MOST_PER_USER = 20

# The body of an event begins with '!' if it is important: others are dropped before it.
# KEYS: stream, due times, the user's events. ARGV: group, number, member of the due times, ms when
# due, body, most events, ms to keep them. Gives how many events were dropped.
_ADD = """
redis.call('HSET', KEYS[3], ARGV[2], ARGV[5])
redis.call('ZADD', KEYS[2], ARGV[4], ARGV[3])
redis.call('PEXPIRE', KEYS[2], ARGV[7])
redis.call('PEXPIRE', KEYS[3], ARGV[7])
redis.call('XACK', KEYS[1], ARGV[1], ARGV[2])
redis.call('XDEL', KEYS[1], ARGV[2])
local dropped = 0
while redis.call('HLEN', KEYS[3]) > tonumber(ARGV[6]) do
  local all, oldest, rank = redis.call('HGETALL', KEYS[3]), nil, nil
  for i = 1, #all, 2 do
    local ms, nth = string.match(all[i], '(%d+)-(%d+)')
    local important = string.sub(all[i + 1], 1, 1) == '!'
    local own = {important and 1 or 0, tonumber(ms), tonumber(nth)}
    if not rank or own[1] < rank[1] or (own[1] == rank[1] and (own[2] < rank[2]
        or (own[2] == rank[2] and own[3] < rank[3]))) then
      oldest, rank = all[i], own
    end
  end
  redis.call('HDEL', KEYS[3], oldest)
  redis.call('ZREM', KEYS[2], string.match(ARGV[3], '(.*:)') .. oldest)
  dropped = dropped + 1
end
return dropped
"""

# What is taken is due again after the lease, in case its taker dies.
# KEYS: due times. ARGV: now, in ms; ms of the lease; the most to take.
_TAKE = """
local members = redis.call('ZRANGEBYSCORE', KEYS[1], '-inf', ARGV[1], 'LIMIT', 0, ARGV[3])
for _, member in ipairs(members) do
  redis.call('ZADD', KEYS[1], tonumber(ARGV[1]) + tonumber(ARGV[2]), member)
end
return members
"""


class DelayedEvents:
    """The delayed events of one stream, in order of the times when they are due."""

    def __init__(
        self,
        redis: Redis,
        *,
        stream: str,
        group: str,
        lease: timedelta,
        now: Callable[[], datetime],
    ) -> None:
        self._redis = redis
        self._stream = stream
        self._group = group
        self._lease = lease
        self._now = now
        self._add = redis.register_script(_ADD)
        self._take = redis.register_script(_TAKE)

    async def add(
        self,
        user_id: int,
        number: str,
        fields: Mapping[str, str],
        *,
        until: datetime,
        important: bool,
    ) -> int:
        """Move an event here from the stream; return how many of the user's others had to go."""
        body = ("!" if important else " ") + json.dumps(dict(fields))
        keys = [self._stream, _due_key(self._stream), _events_key(self._stream, user_id)]
        args: list[str | int] = [
            self._group, number, _member(user_id, number), _ms(until.timestamp()), body,
            MOST_PER_USER, _ms(KEPT.total_seconds()),
        ]  # fmt: skip
        return await cast(Awaitable[int], self._add(keys=keys, args=args))

    async def take(self, count: int) -> list[tuple[str, dict[str, str]]]:
        """Return events that are due: number and fields; nobody else gets them during the lease."""
        now, lease = _ms(self._now().timestamp()), _ms(self._lease.total_seconds())
        keys, args = [_due_key(self._stream)], [now, lease, count]
        members = await cast(Awaitable[Sequence[bytes]], self._take(keys=keys, args=args))
        found = []
        for member in members:
            user_id, _, number = member.decode().partition(":")
            key = _events_key(self._stream, int(user_id))
            body = await cast(Awaitable[bytes | None], self._redis.hget(key, number))
            if body is None:  # the user's data was deleted
                await self._redis.zrem(_due_key(self._stream), member)
            else:
                found.append((number, json.loads(body[1:])))
        return found

    async def remove(self, user_id: int, number: str) -> None:
        """Remove an event that has been handled."""
        async with self._redis.pipeline() as pipe:
            pipe.hdel(_events_key(self._stream, user_id), number)
            pipe.zrem(_due_key(self._stream), _member(user_id, number))
            await pipe.execute()


async def forget(redis: Redis, stream: str, user_id: int) -> None:
    """Delete what is delayed for a user."""
    numbers = await cast(Awaitable[list[bytes]], redis.hkeys(_events_key(stream, user_id)))
    members = [_member(user_id, number.decode()) for number in numbers]
    if members:
        await redis.zrem(_due_key(stream), *members)
        await redis.delete(_events_key(stream, user_id))


def _due_key(stream: str) -> str:
    return f"{stream}:due"


def _events_key(stream: str, user_id: int) -> str:
    # The user's id is a whole part of the name, by which `accounts.erase` finds it.
    return f"{stream}:delayed:{user_id}"


def _member(user_id: int, number: str) -> str:
    return f"{user_id}:{number}"


def _ms(seconds: float) -> int:
    return int(seconds * 1000)
