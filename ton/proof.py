"""Verify TON Connect's `ton_proof`: that the user who connects a wallet holds its key.

Pure: the time is an argument, and nothing is looked up. Where only the blockchain knows the key,
`address_to_ask` says what to ask it (see `ton.chain_key`) and `verify_proof_by_chain` judges the
answer. Of the payload only the size and the signature are checked; the caller must check that it
issued the payload to this user and that it is used once.
Source: https://github.com/ton-blockchain/ton-connect (requests-responses.md).
"""

from binascii import a2b_base64
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from hashlib import sha256
from typing import Literal, NamedTuple, TypedDict, Unpack

from nacl.bindings import crypto_sign_open
from nacl.exceptions import BadSignatureError

from ton.chain_key import ChainKey
from ton.state_init import InitialState, StateInitError, parse_state_init, read_initial_state
from ton.wallets import TELEGRAM, TEMPLATES

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
"""Seconds that the clock of a wallet may be behind or ahead of `now`."""
MAX_STATE_INIT = 4096
"""Characters of base64; that of the largest known wallet has about 1,100."""
MAX_PAYLOAD = 1024
"""Bytes; TON Connect allows 128, but older wallets have signed more."""
MAX_DOMAIN = 128
"""Bytes of UTF-8."""
# Signatures of other networks include the network id and so cover different bytes.
_SUPPORTED_NETWORKS = frozenset({"-239", "-3"})

_MAPPING = (dict, Mapping)
_TEXT_OR_ABSENT = (str, type(None))
_MAX_TIMESTAMP = 2**64 - 1
_WORKCHAINS = {"0": 0, "-1": -1}


class ProofError(Exception):
    """The proof is invalid.

    Attributes:
        reason: a code of `Reason`.
    """

    def __init__(self, reason: Reason, detail: str = "") -> None:
        super().__init__(f"{reason}: {detail}" if detail else reason)
        self.reason: Reason = reason


@dataclass(frozen=True, slots=True)
class Wallet:
    """A wallet whose owner has proved to hold its key.

    Attributes:
        address: raw form, `0:` or `-1:` and 64 lower-case hex digits.
        chain: the network that the wallet states, `-239` or `-3`. The signature does not cover it.
        public_key: 64 lower-case hex digits.
        version: the wallet contract, such as `v4r2`; `other` if only the blockchain knows it.
    """

    address: str
    chain: str
    public_key: str
    version: str


class Terms(TypedDict):
    """Where, for which networks and when a proof must be valid; see `verify_proof`."""

    domains: Collection[str]
    networks: Collection[str]
    now: datetime | float


class _Claim(NamedTuple):
    """The fields of account and proof, with checked types and sizes but not yet verified."""

    address: str
    chain: str
    public_key: str | None
    state_init: str | None
    timestamp: object
    length_bytes: int
    domain: str
    payload: str
    signature: str


class _Signed(NamedTuple):
    """A claim with the signature and the signed message after the first bytes of `_Identity`."""

    claim: _Claim
    message_rest: bytes
    signature: bytes


class _Identity(NamedTuple):
    """The wallet and key of an address, and the first bytes of every message that it signs."""

    wallet: Wallet
    key: bytes
    message_prefix: bytes


def verify_proof(
    account: object,
    proof: object,
    *,
    domains: Collection[str],
    networks: Collection[str],
    now: datetime | float,
) -> Wallet:
    """Verify the account and proof that a wallet sent on connecting; return the wallet.

    Args:
        account: `{address, chain, publicKey, walletStateInit}`. One of the last two may be absent
            or null; if both are present they must agree with the address and with each other.
        proof: `{timestamp, domain: {lengthBytes, value}, payload, signature}`.
        domains: hosts, with their port if any, for which the proof may be made; compared exactly.
        networks: network ids that the wallet may state, out of `-239` and `-3`.
        now: aware time, or Unix seconds.

    Raises:
        ProofError: the proof is invalid. No other exception is raised for any input.
    """
    signed = _check(account, proof, domains=domains, networks=networks, now=now)
    claim = signed.claim
    identity = _identify(claim.address, claim.chain, claim.public_key, claim.state_init)
    return _check_signature(signed, identity)


def address_to_ask(account: object, proof: object, **terms: Unpack[Terms]) -> str:
    """Return the raw address whose key to ask the blockchain for.

    For what `verify_proof` refuses as `unknown_wallet`; it takes the same arguments.

    Raises:
        ProofError: the proof is invalid whatever the key is.
    """
    claim = _check(account, proof, **terms).claim
    _read_state(claim)
    return claim.address.lower()


def verify_proof_by_chain(
    account: object, proof: object, found: ChainKey, **terms: Unpack[Terms]
) -> Wallet:
    """Verify a proof with the key that the blockchain has for the address.

    The arguments are those of `verify_proof`, and `found` is the answer for `address_to_ask`. A
    public key in the account must be the current one. A contract that is not deployed is judged by
    its state init, whose key is known for Telegram's wallet only.

    Raises:
        ProofError: the proof is invalid.
    """
    signed = _check(account, proof, **terms)
    return _check_signature(signed, _identify_by_chain(signed.claim, found))


def _check(account: object, proof: object, **terms: Unpack[Terms]) -> _Signed:
    """Check everything that does not depend on the key."""
    domains, networks = terms["domains"], terms["networks"]
    if isinstance(domains, str) or isinstance(networks, str):
        raise TypeError("domains and networks are collections, not one string")
    claim = _parse(account, proof)
    if claim.chain not in networks or claim.chain not in _SUPPORTED_NETWORKS:
        raise ProofError("network_not_allowed")
    domain, timestamp = _utf8(claim.domain, MAX_DOMAIN), _timestamp(claim.timestamp)
    _check_domain(claim, domain, domains)
    _check_age(timestamp, terms["now"])
    signature = _signature(claim.signature)
    message_rest = (
        len(domain).to_bytes(4, "little")
        + domain
        + timestamp.to_bytes(8, "little")
        + _utf8(claim.payload, MAX_PAYLOAD)
    )
    return _Signed(claim, message_rest, signature)


def _check_signature(signed: _Signed, identity: _Identity) -> Wallet:
    message = identity.message_prefix + signed.message_rest
    digest = sha256(b"\xff\xffton-connect" + sha256(message).digest()).digest()
    try:
        crypto_sign_open(signed.signature + digest, identity.key)
    except BadSignatureError:
        raise ProofError("bad_signature") from None
    return identity.wallet


def _parse(account: object, proof: object) -> _Claim:
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
        raise ProofError("malformed", "text with a lone surrogate") from None
    if len(encoded) > limit:
        raise ProofError("too_large", "payload or domain")
    return encoded


def _check_domain(claim: _Claim, domain: bytes, domains: Collection[str]) -> None:
    # With a wrong length, a proof for a longer name that begins with ours would be valid for ours.
    if claim.length_bytes != len(domain):
        raise ProofError("domain_length")
    if claim.domain not in domains or is_native_wallet(claim.domain):
        raise ProofError("domain_not_allowed")


def is_native_wallet(domain: str) -> bool:
    """Whether a wallet itself may sign this name: it has no dot, no port and is not localhost."""
    return "." not in domain and ":" not in domain and domain != "localhost"


def _timestamp(value: object) -> int:
    # The specification says a decimal string, but wallets send a number.
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
    # The last character of 64 bytes in base64 has four unused bits, which must be zero: otherwise
    # one signature could be written in sixteen ways.
    if len(value) != 64 or text[85] not in "AQgw":
        raise ProofError("malformed", "signature")
    return value


# The key of these contracts never changes and the same wallets log in repeatedly. A refused account
# raises and so is not cached.
@lru_cache(maxsize=1024)
def _identify(
    address: str, chain: str, public_key: str | None, state_init: str | None
) -> _Identity:
    """Return the wallet whose contract and key hash to the address.

    Raises:
        ProofError: malformed, unknown_wallet, address_mismatch, key_mismatch.
    """
    workchain, account_id = _split(address)
    stated = None if public_key is None else _hex32(public_key, "publicKey")
    if state_init is not None:
        key, version = _from_state_init(state_init, account_id)
        if stated not in (key, None):
            raise ProofError("key_mismatch")
    elif stated is not None:
        key, version = stated, _version_by_key(stated, account_id, workchain)
    else:
        raise ProofError("malformed", "neither publicKey nor walletStateInit")
    return _identity(address, chain, key, version)


def _identify_by_chain(claim: _Claim, found: ChainKey) -> _Identity:
    """Return the wallet with the key of the blockchain, or with the first one if not deployed.

    Raises:
        ProofError: malformed, unknown_wallet, address_mismatch, key_mismatch.
    """
    state = _read_state(claim)
    first = state.telegram_key if state else None
    key = found.key if found.deployed else first
    if key is None:
        raise ProofError("unknown_wallet", "the blockchain has no key of this contract")
    if claim.public_key is not None and _hex32(claim.public_key, "publicKey") != key:
        raise ProofError("key_mismatch")
    return _identity(claim.address, claim.chain, key, TELEGRAM.version if first else "other")


def _read_state(claim: _Claim) -> InitialState | None:
    """Return the initial state, which must hash to the address; None if there is none."""
    _, account_id = _split(claim.address)
    if claim.state_init is None:
        return None
    try:
        state = read_initial_state(claim.state_init)
    except StateInitError as error:
        raise ProofError("malformed", f"walletStateInit: {error}") from None
    if state.account_id != account_id:
        raise ProofError("address_mismatch", "walletStateInit")
    return state


def _identity(address: str, chain: str, key: bytes, version: str) -> _Identity:
    workchain, account_id = _split(address)
    wallet = Wallet(address.lower(), chain, key.hex(), version)
    number = workchain.to_bytes(4, "big", signed=True)
    return _Identity(wallet, key, b"ton-proof-item-v2/" + number + account_id)


def _split(address: str) -> tuple[int, bytes]:
    """Return workchain and account id of a raw address."""
    workchain, _, digits = address.partition(":")
    account_id = _hex32(digits, "address")
    if workchain not in _WORKCHAINS:
        raise ProofError("malformed", "address")
    return _WORKCHAINS[workchain], account_id


def _hex32(text: str, name: str) -> bytes:
    try:
        value = bytes.fromhex(text)
    except ValueError:
        value = b""
    if len(value) != 32 or len(text) != 64:  # fromhex() skips spaces
        raise ProofError("malformed", name)
    return value


def _version_by_key(public_key: bytes, account_id: bytes, workchain: int) -> str:
    """Return the version of the standard wallet of this key that has the address."""
    key = int.from_bytes(public_key, "big")
    for template in TEMPLATES[workchain]:
        contract = template.contract
        if contract.account_id(template.cell(key)) == account_id:
            return contract.version
    raise ProofError("unknown_wallet", "no standard wallet with this publicKey has the address")


def _from_state_init(state_init: str, account_id: bytes) -> tuple[bytes, str]:
    """Return key and version of the wallet in the state init, which must hash to the address."""
    try:
        found = parse_state_init(state_init)
    except StateInitError as error:
        raise ProofError("malformed", f"walletStateInit: {error}") from None
    if found is None:
        raise ProofError("unknown_wallet", "only the blockchain has the key of this contract")
    contract, cell = found
    if contract.account_id(cell) != account_id:
        raise ProofError("address_mismatch", "walletStateInit")
    return contract.key_in(cell), contract.version
