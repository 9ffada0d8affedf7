"""Names of keys in Redis."""

import hashlib


def namespace_for(*, api_url: str, partner_id: str) -> str:
    """Return the prefix of all our keys in Redis: one for each partner id and API address.

    Sandbox and production can share one Redis. The prefix is also sealed into every session, so
    that tokens are never sent to the address of another partner.
    """
    return "gm:" + hashlib.sha256(f"{api_url}|{partner_id}".encode()).hexdigest()[:8]
