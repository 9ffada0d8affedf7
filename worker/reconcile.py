"""`python -m worker reconcile`: reads the three books, prints them side by side, and compares them.

Telegram and GoMining are asked by their public operations, never read from tables of ours.
"""

import asyncio
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime

from aiogram import Bot
from aiogram.exceptions import AiogramError

from accounts.partner_user import PartnerUser
from gomining.errors import GoMiningError
from gomining.models import Miner
from orders.orders import Orders
from orders.records import Records, load_records
from orders.star_list import TAKEN_BACK, stars_text
from orders.states import OrderState
from portfolio.miners import all_miners
from runtime.settings import Settings
from services import Services, open_services
from worker.cases import CommandError
from worker.reconciling import (
    Checked,
    Difference,
    OwnedMiner,
    TelegramBooks,
    compare_balance,
    compare_miners,
    compare_orders,
    compare_payments,
    expected_balance,
    readable_accounts,
    sort_list,
)
from worker.star_pages import nanostars_of, pages
from worker.telegram import open_bot

AT_ONCE = 4  # accounts whose miners are read at the same time
# A payment may come between two books: what differs is read again after so many seconds.
AGAIN = 5.0


@dataclass(frozen=True)
class Report:
    """The three books as they were read, and where they differ."""

    telegram: TelegramBooks
    ours: Records
    miners: Checked
    differences: Sequence[Difference]


async def run(settings: Settings) -> tuple[list[str], bool]:
    """Reconcile; return the lines of the report, and whether the books agree.

    Raises CommandError where Telegram does not answer.
    """
    async with open_services(settings) as services, open_bot(services) as bot:
        if services.buying is None:
            raise CommandError("This needs DATABASE_URL.")
        try:
            report = await reconcile(services, services.buying.orders, bot)
        except AiogramError as error:
            raise CommandError(f"Telegram cannot be read: {type(error).__name__}") from None
        return list(lines_of(report, services.time.now())), not report.differences


async def reconcile(services: Services, orders: Orders, bot: Bot) -> Report:
    """Read and compare; a difference counts if it is there twice.

    Raises AiogramError where Telegram does not answer, psycopg's errors where PostgreSQL does not.
    """
    report = await _compare(services, orders, bot)
    if report.differences:
        await services.time.sleep(AGAIN)
        again = await _compare(services, orders, bot)
        twice = [one for one in again.differences if one in report.differences]
        report = Report(again.telegram, again.ours, again.miners, twice)
    return report


async def _compare(services: Services, orders: Orders, bot: Bot) -> Report:
    entries = [entry async for page in pages(bot) for entry in page]
    nanostars = await nanostars_of(bot)
    async with orders.transaction() as connection:
        ours = await load_records(connection)
    now = services.time.now()
    accounts = await _read_accounts(services, readable_accounts(ours, now))
    kept_since = now - services.settings.retention
    telegram = sort_list(entries, nanostars, ours, kept_since=kept_since)
    checked, missing = compare_miners(accounts, ours, now)
    found = [
        *compare_payments(telegram, ours),
        *compare_balance(telegram, ours),
        *compare_orders(ours, now),
        *missing,
    ]
    return Report(telegram, ours, checked, found)


async def _read_accounts(
    services: Services, names: Sequence[str]
) -> dict[str, list[OwnedMiner] | None]:
    """Return the miners of accounts; None for one that cannot be read."""
    free = asyncio.Semaphore(AT_ONCE)

    async def read(name: str) -> list[OwnedMiner] | None:
        async with free:
            try:
                return await all_miners(PartnerUser(services.client, name), _owned)
            except GoMiningError:
                return None

    return dict(zip(names, await asyncio.gather(*map(read, names)), strict=True))


def _owned(miner: Miner) -> OwnedMiner:
    collection = miner.nft_collection_id
    return OwnedMiner(str(miner.id), None if collection is None else str(collection))


def lines_of(report: Report, now: datetime) -> Iterator[str]:
    """Yield the lines of a report."""
    telegram, ours, miners = report.telegram, report.ours, report.miners
    back = [one for one in ours.payments.values() if one.state in TAKEN_BACK]
    done = sum(order.state is OrderState.DONE for order in ours.orders.values())
    yield f"books at {now:%Y-%m-%d %H:%M:%S} UTC"
    yield _row("", "Telegram", "ours", "GoMining")
    yield _row("payments", len(telegram.payments), len(ours.payments), "")
    paid = stars_text(sum(entry.nanostars for entry in telegram.payments.values()))
    yield _row("  in Stars", paid, sum(one.units for one in ours.payments.values()), "")
    yield _row("gone back", len(telegram.returns), len(back), "")
    returned = stars_text(sum(entry.nanostars for entry in telegram.returns.values()))
    yield _row("  in Stars", returned, sum(one.units for one in back), "")
    expected = stars_text(expected_balance(telegram, ours))
    yield _row("balance in Stars", stars_text(telegram.nanostars), expected, "")
    yield _row("miners delivered", "", done, miners.seen)
    if miners.unreadable:
        yield f"{miners.unreadable} done orders cannot be read at GoMining"
    if miners.old:
        yield f"{miners.old} done orders are older than 21 days: their miners may be elsewhere"
    if telegram.older:
        yield f"{telegram.older} payments at Telegram are older than our orders"
    if not report.differences:
        yield "the books agree"
        return
    yield f"differences: {len(report.differences)}"
    yield from (f"  {one}" for one in report.differences)


def _row(name: str, *columns: object) -> str:
    return (f"{name:18}" + "".join(f"{column!s:>16}" for column in columns)).rstrip()
