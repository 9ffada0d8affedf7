"""ton_proof payloads that wait for their proof in Redis: given to one user, used once."""

import hashlib
import json
from collections.abc import Awaitable
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum
from secrets import token_hex
from typing import cast

from redis.asyncio import Redis

from accounts.sessions import EVENTS_KEPT, Session, Sessions

LIFETIME = timedelta(minutes=10)
# A request repeated within this time gets the answer of the first one instead of an error.
REPEAT = timedelta(seconds=30)
ANY = b"*"  # a login that replaces what session there is


class Verdict(StrEnum):
    """What became of an attempt to claim a payload."""

    GRANTED = "granted"  # continue with the partner
    BUSY = "busy"  # the same proof is being handled right now
    DONE = "done"  # the same proof has been handled
    USED = "used"  # another proof has claimed it
    UNKNOWN = "unknown"  # never given to this user, or expired


# A payload is a hash that has only the field `issued` until a proof claims it. The claim is bound
# to the digest of the proof: after a crash the same proof can continue where the dead process
# stopped. Leases run on the clock of Redis.
# KEYS: payload. ARGV: proof digest, claimant, lease in ms.
_CLAIM = """
local state = redis.call('HMGET', KEYS[1], 'issued', 'proof', 'claimant', 'until', 'answer', 'held')
if not state[1] then return {'unknown'} end
if state[2] and state[2] ~= ARGV[1] then return {'used'} end
if state[5] then return {'done', state[5]} end
local time = redis.call('TIME')
local now = time[1] * 1000 + math.floor(time[2] / 1000)
if state[3] and state[3] ~= ARGV[2] and tonumber(state[4]) > now then return {'busy'} end
redis.call('HSET', KEYS[1], 'proof', ARGV[1], 'claimant', ARGV[2], 'until', now + ARGV[3])
if redis.call('PTTL', KEYS[1]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return {'granted', state[6] or ''}
"""

# The session, the answer for a repeated request and the event are written together or not at all.
# Repeatable: a repeated call finds its own answer and adds no second event. Returns -1 if another
# session is stored than the one that this login was compared with.
# KEYS: payload, session, events.
# ARGV: claimant, answer, ms to keep it, session, its life in ms, user id, events kept, proof
# digest, the session that must still be stored ('' for none, '*' for any).
_FINISH = """
if redis.call('HEXISTS', KEYS[1], 'answer') == 1 then
  return redis.call('HGET', KEYS[1], 'claimant') == ARGV[1] and 1 or 0
end
if ARGV[9] ~= '*' and (redis.call('GET', KEYS[2]) or '') ~= ARGV[9] then return -1 end
redis.call('HSET', KEYS[1], 'issued', '1', 'proof', ARGV[8], 'claimant', ARGV[1], 'answer', ARGV[2])
redis.call('HDEL', KEYS[1], 'held')
redis.call('PEXPIRE', KEYS[1], ARGV[3])
redis.call('SET', KEYS[2], ARGV[4], 'PX', ARGV[5])
redis.call('XADD', KEYS[3], 'MAXLEN', '~', ARGV[7], '*', 'kind', 'logged_in', 'user', ARGV[6])
return 1
"""

# The session waits with the payload for a decision; the same proof may claim it again.
# KEYS: payload. ARGV: session, proof digest, ms to keep it if the payload has expired meanwhile.
_HOLD = """
if redis.call('HEXISTS', KEYS[1], 'answer') == 1 then return 0 end
redis.call('HSET', KEYS[1], 'issued', '1', 'proof', ARGV[2], 'held', ARGV[1])
redis.call('HDEL', KEYS[1], 'claimant', 'until')
if redis.call('PTTL', KEYS[1]) < 0 then redis.call('PEXPIRE', KEYS[1], ARGV[3]) end
return 1
"""

# KEYS: payload. ARGV: claimant, '1' to delete the payload, '0' to let the same proof try again.
_RELEASE = """
if redis.call('HGET', KEYS[1], 'claimant') ~= ARGV[1] then return 0 end
if ARGV[2] == '1' then return redis.call('DEL', KEYS[1]) end
return redis.call('HDEL', KEYS[1], 'claimant', 'until')
"""


class SessionChangedError(Exception):
    """Another session is stored than the one that a login was compared with."""


@dataclass(frozen=True)
class Claim:
    """An attempt to claim a payload.

    Attributes:
        answer: of the first request, if it is DONE.
        held: the session of an earlier request with the same proof that waits for a decision.
    """

    verdict: Verdict
    claimant: str
    proof_digest: str
    answer: dict[str, str] | None = None
    held: Session | None = None


class Payloads:
    """Keeps each payload, for LIFETIME, for the Telegram user it was given to."""

    def __init__(
        self, redis: Redis, sessions: Sessions, *, namespace: str, lease: timedelta
    ) -> None:
        self._redis = redis
        self._sessions = sessions
        self._namespace = namespace
        # Longer than the partner may take to answer and its answer to be saved; after it the claim
        # of a dead process ends.
        self.lease = lease
        self._claim = redis.register_script(_CLAIM)
        self._finish = redis.register_script(_FINISH)
        self._hold = redis.register_script(_HOLD)
        self._release = redis.register_script(_RELEASE)

    def _key(self, user_id: int, payload: str) -> str:
        digest = hashlib.sha256(payload.encode()).hexdigest()[:32]
        return _key(self._namespace, user_id, digest)

    async def save(self, user_id: int, payload: str) -> None:
        """Keep a payload that the partner has issued for this user, without any earlier claim."""
        key, index = self._key(user_id, payload), _index_key(self._namespace, user_id)
        async with self._redis.pipeline(transaction=True) as pipe:
            pipe.delete(key)
            pipe.hset(key, "issued", "1")
            pipe.pexpire(key, LIFETIME)
            pipe.sadd(index, key.rpartition(":")[2])
            pipe.pexpire(index, LIFETIME + self.lease)
            await pipe.execute()

    async def exists(self, user_id: int, payload: str) -> bool:
        """Whether this payload was issued for this user and has not expired."""
        return bool(await self._redis.exists(self._key(user_id, payload)))

    async def claim(self, user_id: int, payload: str, proof_digest: str) -> Claim:
        """Claim the payload for a proof whose signature is valid; atomic across processes."""
        claimant = token_hex(8)
        args: list[str | int] = [proof_digest, claimant, int(self.lease.total_seconds() * 1000)]
        reply = await cast(
            Awaitable[list[bytes]], self._claim(keys=[self._key(user_id, payload)], args=args)
        )
        verdict = Verdict(reply[0].decode())
        answer = json.loads(reply[1]) if verdict is Verdict.DONE else None
        held = None
        if verdict is Verdict.GRANTED and reply[1]:
            held = self._sessions.unseal(user_id, reply[1])
        return Claim(verdict, claimant, proof_digest, answer, held)

    async def finish(
        self,
        user_id: int,
        payload: str,
        claim: Claim,
        session: Session,
        answer: dict[str, str],
        *,
        replaces: bytes = ANY,
    ) -> bool:
        """Save the session and keep the answer for REPEAT; False if another request did so.

        May be repeated, and need not hold the claim any more: the partner accepts a proof once, so
        the request that has its tokens is the one that logged in. Raises SessionChangedError if
        another session than `replaces`, as sealed (b"" for none), is stored.
        """
        keys = [
            self._key(user_id, payload),
            self._sessions.key(user_id),
            self._sessions.events,
        ]
        args: list[bytes | str | int] = [
            claim.claimant,
            json.dumps(answer),
            int(REPEAT.total_seconds() * 1000),
            self._sessions.seal(user_id, session),
            self._sessions.ttl_ms,
            user_id,
            EVENTS_KEPT,
            claim.proof_digest,
            replaces,
        ]
        outcome = await cast(Awaitable[int], self._finish(keys=keys, args=args))
        if outcome < 0:
            raise SessionChangedError
        return bool(outcome)

    async def hold(self, user_id: int, payload: str, claim: Claim, session: Session) -> None:
        """Keep the session beside its payload until the same proof comes again, or both expire."""
        sealed = self._sessions.seal(user_id, session)
        args: list[bytes | str | int] = [
            sealed,
            claim.proof_digest,
            int(self.lease.total_seconds() * 1000),
        ]
        keys = [self._key(user_id, payload)]
        await cast(Awaitable[int], self._hold(keys=keys, args=args))

    async def release(self, user_id: int, payload: str, claim: Claim, *, delete: bool) -> None:
        """Give up a claim: delete the payload, or let the same proof claim it again."""
        args = [claim.claimant, "1" if delete else "0"]
        keys = [self._key(user_id, payload)]
        await cast(Awaitable[int], self._release(keys=keys, args=args))


async def keys_of(redis: Redis, namespace: str, user_id: int) -> list[str]:
    """Return the keys of the user's payloads and of their index."""
    index = _index_key(namespace, user_id)
    digests = await cast(Awaitable[set[bytes]], redis.smembers(index))
    return [index, *(_key(namespace, user_id, digest.decode()) for digest in digests)]


def _index_key(namespace: str, user_id: int) -> str:
    """Return the key of the set of the user's payloads, by which they are found for deletion."""
    return f"{namespace}:payloads:{user_id}"


def _key(namespace: str, user_id: int, digest: str) -> str:
    return f"{namespace}:payload:{user_id}:{digest}"
