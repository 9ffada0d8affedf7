"""Who is logged in: each Telegram user's tokens, encrypted, in Redis."""

import json
from collections.abc import Awaitable
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta
from secrets import token_hex
from typing import Any, Literal, cast

from pydantic import SecretStr
from redis.asyncio import Redis

from gomining import Tokens
from runtime.settings import LoginWay
from storage.seal import Seal

# Which operations issued the tokens, and so which one refreshes them: those of the user
# (check-proof) or those of the partner (account creation).
Family = Literal["user", "partner"]

EVENTS_KEPT = 10_000  # a bound for an installation without a bot; a bot never falls so far behind

# How long it is known why a session ended: longer than a request that began before may take.
ENDED_KEPT = timedelta(minutes=2)

# Compare and set: a login that came in between is never overwritten. Repeatable: a repeated call
# finds the session it has stored, or its own mark beside the reason for the end, and returns 1
# without a second event.
# KEYS: session, events, why it ended. ARGV: the sealed session that must still be stored ('' for
# none), the new one ('' ends it), its life in ms, event ('' for none), user id, events kept, a mark
# of the call, the reason for the end, ms to keep it.
_REPLACE = """
local stored = redis.call('GET', KEYS[1])
if ARGV[2] ~= '' and stored == ARGV[2] then return 1 end
if ARGV[2] == '' and not stored and redis.call('HGET', KEYS[3], 'call') == ARGV[7] then return 1 end
if (stored or '') ~= ARGV[1] then return 0 end
if ARGV[2] ~= '' then redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
else
  redis.call('DEL', KEYS[1])
  redis.call('HSET', KEYS[3], 'call', ARGV[7], 'reason', ARGV[8])
  redis.call('PEXPIRE', KEYS[3], ARGV[9])
end
if ARGV[4] ~= '' then
  redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[6], '*', 'kind', ARGV[4], 'user', ARGV[5])
end
return 1
"""


@dataclass(frozen=True)
class Session:
    """A login to one account of the partner.

    Attributes:
        address: of the TON wallet that was proven for this account, raw (`0:<hex>`); None if none
            was.
        chain: TON Connect's network id of that wallet.
        since: when the user logged in.
        refreshed: when the tokens were last refreshed; None if they are those of the login.
        family: which operations issued the tokens.
        partner_user_id: by which the partner's own operations know this account; None if only a
            wallet has logged in to it.
        gomining_user_id: the account, as the partner names it; None if it did not.
        sealed: as stored in Redis; a replacement must still find the same bytes there.
    """

    tokens: Tokens
    address: str | None
    chain: str | None
    since: datetime
    refreshed: datetime | None = None
    family: Family = "user"
    partner_user_id: str | None = None
    gomining_user_id: int | None = None
    sealed: bytes = b""

    @property
    def way(self) -> LoginWay:
        """How the user has logged in last."""
        return "start" if self.family == "partner" else "wallet"

    @property
    def wallet(self) -> tuple[str, str] | None:
        """Raw address and network of the TON wallet, if there is one."""
        return None if self.address is None or self.chain is None else (self.address, self.chain)

    @property
    def received(self) -> datetime:
        """When the tokens arrived, by the clock of this product."""
        return self.refreshed or self.since


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
        return (await self.load_stored(user_id))[1]

    async def load_stored(self, user_id: int) -> tuple[bytes, Session | None]:
        """Return what is stored (b"" for nothing), and the session if our keys open it."""
        sealed = cast(bytes | None, await self._redis.get(self.key(user_id)))
        return (b"", None) if sealed is None else (sealed, self.unseal(user_id, sealed))

    def seal(self, user_id: int, session: Session) -> bytes:
        """Encrypt a session for this user; only `unseal` with the same user id opens it."""
        plain = json.dumps(_fields(session), separators=(",", ":"))
        return self._seal.close(plain.encode(), self._owner(user_id))

    def unseal(self, user_id: int, sealed: bytes) -> Session | None:
        """Open what `seal` returned; None for another user's, key's, version's or damaged ones."""
        plain = self._seal.open(sealed, self._owner(user_id))
        if plain is None:
            return None
        try:
            return _parse(json.loads(plain), sealed)
        except (ValueError, KeyError, TypeError):
            return None  # written by another version of this product

    def with_tokens(self, user_id: int, old: Session, tokens: Tokens, *, now: datetime) -> Session:
        """Return `old` with new tokens, sealed once, so that saving it is repeatable."""
        account = old.gomining_user_id or tokens.account_id
        new = replace(old, tokens=tokens, refreshed=now, gomining_user_id=account)
        return replace(new, sealed=self.seal(user_id, new))

    async def replace(self, user_id: int, old: Session, new: Session) -> bool:
        """Store `new` (sealed) in the place of `old`; False if another session has taken it."""
        return await self._compare_and_set(user_id, old.sealed, new.sealed, event="", reason="")

    async def begin(self, user_id: int, old: bytes, new: Session, *, event: str) -> bool:
        """Store `new` (sealed) for a login and add `event` if not empty.

        May be repeated. False unless `old` is still stored, see `load_stored`.
        """
        return await self._compare_and_set(user_id, old, new.sealed, event=event, reason="")

    async def end(
        self, user_id: int, session: Session, *, event: str, reason: str = "", call: str = ""
    ) -> bool:
        """End this very session and add `event` if not empty; False if another has its place.

        `reason` (by default the event) is kept for a while, see `ended_because`. A caller that
        repeats the call passes a `call` of its own, by which the repetition is recognised.
        """
        return await self._compare_and_set(
            user_id, session.sealed, b"", event=event, reason=reason or event, call=call
        )

    async def ended_because(self, user_id: int) -> str:
        """Return why the user's last session has just ended; "" if that is not known."""
        raw = await cast(Awaitable[bytes | None], self._redis.hget(self._ended(user_id), "reason"))
        return (raw or b"").decode()

    async def end_current(self, user_id: int, *, event: str) -> bool:
        """End whichever session the user has now; False if there is none."""
        while session := await self.load(user_id):
            if await self.end(user_id, session, event=event):
                return True
        return False

    async def _compare_and_set(
        self, user_id: int, old: bytes, new: bytes, *, event: str, reason: str, call: str = ""
    ) -> bool:
        keys = [self.key(user_id), self.events, self._ended(user_id)]
        args: list[bytes | str | int] = [old, new, self.ttl_ms, event, user_id, EVENTS_KEPT]
        args += [call or token_hex(8), reason, int(ENDED_KEPT.total_seconds() * 1000)]
        return bool(await cast(Awaitable[int], self._replace(keys=keys, args=args)))

    def _ended(self, user_id: int) -> str:
        return f"{self._namespace}:ended:{user_id}"

    def _owner(self, user_id: int) -> str:
        return f"{self._namespace}:{user_id}"


def _time(stamp: float | None) -> datetime | None:
    return None if stamp is None else datetime.fromtimestamp(stamp, UTC)


def _fields(session: Session) -> dict[str, object]:
    """Return what is stored.

    Versions before there were families need a wallet: without its members they take a session of
    the partner's family for none, and do not spend its refresh token at the wrong operation.
    """
    fields: dict[str, object] = {
        "access": session.tokens.access_token.get_secret_value(),
        "refresh": session.tokens.refresh_token.get_secret_value(),
        "since": int(session.since.timestamp()),
        "refreshed": session.refreshed and session.refreshed.timestamp(),
        "user": session.gomining_user_id,
    }
    wallet = {"address": session.address, "chain": session.chain}
    if session.family == "partner":
        return fields | {"partner": session.partner_user_id, "wallet": wallet}
    return fields | {"linked": session.partner_user_id} | wallet


def _parse(fields: dict[str, Any], sealed: bytes) -> Session:
    access, refresh = SecretStr(fields["access"]), SecretStr(fields["refresh"])
    tokens = Tokens(access_token=access, refresh_token=refresh)
    by_partner = "partner" in fields
    wallet = fields["wallet"] if by_partner else fields
    return Session(
        tokens=tokens,
        address=wallet["address"],
        chain=wallet["chain"],
        since=datetime.fromtimestamp(fields["since"], UTC),
        refreshed=_time(fields.get("refreshed")),
        family="partner" if by_partner else "user",
        partner_user_id=fields["partner"] if by_partner else fields.get("linked"),
        # Sessions of earlier versions have no id, but their tokens may.
        gomining_user_id=fields.get("user") or tokens.account_id,
        sealed=sealed,
    )
