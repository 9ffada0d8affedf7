"""A proof is accepted when it proves, for every wallet, in every form wallets send it."""

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
    """Verify for the site and time of these tests."""
    ask: dict[str, Any] = {"domains": {DOMAIN}, "networks": {"-239"}, "now": NOW}
    return verify_proof(account, proof, **(ask | more))


def reason_of(account: Any, proof: Any, **more: Any) -> str:
    """Return why this proof is refused."""
    with pytest.raises(ProofError) as refused:
        verify(account, proof, **more)
    return refused.value.reason


def of_vector(vector: dict[str, Any]) -> tuple[dict[str, Any], dict[str, Any], dict[str, Any]]:
    """Return account, proof and terms of a published proof."""
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
def test_the_published_proofs_hold_at_their_time(vector: dict[str, Any]) -> None:
    """Real ones, of v3r1, v4r2, W5 and its beta; with either of the two optional fields too."""
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
def test_every_wallet_version_proves(version: str, workchain: int) -> None:
    """In either workchain, with key and state init, with one of them, with the other."""
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
def test_every_subwallet_proves(version: str, subwallet: int) -> None:
    """Found through its state init, and without a public key as well."""
    maker = TestWallet(version, subwallet=subwallet)
    account, proof = maker.account(), maker.proof()
    assert verify(account, proof).public_key == maker.public_key
    assert verify(account | {"publicKey": None}, proof).version == version


@pytest.mark.parametrize("id_of", [-239, -3])
def test_a_w5_of_one_network_may_be_connected_as_the_other(id_of: int) -> None:
    """Seen in a real proof: a testnet wallet with the mainnet's id."""
    maker = TestWallet("v5r1", network=id_of)
    for chain in ("-239", "-3"):
        account = maker.account(chain=chain)
        for less in (account, account | {"walletStateInit": None}):
            assert verify(less, maker.proof(), networks={chain}).chain == chain


@pytest.mark.parametrize("index", [True, False])
@pytest.mark.parametrize("checksum", [True, False])
@pytest.mark.parametrize("depth_first", [True, False])
@pytest.mark.parametrize("version", ["v3r2", "v4r2", "v5r1"])
def test_every_form_of_state_init_proves(
    version: str, index: bool, checksum: bool, depth_first: bool
) -> None:
    """Index, checksum and the order of cells are the wallet app's choice."""
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
def test_domains_of_every_kind(domain: str) -> None:
    """International in either spelling, with a port, as long as allowed: counted in bytes."""
    maker = TestWallet()
    wallet = verify(maker.account(), maker.proof(domain=domain), domains=[domain])
    assert wallet.public_key == maker.public_key


def test_the_answer_is_in_small_letters() -> None:
    """Address and key are given in one spelling, however the wallet spelt them."""
    maker = TestWallet()
    account = maker.account(publicKey=maker.public_key.upper())
    account["address"] = "0:" + account["address"][2:].upper()
    wallet = verify(account, maker.proof())
    assert (wallet.address, wallet.public_key) == (maker.account()["address"], maker.public_key)


def test_a_time_may_be_a_text_of_digits() -> None:
    """The specification says a text, the wallets send a number."""
    maker = TestWallet()
    proof = maker.proof()
    text = proof | {"timestamp": str(proof["timestamp"])}
    assert verify(maker.account(), text) == verify(maker.account(), proof)


def test_any_mapping_will_do_and_more_fields_are_ignored() -> None:
    """What matters is what it says."""
    maker = TestWallet()
    account, proof = UserDict(maker.account(more=1)), UserDict(maker.proof() | {"more": 2})
    assert verify(account, proof) == verify(maker.account(), maker.proof())


def test_a_clock_may_be_fifteen_minutes_off_and_no_more() -> None:
    """On either side, to the second; the phone's clock is not ours."""
    maker = TestWallet()
    account, proof = maker.account(), maker.proof()
    window, second = timedelta(minutes=15), timedelta(seconds=1)
    assert verify(account, proof, now=NOW + window) == verify(account, proof, now=NOW - window)
    assert reason_of(account, proof, now=NOW + window + second) == "expired"
    assert reason_of(account, proof, now=NOW - window - second) == "from_future"
    assert verify(account, proof, now=NOW.timestamp() + 900) == verify(account, proof)
    assert reason_of(account, proof, now=NOW.timestamp() + 901) == "expired"


def test_a_wallet_cannot_be_changed() -> None:
    """Who it is was proved once."""
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
def test_a_mistake_of_ours_is_not_the_wallets(more: dict[str, Any], error: type) -> None:
    """One text where a list belongs would allow every part of it; a naive time is no time."""
    with pytest.raises(error):
        verify(TestWallet().account(), TestWallet().proof(), **more)


def test_only_networks_whose_signature_we_know_can_be_allowed() -> None:
    """Others sign other bytes."""
    account = TestWallet().account(chain="662387")
    reason = reason_of(account, TestWallet().proof(), networks={"662387"})
    assert reason == "network_not_allowed"


@pytest.mark.parametrize(
    "name", ["address", "chain", "publicKey", "walletStateInit", "timestamp", "payload"]
)
def test_an_error_does_not_repeat_what_was_sent(name: str) -> None:
    """What a stranger sends stays out of our logs."""
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
def test_whatever_is_sent_gets_an_answer(data: st.DataObject) -> None:
    """One or more fields replaced by anything: a wallet that really signed, or a ProofError."""
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
def test_anything_at_all_is_refused(account: Any, proof: Any) -> None:
    """What is no account and no proof."""
    assert reason_of(account, proof) == "malformed"
    assert reason_of(TestWallet().account(), proof) == "malformed"
    assert reason_of(account, TestWallet().proof()) in {"malformed", "network_not_allowed"}


@settings(deadline=None, max_examples=50)
@given(st.binary(min_size=32, max_size=32), st.text(max_size=60), st.sampled_from(STANDARD))
def test_any_key_and_payload_prove(seed: bytes, payload: str, version: str) -> None:
    """And no other payload is proved by that signature."""
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
