"""Connections to Redis, with limits on their number and on every wait."""

from typing import Any

from redis.asyncio import BlockingConnectionPool, Redis
from redis.asyncio.connection import AbstractConnection
from redis.asyncio.retry import Retry
from redis.backoff import ExponentialWithJitterBackoff
from redis.exceptions import ConnectionError as RedisConnectionError
from redis.exceptions import ReadOnlyError

REDIS_CONNECTIONS = 32
REDIS_TIMEOUT = 5  # seconds; a Redis that does not answer is an error
RETRIES = 3


def open_redis(url: str) -> Redis:
    """Return a client with at most REDIS_CONNECTIONS; a caller waits for a free one.

    A command whose connection is lost is sent again on a new one, so every command and script must
    be repeatable: Redis may have run it although its answer was lost. So is a write that a replica
    refuses: after a failover the new connection leads to the primary. A time-out is not repeated:
    the caller has waited long enough.
    """
    retry = Retry(
        ExponentialWithJitterBackoff(base=0.05, cap=0.5),
        RETRIES,
        supported_errors=(RedisConnectionError, ReadOnlyError),
    )
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=REDIS_CONNECTIONS,
        timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
        health_check_interval=30,
        retry=retry,
    )
    pool.connection_class = _over_closed_transports(pool.connection_class)
    return Redis.from_pool(pool)


def _over_closed_transports(kind: type[AbstractConnection]) -> type[AbstractConnection]:
    """Return a kind of connection that reports a transport that is closed as a lost connection.

    uvloop raises RuntimeError for it, which redis-py does not take for a reason to repeat.
    """

    class Connection(kind):  # type: ignore[valid-type, misc]
        async def send_packed_command(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401
            try:
                await super().send_packed_command(*args, **kwargs)
            except RuntimeError as error:
                raise RedisConnectionError(str(error)) from error

    return Connection
