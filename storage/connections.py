"""Connections to Redis."""

from redis.asyncio import BlockingConnectionPool, Redis

REDIS_CONNECTIONS = 32
REDIS_TIMEOUT = 5  # seconds; a stalled Redis is an error, never a hang


def open_redis(url: str) -> Redis:
    """Return a client that waits for a free connection instead of opening ever more."""
    pool = BlockingConnectionPool.from_url(
        url,
        max_connections=REDIS_CONNECTIONS,
        timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
        health_check_interval=30,
    )
    return Redis.from_pool(pool)
