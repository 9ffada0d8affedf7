"""A simulated buyer in the mini-app, who repeats every request that fails."""

import asyncio
import json
import random
import time
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import aiohttp

from orders.states import ENDED, OrderState
from tests.chaos.mini_app_users import DOCUMENTED_STATUSES, HANG_SECONDS, Findings, Reply
from tests.chaos.selling_system import System
from tests.world import init_data_for

FIRST_USER = 800_000
STARS = 10_000_000  # of each buyer, so that nobody runs out of them
OFFERS = 6  # of the shop that buyers choose from
PATIENCE = 300.0  # seconds until an order has to have ended
AGAIN = {0, 408, 429, 500, 502, 503, 504}  # answers after which the request is repeated


class StuckError(Exception):
    """Something took longer than PATIENCE."""


class Buyer:
    """A buyer with an account at the partner and Stars at Telegram.

    Attributes:
        made: the orders that answers have named to this buyer.
    """

    def __init__(self, number: int, *, system: System, findings: Findings, seed: int = 0) -> None:
        self.user_id = FIRST_USER + number
        self.made: list[str] = []
        self.system = system
        self.findings = findings
        self.random = random.Random(f"{seed} {number}")  # noqa: S311 - reproducible

    async def enter(self) -> None:
        """Come to Telegram, start the bot, and log in without a wallet."""
        user = {"id": self.user_id, "first_name": f"Buyer{self.user_id}"}
        await self.system.sim("POST", "/sim/chat/users", user)
        await self.chat("stars", {"stars": STARS})
        await self.chat("start", {})
        await self.log_in()

    async def log_in(self) -> None:
        """Log in without a wallet."""
        reply = await self.ask("POST", "/api/auth/start", {"switchAccount": False})
        if reply.status != 200:
            raise StuckError(f"{self.user_id} cannot log in: {reply.status} {reply.code}")

    async def chat(self, action: str, body: Mapping[str, Any]) -> Any:
        """Do something in Telegram, by `POST /sim/chat/…`."""
        return await self.system.sim("POST", f"/sim/chat/{action}?user={self.user_id}", dict(body))

    async def ask(
        self, method: str, path: str, body: Any = None, *, key: str | None = None
    ) -> Reply:
        """Send a request until it is answered, each time to any of the web processes."""
        deadline = time.monotonic() + PATIENCE
        while True:
            reply = await self._send(method, path, body, {"Idempotency-Key": key} if key else {})
            if reply.status == 401 and reply.code == "not_logged_in" and path != "/api/auth/start":
                self.findings.counts["logins ended"] += 1
                await self.log_in()
            elif reply.status not in AGAIN:
                return reply
            if time.monotonic() > deadline:
                raise StuckError(f"{self.user_id}: {method} {path} has no answer: {reply}")
            self.findings.counts["requests repeated"] += 1
            await asyncio.sleep(self.random.uniform(0.2, 1))

    async def order(self) -> dict[str, Any]:
        """Order a miner, sometimes by two requests at once, and return it once it is prepared."""
        offers: Sequence[Any] = (await self.ask("GET", "/api/shop")).body["items"]
        offer = str(self.random.choice(offers[:OFFERS])["id"])
        review = await self.ask("GET", f"/api/orders/review?offer={offer}")
        if review.status != 200 or review.body["refusal"] is not None:
            raise StuckError(f"{self.user_id} may not order {offer}: {review}")
        body = {
            "offer": offer,
            "priceStars": review.body["offer"]["priceStars"],
            "termsVersion": review.body["termsVersion"],
            "isAdult": True,
        }
        key = str(uuid4())
        times = self.random.choice([1, 1, 1, 2])
        asks = (self.ask("POST", "/api/orders", body, key=key) for _ in range(times))
        replies = await asyncio.gather(*asks)
        if any(reply.status != 200 for reply in replies):
            raise StuckError(f"{self.user_id} cannot order {offer}: {replies}")
        ids = {str(reply.body["id"]) for reply in replies}
        if len(ids) > 1:
            self.findings.fail(f"one key has made the orders {sorted(ids)}")
        self.made += sorted(ids)
        self.findings.counts["orders"] += 1
        return dict(replies[0].body)

    async def show(self, order_id: str) -> dict[str, Any]:
        """Return an order."""
        reply = await self.ask("GET", f"/api/order?id={order_id}")
        if reply.status != 200:
            raise StuckError(f"order {order_id} cannot be read: {reply}")
        return dict(reply.body)

    async def reaches(
        self, order_id: str, states: frozenset[OrderState] | set[OrderState]
    ) -> dict[str, Any]:
        """Wait until an order is in one of the states, or has ended."""
        deadline = time.monotonic() + PATIENCE
        while True:
            order = await self.show(order_id)
            if order["state"] in states | ENDED:
                return order
            if time.monotonic() > deadline:
                raise StuckError(f"order {order_id} is {order['state']} for {PATIENCE:.0f} s")
            await asyncio.sleep(self.random.uniform(0.5, 1.5))

    async def cancel(self, order_id: str) -> bool:
        """Cancel an order; False if it is too late for that."""
        reply = await self.ask("POST", "/api/orders/cancel", {"id": order_id})
        if reply.status == 200:
            return True
        if reply.code != "cannot_cancel":
            self.findings.fail(f"order {order_id} cannot be cancelled: {reply}")
        return False

    async def pay(self, order: Mapping[str, Any]) -> dict[str, Any]:
        """Pay an invoice once, as Telegram's client does; `charge_id` says whether it was paid."""
        slug = str(order["invoiceUrl"]).split("$")[-1]
        paid: dict[str, Any] = await self.chat("pay", {"slug": slug})
        self.findings.counts[f"payment {paid['status']}"] += 1
        return paid

    async def pay_until_paid(self, order: Mapping[str, Any]) -> str | None:
        """Pay again until the bot agrees; None once the order cannot be paid any more."""
        now = dict(order)
        while now["state"] == OrderState.AWAITING:
            paid = await self.pay(now)
            if paid["charge_id"] or paid["pending_id"]:
                return str(paid["charge_id"] or paid["pending_id"])
            await asyncio.sleep(self.random.uniform(0.3, 1))
            now = await self.show(str(order["id"]))
        return None

    async def _send(self, method: str, path: str, body: Any, headers: Mapping[str, str]) -> Reply:
        url = self.random.choice(self.system.webs()) + path
        signed = f"tma {init_data_for(self.user_id, now=datetime.now(UTC))}"
        timeout = aiohttp.ClientTimeout(total=HANG_SECONDS)
        try:
            async with self.system.http.request(
                method, url, json=body, headers={"Authorization": signed, **headers},
                timeout=timeout,
            ) as response:  # fmt: skip
                reply = Reply(response.status, json.loads(await response.read()))
        except TimeoutError:
            self.findings.fail(f"{method} {path} hangs")
            return Reply(0)
        except (aiohttp.ClientError, OSError):
            return Reply(0)
        if reply.status not in DOCUMENTED_STATUSES | {403, 404}:
            self.findings.fail(f"{method} {path} answers {reply.status}: {reply.body}")
        self.findings.counts[f"{reply.status} {reply.code}".strip()] += 1
        return reply
