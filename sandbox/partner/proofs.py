"""Wallet login: single-use payloads, and proofs verified with the `ton-connect` package."""

import ipaddress
import secrets
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from sandbox.partner.errors import ApiError
from sandbox.partner.schemas import Account, Proof

PAYLOAD_LIFETIME = timedelta(minutes=15)
PROOF_WINDOW = timedelta(minutes=15)  # accepted clock difference of a phone, in both directions


@dataclass(frozen=True)
class Issued:
    """An issued payload that has not been used."""

    partner_id: str
    expires_at: datetime


class Payloads:
    """Payloads that were issued and not yet used."""

    def __init__(self) -> None:
        self._issued: dict[str, Issued] = {}

    def __len__(self) -> int:
        return len(self._issued)

    def issue(self, partner_id: str, now: datetime) -> str:
        """Return a new payload of 43 characters (TON Connect allows 128 bytes)."""
        self._issued = {
            payload: issued for payload, issued in self._issued.items() if issued.expires_at > now
        }
        payload = secrets.token_urlsafe(32)
        self._issued[payload] = Issued(partner_id, now + PAYLOAD_LIFETIME)
        return payload

    def check(self, payload: str, partner_id: str, now: datetime) -> None:
        """Raise ApiError (401) unless `payload` was issued to this partner, is unused and valid."""
        issued = self._issued.get(payload)
        if issued is None or issued.partner_id != partner_id:
            raise ApiError(401, "Proof payload is unknown or already used")
        if now >= issued.expires_at:
            raise ApiError(401, "Proof payload expired")

    def consume(self, payload: str) -> None:
        """Mark `payload` as used."""
        self._issued.pop(payload, None)


async def verify_proof(
    account: Account,
    proof: Proof,
    *,
    domains: Collection[str],
    now: datetime,
    key_on_chain: Callable[[str], str | None],
) -> tuple[str, str]:
    """Return (chain, raw address) of the wallet that signed `proof`; ApiError if it did not.

    `key_on_chain` returns the key in hex of the contract at a raw address, None if not deployed.
    """
    _check_domain(proof, domains)
    _check_time(proof, now)
    from sandbox.partner import verifier  # noqa: PLC0415 - takes half a second to import

    return account.chain, await verifier.address_of(account, proof, key_on_chain)


def _check_domain(proof: Proof, domains: Collection[str]) -> None:
    value = proof.domain.value
    if proof.domain.length_bytes != len(value.encode()):
        raise ApiError(401, "Invalid proof: domain.lengthBytes is not the domain's length")
    if value not in domains and not _is_loopback(value):
        raise ApiError(401, "Invalid proof: domain is not registered for this partner")


def _is_loopback(domain: str) -> bool:
    """Return whether `domain` is a loopback host with any port; all of those are accepted."""
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
        raise ApiError(401, "Invalid proof: timestamp is not a time") from error
    if abs(now - made) > PROOF_WINDOW:
        raise ApiError(401, "Invalid proof: timestamp is too far from now")
