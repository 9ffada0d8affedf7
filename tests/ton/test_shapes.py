"""Fields of a wrong type, spelling or size are refused, whether needed or not."""

import base64
import math
from typing import Any

import pytest

from tests.ton.test_proof import reason_of, verify
from tests.ton.wallet import NOW, TestWallet
from ton import proof as module

WALLET = TestWallet(seed=b"\1" * 32)
SECONDS = int(NOW.timestamp())
NOT_NUMBERS: list[Any] = [None, True, False, 1.5, float(SECONDS), math.nan, math.inf, [], {}, b"1"]
NOT_TIMES = [
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
NOT_STRINGS = [True, 0, 1, -239, 1.5, math.nan, [], ["x"], {}, {"x": 1}, b"x", object()]


@pytest.mark.parametrize(
    "value", [*NOT_NUMBERS, *NOT_TIMES, "9" * 5000], ids=lambda v: ascii(v)[:12]
)
def test_timestamp_must_be_whole_seconds(value: Any) -> None:
    """As a number or as ASCII digits."""
    assert reason_of(WALLET.account(), WALLET.proof() | {"timestamp": value}) == "malformed"


def test_huge_numbers_are_refused() -> None:
    """With more digits than Python would print."""
    for name, reason in (("timestamp", "malformed"), ("domain", "domain_length")):
        proof = WALLET.proof()
        huge = 1 << 40_000
        proof[name] = huge if name == "timestamp" else proof[name] | {"lengthBytes": huge}
        assert reason_of(WALLET.account(), proof) == reason


@pytest.mark.parametrize("value", [*NOT_NUMBERS, "15", ""], ids=repr)
def test_domain_length_must_be_an_integer(value: Any) -> None:
    """And not True, which Python takes for 1."""
    proof = WALLET.proof(domain="x.y")
    proof["domain"]["lengthBytes"] = value
    assert reason_of(WALLET.account(), proof, domains={"x.y"}) == "malformed"


@pytest.mark.parametrize("value", NOT_STRINGS, ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("name", ["address", "chain", "publicKey", "walletStateInit"])
def test_account_field_of_a_wrong_type_is_refused(name: str, value: Any) -> None:
    """Also if the other of key and state init would be enough."""
    account = WALLET.account() | {name: value}
    assert reason_of(account, WALLET.proof()) == "malformed"
    other = "publicKey" if name == "walletStateInit" else "walletStateInit"
    assert reason_of(account | {other: None}, WALLET.proof()) == "malformed"


@pytest.mark.parametrize("value", [None, *NOT_STRINGS], ids=lambda v: type(v).__name__)
@pytest.mark.parametrize("name", ["payload", "signature", "domain", "value"])
def test_proof_field_of_a_wrong_type_is_refused(name: str, value: Any) -> None:
    """Every field."""
    proof = WALLET.proof()
    (proof["domain"] if name == "value" else proof)[name] = value
    assert reason_of(WALLET.account(), proof) == "malformed"


@pytest.mark.parametrize("name", ["address", "chain"])
def test_missing_fields_are_refused(name: str) -> None:
    """Address, chain, and both of key and state init."""
    account = WALLET.account()
    del account[name]
    assert reason_of(account, WALLET.proof()) == "malformed"
    for absent in ({"publicKey": None, "walletStateInit": None}, {"publicKey": ""}):
        assert reason_of(WALLET.account() | absent, WALLET.proof()) == "malformed"


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
def test_address_must_be_raw(address: str) -> None:
    """A known workchain and 64 hex digits."""
    assert reason_of(WALLET.account(address=address), WALLET.proof()) == "malformed"


@pytest.mark.parametrize(
    "key", ["0x" + "1" * 62, "1" * 63, "1" * 65, "1 " * 32, "é" * 64, "٣" * 64]
)
def test_public_key_must_be_64_hex_digits(key: str) -> None:
    """Anything else is malformed."""
    assert reason_of(WALLET.account(publicKey=key), WALLET.proof()) == "malformed"


def signatures() -> dict[str, str]:
    """Return a valid signature in encodings that are not standard."""
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
        "66 bytes, 88 characters": base64.b64encode(raw + b"\0\0").decode(),
        "unused bits set": good[:85] + letters[letters.index(good[85]) + 1] + "==",
        "other letters": "я" * 88,
        "not text": "\ud800" * 88,
    }


@pytest.mark.parametrize("name", signatures())
def test_signature_has_one_encoding_only(name: str) -> None:
    """64 bytes in standard base64, so that one proof cannot be used as two."""
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
def test_large_fields_are_refused_before_they_are_decoded(
    place: str, name: str, value: str
) -> None:
    """The limits are in bytes."""
    account, proof = WALLET.account(), WALLET.proof()
    {"account": account, "proof": proof, "domain": proof["domain"]}[place][name] = value
    assert reason_of(account, proof) == "too_large"


@pytest.mark.parametrize("name", ["address", "chain", "publicKey"])
def test_fields_without_a_limit_of_their_own_are_refused_if_long(name: str) -> None:
    """Megabytes in place of an address, network, key or signature."""
    assert reason_of(WALLET.account() | {name: "0" * 10_000_000}, WALLET.proof())
    signature = {"signature": "A" * 10_000_000}
    assert reason_of(WALLET.account(), WALLET.proof() | signature) == "malformed"


def test_largest_payload_is_accepted() -> None:
    """1 KiB in bytes."""
    for payload in ("x" * 1024, "é" * 512):
        assert verify(WALLET.account(), WALLET.proof(payload=payload)).version == "v4r2"
    assert module.MAX_PAYLOAD == 1024


def test_lone_surrogates_are_refused() -> None:
    """JSON can contain them, UTF-8 cannot."""
    lone = "\ud800.x"
    assert reason_of(WALLET.account(), WALLET.proof() | {"payload": lone}) == "malformed"
    proof = WALLET.proof() | {"domain": {"lengthBytes": 5, "value": lone}}
    assert reason_of(WALLET.account(), proof, domains={lone}) == "malformed"
    for name in ("address", "publicKey", "walletStateInit"):
        assert reason_of(WALLET.account() | {name: lone}, WALLET.proof()) == "malformed"
    assert reason_of(WALLET.account(chain=lone), WALLET.proof()) == "network_not_allowed"
