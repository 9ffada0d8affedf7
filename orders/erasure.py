"""Deletion of a member from the tables of money, and of what has been kept for long enough.

Orders and payments stay as records without the member: the Telegram id becomes a random one. Who
has paid stays encrypted while a refund may be due or the payment may be taken back.
"""

import secrets
from collections.abc import Callable
from datetime import timedelta

from accounts.erase import UnfinishedOrderError
from orders.queries import ASKED
from orders.states import PaymentState
from runtime.clock import Time
from storage.postgres import Connection, Pool, transaction
from storage.seal import Seal

# Below all ids of Telegram, which have 52 bits: nobody has such an id, no chat either.
_NOBODY = -(2**53)
_BITS = 62
KEEP_KEYS = timedelta(days=7)  # how long an Idempotency-Key is remembered
_SETTLED = [PaymentState.REFUNDED, PaymentState.CHARGED_BACK]


# What a member has asked goes with the answers; that they asked about an order stays.
_QUESTIONS = (
    "DELETE FROM case_messages USING review_cases, orders WHERE case_id = review_cases.id"
    " AND review_cases.order_id = orders.id AND orders.user_id = %(user)s",
    "UPDATE review_cases SET closed_at = %(now)s, decision = 'data deleted', decided_by = 'member'"
    " FROM orders WHERE order_id = orders.id AND orders.user_id = %(user)s"
    " AND reason = %(asked)s AND closed_at IS NULL",
    "DELETE FROM review_cases WHERE user_id = %(user)s",
)


class Erasure:
    """Erases members; safe in any number of processes.

    Args:
        seal: encrypts who has paid.
        dispute: how long after a payment that is kept.
        retention: how long orders and payments are kept after they have ended.
        random: returns a number of so many bits.
    """

    def __init__(
        self,
        pool: Pool,
        seal: Seal,
        *,
        dispute: timedelta,
        retention: timedelta,
        time: Time,
        random: Callable[[int], int] = secrets.randbits,
    ) -> None:
        self._pool = pool
        self._seal = seal
        self._dispute = dispute
        self._retention = retention
        self._time = time
        self._random = random

    async def erase(self, user_id: int) -> int:
        """Delete a member; return the number of rows deleted or made nobody's.

        Raises UnfinishedOrderError, and DatabaseAwayError; nothing is deleted then.
        """
        nobody = _NOBODY - self._random(_BITS)
        async with transaction(self._pool) as connection:
            # Orders are made under this lock, too.
            await connection.execute(
                "SELECT FROM members WHERE user_id = %s FOR UPDATE", (user_id,)
            )
            found = await connection.execute(
                "SELECT FROM orders WHERE user_id = %s AND is_open LIMIT 1", (user_id,)
            )
            if found.rowcount:
                raise UnfinishedOrderError
            await self._seal_payers(connection, user_id)
            now = self._time.now()
            values = {"user": user_id, "nobody": nobody, "asked": ASKED, "now": now}
            changed = 0
            for statement in (
                *_QUESTIONS,
                "UPDATE orders SET user_id = %(nobody)s, invoice_url = NULL,"
                " quote = quote || '{\"knownAs\": null}' WHERE user_id = %(user)s",
                "UPDATE payments SET user_id = %(nobody)s WHERE user_id = %(user)s",
                "DELETE FROM receipts WHERE order_id IN"
                " (SELECT id FROM orders WHERE user_id = %(nobody)s)",
                "DELETE FROM idempotent_requests WHERE user_id = %(user)s",
                "DELETE FROM members WHERE user_id = %(user)s",
            ):
                changed += (await connection.execute(statement.encode(), values)).rowcount
        return changed

    async def payer(self, rail: str, ext_id: str) -> int | None:
        """Return who has made a payment, if that is still known although they were erased."""
        async with transaction(self._pool) as connection:
            found = await connection.execute(
                "SELECT sealed FROM sealed_payers WHERE rail = %s AND ext_id = %s", (rail, ext_id)
            )
            row = await found.fetchone()
        plain = self._seal.open(row[0], _owner(rail, ext_id)) if row else None
        return int(plain) if plain else None

    async def tidy(self) -> int:
        """Delete what has been kept for long enough; return the number of orders deleted.

        Payers are sealed again with the first key, so that older ones can be removed.
        """
        now = self._time.now()
        async with transaction(self._pool) as connection:
            await connection.execute(
                "DELETE FROM sealed_payers WHERE until < %s AND NOT EXISTS (SELECT FROM payments"
                " WHERE (payments.rail, payments.ext_id) = (sealed_payers.rail,"
                " sealed_payers.ext_id) AND payments.state = %s)",
                (now, PaymentState.REFUNDING),
            )
            await connection.execute(
                "DELETE FROM sealed_payers USING payments WHERE payments.rail = sealed_payers.rail"
                " AND payments.ext_id = sealed_payers.ext_id AND payments.state = ANY(%s)",
                (_SETTLED,),
            )
            await connection.execute(
                "DELETE FROM idempotent_requests WHERE began_at < %s", (now - KEEP_KEYS,)
            )
            await self._seal_again(connection)
            deleted = await connection.execute(
                "SELECT delete_orders_before(%s)", (now - self._retention,)
            )
            row = await deleted.fetchone()
        return int(row[0]) if row else 0

    async def _seal_payers(self, connection: Connection, user_id: int) -> None:
        now = self._time.now()
        found = await connection.execute(
            "SELECT rail, ext_id, paid_at, state FROM payments WHERE user_id = %s"
            " AND NOT state = ANY(%s)",
            (user_id, _SETTLED),
        )
        for rail, ext_id, paid_at, state in await found.fetchall():
            # A refund that is due needs the payer, however long ago the payment was.
            until = (now if state == PaymentState.REFUNDING else paid_at) + self._dispute
            if until > now:
                sealed = self._seal.close(str(user_id).encode(), _owner(rail, ext_id))
                await connection.execute(
                    "INSERT INTO sealed_payers (rail, ext_id, sealed, until)"
                    " VALUES (%s, %s, %s, %s)",
                    (rail, ext_id, sealed, until),
                )

    async def _seal_again(self, connection: Connection) -> None:
        found = await connection.execute(
            "SELECT rail, ext_id, sealed FROM sealed_payers FOR UPDATE"
        )
        for rail, ext_id, sealed in await found.fetchall():
            owner = _owner(rail, ext_id)
            plain = self._seal.open(sealed, owner)
            if plain is not None:
                await connection.execute(
                    "UPDATE sealed_payers SET sealed = %s WHERE rail = %s AND ext_id = %s",
                    (self._seal.close(plain, owner), rail, ext_id),
                )


def is_erased(user_id: int) -> bool:
    """Whether an order's or payment's member has been erased."""
    return user_id <= _NOBODY


def _owner(rail: str, ext_id: str) -> str:
    return f"payer:{rail}:{ext_id}"
