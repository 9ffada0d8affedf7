"""Memory in Redis per logged-in user."""

from datetime import UTC, datetime, timedelta
from typing import cast

from pydantic import SecretStr
from redis.asyncio import Redis

from accounts.sessions import Session, Sessions
from bench.stack import run_stack
from bench.table import Row
from bench.telegram import init_data_for
from gomining import Tokens
from storage.seal import Seal

USER = 987_654_321
MANY = 10_000


async def measure(*, quick: bool) -> list[Row]:
    """Measure the keys of one login, then the whole server with many sessions of that size."""
    async with run_stack() as stack, Redis.from_url(stack.redis_url) as redis:
        text = init_data_for(USER)
        await stack.log_in(0, text)
        web = stack.webs[0].address
        await stack.json("GET", web / "api/overview", Authorization=f"tma {text}")
        sizes = {}
        async for key in redis.scan_iter(match=f"*{USER}*"):
            sizes[key.decode()] = cast(int, await redis.memory_usage(key, samples=0))
        keys = [key for key in sizes if ":session:" in key]
        sealed = cast(bytes, await redis.get(keys[0]))
        count = MANY // 10 if quick else MANY
        each = await _each_of_many(redis, len(sealed), count)
    at_login = sum(sizes.values())
    temporary = at_login - sum(sizes[key] for key in keys)
    return [
        Row(
            "Redis, one user just after a login",
            "MEMORY USAGE of every key",
            "< 2,048 B",
            f"{at_login:,} B, {temporary:,} of them for minutes only",
            at_login < 2048,
        ),
        Row(
            f"Redis, per user of {count:,}",
            "used_memory of the server",
            "< 2,048 B",
            f"{each:,.0f} B",
            each < 2048,
        ),
    ]


async def _each_of_many(redis: Redis, size: int, count: int) -> float:
    """Return the memory of the server per session, with what Redis needs for the key."""
    await redis.flushdb()
    before = (await redis.info("memory"))["used_memory"]
    await seed(redis, range(count), size=size)
    return float((await redis.info("memory"))["used_memory"] - before) / count


async def seed(redis: Redis, user_ids: range, *, size: int) -> Sessions:
    """Write sessions of this size as a login would; return the `Sessions` to read them with."""
    sessions = Sessions(redis, Seal([b"k" * 32]), namespace="gm:0123abcd", ttl=timedelta(days=30))
    empty = len(sessions.seal(0, _session("x")))
    session = _session("x" * (1 + (size - empty) // 2))
    for first in range(user_ids.start, user_ids.stop, 500):
        async with redis.pipeline(transaction=False) as pipe:
            for user_id in range(first, min(first + 500, user_ids.stop)):
                sealed = sessions.seal(user_id, session)
                pipe.set(sessions.key(user_id), sealed, px=sessions.ttl_ms)
            await pipe.execute()
    return sessions


def _session(token: str) -> Session:
    tokens = Tokens(access_token=SecretStr(token), refresh_token=SecretStr(token))
    return Session(tokens, "0:" + "a" * 64, "-239", datetime.now(UTC))
