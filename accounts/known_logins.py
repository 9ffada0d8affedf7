"""From which wallets and devices each user has logged in, to notice a login from a new one."""

import hashlib
from collections.abc import Awaitable, Mapping
from datetime import timedelta
from typing import cast

from redis.asyncio import Redis

from accounts.sessions import EVENTS_KEPT

KEPT = timedelta(days=400)  # after the last login
_MAX_NAME = 40  # characters of what a wallet app calls itself

# There is nothing to compare the first login of a user with. The login and the event are written
# together, so a repeated request notifies once.
# KEYS: the user's known logins, events.
# ARGV: digest, its life in ms, events kept, user id, address, network, device.
_RECORD = """
local known = redis.call('SCARD', KEYS[1])
local added = redis.call('SADD', KEYS[1], ARGV[1])
redis.call('PEXPIRE', KEYS[1], ARGV[2])
if known == 0 or added == 0 then return 0 end
redis.call('XADD', KEYS[2], 'MAXLEN', '~', ARGV[3], '*', 'kind', 'new_login', 'user', ARGV[4],
  'address', ARGV[5], 'chain', ARGV[6], 'device', ARGV[7])
return 1
"""


class KnownLogins:
    """Remembers digests of wallet and device; `accounts.erase` deletes them as well."""

    def __init__(self, redis: Redis, *, namespace: str, events: str) -> None:
        self._namespace = namespace
        self._events = events
        self._record = redis.register_script(_RECORD)

    async def record(self, user_id: int, wallet: Mapping[str, str], device: str) -> bool:
        """Record a login and add the event `new_login` if it is from a new wallet or device.

        `wallet` has the raw `address` and the `chain`. May be repeated. Returns whether the event
        was added.
        """
        known = f"{wallet['address']}\n{device}"
        digest = hashlib.sha256(known.encode("utf-8", "surrogatepass")).hexdigest()[:32]
        args: list[str | int] = [
            digest,
            int(KEPT.total_seconds() * 1000),
            EVENTS_KEPT,
            user_id,
            wallet["address"],
            wallet["chain"],
            device,
        ]
        keys = [f"{self._namespace}:known-logins:{user_id}", self._events]
        return bool(await cast(Awaitable[int], self._record(keys=keys, args=args)))


def device_name(device: object) -> str:
    """Return app and platform of TON Connect's `device`, which a wallet fills as it likes."""
    fields = device if isinstance(device, Mapping) else {}
    names = (fields.get("appName"), fields.get("platform"))
    return ", ".join(_clean(name) for name in names if isinstance(name, str) and name) or "?"


def _clean(name: str) -> str:
    return "".join(letter for letter in name if letter.isprintable())[:_MAX_NAME]
