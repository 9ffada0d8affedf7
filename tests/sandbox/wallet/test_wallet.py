"""The test wallet's answers hold before a verifier that is not ours, and its faults do not."""

import base64
from datetime import UTC, datetime
from typing import Any

import pytest
from nacl.exceptions import BadSignatureError
from ton_connect import VerifyTonProof
from ton_connect.models import TonProofPayloadDto, Wallet

from sandbox.wallet import FAULTS, VERSIONS, Rejected, TestWallet, domain_of

# The independent verifier reads the machine's clock, so proofs are made now.
NOW = datetime.now(UTC)
DOMAIN = "app.example.com"


async def verify(wallet: dict[str, Any]) -> bool:
    """Check a wallet's proof with the `ton-connect` package."""
    account = dict(wallet["account"])
    account["network"] = account.pop("chain")
    proof = wallet["connectItems"]["tonProof"]["proof"]
    dto = TonProofPayloadDto.model_validate({**account, "proof": proof})
    return await VerifyTonProof(dto).verify([DOMAIN])


@pytest.mark.parametrize("version", VERSIONS)
@pytest.mark.parametrize("chain", ["-239", "-3"])
async def test_proofs_verify(version: str, chain: str) -> None:
    """Every version on every network proves its address."""
    wallet = TestWallet(3, version=version, chain=chain)
    assert await verify(wallet.connect("nonce", domain=DOMAIN, now=NOW))


@pytest.mark.parametrize("payload", ["", "x" * 128, "Ж😀", '{"a": 1}'])
async def test_any_payload_is_signed_as_its_bytes(payload: str) -> None:
    """The payload goes into the signature as UTF-8."""
    assert await verify(TestWallet().connect(payload, domain=DOMAIN, now=NOW))


@pytest.mark.parametrize("fault", ["otherKey", "substitutedKey", "foreignDomain"])
async def test_forgeries_do_not_verify(fault: str) -> None:
    """A forged proof is caught."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, fault=fault)
    with pytest.raises(BadSignatureError):
        await verify(wallet)


@pytest.mark.parametrize("skew", [-3600, 3600])
async def test_wrong_clock_does_not_verify(skew: int) -> None:
    """A clock that is an hour off is caught."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, skew=skew)
    assert wallet["connectItems"]["tonProof"]["proof"]["timestamp"] == int(NOW.timestamp()) + skew
    with pytest.raises(BadSignatureError):
        await verify(wallet)


def test_same_index_is_the_same_wallet() -> None:
    """A wallet is a function of its index, version and network; addresses never collide."""
    assert TestWallet(5).address == TestWallet(5).address
    kinds = [
        TestWallet(index, version=version).address for index in range(5) for version in VERSIONS
    ]
    assert len(set(kinds)) == 25
    assert TestWallet(5, version="v4r2").public_key == TestWallet(5).public_key


def test_network_is_part_of_v5_addresses_only() -> None:
    """A v4 wallet has one address on both networks, a v5 wallet has two."""
    same = {TestWallet(version="v4r2", chain=chain).address for chain in ("-239", "-3")}
    two = {TestWallet(version="v5r1", chain=chain).address for chain in ("-239", "-3")}
    assert (len(same), len(two)) == (1, 2)


def test_wallet_is_the_sdks_object() -> None:
    """Device, account, provider and connectItems, named as the SDK names them."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW)
    assert set(wallet) == {"device", "account", "provider", "connectItems"}
    assert set(wallet["account"]) == {"address", "chain", "walletStateInit", "publicKey"}
    assert wallet["account"]["chain"] == "-239"
    item = wallet["connectItems"]["tonProof"]
    assert item["name"] == "ton_proof"
    assert set(item["proof"]) == {"timestamp", "domain", "payload", "signature"}
    assert type(item["proof"]["timestamp"]) is int
    assert len(base64.b64decode(item["proof"]["signature"])) == 64


def test_event_is_what_a_bridge_sends() -> None:
    """The ConnectEvent is read by the `ton-connect` package as a wallet with the same proof."""
    from ton_connect.models import ConnectEventSuccess  # noqa: PLC0415 - large

    how: dict[str, Any] = {"domain": DOMAIN, "now": NOW}
    event = ConnectEventSuccess.model_validate(TestWallet().connect_event("nonce", **how))
    read = Wallet.from_payload(event.payload)
    assert read.account.address.to_str(is_user_friendly=False) == TestWallet().address
    assert read.ton_proof is not None
    assert read.ton_proof.payload == "nonce"


def test_restored_wallet_has_no_proof() -> None:
    """Without a payload there are no connectItems, as after a page's reload."""
    assert "connectItems" not in TestWallet().connect(None, domain=DOMAIN, now=NOW)
    event = TestWallet().connect_event(None, domain=DOMAIN, now=NOW)
    assert [item["name"] for item in event["payload"]["items"]] == ["ton_addr"]


def test_rejecting() -> None:
    """A person who declines is a Rejected to Python and a connect_error 300 to a bridge."""
    how: dict[str, Any] = {"domain": DOMAIN, "now": NOW, "fault": "reject"}
    with pytest.raises(Rejected):
        TestWallet().connect("nonce", **how)
    event = TestWallet().connect_event("nonce", event_id=7, **how)
    assert (event["event"], event["id"], event["payload"]["code"]) == ("connect_error", 7, 300)


def test_wrong_network() -> None:
    """The wallet is the same person's on testnet."""
    wallet = TestWallet(2).connect("nonce", domain=DOMAIN, now=NOW, fault="wrongNetwork")
    assert wallet["account"] == TestWallet(2, chain="-3").account()


@pytest.mark.parametrize(
    ("fault", "field"), [("noPublicKey", "publicKey"), ("noWalletStateInit", "walletStateInit")]
)
def test_older_wallets(fault: str, field: str) -> None:
    """An older wallet lacks one field and nothing else."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, fault=fault)
    assert set(TestWallet().account()) - set(wallet["account"]) == {field}


def test_wallet_that_cannot_sign() -> None:
    """The proof item carries an error in place of a proof."""
    wallet = TestWallet().connect("nonce", domain=DOMAIN, now=NOW, fault="noProof")
    assert wallet["connectItems"]["tonProof"]["error"]["code"] == 400


def test_answers_are_not_shared() -> None:
    """What a test does to one answer does not reach the next."""
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
        lambda: TestWallet().connect("n", domain=DOMAIN, now=NOW, fault="toothache"),
    ],
)
def test_unknown_kinds(wrong: Any) -> None:
    """A version, network or fault that does not exist is a ValueError that lists those that do."""
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
def test_domain_of_a_manifest(url: str, domain: str) -> None:
    """Wallets sign the URL's host as browsers write it."""
    assert domain_of(url) == domain


@pytest.mark.parametrize("url", ["app.example.com", "ftp://a.example/m", "https:///m.json"])
def test_manifests_without_a_domain(url: str) -> None:
    """What is no web address has no domain."""
    with pytest.raises(ValueError, match="manifestUrl"):
        domain_of(url)


def test_faults_are_explained() -> None:
    """Every fault has a sentence for people."""
    assert all(FAULTS.values())
