"""Proofs of the test wallet verify with the `ton-connect` package, and faulty ones do not."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from nacl.exceptions import BadSignatureError
from ton_connect import VerifyTonProof
from ton_connect.models import TonProofPayloadDto, Wallet

from sandbox.wallet import FAULTS, VERSIONS, Rejected, TestWallet, domain_of

# The package reads the machine's clock, so proofs are made now.
NOW = datetime.now(UTC)
DOMAIN = "app.example.com"


async def verify(wallet: dict[str, Any]) -> bool:
    """Verify a wallet's proof with the `ton-connect` package."""
    account = dict(wallet["account"])
    account["network"] = account.pop("chain")
    proof = wallet["connectItems"]["tonProof"]["proof"]
    dto = TonProofPayloadDto.model_validate({**account, "proof": proof})
    return await VerifyTonProof(dto).verify([DOMAIN])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("chain", ["-239", "-3"])
async def test_proof_verifies_for_each_version_and_network(version: str, chain: str) -> None:
    """Every version on every network proves its address."""
    wallet = TestWallet(3, version=version, chain=chain)
    assert await verify(wallet.connect("nonce", domain=DOMAIN, now=NOW))


@pytest.mark.parametrize("payload", ["", "x" * 128, "Ж😀", '{"a": 1}'])
async def test_any_payload_is_signed_as_utf8(payload: str) -> None:
    """The payload is signed as UTF-8 bytes."""
    assert await verify(TestWallet().connect(payload, domain=DOMAIN, now=NOW))


@pytest.mark.parametrize("fault", ["otherKey", "substitutedKey", "foreignDomain"])
async def test_forged_proof_does_not_verify(fault: str) -> None:
    """Another key or another domain is detected."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, fault=fault)
    with pytest.raises(BadSignatureError):
        await verify(wallet)


@pytest.mark.parametrize("skew", [-3600, 3600])
async def test_proof_with_skew_of_an_hour_does_not_verify(skew: int) -> None:
    """The timestamp has the skew and is rejected."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, skew=skew)
    assert wallet["connectItems"]["tonProof"]["proof"]["timestamp"] == int(NOW.timestamp()) + skew
    with pytest.raises(BadSignatureError):
        await verify(wallet)


def test_same_index_gives_the_same_wallet() -> None:
    """Addresses of different indexes and versions differ."""
    assert TestWallet(5).address == TestWallet(5).address
    kinds = [
        TestWallet(index, version=version).address for index in range(5) for version in VERSIONS
    ]
    assert len(set(kinds)) == 25
    assert TestWallet(5, version="v4r2").public_key == TestWallet(5).public_key


def test_network_is_part_of_v5_addresses_only() -> None:
    """A v4 wallet has one address on both networks, a v5 wallet two."""
    same = {TestWallet(version="v4r2", chain=chain).address for chain in ("-239", "-3")}
    two = {TestWallet(version="v5r1", chain=chain).address for chain in ("-239", "-3")}
    assert (len(same), len(two)) == (1, 2)


def test_wallet_has_the_fields_of_the_sdk() -> None:
    """Device, account, provider and connectItems are named as in the SDK."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW)
    assert set(wallet) == {"device", "account", "provider", "connectItems"}
    assert set(wallet["account"]) == {"address", "chain", "walletStateInit", "publicKey"}
    assert wallet["account"]["chain"] == "-239"
    item = wallet["connectItems"]["tonProof"]
    assert item["name"] == "ton_proof"
    assert set(item["proof"]) == {"timestamp", "domain", "payload", "signature"}
    assert type(item["proof"]["timestamp"]) is int
    assert len(base64.b64decode(item["proof"]["signature"])) == 64


def test_connect_event_parses_as_the_same_wallet() -> None:
    """The `ton-connect` package reads the event with the same address and proof."""
    from ton_connect.models import ConnectEventSuccess  # noqa: PLC0415 - large

    options: dict[str, Any] = {"domain": DOMAIN, "now": NOW}
    event = ConnectEventSuccess.model_validate(TestWallet().connect_event("nonce", **options))
    read = Wallet.from_payload(event.payload)
    assert read.account.address.to_str(is_user_friendly=False) == TestWallet().address
    assert read.ton_proof is not None
    assert read.ton_proof.payload == "nonce"


def test_connect_without_payload_has_no_proof() -> None:
    """Without a payload there are no connectItems, as after a restored connection."""
    assert "connectItems" not in TestWallet().connect(None, domain=DOMAIN, now=NOW)
    event = TestWallet().connect_event(None, domain=DOMAIN, now=NOW)
    assert [item["name"] for item in event["payload"]["items"]] == ["ton_addr"]


def test_reject_raises_rejected_and_gives_connect_error_300() -> None:
    """`connect` raises; `connect_event` returns the error."""
    options: dict[str, Any] = {"domain": DOMAIN, "now": NOW, "fault": "reject"}
    with pytest.raises(Rejected):
        TestWallet().connect("nonce", **options)
    event = TestWallet().connect_event("nonce", event_id=7, **options)
    assert (event["event"], event["id"], event["payload"]["code"]) == ("connect_error", 7, 300)


def test_wrong_network_is_the_same_key_on_testnet() -> None:
    """The account is that of chain -3."""
    wallet = TestWallet(2).connect("nonce", domain=DOMAIN, now=NOW, fault="wrongNetwork")
    assert wallet["account"] == TestWallet(2, chain="-3").account()


@pytest.mark.parametrize(
    ("fault", "field"), [("noPublicKey", "publicKey"), ("noWalletStateInit", "walletStateInit")]
)
def test_older_wallet_lacks_one_field(fault: str, field: str) -> None:
    """Only the field of the fault is missing."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, fault=fault)
    assert set(TestWallet().account()) - set(wallet["account"]) == {field}


def test_no_proof_carries_error_400() -> None:
    """The proof item has an error in place of a proof."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, fault="noProof")
    assert wallet["connectItems"]["tonProof"]["error"]["code"] == 400


def test_results_share_no_state() -> None:
    """A change of one result does not affect the next."""
    first = TestWallet().connect("nonce", domain=DOMAIN, now=NOW)
    first["device"]["platform"] = "changed"
    first["device"]["features"].clear()
    second = TestWallet().connect("nonce", domain=DOMAIN, now=NOW)
    assert second["device"]["platform"] == "browser"
    assert second["device"]["features"]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: TestWallet(version="v9"),
        lambda: TestWallet(chain="1"),
        lambda: TestWallet().connect("n", domain=DOMAIN, now=NOW, fault="none such"),
    ],
)
def test_unknown_version_network_or_fault_is_value_error(wrong: Any) -> None:
    """The message lists the known values."""
    with pytest.raises(ValueError, match="must be one of"):
        wrong()


@pytest.mark.parametrize(
    ("url", "domain"),
    [
        ("https://app.example.com/tonconnect-manifest.json", "app.example.com"),
        ("https://app.example.com:443/m.json", "app.example.com"),
        ("http://127.0.0.1:8080/m.json", "127.0.0.1:8080"),
        ("http://[::1]:8080/m.json", "[::1]:8080"),
        ("https://App.Example.com/", "app.example.com"),
    ],
)
def test_domain_is_the_manifest_host_with_unusual_port(url: str, domain: str) -> None:
    """The host is in lower case, without a default port."""
    assert domain_of(url) == domain


@pytest.mark.parametrize("url", ["app.example.com", "ftp://a.example/m", "https:///m.json"])
def test_manifest_without_http_host_is_value_error(url: str) -> None:
    """A text that is no http address has no domain."""
    with pytest.raises(ValueError, match="manifestUrl"):
        domain_of(url)


def test_every_fault_has_a_description() -> None:
    """Descriptions are shown to users of the sandbox."""
    assert all(FAULTS.values())
