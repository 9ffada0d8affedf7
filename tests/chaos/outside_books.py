"""What Telegram and the partner say about purchases, by their public operations only."""

import asyncio
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any
from uuid import UUID

from gomining.endpoints import ListUserMiners
from orders.buying import order_id_of
from sandbox import keys
from tests.chaos.selling_system import System

DEPOSIT = "deposit"  # the id of what the bot had before the first order
PAGE = 100  # the most transactions in one answer


@dataclass(frozen=True)
class Entry:
    """A transaction in Telegram's list.

    Attributes:
        is_in: whether it came in; else it went out, by a refund or a chargeback.
        is_refund: whether it went back to the payer by Telegram.
        order_id: from the invoice's payload; None for a chargeback.
    """

    charge_id: str
    units: int
    is_in: bool
    is_refund: bool
    user_id: int | None
    order_id: UUID | None
    at: datetime


async def transactions(system: System) -> list[Entry]:
    """Return Telegram's transactions but the deposit of the test, oldest first."""
    found: list[Any] = []
    url = f"{system.sandbox}/bot{keys.BOT_TOKEN}/getStarTransactions"
    while True:
        body = {"offset": len(found), "limit": PAGE}
        async with system.http.post(url, json=body) as response:
            answer = await response.json()
        if not answer.get("ok"):  # a fault that is still active
            await asyncio.sleep(0.2)
            continue
        page = answer["result"]["transactions"]
        found += page
        if len(page) < PAGE:
            return [_entry(one) for one in found if one["id"] != DEPOSIT]


def _entry(row: Any) -> Entry:
    partner = row.get("source") or row.get("receiver")
    is_user = partner["type"] == "user"
    return Entry(
        charge_id=row["id"],
        units=row["amount"],
        is_in="source" in row,
        is_refund="receiver" in row and is_user,
        user_id=partner["user"]["id"] if is_user else None,
        order_id=order_id_of(partner["invoice_payload"]) if is_user else None,
        at=datetime.fromtimestamp(row["date"], UTC),
    )


async def balance(system: System) -> int:
    """Return the bot's Stars."""
    url = f"{system.sandbox}/bot{keys.BOT_TOKEN}/getMyStarBalance"
    async with system.http.post(url) as response:
        return int((await response.json())["result"]["amount"])


Miners = dict[tuple[int, str], set[str]]  # ids by user and collection


async def miners_of(system: System, users: Sequence[int]) -> Miners:
    """Return the miners of these Telegram users at the partner."""
    found: Miners = defaultdict(set)
    for user in users:
        page = await system.ask_partner(ListUserMiners(partner_user_id=f"tg-{user}", limit=999))
        for miner in page.items:
            found[user, str(miner.nft_collection_id)].add(str(miner.id))
    return found
