"""A shop that sells: sandbox, web app, bot and worker over a real Redis and PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import psycopg

from accounts.registry import Registry
from orders.orders import Orders
from orders.states import ENDED
from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from tests.bot.conftest import a_bot, until
from tests.servers import PostgresServer
from tests.world import Answer, World, open_web_app
from tools.serving import serving
from worker.app import Intervals, run_worker

ALICE = 1001
SELLING: dict[str, Any] = {
    "sell_stars": True,
    "terms_url": "https://example.com/terms",
    "support_contact": "@support",
}


@dataclass
class Selling:
    """The parts of a shop, and what buyers do in it."""

    world: World
    postgres: PostgresServer

    async def bind(self, user: int = ALICE) -> None:
        """Log the user in without a wallet and enter the account, as a login does."""
        await self.world.start(user)
        services = self.world.services
        session = await services.sessions.load(user)
        assert services.database is not None
        assert session is not None
        assert session.gomining_user_id is not None
        registry = Registry(services.database, key=b"k" * 32, time=services.time)
        await registry.bind(
            user,
            session.gomining_user_id,
            kind="start",
            partner_user_id=session.partner_user_id,
        )

    async def review(self, user: int = ALICE, *, place: int = 0) -> dict[str, Any]:
        """Return the review of an offer of the shop, by default the cheapest one."""
        offers = (await self.world.get("/api/shop", user)).body["items"]
        answer = await self.world.get(f"/api/orders/review?offer={offers[place]['id']}", user)
        assert answer.status == 200, answer.body
        return dict(answer.body)

    async def order(self, user: int = ALICE, *, place: int = 0) -> dict[str, Any]:
        """Order an offer and wait until it can be paid."""
        made = await self.send(await self.wanted(user, place=place), user)
        assert made.status == 200, made.body
        return await self.reaches(made.body["id"], "awaiting", user)

    async def wanted(self, user: int = ALICE, *, place: int = 0) -> dict[str, Any]:
        """Return the body of a request that orders an offer as it is shown now."""
        review = await self.review(user, place=place)
        return {
            "offer": str(review["offer"]["id"]),
            "priceStars": review["offer"]["priceStars"],
            "termsVersion": review["termsVersion"],
            "isAdult": True,
        }

    async def send(
        self, body: Any, user: int | None = ALICE, *, key: str | None = None, **headers: str
    ) -> Answer:
        """Send an order, by default with a new Idempotency-Key."""
        headers = {"Idempotency-Key": key or str(uuid4())} | headers
        return await self.world.call("POST", "/api/orders", user, json=body, headers=headers)

    async def cancel(self, order: str, user: int = ALICE) -> Answer:
        """Cancel an order."""
        return await self.world.post("/api/orders/cancel", {"id": order}, user)

    async def set_state(self, order: str, state: str) -> None:
        """Put an order into a state past the machine, for what follows from the state alone."""
        is_open = state not in ENDED
        await self.write(
            "UPDATE orders SET state = %s, is_open = %s WHERE id = %s", state, is_open, order
        )

    async def hurry(self, kind: str) -> None:
        """Make the waiting jobs of a kind due."""
        await self.write(
            "UPDATE procrastinate_jobs SET scheduled_at = now() - interval '1 s'"
            " WHERE task_name = %s AND status = 'todo'",
            kind,
        )

    async def write(self, statement: str, *values: Any) -> None:
        """Change the database, in a thread: who holds the row may be in this loop."""

        def execute() -> None:
            with psycopg.connect(self.postgres.owner_url) as owner:
                owner.execute(statement.encode(), values)

        await asyncio.to_thread(execute)

    async def show(self, order: str, user: int = ALICE) -> dict[str, Any]:
        """Return an order."""
        answer = await self.world.get(f"/api/order?id={order}", user)
        assert answer.status == 200, answer.body
        return dict(answer.body)

    async def reaches(
        self, order: str, *states: str | int, patience: float = 30.0
    ) -> dict[str, Any]:
        """Wait until an order is in one of the states; the last argument is the user."""
        user = int(states[-1]) if isinstance(states[-1], int) else ALICE

        async def check() -> dict[str, Any] | None:
            found = await self.show(order, user)
            return found if found["state"] in states else None

        found: dict[str, Any] = await until(check, f"{states} of {order}", patience=patience)
        return found

    async def pay(self, order: dict[str, Any], user: int = ALICE, **more: Any) -> dict[str, Any]:
        """Pay the invoice of an order, as Telegram's client does."""
        slug = order["invoiceUrl"].split("$")[-1]
        path = f"/sim/chat/pay?user={user}"
        paid = await self.world.sim("POST", path, {"slug": slug, **more})
        return dict(paid)

    async def buy(self, user: int = ALICE, *, place: int = 0) -> dict[str, Any]:
        """Order an offer and pay it; return the order as it was before the payment."""
        await self.set_stars(100_000, user)
        order = await self.order(user, place=place)
        paid = await self.pay(order, user)
        assert paid["status"] == "paid", paid
        return order

    async def order_then_list_breaks(self, user: int = ALICE) -> dict[str, Any]:
        """Buy, with a list of miners that can be read before the confirmation and not after it."""
        await self.world.inject_fault("broken", operation="nft/find-by-user")
        await self.world.inject_fault("slow", operation="nft/find-by-user", delay=0, times=1)
        return await self.buy(user)

    @property
    def orders(self) -> Orders:
        """The order machine of the web app."""
        assert self.world.services.buying is not None
        return self.world.services.buying.orders

    def id(self, order: dict[str, Any]) -> UUID:
        """Return the id of an order that the API has answered."""
        return UUID(order["id"])

    async def miners(self, order: str) -> list[int]:
        """Return the miners of the account that an order is for, as the partner knows them."""
        [(account,)] = self.rows("SELECT quote ->> 'account' FROM orders WHERE id = %s", order)
        state = await self.world.sim("GET", "/sim/partner/state")
        found: list[int] = next(
            user["miners"] for user in state["users"] if str(user["id"]) == account
        )
        return found

    async def stars(self, user: int = ALICE) -> int:
        """Return how many Stars a user has."""
        state = await self.world.sim("GET", f"/sim/chat/state?user={user}")
        return int(state["user"]["stars"])

    async def bot_calls(self, method: str) -> int:
        """Return how often the bot's processes have called a method of the Bot API."""
        calls = (await self.world.sim("GET", "/sim/chat/calls?limit=1000"))["calls"]
        return sum(call["method"] == method for call in calls)

    async def waiting(self, kind: str) -> list[float]:
        """Return in how many seconds each waiting job of a kind is due."""
        found = self.rows(
            "SELECT extract(epoch FROM scheduled_at - now()) FROM procrastinate_jobs"
            " WHERE task_name = %s AND status = 'todo' AND scheduled_at > now() ORDER BY id",
            kind,
        )
        return [float(row[0]) for row in found]

    async def set_stars(self, stars: int, user: int = ALICE) -> None:
        """Give a user so many Stars."""
        await self.world.sim("POST", f"/sim/chat/stars?user={user}", {"stars": stars})

    def rows(self, statement: str, *values: Any) -> list[tuple[Any, ...]]:
        """Return rows of the database."""
        with psycopg.connect(self.postgres.owner_url) as owner:
            return owner.execute(statement.encode(), values).fetchall()


@asynccontextmanager
async def open_shop(
    redis_url: str, postgres: PostgresServer, **settings: Any
) -> AsyncIterator[Selling]:
    """Run the sandbox, a web app and a bot, without a worker."""
    clock = Clock()
    async with (
        serving(make_sandbox(clock=clock)) as sandbox,
        open_web_app(
            sandbox, clock, redis_url, database_url=postgres.url, **(SELLING | settings)
        ) as world,
        a_bot(world),
    ):
        yield Selling(world, postgres)


def environment_of(selling: Selling, redis_url: str) -> dict[str, str]:
    """Return the settings of a shop as a process reads them."""
    settings = selling.world.services.settings
    assert settings.gomining_api_key
    assert settings.gomining_api_secret
    assert settings.registry_key
    return {
        "BOT_TOKEN": settings.bot_token.get_secret_value(),
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "GOMINING_API_URL": settings.gomining_api_url,
        "GOMINING_PARTNER_ID": settings.gomining_partner_id,
        "GOMINING_API_KEY": settings.gomining_api_key.get_secret_value(),
        "GOMINING_API_SECRET": settings.gomining_api_secret.get_secret_value(),
        "WEBAPP_URL": settings.webapp_url,
        "REDIS_URL": redis_url,
        "DATABASE_URL": selling.postgres.url,
        "SECRET_KEYS": settings.secret_keys[0].get_secret_value(),
        "REGISTRY_KEY": settings.registry_key.get_secret_value(),
        "SELL_STARS": "true",
        "TERMS_URL": settings.terms_url or "",
        "SUPPORT_CONTACT": settings.support_contact or "",
    }


@asynccontextmanager
async def a_worker(
    selling: Selling,
    *,
    intervals: Intervals = Intervals(),  # noqa: B008 - frozen
) -> AsyncIterator[str | None]:
    """Run a worker in this process; yields the address of its server, if it has one."""
    async with run_worker(selling.world.services, intervals=intervals) as address:
        yield address
        await asyncio.sleep(0)
