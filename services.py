"""The composition root: opens and closes what the front ends need, and builds one from another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

import aiohttp
from redis.asyncio import Redis

from accounts.binding import Binding
from accounts.known_logins import KnownLogins
from accounts.links import Links
from accounts.login import Login
from accounts.member import Member, Members
from accounts.payloads import Payloads
from accounts.preferences import Preferences
from accounts.recovery import Recovery
from accounts.saving import lease_for
from accounts.sessions import Sessions
from accounts.start import Start
from accounts.ton_api import TonApi
from accounts.visitors import Visitors
from gomining import Client, PartnerKeys, open_session
from market.public_figures import PublicFigures
from market.shared_answers import SharedAnswers
from market.shop import Pricing, Shop
from orders.rules import Waits
from portfolio.export_limit import ExportLimit
from ratelimit import Limiter
from runtime.clock import Time
from runtime.settings import Settings, decode_key
from storage.connections import REDIS_TIMEOUT, open_redis
from storage.keys import namespace_for
from storage.schema import DatabaseError
from storage.seal import Seal

if TYPE_CHECKING:
    from accounts.registry import Registry
    from orders.buying import Buying
    from orders.erasure import Erasure
    from orders.opening import Database
    from storage.postgres import Pool


@dataclass(frozen=True)
class Services:
    """Everything that the front ends use, open and connected; all of it is safe to share."""

    settings: Settings
    time: Time
    redis: Redis
    namespace: str
    client: Client
    seal: Seal
    sessions: Sessions
    login: Login
    start: Start
    members: Members
    preferences: Preferences
    limiter: Limiter
    shared_answers: SharedAnswers
    public_figures: PublicFigures
    shop: Shop
    export_limit: ExportLimit
    database: "Pool | None" = None
    registry: "Registry | None" = None  # None without a database, as are the next two
    buying: "Buying | None" = None
    erasure: "Erasure | None" = None

    @property
    def recovery(self) -> Recovery:
        """What takes an e-mail for an account without a wallet."""
        return Recovery(self.registry, self.visitors, self.start, time=self.time)

    @property
    def visitors(self) -> Visitors:
        """What writes to the registry beside requests."""
        return self.members.visitors

    def member(self, user_id: int) -> Member:
        """Return this Telegram user for the length of one request or update."""
        return Member(user_id, self.members)


@asynccontextmanager
async def open_services(
    settings: Settings,
    *,
    time: Time = Time(),  # noqa: B008 - frozen
    waits: Waits = Waits(),  # noqa: B008 - frozen
) -> AsyncIterator[Services]:
    """Open Redis, PostgreSQL and the partner's client; close them after what is under way is saved.

    Raises DatabaseError if PostgreSQL does not answer or needs a migration.
    """
    seal = Seal([decode_key(key) for key in settings.secret_keys])
    async with (
        open_session() as http,
        open_redis(settings.redis_url.get_secret_value()) as redis,
        _open_database(settings, seal, time, waits) as database,
    ):
        services = _build(settings, time, http, redis, seal=seal, database=database)
        if database is not None:
            services = _with_database(services, database, waits)
        try:
            yield services
        finally:
            await services.login.drain()
            await services.start.drain()
            await services.members.drain()
            await services.visitors.drain()
            await services.shared_answers.drain()


@asynccontextmanager
async def _open_database(
    settings: Settings, seal: Seal, time: Time, waits: Waits
) -> AsyncIterator["Database | None"]:
    url = settings.database_url
    if url is None:
        if settings.sell_stars:
            raise DatabaseError("SELL_STARS=true needs DATABASE_URL")
        yield None
        return
    from orders.opening import open_database  # noqa: PLC0415 - its docstring says why

    async with open_database(
        url.get_secret_value(), settings, seal, time=time, waits=waits
    ) as database:
        yield database


def _with_database(services: Services, database: "Database", waits: Waits) -> Services:
    from orders.opening import make_buying  # noqa: PLC0415 - as above

    return replace(
        services,
        database=database.pool,
        registry=database.registry,
        erasure=database.erasure,
        buying=make_buying(
            database, services.shop, services.settings, time=services.time, waits=waits
        ),
    )


def _build(
    settings: Settings,
    time: Time,
    http: aiohttp.ClientSession,
    redis: Redis,
    *,
    seal: Seal,
    database: "Database | None",
) -> Services:
    client = _client(settings, time, http)
    namespace = namespace_for(
        api_url=settings.gomining_api_url, partner_id=settings.gomining_partner_id
    )
    # A lock or claim lasts longer than the partner's slowest answer; a dead process's ends with it.
    # Those after which new tokens are saved also cover an outage of Redis.
    lease = timedelta(seconds=client.deadline + REDIS_TIMEOUT)
    sessions = Sessions(redis, seal, namespace=namespace, ttl=settings.session_ttl)
    registry = database.registry if database else None
    members = Members(
        redis,
        namespace=namespace,
        client=client,
        sessions=sessions,
        lease=lease,
        visitors=Visitors(registry, time=time),
        time=time,
        also_erase=database.erasure.erase if database else None,
    )
    answers = SharedAnswers(redis, namespace=namespace, lease=lease, time=time)
    has_keys = settings.gomining_api_key is not None
    public_figures = PublicFigures(answers, client, has_keys=has_keys)
    login, start = _logins(settings, http, members, registry)
    return Services(
        settings=settings,
        time=time,
        redis=redis,
        namespace=namespace,
        client=client,
        seal=seal,
        sessions=sessions,
        login=login,
        start=start,
        members=members,
        preferences=Preferences(redis, namespace=namespace),
        limiter=Limiter(redis, namespace=namespace, rate=settings.rate_limit),
        shared_answers=answers,
        public_figures=public_figures,
        shop=Shop(public_figures, _pricing(settings)),
        export_limit=ExportLimit(redis, namespace=namespace),
    )


def _logins(
    settings: Settings,
    http: aiohttp.ClientSession,
    members: Members,
    registry: "Registry | None",
) -> tuple[Login, Start]:
    """Return both ways to log in."""
    redis, namespace, sessions = members.redis, members.namespace, members.sessions
    ways, lease, time = settings.ways_offered, members.lease, members.time
    known_logins = KnownLogins(redis, namespace=namespace, events=sessions.events)
    key = settings.registry_key
    links = Links(decode_key(key)) if key else None
    binding = Binding(registry, members.client, links, time=time)
    claim = lease_for(lease + binding.longest)
    login = Login(
        client=members.client,
        payloads=Payloads(redis, sessions, namespace=namespace, lease=claim),
        sessions=sessions,
        domain=settings.domain,
        networks=settings.ton_networks,
        ton_api=_ton_api(settings, time, http, redis, namespace),
        known_logins=known_logins,
        binding=binding,
        patience=lease,
        time=time,
        offered="wallet" in ways,
    )
    prefix = settings.partner_user_prefix if "start" in ways else None
    return login, Start(members, known_logins, binding, prefix=prefix)


def _pricing(settings: Settings) -> Pricing:
    return Pricing(
        usd_per_star=settings.usd_per_star,
        stars_margin=settings.stars_margin,
        show_payback=settings.show_payback,
    )


def _ton_api(
    settings: Settings, time: Time, http: aiohttp.ClientSession, redis: Redis, namespace: str
) -> TonApi | None:
    if settings.ton_api_url is None:
        return None
    key = settings.ton_api_key
    return TonApi(
        http,
        redis,
        base_url=settings.ton_api_url,
        api_key=key.get_secret_value() if key else None,
        network="-239" if "-239" in settings.ton_networks else "-3",
        namespace=namespace,
        time=time,
    )


def _client(settings: Settings, time: Time, http: aiohttp.ClientSession) -> Client:
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
        recv_window=settings.gomining_recv_window,
        time=time,
    )
