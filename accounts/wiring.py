"""The one place that opens and closes things and hands them out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
from redis.asyncio import BlockingConnectionPool, Redis

from accounts.limits import Limiter
from accounts.login import Login
from accounts.member import Member, Members
from accounts.payloads import Payloads
from accounts.seal import Seal
from accounts.sessions import Sessions, namespace_for
from accounts.settings import Settings, decode_key
from accounts.shared import Shared
from gomining import Client, PartnerKeys, open_session

REDIS_CONNECTIONS = 32
REDIS_TIMEOUT = 5  # seconds; a stalled Redis is an error, never a hang


@dataclass(frozen=True)
class House:
    """Everything the faces need, opened and connected."""

    settings: Settings
    redis: Redis
    client: Client
    sessions: Sessions
    login: Login
    members: Members
    shared: Shared
    limiter: Limiter
    clock: Callable[[], datetime]

    def member(self, user_id: int) -> Member:
        """Return the partner's API as this Telegram user may use it."""
        return self.members[user_id]


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_house(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[House]:
    """Open Redis and the partner's client; close both after refreshes under way are saved."""
    async with open_session() as http, open_redis(settings) as redis:
        house = _build(settings, http, redis, clock)
        try:
            yield house
        finally:
            await house.members.drain()
            await house.shared.drain()


def open_redis(settings: Settings) -> Redis:
    """Return a client that waits for a free connection instead of opening ever more."""
    pool = BlockingConnectionPool.from_url(
        settings.redis_url.get_secret_value(),
        max_connections=REDIS_CONNECTIONS,
        timeout=REDIS_TIMEOUT,
        socket_timeout=REDIS_TIMEOUT,
        socket_connect_timeout=REDIS_TIMEOUT,
        health_check_interval=30,
    )
    return Redis.from_pool(pool)


def _build(
    settings: Settings,
    http: aiohttp.ClientSession,
    redis: Redis,
    clock: Callable[[], datetime],
) -> House:
    client = _client(settings, http, clock)
    namespace = namespace_for(
        api_url=settings.gomining_api_url, partner_id=settings.gomining_partner_id
    )
    # A lock or claim outlives the partner's slowest answer, but not a dead process for long.
    lease = timedelta(seconds=settings.gomining_timeout + REDIS_TIMEOUT)
    seal = Seal([decode_key(key) for key in settings.secret_keys])
    sessions = Sessions(redis, seal, namespace=namespace, ttl=settings.session_ttl)
    return House(
        settings=settings,
        redis=redis,
        client=client,
        sessions=sessions,
        login=Login(
            client=client,
            payloads=Payloads(redis, sessions, namespace=namespace, lease=lease),
            sessions=sessions,
            domain=settings.domain,
            networks=settings.ton_networks,
            clock=clock,
        ),
        members=Members(client=client, sessions=sessions, lease=lease, clock=clock),
        shared=Shared(redis, sessions, namespace=namespace, lease=lease, clock=clock),
        limiter=Limiter(redis, namespace=namespace, rate=settings.rate_limit, clock=clock),
        clock=clock,
    )


def _client(
    settings: Settings, http: aiohttp.ClientSession, clock: Callable[[], datetime]
) -> Client:
    keys = None
    if settings.gomining_api_key and settings.gomining_api_secret:
        keys = PartnerKeys(
            key=settings.gomining_api_key.get_secret_value(),
            secret=settings.gomining_api_secret.get_secret_value(),
        )
    return Client(
        http,
        base_url=settings.gomining_api_url,
        partner_id=settings.gomining_partner_id,
        keys=keys,
        paths=settings.gomining_paths,
        timeout=settings.gomining_timeout,
        clock=clock,
    )
