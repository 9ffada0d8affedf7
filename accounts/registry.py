"""The registry of members in PostgreSQL: who has come, from where, and their GoMining account.

A member is bound to one GoMining user: money follows that binding. Nothing in it is a secret, and
addresses are kept as keyed hashes only, for look-up. The key is REGISTRY_KEY, which stays the same
for good: under another key no address would be found again, and a key of SECRET_KEYS is rotated.
"""

import hashlib
import hmac
from dataclasses import dataclass
from typing import Any, Literal

from psycopg.errors import UniqueViolation
from psycopg.rows import class_row

from accounts.binding import LinkTakenError, OpenOrderError, OtherAccountError
from accounts.visitors import Contact, Reachability
from runtime.clock import Time
from runtime.settings import LoginWay
from storage.postgres import Connection, Pool, transaction

LONGEST_SOURCE = 64
LONGEST_LANGUAGE = 16

_SELECT = (
    "SELECT user_id, source, language, reachability, login_kind, gomining_user_id,"
    " partner_user_id, linked_as, recovery, ton_hash FROM members WHERE user_id = %s"
)
# A row that a login has made knows neither source nor language. Who has blocked the bot has to
# write to it: what the page says of a permission may be older than that.
_MEET = """
INSERT INTO members (user_id, first_seen, source, language, reachability)
VALUES (%(user)s, %(now)s, %(source)s, %(language)s, %(reachability)s)
ON CONFLICT (user_id) DO UPDATE SET
  source = CASE members.language WHEN '' THEN excluded.source ELSE members.source END,
  language = CASE members.language WHEN '' THEN excluded.language ELSE members.language END,
  reachability = CASE WHEN %(wrote)s OR members.reachability = 'needs_start'
    THEN excluded.reachability ELSE members.reachability END
  WHERE members.language = '' OR excluded.reachability = 'ok' AND members.reachability <> 'ok'
    AND (%(wrote)s OR members.reachability = 'needs_start')
RETURNING xmax = 0
"""
_ENTER = """
INSERT INTO members (user_id, first_seen, source, language, reachability)
VALUES (%s, %s, '', '', 'needs_start') ON CONFLICT DO NOTHING
"""
_ADD = """
UPDATE members SET login_kind = %(kind)s,
  gomining_user_id = coalesce(%(account)s, gomining_user_id),
  bound_at = CASE WHEN coalesce(%(account)s, gomining_user_id) IS NOT NULL
    THEN coalesce(bound_at, %(now)s) END,
  partner_user_id = coalesce(%(partner)s, partner_user_id),
  ton_hash = coalesce(%(ton)s, ton_hash)
WHERE user_id = %(user)s
"""
_REPLACE = """
UPDATE members SET login_kind = %(kind)s, gomining_user_id = %(account)s,
  bound_at = CASE WHEN %(account)s::bigint IS NOT NULL THEN %(now)s END,
  partner_user_id = %(partner)s, ton_hash = %(ton)s, bitcoin_hash = NULL, recovery = NULL,
  recovery_at = NULL
WHERE user_id = %(user)s
"""


@dataclass(frozen=True)
class MemberRecord:
    """A row of the registry.

    Attributes:
        source: where the member came from: a start parameter, "page" or "page:" and one; "" if
            that is not known.
        gomining_user_id, partner_user_id: GoMining's ids of the account, None until known.
        linked_as: the id of a user of the partner that an operator's link has named.
        recovery: whether an e-mail for recovery was given for the account, or declined.
    """

    user_id: int
    source: str
    language: str
    reachability: Reachability
    login_kind: LoginWay | None
    gomining_user_id: int | None
    partner_user_id: str | None
    linked_as: str | None = None
    recovery: Literal["given", "declined"] | None = None


@dataclass(frozen=True)
class _Row(MemberRecord):
    ton_hash: bytes | None = None


class Registry:
    """Reads and writes the registry; safe in any number of processes.

    Every method raises DatabaseAwayError where PostgreSQL does not answer, and may be repeated.
    """

    def __init__(self, pool: Pool, *, key: bytes, time: Time) -> None:
        self._pool = pool
        self._key = key
        self._time = time

    async def meet(
        self, user_id: int, *, source: str, language: str, contact: Contact = "none"
    ) -> bool:
        """Enter somebody who is seen for the first time; True if they are new.

        Until they have written to the bot or allowed it to write, it may not write to them.
        """
        values = {
            "user": user_id,
            "now": self._time.now(),
            "source": source[:LONGEST_SOURCE],
            "language": language[:LONGEST_LANGUAGE],
            "reachability": "needs_start" if contact == "none" else "ok",
            "wrote": contact == "wrote",
        }
        async with transaction(self._pool) as connection:
            done = await connection.execute(_MEET, values)
            row = await done.fetchone()
        return row is not None and bool(row[0])

    async def find(self, user_id: int) -> MemberRecord | None:
        """Return a member's row."""
        async with transaction(self._pool) as connection:
            return await _select(connection, user_id)

    async def set_reachability(self, user_id: int, reachability: Reachability) -> None:
        """Record whether the bot may write to a member."""
        await self._change(
            "UPDATE members SET reachability = %s WHERE user_id = %s", reachability, user_id
        )

    async def set_language(self, user_id: int, language: str) -> None:
        """Record the language that a member reads."""
        language = language[:LONGEST_LANGUAGE]
        await self._change("UPDATE members SET language = %s WHERE user_id = %s", language, user_id)

    async def bind(
        self,
        user_id: int,
        gomining_user_id: int | None,
        *,
        kind: LoginWay,
        partner_user_id: str | None,
        ton_address: str | None = None,
    ) -> None:
        """Bind a member to a GoMining user at the first login; compare at every later one.

        Where `gomining_user_id` is not known, `partner_user_id` or the address has to be the one
        that is known of the account. What is known of the same account is kept. Raises
        OtherAccountError where the member is bound to another account, or nobody can say that it
        is the same; nothing is changed then.
        """
        login = self._login(user_id, gomining_user_id, kind, partner_user_id, ton_address)
        await self._bind(login, switch=False)

    async def rebind(
        self,
        user_id: int,
        gomining_user_id: int | None,
        *,
        kind: LoginWay,
        partner_user_id: str | None,
        ton_address: str | None = None,
    ) -> None:
        """Bind a member as `bind` does, also to another account than before.

        Raises OpenOrderError where that is another account and the member has an open order. Who
        creates an order locks the member's row (`FOR SHARE`), so none can come in between.
        """
        login = self._login(user_id, gomining_user_id, kind, partner_user_id, ton_address)
        await self._bind(login, switch=True)

    async def link(self, user_id: int, partner_user_id: str) -> None:
        """Record that an operator knows a member as this user of the partner; again is no error.

        Raises LinkTakenError where the id belongs to another member, or the member has another.
        """
        try:
            async with transaction(self._pool) as connection:
                await connection.execute(_ENTER, (user_id, self._time.now()))
                done = await connection.execute(
                    "UPDATE members SET linked_as = %(id)s WHERE user_id = %(user)s"
                    " AND coalesce(linked_as, %(id)s) = %(id)s AND NOT EXISTS (SELECT FROM members"
                    " AS other WHERE other.partner_user_id = %(id)s AND other.user_id <> %(user)s)",
                    {"id": partner_user_id, "user": user_id},
                )
        except UniqueViolation:
            raise LinkTakenError from None
        if done.rowcount != 1:
            raise LinkTakenError

    async def set_bitcoin_address(self, user_id: int, address: str) -> None:
        """Record the hash of a member's payout address."""
        await self._change(
            "UPDATE members SET bitcoin_hash = %s WHERE user_id = %s", self._hash(address), user_id
        )

    async def set_recovery(self, user_id: int, recovery: Literal["given", "declined"]) -> None:
        """Record that an e-mail was given or declined; one that was given stays given."""
        async with transaction(self._pool) as connection:
            await connection.execute(
                "UPDATE members SET recovery = %s, recovery_at = %s"
                " WHERE user_id = %s AND recovery IS DISTINCT FROM 'given'",
                (recovery, self._time.now(), user_id),
            )

    async def with_address(self, address: str) -> list[int]:
        """Return the members who have used this TON or Bitcoin address."""
        hashed = self._hash(address)
        async with transaction(self._pool) as connection:
            rows = await connection.execute(
                "SELECT user_id FROM members WHERE ton_hash = %s OR bitcoin_hash = %s"
                " ORDER BY user_id",
                (hashed, hashed),
            )
            return [row[0] for row in await rows.fetchall()]

    async def forget(self, user_id: int) -> bool:
        """Delete a member's row; False if there was none. Orders are left as they are."""
        async with transaction(self._pool) as connection:
            done = await connection.execute("DELETE FROM members WHERE user_id = %s", (user_id,))
        return done.rowcount == 1

    def _login(
        self,
        user_id: int,
        account: int | None,
        kind: LoginWay,
        partner_user_id: str | None,
        ton_address: str | None,
    ) -> dict[str, Any]:
        """Return the parameters of the statements that bind."""
        return {
            "user": user_id,
            "now": self._time.now(),
            "account": account,
            "kind": kind,
            "partner": partner_user_id,
            "ton": None if ton_address is None else self._hash(ton_address),
        }

    async def _bind(self, login: dict[str, Any], *, switch: bool) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(_ENTER, (login["user"], login["now"]))
            known = await _select(connection, login["user"], lock=True)
            if known is None:  # deleted in between
                raise OtherAccountError
            if _is_same(known, login):
                await connection.execute(_ADD, login)
                return
            if known.gomining_user_id is not None:
                if not switch:
                    raise OtherAccountError
                if await _has_open_order(connection, known.user_id):
                    raise OpenOrderError
            await connection.execute(_REPLACE, login)

    async def _change(self, statement: str, value: object, user_id: int) -> None:
        async with transaction(self._pool) as connection:
            await connection.execute(statement.encode(), (value, user_id))

    def _hash(self, address: str) -> bytes:
        return hmac.digest(self._key, address.encode(), hashlib.sha256)


async def _select(connection: Connection, user_id: int, *, lock: bool = False) -> _Row | None:
    statement = f"{_SELECT} FOR UPDATE" if lock else _SELECT
    async with connection.cursor(row_factory=class_row(_Row)) as cursor:
        await cursor.execute(statement.encode(), (user_id,))
        return await cursor.fetchone()


def _is_same(known: _Row, login: dict[str, Any]) -> bool:
    """Whether a login is certainly one to the account that is known of the member."""
    if known.gomining_user_id is not None and login["account"] is not None:
        return bool(known.gomining_user_id == login["account"])
    by_partner = login["partner"] is not None and known.partner_user_id == login["partner"]
    by_wallet = login["ton"] is not None and known.ton_hash == login["ton"]
    return by_partner or by_wallet


async def _has_open_order(connection: Connection, user_id: int) -> bool:
    found = await connection.execute(
        "SELECT EXISTS (SELECT FROM orders WHERE user_id = %s AND is_open)", (user_id,)
    )
    return await found.fetchone() == (True,)
