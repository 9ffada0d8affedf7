"""Wallet login: payloads that are good once, and proofs checked with the `ton-connect` package."""

import ipaddress
import secrets
from collections.abc import Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.partner.errors import Refusal
from sandbox.partner.schemas import Account, Proof

PAYLOAD_LIFETIME = timedelta(minutes=15)
PROOF_WINDOW = timedelta(minutes=15)  # a phone's clock may be wrong either way


@dataclass(frozen=True)
class Issued:
    """A payload that waits for its proof."""

    partner_id: str
    expires_at: datetime


class Payloads:
    """The payloads that were issued and not yet used."""

    def __init__(self) -> None:
        self._waiting: dict[str, Issued] = {}

    def __len__(self) -> int:
        return len(self._waiting)

    def issue(self, partner_id: str, now: datetime) -> str:
        """Return a new payload of 43 characters: TON Connect allows 128 bytes."""
        self._waiting = {
            payload: issued for payload, issued in self._waiting.items() if issued.expires_at > now
        }
        payload = secrets.token_urlsafe(32)
        self._waiting[payload] = Issued(partner_id, now + PAYLOAD_LIFETIME)
        return payload

    def check(self, payload: str, partner_id: str, now: datetime) -> None:
        """Refuse a payload that we did not issue to this partner, that is used or too old."""
        issued = self._waiting.get(payload)
        if issued is None or issued.partner_id != partner_id:
            raise Refusal(401, "Proof payload is unknown or already used")
        if now >= issued.expires_at:
            raise Refusal(401, "Proof payload expired")

    def use(self, payload: str) -> None:
        """Make `payload` worthless."""
        self._waiting.pop(payload, None)


async def prove(
    account: Account, proof: Proof, *, domains: Collection[str], now: datetime
) -> tuple[str, str]:
    """Return (chain, raw address) of the wallet that made `proof`; a Refusal when it did not."""
    _check_domain(proof, domains)
    _check_time(proof, now)
    from sandbox.partner import verifier  # noqa: PLC0415 - takes half a second to import

    return account.chain, await verifier.address_of(account, proof)


def _check_domain(proof: Proof, domains: Collection[str]) -> None:
    value = proof.domain.value
    if proof.domain.length_bytes != len(value.encode()):
        raise Refusal(401, "Invalid proof: domain.lengthBytes is not the domain's length")
    if value not in domains and not _is_loopback(value):
        raise Refusal(401, "Invalid proof: domain is not registered for this partner")


def _is_loopback(domain: str) -> bool:
    """Any page on this machine may log in to the sandbox, whatever its port."""
    host = domain.rpartition(":")[0] or domain
    if host == "localhost":
        return True
    try:
        return ipaddress.ip_address(host.strip("[]")).is_loopback
    except ValueError:
        return False


def _check_time(proof: Proof, now: datetime) -> None:
    try:
        made = datetime.fromtimestamp(proof.timestamp, UTC)
    except (OverflowError, ValueError, OSError) as error:
        raise Refusal(401, "Invalid proof: timestamp is not a time") from error
    if abs(now - made) > PROOF_WINDOW:
        raise Refusal(401, "Invalid proof: timestamp is too far from now")
