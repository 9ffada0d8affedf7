"""Short-lived links for one user, sealed with the server's keys and stored nowhere. Pure."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from datetime import UTC, datetime, timedelta

from storage.seal import Seal

LIFETIME = timedelta(minutes=5)
_OWNER = "ticket:export"  # what was sealed for anything else does not open as a ticket


def issue(seal: Seal, user_id: int, *, now: datetime) -> str:
    """Return a ticket for a Telegram user id, valid for LIFETIME."""
    until = int((now + LIFETIME).timestamp())
    sealed = seal.close(f"{user_id} {until}".encode(), _OWNER)
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def redeem(seal: Seal, ticket: str, *, now: datetime) -> int | None:
    """Return the user that a ticket was issued to, or None if it is not ours or has expired."""
    try:
        sealed = urlsafe_b64decode(ticket + "=" * (-len(ticket) % 4))
    except (Error, ValueError):
        return None
    plain = seal.open(sealed, _OWNER)
    if plain is None:
        return None
    user_id, until = (int(part) for part in plain.split())
    return user_id if now < datetime.fromtimestamp(until, UTC) else None
