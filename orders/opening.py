"""Opens PostgreSQL and builds what is kept in it. Loaded only where there is a database.

psycopg and procrastinate take 15 MB of memory, which a process without a database does not need.
"""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta

from accounts.registry import Registry
from market.shop import Shop
from orders.buying import Buying
from orders.erasure import Erasure
from orders.jobs import Jobs
from orders.orders import Orders
from orders.rules import Rules, Waits
from runtime.clock import Time
from runtime.settings import Settings, decode_key
from storage.postgres import Pool, check_schema, open_postgres
from storage.seal import Seal


@dataclass(frozen=True)
class Database:
    """A connected database of this code's version, and what reads and writes it."""

    pool: Pool
    registry: Registry
    erasure: Erasure
    orders: Orders


@asynccontextmanager
async def open_database(
    url: str, settings: Settings, seal: Seal, *, time: Time, waits: Waits
) -> AsyncIterator[Database]:
    """Open the database; DatabaseError if it does not answer or needs a migration."""
    assert settings.registry_key is not None  # noqa: S101 - the settings demand it with a database
    async with open_postgres(url) as pool:
        await check_schema(pool)
        yield Database(
            pool=pool,
            registry=Registry(pool, key=decode_key(settings.registry_key), time=time),
            erasure=Erasure(
                pool,
                seal,
                dispute=timedelta(days=settings.dispute_days),
                retention=settings.retention,
                time=time,
            ),
            orders=Orders(pool, defer=Jobs().defer, time=time, grace=waits.grace),
        )


def make_buying(
    database: Database, shop: Shop, settings: Settings, *, time: Time, waits: Waits
) -> Buying:
    """Return what sells by the operator's rules."""
    rules = Rules(
        sells=settings.sell_stars,
        terms_version=settings.terms_version,
        terms_url=settings.terms_url or "",
        per_order=settings.stars_per_order,
        first_order=settings.stars_first_order,
        per_user=settings.stars_per_user,
        waits=waits,
    )
    return Buying(database.orders, shop, rules, time=time)
