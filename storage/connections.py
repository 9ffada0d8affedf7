"""Connections to Redis, with limits on their number and on every wait."""

from redis.asyncio import BlockingConnectionPool, Redis

REDIS_CONNECTIONS = 32
REDIS_TIMEOUT = 5  # seconds; a Redis that does not answer is an error


def open_redis(url: str) -> Redis:
    """Return a client with at most REDIS_CONNECTIONS; a caller waits for a free one."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=REDIS_CONNECTIONS,
        timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
        health_check_interval=30,
    )
    return Redis.from_pool(pool)
