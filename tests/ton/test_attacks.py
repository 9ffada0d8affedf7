"""Every known way of passing for another wallet, site, network or time is refused."""

import base64
import math
from typing import Any

import pytest
from nacl.signing import SigningKey

from tests.ton.test_proof import reason_of, verify
from tests.ton.wallet import CODES, DOMAIN, NOW, TestWallet, bag_of_cells, data_cell, sign
from tests.ton.wallet import state_init as make_state_init
from ton import proof as module

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


NO_NUMBER: list[Any] = [None, True, False, 1.5, float(SECONDS), math.nan, math.inf, [], {}, b"1"]
NO_TIME = [
    -1,
    2**64,
    2**200,
    "",
    "-1",
    "+1",
    " 1",
    "1_0",
    "1.0",
    "1e9",
    "0x1",
    "٣",
    "²",
    "9" * 21,
]
NO_TEXT = [True, 0, 1, -239, 1.5, math.nan, [], ["x"], {}, {"x": 1}, b"x", object()]


@pytest.mark.parametrize("value", [*NO_NUMBER, *NO_TIME, "9" * 5000], ids=lambda v: ascii(v)[:12])
def test_a_time_that_is_none_is_refused(value: Any) -> None:
    """Whole Unix seconds, as a number or as ASCII digits."""
    assert reason_of(VICTIM.account(), VICTIM.proof() | {"timestamp": value}) == "malformed"


def test_a_number_of_any_size_is_only_refused() -> None:
    """Thousands of digits, more than Python would print."""
    for name, reason in (("timestamp", "malformed"), ("domain", "domain_length")):
        proof = VICTIM.proof()
        huge = 1 << 40_000
        proof[name] = huge if name == "timestamp" else proof[name] | {"lengthBytes": huge}
        assert reason_of(VICTIM.account(), proof) == reason


@pytest.mark.parametrize("value", [*NO_NUMBER, "15", ""], ids=repr)
def test_a_length_that_is_no_number_is_refused(value: Any) -> None:
    """Above all True, which Python takes for 1."""
    proof = VICTIM.proof(domain="x.y")
    proof["domain"]["lengthBytes"] = value
    assert reason_of(VICTIM.account(), proof, domains={"x.y"}) == "malformed"


@pytest.mark.parametrize("value", NO_TEXT, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("name", ["address", "chain", "publicKey", "walletStateInit"])
def test_a_wrong_type_in_the_account_is_refused_although_not_needed(name: str, value: Any) -> None:
    """In the fast way too, where one of key and state init is enough."""
    account = VICTIM.account() | {name: value}
    assert reason_of(account, VICTIM.proof()) == "malformed"
    other = "publicKey" if name == "walletStateInit" else "walletStateInit"
    assert reason_of(account | {other: None}, VICTIM.proof()) == "malformed"


@pytest.mark.parametrize("value", [None, *NO_TEXT], ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("name", ["payload", "signature", "domain", "value"])
def test_a_wrong_type_in_the_proof_is_refused(name: str, value: Any) -> None:
    """Every field of it."""
    proof = VICTIM.proof()
    (proof["domain"] if name == "value" else proof)[name] = value
    assert reason_of(VICTIM.account(), proof) == "malformed"


@pytest.mark.parametrize("name", ["address", "chain"])
def test_a_field_that_must_be_there_must_be_there(name: str) -> None:
    """Address and chain; and one of key and state init."""
    account = VICTIM.account()
    del account[name]
    assert reason_of(account, VICTIM.proof()) == "malformed"
    for nothing in ({"publicKey": None, "walletStateInit": None}, {"publicKey": ""}):
        assert reason_of(VICTIM.account() | nothing, VICTIM.proof()) == "malformed"


@pytest.mark.parametrize(
    "address",
    [
        "",
        "0:",
        ":" + "1" * 64,
        "1:" + "1" * 64,
        "00:" + "1" * 64,
        "+0:" + "1" * 64,
        "-2:" + "1" * 64,
        "0:" + "1" * 63,
        "0:" + "1" * 65,
        "0:" + "1" * 63 + "g",
        "0:" + "1 " * 32,
        "0:" + "١" * 64,
        " 0:" + "1" * 64,
        "0:" + "1" * 64 + "\n",
        "0::" + "1" * 63,
        "0:" + "\ud800" * 64,
        "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N",
    ],
    ids=ascii,
)
def test_an_address_that_is_not_raw_is_refused(address: str) -> None:
    """A workchain that exists and 64 hex digits, nothing around them."""
    assert reason_of(VICTIM.account(address=address), VICTIM.proof()) == "malformed"


@pytest.mark.parametrize(
    "key", ["0x" + "1" * 62, "1" * 63, "1" * 65, "1 " * 32, "é" * 64, "٣" * 64]
)
def test_a_public_key_that_is_none_is_refused(key: str) -> None:
    """64 hex digits."""
    assert reason_of(VICTIM.account(publicKey=key), VICTIM.proof()) == "malformed"


def signatures() -> dict[str, str]:
    """Return the victim's good signature, spelt or cut in ways that are not the standard's."""
    good = VICTIM.proof()["signature"]
    raw = base64.b64decode(good)
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    return {
        "empty": "",
        "hex": raw.hex(),
        "without padding": good.rstrip("="),
        "more padding": good + "=",
        "url-safe": base64.b64encode(b"\xfb\xff" * 32).decode().replace("+", "-").replace("/", "_"),
        "white space": good[:40] + "\n" + good[40:],
        "around": f" {good} ",
        "63 bytes": base64.b64encode(raw[:63]).decode(),
        "65 bytes": base64.b64encode(raw + b"\0").decode(),
        "66 bytes, 88 letters": base64.b64encode(raw + b"\0\0").decode(),
        "unused bits set": good[:85] + letters[letters.index(good[85]) + 1] + "==",
        "other letters": "я" * 88,
        "not text": "\ud800" * 88,
    }


@pytest.mark.parametrize("name", signatures())
def test_a_signature_has_one_spelling(name: str) -> None:
    """64 bytes in standard base64; else one proof could be shown twice as two."""
    proof = VICTIM.proof() | {"signature": signatures()[name]}
    assert reason_of(VICTIM.account(), proof) == "malformed"


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


@pytest.mark.parametrize(
    ("place", "name", "value"),
    [
        ("account", "walletStateInit", "A" * 4097),
        ("account", "walletStateInit", "A" * 10_000_000),
        ("proof", "payload", "x" * 1025),
        ("proof", "payload", "é" * 513),
        ("proof", "payload", "x" * 10_000_000),
        ("domain", "value", "a." + "b" * 127),
        ("domain", "value", "é." + "é" * 64),
        ("domain", "value", "x" * 10_000_000),
    ],
    ids=lambda value: str(value)[:16],
)
def test_what_is_too_large_is_refused_unread(place: str, name: str, value: str) -> None:
    """Counted in bytes; before anything is decoded, hashed or parsed."""
    account, proof = VICTIM.account(), VICTIM.proof()
    {"account": account, "proof": proof, "domain": proof["domain"]}[place][name] = value
    assert reason_of(account, proof) == "too_large"


@pytest.mark.parametrize("name", ["address", "chain", "publicKey"])
def test_no_field_is_read_at_any_length(name: str) -> None:
    """Megabytes where a word belongs."""
    assert reason_of(VICTIM.account() | {name: "0" * 10_000_000}, VICTIM.proof())
    signature = {"signature": "A" * 10_000_000}
    assert reason_of(VICTIM.account(), VICTIM.proof() | signature) == "malformed"


def test_the_largest_that_is_allowed_is_allowed() -> None:
    """1 KiB of payload in bytes."""
    for payload in ("x" * 1024, "é" * 512):
        assert verify(VICTIM.account(), VICTIM.proof(payload=payload)).version == "v4r2"
    assert module.MAX_PAYLOAD == 1024


def test_surrogates_are_refused_not_crashed_on() -> None:
    """JSON can hold halves of letters, UTF-8 cannot."""
    lone = "\ud800.x"
    assert reason_of(VICTIM.account(), VICTIM.proof() | {"payload": lone}) == "malformed"
    proof = VICTIM.proof() | {"domain": {"lengthBytes": 5, "value": lone}}
    assert reason_of(VICTIM.account(), proof, domains={lone}) == "malformed"
    for name in ("address", "publicKey", "walletStateInit"):
        assert reason_of(VICTIM.account() | {name: lone}, VICTIM.proof()) == "malformed"
    assert reason_of(VICTIM.account(chain=lone), VICTIM.proof()) == "network_not_allowed"


def test_what_another_key_signs_for_our_site_is_that_keys_wallet() -> None:
    """The answer names the wallet that signed, never one that was only mentioned."""
    stranger = SigningKey(b"\5" * 32)
    wallet = TestWallet(seed=b"\5" * 32)
    proof = sign(
        stranger, wallet.account()["address"], domain=DOMAIN, timestamp=SECONDS, payload="nonce"
    )
    assert verify(wallet.account(), proof).public_key == bytes(stranger.verify_key).hex()
