"""Forged proofs: for another wallet, site, network or time."""

import base64
from typing import Any

import pytest
from nacl.signing import SigningKey

from tests.ton.test_proof import reason_of, verify
from tests.ton.wallet import CODES, DOMAIN, NOW, TestWallet, bag_of_cells, data_cell, sign
from tests.ton.wallet import state_init as make_state_init

VICTIM = TestWallet(seed=b"\1" * 32)
ATTACKER = TestWallet(seed=b"\2" * 32)
SECONDS = int(NOW.timestamp())


def forged() -> dict[str, Any]:
    """Return a proof for the address of the victim, signed by the attacker."""
    return ATTACKER.proof(account=VICTIM.account())


def test_public_key_of_another_wallet_is_refused() -> None:
    """Beside the address of the victim, with its state init and without."""
    account = VICTIM.account(publicKey=ATTACKER.public_key)
    assert reason_of(account, forged()) == "key_mismatch"
    assert reason_of(account | {"walletStateInit": None}, forged()) == "unknown_wallet"


def test_state_init_of_another_wallet_is_refused() -> None:
    """Beside the address of the victim, with any public key."""
    account = VICTIM.account(walletStateInit=ATTACKER.account()["walletStateInit"])
    for key in (None, VICTIM.public_key, ATTACKER.public_key):
        assert reason_of(account | {"publicKey": key}, forged()) == "address_mismatch"


@pytest.mark.parametrize("known_layout", [True, False])
def test_state_init_with_a_replaced_key_is_refused(known_layout: bool) -> None:
    """It hashes to another address, whether its layout is known or not."""
    if known_layout:
        verify(VICTIM.account(), VICTIM.proof())
    boc = bag_of_cells(VICTIM.root)
    mine = bytes.fromhex(ATTACKER.public_key)
    swapped = boc.replace(bytes.fromhex(VICTIM.public_key), mine)
    text = base64.b64encode(swapped).decode()
    for key in (None, ATTACKER.public_key, VICTIM.public_key):
        account = VICTIM.account(walletStateInit=text, publicKey=key)
        assert reason_of(account, forged()) == "address_mismatch"


def test_public_key_and_state_init_must_agree() -> None:
    """Although one of them is enough."""
    other = ATTACKER.account()["walletStateInit"]
    assert reason_of(VICTIM.account(walletStateInit=other), VICTIM.proof()) == "address_mismatch"
    account = VICTIM.account(publicKey=ATTACKER.public_key)
    assert reason_of(account, VICTIM.proof()) == "key_mismatch"


@pytest.mark.parametrize("text", ["", "garbage", "te6cckEBAQEAAgAAAEysuc0=", "тест"])
def test_invalid_state_init_is_refused_beside_a_valid_key(text: str) -> None:
    """Although the key alone would be enough."""
    reason = reason_of(VICTIM.account(walletStateInit=text), VICTIM.proof())
    assert reason in {"malformed", "unknown_wallet"}


def test_signature_of_another_key_is_refused() -> None:
    """All other fields are valid."""
    assert reason_of(VICTIM.account(), forged()) == "bad_signature"


@pytest.mark.parametrize("field", ["payload", "timestamp", "address", "domain"])
def test_signed_fields_cannot_be_changed(field: str) -> None:
    """Each of them is replaced after signing."""
    account, proof = VICTIM.account(), VICTIM.proof()
    more: dict[str, Any] = {}
    if field == "payload":
        proof["payload"] = "another nonce"
    elif field == "timestamp":
        proof["timestamp"] += 1
    elif field == "domain":
        proof["domain"] = {"lengthBytes": 15, "value": "app.example.org"}
        more["domains"] = {"app.example.org"}
    else:
        account = TestWallet("v3r2", seed=VICTIM.seed).account()
    assert reason_of(account, proof, **more) == "bad_signature"


def test_workchain_is_signed() -> None:
    """The same key in the masterchain is another wallet."""
    master = TestWallet(seed=VICTIM.seed, workchain=-1)
    stated = master.account()
    assert reason_of(stated, VICTIM.proof()) == "bad_signature"
    claimed = stated | {"address": "0" + stated["address"].removeprefix("-1")}
    assert reason_of(claimed, master.proof()) == "bad_signature"


def test_bytes_cannot_be_moved_between_domain_and_payload() -> None:
    """A proof for a longer domain is not valid for a prefix of it."""
    shifted = "AAAAAAAA"
    long = f"{DOMAIN}{shifted}.evil.example"
    signed = VICTIM.proof(domain=long, timestamp=int.from_bytes(b"BBBB", "little"), payload="x")
    shown = signed | {
        "timestamp": int.from_bytes(shifted.encode(), "little"),
        "domain": {"lengthBytes": len(long), "value": DOMAIN},
        "payload": ".evil.example" + "BBBB\0\0\0\0" + "x",
    }
    # A verifier that trusts the stated length would hash the same bytes for both.
    same = [
        proof["domain"]["value"].encode()
        + proof["timestamp"].to_bytes(8, "little")
        + proof["payload"].encode()
        for proof in (signed, shown)
    ]
    assert same[0] == same[1]
    then = shown["timestamp"]
    assert reason_of(VICTIM.account(), shown, now=then) == "domain_length"
    shown["domain"]["lengthBytes"] = len(DOMAIN)
    assert reason_of(VICTIM.account(), shown, now=then) == "bad_signature"
    assert reason_of(VICTIM.account(), shown) == "from_future"


@pytest.mark.parametrize("length", [-1, 0, 14, 16, 2**32, 2**32 + 15, 2**64, 10**400])
def test_domain_length_must_be_that_of_the_domain(length: int) -> None:
    """Any other number is refused."""
    proof = VICTIM.proof()
    proof["domain"]["lengthBytes"] = length
    assert reason_of(VICTIM.account(), proof) == "domain_length"


def test_domain_length_counts_bytes() -> None:
    """Not characters, of which some have two bytes."""
    domain = "пример.рф"
    proof = VICTIM.proof(domain=domain)
    assert verify(VICTIM.account(), proof, domains={domain}).version == "v4r2"
    proof["domain"]["lengthBytes"] = len(domain)
    assert reason_of(VICTIM.account(), proof, domains={domain}) == "domain_length"


@pytest.mark.parametrize(
    "domain",
    [
        "evil.example",
        "www.app.example.com",
        "app.example.com.evil.example",
        "evil.app.example.com",
        "example.com",
        "APP.example.com",
        "app.example.com.",
        "app.example.com:443",
        "app.example.com\0",
        " app.example.com",
        "https://app.example.com",
        "app.example.com/",
        "аpp.example.com",
        "",
        ".",
    ],
)
def test_proof_for_another_domain_is_refused(domain: str) -> None:
    """Also for domains that look like the allowed one."""
    assert reason_of(VICTIM.account(), VICTIM.proof(domain=domain)) == "domain_not_allowed"


@pytest.mark.parametrize("domain", ["telegram-wallet", "app", ""])
def test_domain_of_a_native_wallet_is_refused(domain: str) -> None:
    """Even if the list of domains contains it."""
    proof = VICTIM.proof(domain=domain)
    assert reason_of(VICTIM.account(), proof, domains={domain}) == "domain_not_allowed"


@pytest.mark.parametrize("domain", ["localhost", "localhost:8443", "dev:8080", "[::1]:8443"])
def test_local_domain_is_accepted_where_it_is_allowed(domain: str) -> None:
    """And nowhere else: the operator has set it."""
    proof = VICTIM.proof(domain=domain)
    assert verify(VICTIM.account(), proof, domains={domain}).chain == "-239"
    assert reason_of(VICTIM.account(), proof) == "domain_not_allowed"


@pytest.mark.parametrize("chain", ["-3", "-2390", "239", "", "−239", "-239 ", "0", "662387"])
def test_network_that_is_not_allowed_is_refused(chain: str) -> None:
    """The signature does not cover the network."""
    assert reason_of(VICTIM.account(chain=chain), VICTIM.proof()) == "network_not_allowed"


@pytest.mark.parametrize(
    "timestamp",
    [0, 1, SECONDS - 901, SECONDS + 901, SECONDS * 1000, 2**63, 2**64 - 1],
)
def test_expired_and_future_proofs_are_refused(timestamp: int) -> None:
    """Also milliseconds in place of seconds."""
    reason = reason_of(VICTIM.account(), VICTIM.proof(timestamp=timestamp))
    assert reason == ("expired" if timestamp < SECONDS else "from_future")


def test_malleable_signature_is_refused() -> None:
    """S plus the order of the group would pass a lax verifier."""
    order = 2**252 + 27742317777372353535851937790883648493
    proof = VICTIM.proof()
    raw = base64.b64decode(proof["signature"])
    more = int.from_bytes(raw[32:], "little") + order
    proof["signature"] = base64.b64encode(raw[:32] + more.to_bytes(32, "little")).decode()
    assert reason_of(VICTIM.account(), proof) == "bad_signature"


@pytest.mark.parametrize(
    "point",
    [
        "01" + "00" * 31,
        "00" * 32,
        "ec" + "ff" * 30 + "7f",
        "26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05",
        "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a",
    ],
)
def test_key_of_small_order_is_refused(point: str) -> None:
    """With such a key one signature could be valid for every message."""
    key = bytes.fromhex(point)
    root = make_state_init(CODES["v4r2"], data_cell("v4r2", key))
    account = VICTIM.account(address=f"0:{root.hash.hex()}", publicKey=point, walletStateInit=None)
    for signature in (b"\1" + b"\0" * 63, key + b"\0" * 32):
        proof = VICTIM.proof() | {"signature": base64.b64encode(signature).decode()}
        assert reason_of(account, proof) == "bad_signature"


@pytest.mark.parametrize("key", [None, VICTIM.public_key])
@pytest.mark.parametrize("version", ["telegram", "highload v2"])
def test_wallet_whose_key_is_on_chain_only_is_refused(version: str, key: str | None) -> None:
    """The key of Telegram's wallet can change, so its initial data proves nothing."""
    wallet = TestWallet(version, seed=VICTIM.seed)
    proof = wallet.proof()
    assert reason_of(wallet.account(publicKey=key), proof) == "unknown_wallet"
    assert reason_of(wallet.account(walletStateInit=None), proof) == "unknown_wallet"


def test_verified_wallet_is_that_of_the_signing_key() -> None:
    """And no other that the account mentions."""
    stranger = SigningKey(b"\5" * 32)
    wallet = TestWallet(seed=b"\5" * 32)
    proof = sign(
        stranger, wallet.account()["address"], domain=DOMAIN, timestamp=SECONDS, payload="nonce"
    )
    assert verify(wallet.account(), proof).public_key == bytes(stranger.verify_key).hex()
