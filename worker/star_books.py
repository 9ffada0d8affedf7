"""Reads Telegram's list of transactions in Stars, and books what no update has brought.

An update may be lost, and none is sent when a store takes a payment back. The list has everything,
but no search: it is read from a little before the last position, and whole from time to time.
"""

import logging
from collections.abc import AsyncIterator, Sequence
from contextlib import asynccontextmanager
from datetime import timedelta

import psycopg
from aiogram import Bot
from aiogram.exceptions import AiogramError
from psycopg_pool import PoolTimeout

from orders import queries, star_list
from orders.buying import RAIL
from orders.models import STARS, Charge
from orders.orders import Orders
from orders.rules import OrderMissingError
from orders.star_list import INVOICE, NANO, Balance, Cursor, Entry, Key
from orders.states import IllegalStepError, PaymentState
from runtime.clock import Time
from storage.postgres import Connection, Pool
from storage.schema import DatabaseAwayError
from worker.metrics import LIST_CHANGES, STARS_BALANCE
from worker.star_pages import nanostars_of, pages

log = logging.getLogger(__name__)

EVERY = timedelta(seconds=60)
WHOLE_EVERY = timedelta(hours=24)
AGAIN = 100  # entries before the last position that are read again
_LOCK = 0x5374617273  # of PostgreSQL: the worker that holds it reads


class ListChangedError(Exception):
    """The list does not go on where it was read to."""


class StarBooks:
    """The reader of one worker; of all workers, one reads at a time."""

    def __init__(
        self,
        pool: Pool,
        orders: Orders,
        bot: Bot,
        *,
        time: Time,
        whole_every: timedelta = WHOLE_EVERY,
    ) -> None:
        self._pool = pool
        self._orders = orders
        self._bot = bot
        self._time = time
        self._whole_every = whole_every

    async def keep_reading(self, every: timedelta = EVERY) -> None:
        """Read again and again; where PostgreSQL or Telegram is away, the next read catches up."""
        while True:
            try:
                await self.read()
            except (DatabaseAwayError, psycopg.Error, PoolTimeout, AiogramError) as error:
                log.warning("Telegram's transactions cannot be read: %s", type(error).__name__)
            except Exception:  # one entry of an unforeseen kind must not stop the reads for good
                log.exception("Telegram's transactions cannot be read")
            await self._time.sleep(every.total_seconds())

    async def read(self, *, whole: bool = False) -> bool:
        """Read what is new, or the whole list if it is time for that; False if another reads."""
        async with self._locked() as is_ours:
            if not is_ours:
                return False
            before = await nanostars_of(self._bot)
            cursor, is_due = await self._position()
            if whole or is_due:
                await self._read_whole()
            else:
                try:
                    await self._read_new(cursor)
                except ListChangedError as error:
                    log.error("Telegram's list of transactions has changed: %s", error)  # noqa: TRY400
                    LIST_CHANGES.inc()
                    await self._read_whole()
            after = await nanostars_of(self._bot)
            await self._compare(after, is_steady=before == after)
        return True

    @asynccontextmanager
    async def _locked(self) -> AsyncIterator[bool]:
        """Hold the lock, which ends with the connection of a worker that dies."""
        async with self._pool.connection() as connection:
            found = await connection.execute("SELECT pg_try_advisory_lock(%s)", (_LOCK,))
            is_ours = await found.fetchone() == (True,)
            try:
                yield is_ours
            finally:
                if is_ours and not connection.closed:
                    await connection.execute("SELECT pg_advisory_unlock(%s)", (_LOCK,))

    async def _position(self) -> tuple[Cursor, bool]:
        """Return where the reads have come to, and whether a whole read is due."""
        now = self._time.now()
        async with self._orders.transaction() as connection:
            cursor = await star_list.cursor_of(connection, star_list.NAME)
            whole = await star_list.cursor_of(connection, star_list.WHOLE)
        is_due = whole is None or now - whole.changed_at >= self._whole_every
        return cursor or Cursor(0, "", now), is_due

    async def _read_new(self, cursor: Cursor) -> None:
        """Read on. Raises ListChangedError where the last entry is not the one remembered."""
        position = max(0, cursor.position - AGAIN)
        place = cursor.position - 1 - position  # of the remembered entry, in the first page
        found, seen = "nothing" if cursor.position else cursor.seen, cursor.seen
        async for page in pages(self._bot, position):
            if 0 <= place < len(page):
                found = str(page[place].key)
            if found != cursor.seen:
                break
            await self._book(page)
            position, seen = position + len(page), str(page[-1].key)
            if position > cursor.position:
                await self._move(star_list.NAME, position, seen)
        if found != cursor.seen:
            raise ListChangedError(f"{cursor.seen} was number {cursor.position}, now {found} is")
        if position <= cursor.position:
            await self._move(star_list.NAME, cursor.position, cursor.seen)

    async def _read_whole(self) -> None:
        """Read from the first entry on, and look into those that are no longer there.

        A whole read that is cut off is begun again from the first entry.
        """
        began, position, seen = self._time.now(), 0, ""
        async for page in pages(self._bot):
            await self._book(page)
            position, seen = position + len(page), str(page[-1].key)
        async with self._orders.transaction() as connection:
            now = self._time.now()
            for key in await star_list.mark_gone(connection, before=began, now=now):
                await self._look_into(connection, key)
        for name in (star_list.NAME, star_list.WHOLE):
            await self._move(name, position, seen)
        log.info("all %d transactions of Telegram's list were read", position)

    async def _move(self, name: str, position: int, seen: str) -> None:
        async with self._orders.transaction() as connection:
            await star_list.set_cursor(connection, name, position, seen, now=self._time.now())

    async def _look_into(self, connection: Connection, key: Key) -> None:
        """Open a case for the order of an entry that has vanished from the list."""
        log.error("%s has vanished from Telegram's list of transactions", key)
        order_id = await queries.order_of_payment(connection, RAIL, key.id)
        if order_id is not None:
            reason = f"{key} has vanished from Telegram's list"
            await queries.open_case(connection, order_id, reason, now=self._time.now())

    async def _book(self, page: Sequence[Entry]) -> None:
        """Book what the page has and the payments have not; then record the page."""
        async with self._orders.transaction() as connection:
            states = await star_list.states_of(connection, [entry.key.id for entry in page])
            named = [entry.order_id for entry in page if entry.order_id]
            orders = await star_list.existing(connection, named)
        for entry in page:
            try:
                if entry.key.direction == "out" and entry.key.id in states:
                    await self._take_back(entry)
                elif entry.order_id in orders and entry.key.id not in states:
                    payment = await self._orders.book(charge_of(entry))
                    log.warning("the list has brought a payment: %s", payment.ext_id)
                    states[entry.key.id] = payment.state
            except (IllegalStepError, OrderMissingError) as error:
                log.error("%s of Telegram's list cannot be booked: %s", entry.key, error)  # noqa: TRY400
        async with self._orders.transaction() as connection:
            await star_list.enter(connection, page, now=self._time.now())

    async def _take_back(self, entry: Entry) -> None:
        """Record that a payment has gone back: by our refund, or without us."""
        payment = await self._orders.payment(RAIL, entry.key.id)
        is_refund = entry.kind == INVOICE
        if payment.state is PaymentState.CHARGED_BACK:
            return
        if payment.state is PaymentState.REFUNDED and is_refund:
            return
        if payment.state is PaymentState.REFUNDING and is_refund:
            await self._orders.refunded(RAIL, entry.key.id)
        else:
            log.error("payment %s was taken back, not by us", entry.key.id)
            await self._orders.charged_back(RAIL, entry.key.id)

    async def _compare(self, nanostars: int, *, is_steady: bool) -> None:
        """Compare the balance with the sum of the list; a payment meanwhile makes that useless.

        A difference that two reads find is a case, if only one order's payment can be what is
        missing.
        """
        STARS_BALANCE.set(nanostars / NANO)
        async with self._orders.transaction() as connection:
            known = await star_list.balance_of(connection)
            surplus = nanostars - await star_list.expected(connection)
            if not is_steady:
                surplus = known.surplus if known else 0
            times = known.times + is_steady if known and known.surplus == surplus else 1
            now = self._time.now()
            balance = Balance(nanostars, surplus, times, now)
            await star_list.set_balance(connection, balance)
            if balance.is_wrong and not (known and known.is_wrong and known.surplus == surplus):
                stars = star_list.stars_text(-surplus)
                log.error("the bot has %s Stars less than Telegram's list adds up to", stars)
                candidates = await star_list.kept_of(connection, -surplus // NANO)
                if len(candidates) == 1:
                    reason = "its Stars are missing at Telegram; a chargeback?"
                    await queries.open_case(connection, candidates[0], reason, now=now)


def charge_of(entry: Entry) -> Charge:
    """Return the charge that an entry is."""
    if entry.user_id is None:
        raise ValueError(f"{entry.key} has no payer")
    return Charge(
        rail=RAIL,
        ext_id=entry.key.id,
        order_id=entry.order_id,
        user_id=entry.user_id,
        currency=STARS,
        units=entry.nanostars // NANO,
        paid_at=entry.at,
    )
