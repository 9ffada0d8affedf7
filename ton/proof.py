"""TON Connect's `ton_proof`: does the one who asks hold the key of this address?

Pure: the clock is an argument, nothing is looked up. The payload is not judged here beyond its
size and the signature over it; that it was issued by us, to this user, and is used once is for the
caller to hold. Source: https://github.com/ton-blockchain/ton-connect (requests-responses.md).
"""

from binascii import a2b_base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from typing import Literal, NamedTuple

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from ton.state_init import StateInitError, read
from ton.wallets import TEMPLATES

Reason = Literal[
    "malformed",
    "too_large",
    "network_not_allowed",
    "domain_length",
    "domain_not_allowed",
    "expired",
    "from_future",
    "unknown_wallet",
    "address_mismatch",
    "key_mismatch",
    "bad_signature",
]

WINDOW = 15 * 60
"""Seconds a wallet's clock may be behind or ahead of ours."""
MAX_STATE_INIT = 4096
"""Characters of base64; the largest known wallet's has about 1,100."""
MAX_PAYLOAD = 1024
"""Bytes; a wallet is asked to sign at most 128, yet older ones have signed more."""
MAX_DOMAIN = 128
"""Bytes of UTF-8."""
# The networks whose signatures carry no network id; others sign different bytes.
_PLAIN_NETWORKS = frozenset({"-239", "-3"})

_MAPPING = (dict, Mapping)
_TEXT_OR_ABSENT = (str, type(None))
_MAX_TIMESTAMP = 2**64 - 1
_WORKCHAINS = {"0": 0, "-1": -1}
# What every signed message begins with: the scheme and the workchain.
_BEGINNINGS = {
    workchain: b"ton-proof-item-v2/" + workchain.to_bytes(4, "big", signed=True)
    for workchain in _WORKCHAINS.values()
}


class ProofError(Exception):
    """The proof does not hold.

    Attributes:
        reason: why, as a code from a closed set.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Wallet:
    """A wallet whose owner has just proved to hold its key.

    Attributes:
        address: raw, `0:` or `-1:` and 64 lower-case hex digits.
        chain: the network as the wallet claims it, `-239` or `-3`. No proof covers it.
        public_key: 64 lower-case hex digits.
        version: the contract, such as `v4r2`.
    """

    address: str
    chain: str
    public_key: str
    version: str


class _Claim(NamedTuple):
    """What account and proof say, in the types we compute with. Nothing of it is believed yet."""

    workchain: int
    account_id: bytes
    address: str
    chain: str
    public_key: bytes | None
    state_init: str | None
    timestamp: int
    length_bytes: int
    domain: str
    domain_bytes: bytes
    payload: bytes
    signature: bytes


def verify_proof(
    account: object,
    proof: object,
    *,
    domains: Collection[str],
    networks: Collection[str],
    now: datetime | float,
) -> Wallet:
    """Verify what a wallet sent on connecting, and tell whose key signed it.

    Args:
        account: `{address, chain, publicKey, walletStateInit}`. One of the last two may be absent
            (or null); when both are there they must agree with the address and with each other.
        proof: `{timestamp, domain: {lengthBytes, value}, payload, signature}`.
        domains: hosts the proof may be made for, with their port, compared exactly.
        networks: network ids the wallet may claim; of `-239` and `-3` those you want.
        now: aware time, or Unix seconds.

    Raises:
        ProofError: in every case in which the proof does not hold, whatever was sent.
    """
    if isinstance(domains, str) or isinstance(networks, str):
        raise TypeError("domains and networks are collections, not one string")
    if isinstance(now, datetime) and now.tzinfo is None:
        raise ValueError("now must be aware")
    claim = _read(account, proof)
    _check_terms(claim, domains, networks, now)
    key, version = _owner(claim)
    try:
        crypto_sign_open(claim.signature + _digest(claim), key)
    except BadSignatureError:
        raise ProofError("bad_signature") from None
    return Wallet(claim.address, claim.chain, key.hex(), version)


def _read(account: object, proof: object) -> _Claim:
    if not isinstance(account, _MAPPING) or not isinstance(proof, _MAPPING):
        raise ProofError("malformed", "account or proof is not an object")
    named = proof.get("domain")
    if not isinstance(named, _MAPPING):
        raise ProofError("malformed", "domain is not an object")
    address, chain = account.get("address"), account.get("chain")
    public_key, state_init = account.get("publicKey"), account.get("walletStateInit")
    domain, length_bytes = named.get("value"), named.get("lengthBytes")
    payload, signature = proof.get("payload"), proof.get("signature")
    if not (
        isinstance(address, str)
        and isinstance(chain, str)
        and isinstance(public_key, _TEXT_OR_ABSENT)
        and isinstance(state_init, _TEXT_OR_ABSENT)
        and isinstance(domain, str)
        and type(length_bytes) is int
        and isinstance(payload, str)
        and isinstance(signature, str)
    ):
        raise ProofError("malformed", "a field is missing or of a wrong type")
    if len(payload) > MAX_PAYLOAD or len(domain) > MAX_DOMAIN:
        raise ProofError("too_large", "payload or domain")
    if state_init is not None and len(state_init) > MAX_STATE_INIT:
        raise ProofError("too_large", "walletStateInit")
    workchain, _, account_id = address.partition(":")
    try:
        return _Claim(
            _WORKCHAINS[workchain],
            _hex32(account_id),
            address.lower(),
            chain,
            None if public_key is None else _hex32(public_key),
            state_init,
            _timestamp(proof.get("timestamp")),
            length_bytes,
            domain,
            domain.encode(),
            payload.encode(),
            _signature(signature),
        )
    except (KeyError, ValueError):
        raise ProofError("malformed", "a field is not what it should be") from None


def _hex32(text: str) -> bytes:
    value = bytes.fromhex(text) if len(text) == 64 else b""
    if len(value) != 32:  # fromhex() skips spaces
        raise ValueError("not 64 hex digits")
    return value


def _signature(text: str) -> bytes:
    value = a2b_base64(text, strict_mode=True) if len(text) == 88 else b""
    # The last letter of 64 bytes has four unused bits. Were they free, one signature could be
    # written in sixteen ways.
    if len(value) != 64 or text[85] not in "AQgw":
        raise ValueError("not 64 bytes in canonical base64")
    return value


def _timestamp(value: object) -> int:
    # The specification says a decimal string, every wallet sends a number.
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        value = int(value)
    if type(value) is not int or not 0 <= value <= _MAX_TIMESTAMP:
        raise ValueError("not Unix seconds")
    return value


def _check_terms(
    claim: _Claim, domains: Collection[str], networks: Collection[str], now: datetime | float
) -> None:
    if len(claim.payload) > MAX_PAYLOAD or len(claim.domain_bytes) > MAX_DOMAIN:
        raise ProofError("too_large", "payload or domain")
    if claim.chain not in networks or claim.chain not in _PLAIN_NETWORKS:
        raise ProofError("network_not_allowed")
    # A length that is not the domain's own would let the rest of it pass for the timestamp and
    # the payload: "app.example.com" could be shown by a proof made for a longer name.
    if claim.length_bytes != len(claim.domain_bytes):
        raise ProofError("domain_length")
    # Names without a dot are kept for native wallets: no site has one.
    if claim.domain not in domains or "." not in claim.domain:
        raise ProofError("domain_not_allowed")
    age = (now.timestamp() if isinstance(now, datetime) else now) - claim.timestamp
    if not age <= WINDOW:
        raise ProofError("expired")
    if not age >= -WINDOW:
        raise ProofError("from_future")


def _owner(claim: _Claim) -> tuple[bytes, str]:
    """Return the key that the address was made from, and the wallet's version."""
    if claim.state_init is not None:
        return _born(claim, claim.state_init)
    if claim.public_key is None:
        raise ProofError("malformed", "neither publicKey nor walletStateInit")
    key = int.from_bytes(claim.public_key, "big")
    for template in TEMPLATES[claim.workchain]:
        contract = template.contract
        if contract.account_id(template.cell(key)) == claim.account_id:
            return claim.public_key, contract.version
    raise ProofError("unknown_wallet", "no standard wallet of publicKey has the address")


def _born(claim: _Claim, state_init: str) -> tuple[bytes, str]:
    try:
        found = read(state_init)
    except StateInitError as error:
        raise ProofError("malformed", f"walletStateInit: {error}") from None
    if found is None:
        raise ProofError("unknown_wallet", "only the chain knows the key of this contract")
    contract, cell = found
    if contract.account_id(cell) != claim.account_id:
        raise ProofError("address_mismatch", "walletStateInit")
    key = contract.key_in(cell)
    if claim.public_key is not None and claim.public_key != key:
        raise ProofError("key_mismatch")
    return key, contract.version


def _digest(claim: _Claim) -> bytes:
    message = (
        _BEGINNINGS[claim.workchain]
        + claim.account_id
        + len(claim.domain_bytes).to_bytes(4, "little")
        + claim.domain_bytes
        + claim.timestamp.to_bytes(8, "little")
        + claim.payload
    )
    return sha256(b"\xff\xffton-connect" + sha256(message).digest()).digest()
