"""How keys in Redis are named."""

import hashlib


def namespace_for(*, api_url: str, partner_id: str) -> str:
    """Return the prefix of our keys in Redis, one per partner: sandbox and production may share it.

    Sealed into every session too, so tokens never travel to another partner's address.
    """
    return "gm:" + hashlib.sha256(f"{api_url}|{partner_id}".encode()).hexdigest()[:8]
