"""Orders that can be paid without a worker, and Telegram's list as a reader sees it."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from decimal import Decimal
from typing import Any

from orders import queries
from orders.models import STARS, Order, Payment
from orders.orders import Orders
from orders.quote import Quote
from orders.states import OrderStep
from sandbox import keys
from tests.selling import ALICE, Selling, open_shop
from tests.servers import PostgresServer
from worker.star_books import StarBooks
from worker.telegram import open_bot

STARS_EACH = 100


@dataclass
class Bed:
    """A shop with a reader of Telegram's list."""

    selling: Selling
    books: StarBooks
    orders: Orders
    made: int = 0

    async def payable(self, *, user: int = ALICE, stars: int = STARS_EACH) -> tuple[Order, str]:
        """Return an order that can be paid, and the slug of its invoice."""
        self.made += 1
        quote = Quote("Miner", Decimal(1), Decimal(15), Decimal(1), 501, f"tg-{user}", "1")
        async with self.orders.transaction() as connection:
            order, _ = await self.orders.create(
                connection,
                user_id=user,
                target=f"{self.made}",
                currency=STARS,
                price_units=stars,
                quote=quote.fields(),
                valid=timedelta(minutes=10),
            )
            order = await self.orders.step(connection, order.id, OrderStep.PREPARE)
        return order, await self.invoice(str(order.id), stars)

    async def invoice(self, payload: str, stars: int = STARS_EACH) -> str:
        """Return the slug of an invoice."""
        body = {
            "title": "Miner",
            "description": "A miner",
            "payload": payload,
            "currency": STARS,
            "prices": [{"label": "Miner", "amount": stars}],
        }
        path = f"/bot{keys.BOT_TOKEN}/createInvoiceLink"
        made = await self.selling.world.sim("POST", path, body)
        return str(made["result"]).split("$")[-1]

    async def pay(self, slug: str, user: int = ALICE) -> str:
        """Pay an invoice; return the id of the charge."""
        paid = await self.selling.world.sim("POST", f"/sim/chat/pay?user={user}", {"slug": slug})
        assert paid["charge_id"], paid
        return str(paid["charge_id"])

    async def fault(self, kind: str, **more: Any) -> None:
        """Inject a fault into Telegram."""
        await self.selling.world.sim("POST", "/sim/chat/fault", {"kind": kind, **more})

    async def undelivered(self, **more: Any) -> tuple[Order, str]:
        """Return an order, and the charge that has paid it without an update."""
        await self.fault("payment_undelivered", times=1)
        order, slug = await self.payable(**more)
        return order, await self.pay(slug)

    async def order(self, order: Order) -> Order:
        """Read an order again."""
        async with self.orders.transaction() as connection:
            found = await queries.find_order(connection, order.id)
        assert found is not None
        return found

    async def payments(self, order: Order) -> list[Payment]:
        """Return the payments of an order."""
        async with self.orders.transaction() as connection:
            return await queries.payments_of(connection, order.id)

    async def transactions(self) -> list[dict[str, Any]]:
        """Return Telegram's list."""
        found = await self.selling.world.sim("GET", "/sim/chat/transactions")
        return list(found["transactions"])

    async def set_transactions(self, entries: list[dict[str, Any]]) -> None:
        """Replace Telegram's list."""
        body = {"transactions": entries}
        await self.selling.world.sim("POST", "/sim/chat/transactions", body)

    async def calls(self, method: str) -> list[dict[str, Any]]:
        """Return the calls of a method of the Bot API."""
        found = await self.selling.world.sim("GET", "/sim/chat/calls?limit=1000")
        return [call for call in found["calls"] if call["method"] == method]

    def cases(self) -> list[str]:
        """Return the reasons of the open review cases."""
        query = "SELECT reason FROM review_cases WHERE closed_at IS NULL ORDER BY id"
        return [row[0] for row in self.selling.rows(query)]

    def cursor(self) -> tuple[int, str]:
        """Return where the reader is."""
        position, seen = self.selling.rows(
            "SELECT position, seen FROM cursors WHERE name = 'stars'"
        )[0]
        return position, seen


@asynccontextmanager
async def open_bed(redis_url: str, postgres: PostgresServer, **settings: Any) -> AsyncIterator[Bed]:
    """Open a shop without a worker, and a reader that reads when it is asked."""
    async with open_shop(redis_url, postgres, **settings) as selling:
        services = selling.world.services
        assert services.database is not None
        assert services.buying is not None
        orders = services.buying.orders
        async with open_bot(services) as bot:
            books = StarBooks(services.database, orders, bot, time=services.time)
            await selling.set_stars(100_000)
            yield Bed(selling, books, orders)
