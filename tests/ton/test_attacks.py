"""Every known way of passing for another wallet, site, network or time is refused."""

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
    """Return a proof that the attacker signed for the victim's address."""
    return ATTACKER.proof(account=VICTIM.account())


def test_a_public_key_is_not_taken_on_trust() -> None:
    """The attacker's key beside the victim's address: with the victim's state init, and without."""
    account = VICTIM.account(publicKey=ATTACKER.public_key)
    assert reason_of(account, forged()) == "key_mismatch"
    assert reason_of(account | {"walletStateInit": None}, forged()) == "unknown_wallet"


def test_a_state_init_is_not_taken_on_trust() -> None:
    """The attacker's state init beside the victim's address, with any public key."""
    account = VICTIM.account(walletStateInit=ATTACKER.account()["walletStateInit"])
    for key in (None, VICTIM.public_key, ATTACKER.public_key):
        assert reason_of(account | {"publicKey": key}, forged()) == "address_mismatch"


@pytest.mark.parametrize("seen", [True, False])
def test_the_key_inside_a_state_init_cannot_be_swapped(seen: bool) -> None:
    """The victim's cells with the attacker's key in them make another address."""
    if seen:
        verify(VICTIM.account(), VICTIM.proof())
    boc = bag_of_cells(VICTIM.root)
    mine = bytes.fromhex(ATTACKER.public_key)
    swapped = boc.replace(bytes.fromhex(VICTIM.public_key), mine)
    text = base64.b64encode(swapped).decode()
    for key in (None, ATTACKER.public_key, VICTIM.public_key):
        account = VICTIM.account(walletStateInit=text, publicKey=key)
        assert reason_of(account, forged()) == "address_mismatch"


def test_both_fields_must_agree_although_one_would_do() -> None:
    """A key that is right beside a state init of another, and the other way round."""
    other = ATTACKER.account()["walletStateInit"]
    assert reason_of(VICTIM.account(walletStateInit=other), VICTIM.proof()) == "address_mismatch"
    account = VICTIM.account(publicKey=ATTACKER.public_key)
    assert reason_of(account, VICTIM.proof()) == "key_mismatch"


@pytest.mark.parametrize("text", ["", "garbage", "te6cckEBAQEAAgAAAEysuc0=", "тест"])
def test_a_garbled_state_init_is_refused_although_the_key_would_do(text: str) -> None:
    """What is sent must be true, needed or not."""
    reason = reason_of(VICTIM.account(walletStateInit=text), VICTIM.proof())
    assert reason in {"malformed", "unknown_wallet"}


def test_a_signature_of_another_key_is_refused() -> None:
    """Everything true but the signature."""
    assert reason_of(VICTIM.account(), forged()) == "bad_signature"


@pytest.mark.parametrize("field", ["payload", "timestamp", "address", "domain"])
def test_what_was_signed_cannot_be_changed(field: str) -> None:
    """Each signed field, replaced after signing."""
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


def test_the_workchain_is_signed() -> None:
    """The same key in the masterchain is another wallet."""
    master = TestWallet(seed=VICTIM.seed, workchain=-1)
    stated = master.account()
    assert reason_of(stated, VICTIM.proof()) == "bad_signature"
    claimed = stated | {"address": "0" + stated["address"].removeprefix("-1")}
    assert reason_of(claimed, master.proof()) == "bad_signature"


def test_the_border_between_domain_and_payload_cannot_be_moved() -> None:
    """A proof for a longer name cannot be shown as one for ours (domain shift), at any time."""
    shifted = "AAAAAAAA"
    long = f"{DOMAIN}{shifted}.evil.example"
    signed = VICTIM.proof(domain=long, timestamp=int.from_bytes(b"BBBB", "little"), payload="x")
    shown = signed | {
        "timestamp": int.from_bytes(shifted.encode(), "little"),
        "domain": {"lengthBytes": len(long), "value": DOMAIN},
        "payload": ".evil.example" + "BBBB\0\0\0\0" + "x",
    }
    # To whoever hashes the length that is stated, both are the same bytes.
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
def test_a_stated_length_that_is_not_the_domains_is_refused(length: int) -> None:
    """Ours is computed; theirs has to be the same."""
    proof = VICTIM.proof()
    proof["domain"]["lengthBytes"] = length
    assert reason_of(VICTIM.account(), proof) == "domain_length"


def test_a_length_in_letters_is_not_a_length_in_bytes() -> None:
    """Of a name with letters of two bytes."""
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
def test_a_proof_for_another_site_is_refused(domain: str) -> None:
    """However alike the name is, and although it is well signed."""
    assert reason_of(VICTIM.account(), VICTIM.proof(domain=domain)) == "domain_not_allowed"


@pytest.mark.parametrize("domain", ["telegram-wallet", "localhost", "localhost:8080", ""])
def test_a_name_without_a_dot_is_no_site(domain: str) -> None:
    """Such names belong to native wallets, so even a list that holds one does not allow it."""
    proof = VICTIM.proof(domain=domain)
    assert reason_of(VICTIM.account(), proof, domains={domain}) == "domain_not_allowed"


@pytest.mark.parametrize("chain", ["-3", "-2390", "239", "", "−239", "-239 ", "0", "662387"])
def test_another_network_is_refused(chain: str) -> None:
    """The testnet is one switch away for a user, and no proof covers the network."""
    assert reason_of(VICTIM.account(chain=chain), VICTIM.proof()) == "network_not_allowed"


@pytest.mark.parametrize(
    "timestamp",
    [0, 1, SECONDS - 901, SECONDS + 901, SECONDS * 1000, 2**63, 2**64 - 1],
)
def test_stale_and_future_proofs_are_refused(timestamp: int) -> None:
    """Although well signed; among them milliseconds taken for seconds."""
    reason = reason_of(VICTIM.account(), VICTIM.proof(timestamp=timestamp))
    assert reason == ("expired" if timestamp < SECONDS else "from_future")


def test_a_signature_cannot_be_made_into_another_that_holds() -> None:
    """S plus the group's order would satisfy a lax verifier."""
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
def test_a_key_of_small_order_proves_nothing(point: str) -> None:
    """For such a key one signature could hold for every message."""
    key = bytes.fromhex(point)
    root = make_state_init(CODES["v4r2"], data_cell("v4r2", key))
    account = VICTIM.account(address=f"0:{root.hash.hex()}", publicKey=point, walletStateInit=None)
    for signature in (b"\1" + b"\0" * 63, key + b"\0" * 32):
        proof = VICTIM.proof() | {"signature": base64.b64encode(signature).decode()}
        assert reason_of(account, proof) == "bad_signature"


@pytest.mark.parametrize("key", [None, VICTIM.public_key])
@pytest.mark.parametrize("version", ["telegram", "highload v2"])
def test_a_wallet_whose_key_we_cannot_know_is_never_passed(version: str, key: str | None) -> None:
    """Telegram's wallet can change its key on chain: a proof by the first one proves nothing."""
    wallet = TestWallet(version, seed=VICTIM.seed)
    proof = wallet.proof()
    assert reason_of(wallet.account(publicKey=key), proof) == "unknown_wallet"
    assert reason_of(wallet.account(walletStateInit=None), proof) == "unknown_wallet"


def test_what_another_key_signs_for_our_site_is_that_keys_wallet() -> None:
    """The answer names the wallet that signed, never one that was only mentioned."""
    stranger = SigningKey(b"\5" * 32)
    wallet = TestWallet(seed=b"\5" * 32)
    proof = sign(
        stranger, wallet.account()["address"], domain=DOMAIN, timestamp=SECONDS, payload="nonce"
    )
    assert verify(wallet.account(), proof).public_key == bytes(stranger.verify_key).hex()
