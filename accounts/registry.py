"""The registry of members in PostgreSQL: who has come, from where, and their GoMining account.

A member is bound to one GoMining user for good: money follows that binding. Nothing in it is a
secret, and addresses are kept as keyed hashes only, for look-up.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Literal

from psycopg.rows import class_row

from runtime.clock import Time
from storage.postgres import Pool

Reachability = Literal["needs_start", "ok", "blocked"]
LoginKind = Literal["wallet", "start"]
LONGEST_SOURCE = 64


@dataclass(frozen=True)
class MemberRecord:
    """A row of the registry.

    Attributes:
        source: the start parameter that the member came with, "" without one.
        gomining_user_id, partner_user_id: GoMining's ids, None until known.
    """

    user_id: int
    source: str
    language: str
    reachability: Reachability
    login_kind: LoginKind | None
    gomining_user_id: int | None
    partner_user_id: str | None


class OtherAccountError(Exception):
    """The member is bound to another GoMining account than the one that has logged in."""


class Registry:
    """Reads and writes the registry; safe in any number of processes."""

    def __init__(self, pool: Pool, *, key: bytes, time: Time) -> None:
        self._pool = pool
        self._key = key
        self._time = time

    async def meet(self, user_id: int, *, source: str, language: str) -> bool:
        """Enter somebody who is seen for the first time; True if they are new.

        Until they write to the bot or allow it, the bot may not write to them.
        """
        async with self._pool.connection() as connection:
            done = await connection.execute(
                "INSERT INTO members (user_id, first_seen, source, language, reachability)"
                " VALUES (%s, %s, %s, %s, 'needs_start') ON CONFLICT DO NOTHING",
                (user_id, self._time.now(), source[:LONGEST_SOURCE], language[:16]),
            )
        return done.rowcount == 1

    async def find(self, user_id: int) -> MemberRecord | None:
        """Return a member's row."""
        async with (
            self._pool.connection() as connection,
            connection.cursor(row_factory=class_row(MemberRecord)) as cursor,
        ):
            await cursor.execute(
                "SELECT user_id, source, language, reachability, login_kind, gomining_user_id,"
                " partner_user_id FROM members WHERE user_id = %s",
                (user_id,),
            )
            return await cursor.fetchone()

    async def set_reachability(self, user_id: int, reachability: Reachability) -> None:
        """Record whether the bot may write to a member."""
        await self._change(
            "UPDATE members SET reachability = %s WHERE user_id = %s", reachability, user_id
        )

    async def set_language(self, user_id: int, language: str) -> None:
        """Record the language that a member reads."""
        await self._change(
            "UPDATE members SET language = %s WHERE user_id = %s", language[:16], user_id
        )

    async def bind(
        self, user_id: int, gomining_user_id: int, *, kind: LoginKind, partner_user_id: str | None
    ) -> None:
        """Bind a member to a GoMining user at the first login; compare at every later one.

        Once known, the `partner_user_id` stays. Raises OtherAccountError where the member is bound
        to another account; nothing is changed then.
        """
        async with self._pool.connection() as connection:
            done = await connection.execute(
                "INSERT INTO members (user_id, first_seen, source, language, reachability,"
                " login_kind, gomining_user_id, partner_user_id, bound_at)"
                " VALUES (%(user)s, %(now)s, '', '', 'needs_start', %(kind)s, %(account)s,"
                " %(partner)s, %(now)s)"
                " ON CONFLICT (user_id) DO UPDATE SET login_kind = excluded.login_kind,"
                " gomining_user_id = excluded.gomining_user_id,"
                " partner_user_id = coalesce(excluded.partner_user_id, members.partner_user_id),"
                " bound_at = coalesce(members.bound_at, excluded.bound_at)"
                " WHERE members.gomining_user_id IS NULL"
                " OR members.gomining_user_id = excluded.gomining_user_id",
                {
                    "user": user_id,
                    "now": self._time.now(),
                    "kind": kind,
                    "account": gomining_user_id,
                    "partner": partner_user_id,
                },
            )
        if done.rowcount != 1:
            raise OtherAccountError

    async def set_ton_address(self, user_id: int, address: str) -> None:
        """Record the hash of a member's TON address."""
        await self._change(
            "UPDATE members SET ton_hash = %s WHERE user_id = %s", self._hash(address), user_id
        )

    async def set_bitcoin_address(self, user_id: int, address: str) -> None:
        """Record the hash of a member's payout address."""
        await self._change(
            "UPDATE members SET bitcoin_hash = %s WHERE user_id = %s", self._hash(address), user_id
        )

    async def with_address(self, address: str) -> list[int]:
        """Return the members who have used this TON or Bitcoin address."""
        async with self._pool.connection() as connection:
            hashed = self._hash(address)
            rows = await connection.execute(
                "SELECT user_id FROM members WHERE ton_hash = %s OR bitcoin_hash = %s"
                " ORDER BY user_id",
                (hashed, hashed),
            )
            return [row[0] for row in await rows.fetchall()]

    async def forget(self, user_id: int) -> bool:
        """Delete a member's row; False if there was none."""
        async with self._pool.connection() as connection:
            done = await connection.execute("DELETE FROM members WHERE user_id = %s", (user_id,))
        return done.rowcount == 1

    async def _change(self, statement: str, value: object, user_id: int) -> None:
        async with self._pool.connection() as connection:
            await connection.execute(statement.encode(), (value, user_id))

    def _hash(self, address: str) -> bytes:
        return hmac.digest(self._key, address.encode(), hashlib.sha256)
