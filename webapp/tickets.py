"""Short-lived links to one user's file, sealed with the server's keys and stored nowhere. Pure."""

import hashlib
import json
from base64 import urlsafe_b64decode, urlsafe_b64encode
from binascii import Error
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from accounts.sessions import Session
from portfolio.export import FileFormat
from storage.seal import Seal

LIFETIME = timedelta(minutes=5)
_OWNER = "ticket:export"  # what was sealed for anything else does not open as a ticket


@dataclass(frozen=True)
class Ticket:
    """Whose file it is, of which login (`session_id`), and how it is written."""

    user_id: int
    session_id: str
    file_format: FileFormat
    locale: str


def session_id(session: Session) -> str:
    """Return what differs between this login and the user's next; a refresh of tokens keeps it."""
    who = " ".join(session.wallet) if session.wallet else session.partner_user_id
    login = f"{who} {int(session.since.timestamp())}"
    return hashlib.sha256(login.encode()).hexdigest()[:16]


def issue(seal: Seal, ticket: Ticket, *, now: datetime) -> str:
    """Return a ticket as text, valid for LIFETIME."""
    until = int((now + LIFETIME).timestamp())
    fields = [ticket.user_id, ticket.session_id, ticket.file_format, ticket.locale, until]
    sealed = seal.close(json.dumps(fields, separators=(",", ":")).encode(), _OWNER)
    return urlsafe_b64encode(sealed).rstrip(b"=").decode()


def redeem(seal: Seal, text: str, *, now: datetime) -> Ticket | None:
    """Return the ticket of a text, or None if it is not ours or has expired."""
    try:
        sealed = urlsafe_b64decode(text + "=" * (-len(text) % 4))
    except (Error, ValueError):
        return None
    plain = seal.open(sealed, _OWNER)
    if plain is None:
        return None
    try:
        *fields, until = json.loads(plain)
        ticket = Ticket(*fields)
    except (ValueError, TypeError):  # of an earlier version, within its last minutes
        return None
    return ticket if now < datetime.fromtimestamp(until, UTC) else None
