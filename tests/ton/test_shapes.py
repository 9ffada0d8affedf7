"""Whatever has the wrong type, spelling or size is refused, also where it would not be needed."""

import base64
import math
from typing import Any

import pytest

from tests.ton.test_proof import reason_of, verify
from tests.ton.wallet import NOW, TestWallet
from ton import proof as module

WALLET = TestWallet(seed=b"\1" * 32)
SECONDS = int(NOW.timestamp())
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
    assert reason_of(WALLET.account(), WALLET.proof() | {"timestamp": value}) == "malformed"


def test_a_number_of_any_size_is_only_refused() -> None:
    """Thousands of digits, more than Python would print."""
    for name, reason in (("timestamp", "malformed"), ("domain", "domain_length")):
        proof = WALLET.proof()
        huge = 1 << 40_000
        proof[name] = huge if name == "timestamp" else proof[name] | {"lengthBytes": huge}
        assert reason_of(WALLET.account(), proof) == reason


@pytest.mark.parametrize("value", [*NO_NUMBER, "15", ""], ids=repr)
def test_a_length_that_is_no_number_is_refused(value: Any) -> None:
    """Above all True, which Python takes for 1."""
    proof = WALLET.proof(domain="x.y")
    proof["domain"]["lengthBytes"] = value
    assert reason_of(WALLET.account(), proof, domains={"x.y"}) == "malformed"


@pytest.mark.parametrize("value", NO_TEXT, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("name", ["address", "chain", "publicKey", "walletStateInit"])
def test_a_wrong_type_in_the_account_is_refused_although_not_needed(name: str, value: Any) -> None:
    """In the fast way too, where one of key and state init is enough."""
    account = WALLET.account() | {name: value}
    assert reason_of(account, WALLET.proof()) == "malformed"
    other = "publicKey" if name == "walletStateInit" else "walletStateInit"
    assert reason_of(account | {other: None}, WALLET.proof()) == "malformed"


@pytest.mark.parametrize("value", [None, *NO_TEXT], ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("name", ["payload", "signature", "domain", "value"])
def test_a_wrong_type_in_the_proof_is_refused(name: str, value: Any) -> None:
    """Every field of it."""
    proof = WALLET.proof()
    (proof["domain"] if name == "value" else proof)[name] = value
    assert reason_of(WALLET.account(), proof) == "malformed"


@pytest.mark.parametrize("name", ["address", "chain"])
def test_a_field_that_must_be_there_must_be_there(name: str) -> None:
    """Address and chain; and one of key and state init."""
    account = WALLET.account()
    del account[name]
    assert reason_of(account, WALLET.proof()) == "malformed"
    for nothing in ({"publicKey": None, "walletStateInit": None}, {"publicKey": ""}):
        assert reason_of(WALLET.account() | nothing, WALLET.proof()) == "malformed"


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
    assert reason_of(WALLET.account(address=address), WALLET.proof()) == "malformed"


@pytest.mark.parametrize(
    "key", ["0x" + "1" * 62, "1" * 63, "1" * 65, "1 " * 32, "é" * 64, "٣" * 64]
)
def test_a_public_key_that_is_none_is_refused(key: str) -> None:
    """64 hex digits."""
    assert reason_of(WALLET.account(publicKey=key), WALLET.proof()) == "malformed"


def signatures() -> dict[str, str]:
    """Return a good signature, spelt or cut in ways that are not the standard's."""
    good = WALLET.proof()["signature"]
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
    proof = WALLET.proof() | {"signature": signatures()[name]}
    assert reason_of(WALLET.account(), proof) == "malformed"


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
    account, proof = WALLET.account(), WALLET.proof()
    {"account": account, "proof": proof, "domain": proof["domain"]}[place][name] = value
    assert reason_of(account, proof) == "too_large"


@pytest.mark.parametrize("name", ["address", "chain", "publicKey"])
def test_no_field_is_read_at_any_length(name: str) -> None:
    """Megabytes where a word belongs."""
    assert reason_of(WALLET.account() | {name: "0" * 10_000_000}, WALLET.proof())
    signature = {"signature": "A" * 10_000_000}
    assert reason_of(WALLET.account(), WALLET.proof() | signature) == "malformed"


def test_the_largest_that_is_allowed_is_allowed() -> None:
    """1 KiB of payload in bytes."""
    for payload in ("x" * 1024, "é" * 512):
        assert verify(WALLET.account(), WALLET.proof(payload=payload)).version == "v4r2"
    assert module.MAX_PAYLOAD == 1024


def test_surrogates_are_refused_not_crashed_on() -> None:
    """JSON can hold halves of letters, UTF-8 cannot."""
    lone = "\ud800.x"
    assert reason_of(WALLET.account(), WALLET.proof() | {"payload": lone}) == "malformed"
    proof = WALLET.proof() | {"domain": {"lengthBytes": 5, "value": lone}}
    assert reason_of(WALLET.account(), proof, domains={lone}) == "malformed"
    for name in ("address", "publicKey", "walletStateInit"):
        assert reason_of(WALLET.account() | {name: lone}, WALLET.proof()) == "malformed"
    assert reason_of(WALLET.account(chain=lone), WALLET.proof()) == "network_not_allowed"
