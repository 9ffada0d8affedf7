"""Valid proofs of every wallet version in every form that wallets send."""

import base64
import json
from collections import UserDict
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.ton.wallet import DOMAIN, NOW, STANDARD, TestWallet, bag_of_cells, sign
from ton.proof import ProofError, Reason, Wallet, verify_proof

VECTORS = json.loads((Path(__file__).parents[1] / "vectors" / "ton-proof.json").read_text())[
    "vectors"
]


def verify(account: Any, proof: Any, **more: Any) -> Wallet:
    """Verify for the domain, network and time of these tests."""
    ask: dict[str, Any] = {"domains": {DOMAIN}, "networks": {"-239"}, "now": NOW}
    return verify_proof(account, proof, **(ask | more))


def reason_of(account: Any, proof: Any, **more: Any) -> str:
    """Return the reason for which the proof is refused."""
    with pytest.raises(ProofError) as refused:
        verify(account, proof, **more)
    return refused.value.reason


def of_vector(vector: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return account, proof and keyword arguments of a published proof."""
    account = {
        "address": vector["address"],
        "chain": vector["network"],
        "publicKey": vector["public_key"],
        "walletStateInit": vector["state_init"],
    }
    proof = {
        "timestamp": vector["timestamp"],
        "domain": {"lengthBytes": vector["domain_length"], "value": vector["domain"]},
        "payload": vector["payload"],
        "signature": vector["signature"],
    }
    terms = {
        "domains": [vector["domain"]],
        "networks": [vector["network"]],
        "now": datetime.fromtimestamp(vector["timestamp"], UTC),
    }
    return account, proof, terms


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: str(vector["id"]))
def test_published_proofs_are_valid(vector: dict[str, Any]) -> None:
    """Real proofs of v3r1, v4r2, v5r1 and v5beta; also with one optional field only."""
    account, proof, terms = of_vector(vector)
    wallet = verify(account, proof, **terms)
    assert wallet.address == vector["address"]
    assert wallet.chain == vector["network"]
    assert wallet.version == vector["wallet"].split()[0]
    assert vector["public_key"] in {wallet.public_key, None}
    assert verify(account | {"publicKey": None}, proof, **terms) == wallet
    by_key = {
        "address": account["address"],
        "chain": account["chain"],
        "publicKey": wallet.public_key,
    }
    assert verify(by_key, proof, **terms) == wallet


@pytest.mark.parametrize("workchain", [0, -1])
@pytest.mark.parametrize("version", STANDARD)
def test_every_wallet_version_is_verified(version: str, workchain: int) -> None:
    """In both workchains, with public key, state init or both."""
    maker = TestWallet(version, workchain=workchain)
    account, proof = maker.account(), maker.proof()
    expected = Wallet(account["address"], "-239", maker.public_key, version)
    assert verify(account, proof) == expected
    for absent in ("publicKey", "walletStateInit"):
        assert verify(account | {absent: None}, proof) == expected
        del (less := dict(account))[absent]
        assert verify(less, proof) == expected


@pytest.mark.parametrize("subwallet", [0, 1, 42, 0x7FFF])
@pytest.mark.parametrize("version", ["v3r1", "v3r2", "v4r1", "v4r2", "v5beta", "v5r1"])
def test_every_subwallet_is_verified_by_its_state_init(version: str, subwallet: int) -> None:
    """With and without a public key."""
    maker = TestWallet(version, subwallet=subwallet)
    account, proof = maker.account(), maker.proof()
    assert verify(account, proof).public_key == maker.public_key
    assert verify(account | {"publicKey": None}, proof).version == version


@pytest.mark.parametrize("id_of", [-239, -3])
def test_v5r1_with_the_id_of_one_network_is_verified_on_the_other(id_of: int) -> None:
    """A real testnet wallet had the id of the mainnet."""
    maker = TestWallet("v5r1", network=id_of)
    for chain in ("-239", "-3"):
        account = maker.account(chain=chain)
        for less in (account, account | {"walletStateInit": None}):
            assert verify(less, maker.proof(), networks={chain}).chain == chain


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("checksum", [True, False])
@pytest.mark.parametrize("depth_first", [True, False])
@pytest.mark.parametrize("version", ["v3r2", "v4r2", "v5r1"])
def test_every_serialization_of_a_state_init_is_verified(
    version: str, index: bool, checksum: bool, depth_first: bool
) -> None:
    """Index, checksum and order of cells differ between wallet apps."""
    for seed in (b"\1", b"\2"):
        maker = TestWallet(version, seed=seed * 32)
        boc = bag_of_cells(maker.root, index=index, checksum=checksum, depth_first=depth_first)
        account = maker.account(walletStateInit=base64.b64encode(boc).decode(), publicKey=None)
        assert verify(account, maker.proof()).public_key == maker.public_key


@pytest.mark.parametrize(
    "domain",
    [
        "xn--e1afmkfd.xn--p1ai",
        "пример.рф",
        "127.0.0.1:8080",
        "app.example.com:8443",
        "a." + "b" * 126,
    ],
)
def test_domains_may_be_international_and_have_a_port(domain: str) -> None:
    """In either spelling and up to the largest size in bytes."""
    maker = TestWallet()
    wallet = verify(maker.account(), maker.proof(domain=domain), domains=[domain])
    assert wallet.public_key == maker.public_key


def test_wallet_has_lower_case_address_and_key() -> None:
    """However the wallet wrote them."""
    maker = TestWallet()
    account = maker.account(publicKey=maker.public_key.upper())
    account["address"] = "0:" + account["address"][2:].upper()
    wallet = verify(account, maker.proof())
    assert (wallet.address, wallet.public_key) == (maker.account()["address"], maker.public_key)


def test_timestamp_may_be_a_string_of_digits() -> None:
    """As the specification says; wallets send a number."""
    maker = TestWallet()
    proof = maker.proof()
    text = proof | {"timestamp": str(proof["timestamp"])}
    assert verify(maker.account(), text) == verify(maker.account(), proof)


def test_any_mapping_is_accepted_and_unknown_fields_are_ignored() -> None:
    """Account and proof need not be dicts."""
    maker = TestWallet()
    account, proof = UserDict(maker.account(more=1)), UserDict(maker.proof() | {"more": 2})
    assert verify(account, proof) == verify(maker.account(), maker.proof())


def test_clock_may_differ_by_fifteen_minutes() -> None:
    """In both directions, to the second."""
    maker = TestWallet()
    account, proof = maker.account(), maker.proof()
    window, second = timedelta(minutes=15), timedelta(seconds=1)
    assert verify(account, proof, now=NOW + window) == verify(account, proof, now=NOW - window)
    assert reason_of(account, proof, now=NOW + window + second) == "expired"
    assert reason_of(account, proof, now=NOW - window - second) == "from_future"
    assert verify(account, proof, now=NOW.timestamp() + 900) == verify(account, proof)
    assert reason_of(account, proof, now=NOW.timestamp() + 901) == "expired"


def test_wallet_is_immutable() -> None:
    """Assignment raises."""
    wallet = verify(TestWallet().account(), TestWallet().proof())
    with pytest.raises(AttributeError):
        wallet.address = "0:0"  # type: ignore[misc]


@pytest.mark.parametrize(
    ("more", "error"),
    [
        ({"domains": DOMAIN}, TypeError),
        ({"networks": "-239"}, TypeError),
        ({"now": NOW.replace(tzinfo=None)}, ValueError),
    ],
)
def test_wrong_arguments_of_the_caller_raise_other_errors(
    more: dict[str, Any], error: type
) -> None:
    """A string in place of a list, a time without a zone."""
    with pytest.raises(error):
        verify(TestWallet().account(), TestWallet().proof(), **more)


def test_networks_with_other_signatures_are_refused_even_if_allowed() -> None:
    """Their signatures cover other bytes."""
    account = TestWallet().account(chain="662387")
    reason = reason_of(account, TestWallet().proof(), networks={"662387"})
    assert reason == "network_not_allowed"


@pytest.mark.parametrize(
    "name", ["address", "chain", "publicKey", "walletStateInit", "timestamp", "payload"]
)
def test_error_does_not_quote_the_input(name: str) -> None:
    """So that it cannot get into logs."""
    maker = TestWallet()
    account, proof = maker.account(), maker.proof()
    target = account if name in account else proof
    target[name] = "<script>"
    with pytest.raises(ProofError) as refused:
        verify(account, proof)
    assert "script" not in repr(refused.value) + str(refused.value)


FIELDS = ["address", "chain", "publicKey", "walletStateInit"]
ANYTHING = st.recursive(
    st.none()
    | st.booleans()
    | st.integers()
    | st.floats()
    | st.text(st.characters())
    | st.binary(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*FIELDS, "value", "lengthBytes"]), inner, max_size=3)
    ),
    max_leaves=5,
)


@settings(deadline=None)
@given(st.data())
def test_any_field_values_give_the_signer_or_proof_error(data: st.DataObject) -> None:
    """One or more fields are replaced by any value."""
    maker = TestWallet(data.draw(st.sampled_from(STANDARD)))
    account, proof = maker.account(), maker.proof()
    names = data.draw(st.lists(st.sampled_from([*account, *proof, "lengthBytes", "value"])))
    for name in names:
        places = (account, proof, proof["domain"])
        place = next((p for p in places if isinstance(p, dict) and name in p), {})
        place[name] = data.draw(ANYTHING)
    try:
        wallet = verify(account, proof)
    except ProofError as refused:
        assert refused.reason in get_args(Reason)
    else:
        assert wallet.public_key == maker.public_key


@settings(deadline=None)
@given(ANYTHING, ANYTHING)
def test_any_other_objects_are_refused(account: Any, proof: Any) -> None:
    """In place of account, proof or both."""
    assert reason_of(account, proof) == "malformed"
    assert reason_of(TestWallet().account(), proof) == "malformed"
    assert reason_of(account, TestWallet().proof()) in {"malformed", "network_not_allowed"}


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.text(max_size=60), st.sampled_from(STANDARD))
def test_any_key_and_payload_are_verified(seed: bytes, payload: str, version: str) -> None:
    """And the signature is not valid for another payload."""
    maker = TestWallet(version, seed=seed)
    account = maker.account()
    proof = sign(
        maker.key,
        account["address"],
        domain=DOMAIN,
        timestamp=int(NOW.timestamp()),
        payload=payload,
    )
    assert verify(account, proof).public_key == maker.public_key
    assert reason_of(account, proof | {"payload": payload + "x"}) == "bad_signature"
