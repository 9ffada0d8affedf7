"""The composition root: opens and closes what the front ends need, and builds one from another."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, replace
from datetime import timedelta

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
from accounts.registry import Registry
from accounts.saving import lease_for
from accounts.sessions import Sessions
from accounts.start import Start
from accounts.ton_api import TonApi
from accounts.visitors import Visitors
from gomining import Client, PartnerKeys, open_session
from market.public_figures import PublicFigures
from market.shared_answers import SharedAnswers
from market.shop import Pricing, Shop
from orders.buying import Buying
from orders.erasure import Erasure
from orders.jobs import Jobs
from orders.orders import Orders
from orders.rules import Rules, Waits
from portfolio.export_limit import ExportLimit
from ratelimit import Limiter
from runtime.clock import Time
from runtime.settings import Settings, decode_key
from storage.connections import REDIS_TIMEOUT, open_redis
from storage.keys import namespace_for
from storage.postgres import Pool, check_schema, open_postgres
from storage.schema import DatabaseError
from storage.seal import Seal


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
    database: Pool | None = None
    registry: Registry | None = None
    buying: Buying | None = None  # None without a database
    erasure: Erasure | None = None  # likewise

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
    async with (
        open_session() as http,
        open_redis(settings.redis_url.get_secret_value()) as redis,
        _open_database(settings) as database,
    ):
        services = _build(settings, time, http, redis, database)
        if database is not None:
            buying = _build_buying(services, database, waits)
            services = replace(services, buying=buying)
        try:
            yield services
        finally:
            await services.login.drain()
            await services.start.drain()
            await services.members.drain()
            await services.visitors.drain()
            await services.shared_answers.drain()


@asynccontextmanager
async def _open_database(settings: Settings) -> AsyncIterator[Pool | None]:
    if settings.database_url is None:
        if settings.sell_stars:
            raise DatabaseError("SELL_STARS=true needs DATABASE_URL")
        yield None
        return
    async with open_postgres(settings.database_url.get_secret_value()) as pool:
        await check_schema(pool)
        yield pool


def _registry(settings: Settings, time: Time, database: Pool | None) -> Registry | None:
    if database is None or settings.registry_key is None:
        return None
    return Registry(database, key=decode_key(settings.registry_key), time=time)


def _build(
    settings: Settings,
    time: Time,
    http: aiohttp.ClientSession,
    redis: Redis,
    database: Pool | None,
) -> Services:
    client = _client(settings, time, http)
    namespace = namespace_for(
        api_url=settings.gomining_api_url, partner_id=settings.gomining_partner_id
    )
    # A lock or claim lasts longer than the partner's slowest answer; a dead process's ends with it.
    # Those after which new tokens are saved also cover an outage of Redis.
    lease = timedelta(seconds=client.deadline + REDIS_TIMEOUT)
    seal = Seal([decode_key(key) for key in settings.secret_keys])
    sessions = Sessions(redis, seal, namespace=namespace, ttl=settings.session_ttl)
    registry = _registry(settings, time, database)
    erasure = _erasure(settings, time, seal, database)
    members = Members(
        redis,
        namespace=namespace,
        client=client,
        sessions=sessions,
        lease=lease,
        visitors=Visitors(registry, time=time),
        time=time,
        also_erase=erasure.erase if erasure else None,
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
        database=database,
        registry=registry,
        erasure=erasure,
    )


def _build_buying(services: Services, database: Pool, waits: Waits) -> Buying:
    settings, time = services.settings, services.time
    rules = Rules(
        sells=settings.sell_stars,
        terms_version=settings.terms_version,
        terms_url=settings.terms_url or "",
        per_order=settings.stars_per_order,
        first_order=settings.stars_first_order,
        per_user=settings.stars_per_user,
        waits=waits,
    )
    orders = Orders(database, defer=Jobs().defer, time=time, grace=waits.grace)
    return Buying(orders, services.shop, rules, time=time)


def _logins(
    settings: Settings,
    http: aiohttp.ClientSession,
    members: Members,
    registry: Registry | None,
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


def _erasure(settings: Settings, time: Time, seal: Seal, database: Pool | None) -> Erasure | None:
    if database is None:
        return None
    return Erasure(
        database,
        seal,
        dispute=timedelta(days=settings.dispute_days),
        retention=timedelta(days=366 * settings.retention_years),
        time=time,
    )


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
