"""The one place that opens and closes things and hands them out."""

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import aiohttp
from redis.asyncio import Redis

from accounts.login import Login
from accounts.member import Member, Members
from accounts.payloads import Payloads
from accounts.sessions import Sessions
from gomining import Client, PartnerKeys, open_session
from market.shared_answers import SharedAnswers
from ratelimit import Limiter
from runtime.clock import Time
from runtime.settings import Settings, decode_key
from storage.connections import REDIS_TIMEOUT, open_redis
from storage.keys import namespace_for
from storage.seal import Seal


@dataclass(frozen=True)
class Services:
    """Everything the faces need, opened and connected."""

    settings: Settings
    redis: Redis
    client: Client
    sessions: Sessions
    login: Login
    members: Members
    shared_answers: SharedAnswers
    limiter: Limiter
    clock: Callable[[], datetime]

    def member(self, user_id: int) -> Member:
        """Return the partner's API as this Telegram user may use it."""
        return self.members[user_id]


def utc_now() -> datetime:
    """The time, aware and in UTC."""
    return datetime.now(UTC)


@asynccontextmanager
async def open_services(
    settings: Settings, *, clock: Callable[[], datetime] = utc_now
) -> AsyncIterator[Services]:
    """Open Redis and the partner's client; close both after refreshes under way are saved."""
    async with open_session() as http, open_redis(settings.redis_url.get_secret_value()) as redis:
        services = _build(settings, http, redis, clock)
        try:
            yield services
        finally:
            await services.members.drain()
            await services.shared_answers.drain()


def _build(
    settings: Settings,
    http: aiohttp.ClientSession,
    redis: Redis,
    clock: Callable[[], datetime],
) -> Services:
    client = _client(settings, http, clock)
    namespace = namespace_for(
        api_url=settings.gomining_api_url, partner_id=settings.gomining_partner_id
    )
    # A lock or claim outlives the partner's slowest answer, but not a dead process for long.
    lease = timedelta(seconds=settings.gomining_timeout + REDIS_TIMEOUT)
    seal = Seal([decode_key(key) for key in settings.secret_keys])
    sessions = Sessions(redis, seal, namespace=namespace, ttl=settings.session_ttl)
    return Services(
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
        shared_answers=SharedAnswers(
            redis, sessions, namespace=namespace, lease=lease, clock=clock
        ),
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
        time=Time(now=clock),
    )
