"""A lost connection, or a replica in the place of the primary, is survived by repeating."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.payloads import Payloads
from accounts.sessions import Sessions
from storage.connections import open_redis
from storage.locks import hold_lock
from storage.seal import Seal
from tests.accounts.conftest import make_session
from tests.servers import a_redis
from tests.storage.lossy import LossyProxy, lossy_proxy

LEASE = timedelta(seconds=30)


@pytest.fixture
async def proxy() -> AsyncIterator[LossyProxy]:
    """A proxy in front of an empty Redis."""
    with a_redis() as server:
        async with lossy_proxy(server.url) as proxy:
            yield proxy


@pytest.fixture
async def lossy(proxy: LossyProxy) -> AsyncIterator[Redis]:
    """A client, as the product opens it, behind the proxy."""
    async with open_redis(proxy.url) as client:
        yield client


async def test_command_with_a_lost_answer_is_repeated(proxy: LossyProxy, lossy: Redis) -> None:
    """On a new connection; the caller sees no error."""
    await lossy.set("a", 1)
    proxy.lose = b"GET"
    assert await lossy.get("a") == b"1"
    assert proxy.connections == 2


async def test_write_refused_by_a_replica_is_repeated_on_a_new_connection(
    proxy: LossyProxy, lossy: Redis
) -> None:
    """The same address leads to the new primary after a failover."""
    proxy.refuse = b"\r\nSET\r\n"
    assert await lossy.set("a", 1)
    assert proxy.connections == 2


async def test_closed_transport_is_a_lost_connection(redis_url: str) -> None:
    """uvloop raises RuntimeError for it; the command is repeated on a new connection."""

    def closed(_data: object) -> None:
        raise RuntimeError("unable to perform operation; the handler is closed")

    async with open_redis(redis_url) as client:
        connection: Any = await client.connection_pool.get_connection()  # type: ignore[no-untyped-call]
        await client.connection_pool.release(connection)
        connection._writer.writelines = closed
        assert await client.set("a", 1)


async def test_redis_that_is_away_is_an_error_after_the_retries() -> None:
    """Nobody waits for ever."""
    async with open_redis("redis://127.0.0.1:1") as client:
        with pytest.raises(RedisConnectionError):
            await client.get("a")


async def test_lock_is_taken_although_its_first_answer_was_lost(
    proxy: LossyProxy, lossy: Redis
) -> None:
    """It is not held by nobody until its lease ends."""
    proxy.lose = b"NX"
    async with hold_lock(lossy, "lock", lease=LEASE, wait=timedelta(seconds=1)):
        assert await lossy.exists("lock")
    assert not await lossy.exists("lock")
    assert proxy.lose == b""


async def test_login_refresh_and_logout_are_repeatable(proxy: LossyProxy, lossy: Redis) -> None:
    """Each script runs twice, has the result of the first time, and announces nothing twice."""
    sessions = Sessions(lossy, Seal([b"k" * 32]), namespace="gm:x", ttl=LEASE)
    payloads = Payloads(lossy, sessions, namespace="gm:x", lease=LEASE)
    await payloads.save(1, "p")
    proxy.lose = b"EVALSHA"
    claim = await payloads.claim(1, "p", "d")
    assert claim.verdict == "granted"
    for script in (payloads._finish, sessions._replace):
        await lossy.script_load(script.script)
    proxy.lose = b"EVALSHA"
    assert await payloads.finish(1, "p", claim, make_session(), {"address": "0:a"})
    old = await sessions.load(1)
    assert old is not None
    new = sessions.with_tokens(1, old, make_session("2").tokens, now=old.since)
    proxy.lose = b"EVALSHA"
    assert await sessions.replace(1, old, new)
    proxy.lose = b"EVALSHA"
    assert await sessions.end_current(1, event="logged_out")
    assert proxy.lose == b""
    assert await lossy.xlen(sessions.events) == 2
