"""An operator who decides review cases as a person does: by looking at the partner's list."""

import asyncio
import logging
import random
from datetime import UTC, datetime, timedelta
from uuid import UUID

from gomining.endpoints import ListUserMiners
from orders import queries
from orders.models import Order
from orders.orders import Orders
from orders.quote import quote_of
from orders.states import OrderState, OrderStep
from tests.chaos.mini_app_users import Findings
from tests.chaos.selling_system import DATABASE_ERRORS, CommandFailedError, System

log = logging.getLogger("chaos")

ACTOR = "chaos operator"
COMMANDS = {
    OrderStep.RETRY: "retry",
    OrderStep.SETTLE: "settle",
    OrderStep.GIVE_BACK: "refund",
}
# After the last step, so that no request is on its way to the partner any more.
CAREFUL = timedelta(seconds=8)


class Decider:
    """Decides every case of an order in review."""

    def __init__(self, system: System, orders: Orders, findings: Findings, *, seed: int) -> None:
        self._system = system
        self._orders = orders
        self._findings = findings
        self._random = random.Random(f"decider {seed}")  # noqa: S311 - reproducible

    async def run(self, finished: asyncio.Event) -> None:
        """Decide until `finished`."""
        while not finished.is_set():
            try:
                await self.decide_all()
            except DATABASE_ERRORS:
                self._findings.counts["decisions put off"] += 1
            await asyncio.sleep(1)

    async def decide_all(self) -> None:
        """Decide the cases that are open now."""
        async with self._orders.transaction() as connection:
            cases = await queries.open_cases(connection)
        for order_id in {order_id for order_id, _, _ in cases}:
            await self.decide(order_id)

    async def decide(self, order_id: UUID, *, preferred: OrderStep | None = None) -> None:
        """Decide about one order; `preferred` is taken where the miner has not come."""
        async with self._orders.transaction() as connection:
            order = await queries.find_order(connection, order_id)
        if order is None or order.state is not OrderState.REVIEW:
            return  # it was charged back after its end: the case is for the books
        if datetime.now(UTC) - order.changed_at < CAREFUL:
            return
        if await self._has_come(order):
            step = OrderStep.SETTLE
        else:
            step = preferred or self._random.choice([OrderStep.RETRY, OrderStep.GIVE_BACK])
        decision = [COMMANDS[step], str(order_id), "--by", ACTOR, "--reason", "seen in the list"]
        try:
            await self._system.command("cases", *decision)
        except CommandFailedError as error:  # PostgreSQL is away, or the case is decided
            log.info("%s", error)
            return
        self._findings.counts[f"decided {step}"] += 1

    async def _has_come(self, order: Order) -> bool:
        """Whether the account has a miner of this kind that belongs to no other order."""
        quote = quote_of(order)
        assert quote.known_as is not None
        page = await self._system.ask_partner(
            ListUserMiners(partner_user_id=quote.known_as, limit=999)
        )
        miners = {str(m.id) for m in page.items if str(m.nft_collection_id) == order.target}
        # What is done has a miner of its own, also where nobody has seen which.
        done = await self._system.rows(
            "SELECT count(*) FROM orders WHERE user_id = %s AND target = %s AND state = 'done'",
            order.user_id,
            order.target,
        )
        return len(miners) > int(done[0][0])
