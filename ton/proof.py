"""TON Connect's `ton_proof`: does the one who asks hold the key of this address?

Pure: the clock is an argument, nothing is looked up. The payload is not judged here beyond its
size and the signature over it; that it was issued by us, to this user, and is used once is for the
caller to hold. Source: https://github.com/ton-blockchain/ton-connect (requests-responses.md).
"""

from binascii import a2b_base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
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
    """What account and proof say, each of the right type and size. Nothing of it is believed."""

    address: str
    chain: str
    public_key: str | None
    state_init: str | None
    timestamp: object
    length_bytes: int
    domain: str
    payload: str
    signature: str


class _Owned(NamedTuple):
    """A wallet that an account describes rightly, whoever shows it."""

    wallet: Wallet
    key: bytes
    signed_first: bytes


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
    claim = _read(account, proof)
    if claim.chain not in networks or claim.chain not in _PLAIN_NETWORKS:
        raise ProofError("network_not_allowed")
    domain = _utf8(claim.domain, MAX_DOMAIN)
    _check_domain(claim, domain, domains)
    timestamp = _timestamp(claim.timestamp)
    _check_age(timestamp, now)
    signature = _signature(claim.signature)
    owned = _owned(claim.address, claim.chain, claim.public_key, claim.state_init)
    message = (
        owned.signed_first
        + len(domain).to_bytes(4, "little")
        + domain
        + timestamp.to_bytes(8, "little")
        + _utf8(claim.payload, MAX_PAYLOAD)
    )
    digest = sha256(b"\xff\xffton-connect" + sha256(message).digest()).digest()
    try:
        crypto_sign_open(signature + digest, owned.key)
    except BadSignatureError:
        raise ProofError("bad_signature") from None
    return owned.wallet


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
    if len(address) > 67 or (public_key is not None and len(public_key) != 64):
        raise ProofError("malformed", "address or publicKey")
    timestamp = proof.get("timestamp")
    return _Claim(
        address, chain, public_key, state_init, timestamp, length_bytes, domain, payload, signature
    )


def _utf8(text: str, limit: int) -> bytes:
    try:
        encoded = text.encode()
    except UnicodeEncodeError:
        raise ProofError("malformed", "half of a letter") from None
    if len(encoded) > limit:
        raise ProofError("too_large", "payload or domain")
    return encoded


def _check_domain(claim: _Claim, domain: bytes, domains: Collection[str]) -> None:
    # A length that is not the domain's own would let the rest of it pass for the timestamp and
    # the payload: "app.example.com" could be shown by a proof made for a longer name.
    if claim.length_bytes != len(domain):
        raise ProofError("domain_length")
    # Names without a dot are kept for native wallets: no site has one.
    if claim.domain not in domains or "." not in claim.domain:
        raise ProofError("domain_not_allowed")


def _timestamp(value: object) -> int:
    # The specification says a decimal string, every wallet sends a number.
    if isinstance(value, str) and len(value) <= 20 and value.isascii() and value.isdigit():
        value = int(value)
    if type(value) is not int or not 0 <= value <= _MAX_TIMESTAMP:
        raise ProofError("malformed", "timestamp")
    return value


def _check_age(timestamp: int, now: datetime | float) -> None:
    if isinstance(now, datetime):
        if now.tzinfo is None:
            raise ValueError("now must be aware")
        now = now.timestamp()
    age = now - timestamp
    if not age <= WINDOW:
        raise ProofError("expired")
    if not age >= -WINDOW:
        raise ProofError("from_future")


def _signature(text: str) -> bytes:
    try:
        value = a2b_base64(text, strict_mode=True) if len(text) == 88 else b""
    except ValueError:
        value = b""
    # The last letter of 64 bytes has four unused bits. Were they free, one signature could be
    # written in sixteen ways.
    if len(value) != 64 or text[85] not in "AQgw":
        raise ProofError("malformed", "signature")
    return value


# Whose an address is never changes, and the same wallets log in again and again. Only what agrees
# with itself is remembered.
@lru_cache(maxsize=1024)
def _owned(address: str, chain: str, public_key: str | None, state_init: str | None) -> _Owned:
    """Find the key that the address was made from.

    Raises:
        ProofError: malformed, unknown_wallet, address_mismatch, key_mismatch.
    """
    workchain, _, digits = address.partition(":")
    account_id, stated = _hex32(digits, "address"), None
    if workchain not in _WORKCHAINS:
        raise ProofError("malformed", "address")
    if public_key is not None:
        stated = _hex32(public_key, "publicKey")
    if state_init is not None:
        key, version = _born(state_init, account_id)
        if stated not in (key, None):
            raise ProofError("key_mismatch")
    elif stated is not None:
        key, version = stated, _derived(stated, account_id, _WORKCHAINS[workchain])
    else:
        raise ProofError("malformed", "neither publicKey nor walletStateInit")
    wallet = Wallet(address.lower(), chain, key.hex(), version)
    number = _WORKCHAINS[workchain].to_bytes(4, "big", signed=True)
    return _Owned(wallet, key, b"ton-proof-item-v2/" + number + account_id)


def _hex32(text: str, name: str) -> bytes:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != 32 or len(text) != 64:  # fromhex() skips spaces
        raise ProofError("malformed", name)
    return value


def _derived(public_key: bytes, account_id: bytes, workchain: int) -> str:
    """Name the standard wallet of this key that has the address."""
    key = int.from_bytes(public_key, "big")
    for template in TEMPLATES[workchain]:
        contract = template.contract
        if contract.account_id(template.cell(key)) == account_id:
            return contract.version
    raise ProofError("unknown_wallet", "no standard wallet of publicKey has the address")


def _born(state_init: str, account_id: bytes) -> tuple[bytes, str]:
    """Return the key and the version of the wallet that was born with this, and has the address."""
    try:
        found = read(state_init)
    except StateInitError as error:
        raise ProofError("malformed", f"walletStateInit: {error}") from None
    if found is None:
        raise ProofError("unknown_wallet", "only the chain knows the key of this contract")
    contract, cell = found
    if contract.account_id(cell) != account_id:
        raise ProofError("address_mismatch", "walletStateInit")
    return contract.key_in(cell), contract.version
