"""Who is logged in: each Telegram user's tokens, encrypted, in Redis."""

import json
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from typing import cast

from pydantic import SecretStr
from redis.asyncio import Redis

from gomining import Tokens
from storage.seal import Seal

EVENTS_KEPT = 10_000  # a bound for an installation without a bot; a bot never falls so far behind

# Compare and set: a login that came in between is never overwritten.
# KEYS: session, events. ARGV: the sealed session that must still be stored, the new one ('' ends
# it), its life in ms, event ('' for none), user id, events kept.
_REPLACE = """
if redis.call('GET', KEYS[1]) ~= ARGV[1] then return 0 end
if ARGV[2] == '' then redis.call('DEL', KEYS[1])
else redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3]) end
if ARGV[4] ~= '' then
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], '*', 'kind', ARGV[4], 'user', ARGV[5])
end
return 1
"""


@dataclass(frozen=True)
class Session:
    """A logged-in wallet. `address` is raw (`0:<hex>`), `chain` is TON Connect's network id.

    `since` is when the user logged in, `refreshed` when the tokens were last refreshed, both by our
    own clock; sessions saved by an older version have no `refreshed`.
    """

    tokens: Tokens
    address: str
    chain: str
    since: datetime
    refreshed: datetime | None = None
    sealed: bytes = b""  # as stored in Redis; a replacement must still find the same bytes there


class Sessions:
    """Loads, replaces and ends sessions; the only module that knows how they are stored."""

    def __init__(self, redis: Redis, seal: Seal, *, namespace: str, ttl: timedelta) -> None:
        self._redis = redis
        self._seal = seal
        self._namespace = namespace
        self._ttl = ttl
        self._replace = redis.register_script(_REPLACE)
        self.events = f"{namespace}:events"

    def key(self, user_id: int) -> str:
        """Return the key of this user's session."""
        return f"{self._namespace}:session:{user_id}"

    @property
    def ttl_ms(self) -> int:
        """How long an unused session is kept, in milliseconds."""
        return int(self._ttl.total_seconds() * 1000)

    async def load(self, user_id: int) -> Session | None:
        """Return the user's session, or None if there is none that our keys open."""
        sealed = cast(bytes | None, await self._redis.get(self.key(user_id)))
        return None if sealed is None else self.unseal(user_id, sealed)

    def seal(self, user_id: int, session: Session) -> bytes:
        """Encrypt a session for this user; only `unseal` with the same user id opens it."""
        plain = json.dumps(
            {
                "access": session.tokens.access_token.get_secret_value(),
                "refresh": session.tokens.refresh_token.get_secret_value(),
                "address": session.address,
                "chain": session.chain,
                "since": int(session.since.timestamp()),
                "refreshed": session.refreshed and session.refreshed.timestamp(),
            },
            separators=(",", ":"),
        )
        return self._seal.close(plain.encode(), self._owner(user_id))

    def unseal(self, user_id: int, sealed: bytes) -> Session | None:
        """Open what `seal` returned; None for another user's, another key's or damaged bytes."""
        plain = self._seal.open(sealed, self._owner(user_id))
        if plain is None:
            return None
        fields = json.loads(plain)
        refreshed = fields.get("refreshed")
        return Session(
            tokens=Tokens(
                access_token=SecretStr(fields["access"]), refresh_token=SecretStr(fields["refresh"])
            ),
            address=fields["address"],
            chain=fields["chain"],
            since=datetime.fromtimestamp(fields["since"], UTC),
            refreshed=None if refreshed is None else datetime.fromtimestamp(refreshed, UTC),
            sealed=sealed,
        )

    async def renew(
        self, user_id: int, old: Session, tokens: Tokens, *, now: datetime
    ) -> Session | None:
        """Replace the tokens of `old`; None if another session has taken its place."""
        new = replace(old, tokens=tokens, refreshed=now)
        sealed = self.seal(user_id, new)
        done = await self._compare_and_set(user_id, old.sealed, sealed, event="")
        return replace(new, sealed=sealed) if done else None

    async def end(self, user_id: int, session: Session, *, event: str) -> bool:
        """End this very session and add `event` if not empty; False if another has its place."""
        return await self._compare_and_set(user_id, session.sealed, b"", event=event)

    async def end_current(self, user_id: int, *, event: str) -> bool:
        """End whichever session the user has now; False if there is none."""
        while session := await self.load(user_id):
            if await self.end(user_id, session, event=event):
                return True
        return False

    async def _compare_and_set(self, user_id: int, old: bytes, new: bytes, *, event: str) -> bool:
        keys = [self.key(user_id), self.events]
        args: list[bytes | str | int] = [old, new, self.ttl_ms, event, user_id, EVENTS_KEPT]
        return bool(await cast(Awaitable[int], self._replace(keys=keys, args=args)))

    def _owner(self, user_id: int) -> str:
        return f"{self._namespace}:{user_id}"
