"""Proofs of contracts whose current key only the blockchain has."""

import base64
from dataclasses import replace
from typing import Any

import pytest

from tests.ton.test_proof import reason_of, verify
from tests.ton.wallet import DOMAIN, NOW, TestWallet, bag_of_cells, sign
from ton.chain_key import ChainKey
from ton.proof import ProofError, Wallet, address_to_ask, verify_proof_by_chain

FIRST = TestWallet("telegram")
OTHER = TestWallet("highload v2")
NOW_KEY = TestWallet(seed=b"\2" * 32)  # holds the key after a rotation
UNDEPLOYED = ChainKey(deployed=False, key=None)
TERMS: dict[str, Any] = {"domains": {DOMAIN}, "networks": {"-239"}, "now": NOW}


def on_chain(wallet: TestWallet) -> ChainKey:
    """Return the answer for a contract that has the key of this wallet."""
    return ChainKey(deployed=True, key=bytes.fromhex(wallet.public_key))


def by_chain(account: Any, proof: Any, found: ChainKey, **more: Any) -> Wallet:
    """Verify with the key of the blockchain."""
    return verify_proof_by_chain(account, proof, found, **(TERMS | more))


def reason_by_chain(account: Any, proof: Any, found: ChainKey, **more: Any) -> str:
    """Return the reason for which the proof is refused."""
    with pytest.raises(ProofError) as refused:
        by_chain(account, proof, found, **more)
    return refused.value.reason


@pytest.mark.parametrize(("maker", "version"), [(FIRST, "telegram"), (OTHER, "other")])
@pytest.mark.parametrize("workchain", [0, -1])
def test_deployed_contract_is_verified_with_its_key(
    maker: TestWallet, version: str, workchain: int
) -> None:
    """With and without a stated key; `verify_proof` alone cannot know it."""
    maker = replace(maker, workchain=workchain)
    account, proof = maker.account(), maker.proof()
    expected = Wallet(account["address"], "-239", maker.public_key, version)
    assert by_chain(account, proof, on_chain(maker)) == expected
    assert by_chain(account | {"publicKey": None}, proof, on_chain(maker)) == expected
    assert reason_of(account, proof) == "unknown_wallet"


def test_contract_is_verified_without_a_state_init() -> None:
    """The address is what the blockchain was asked for."""
    account, proof = FIRST.account(walletStateInit=None), FIRST.proof()
    assert by_chain(account, proof, on_chain(FIRST)).version == "other"
    assert reason_by_chain(account, proof, UNDEPLOYED) == "unknown_wallet"


def test_rotated_key_is_verified_and_the_first_one_refused() -> None:
    """The address and the state init stay those of the first key."""
    found, account = on_chain(NOW_KEY), FIRST.account(publicKey=NOW_KEY.public_key)
    by_new = sign(
        NOW_KEY.key, account["address"], domain=DOMAIN, timestamp=int(NOW.timestamp()), payload="n"
    )
    wallet = by_chain(account, by_new, found)
    assert (wallet.address, wallet.public_key) == (account["address"], NOW_KEY.public_key)
    assert reason_by_chain(account, FIRST.proof(), found) == "bad_signature"
    assert reason_by_chain(FIRST.account(), FIRST.proof(), found) == "key_mismatch"
    assert reason_by_chain(FIRST.account(), by_new, found) == "key_mismatch"
    assert reason_by_chain(FIRST.account(publicKey=None), FIRST.proof(), found) == "bad_signature"


def test_undeployed_telegram_wallet_is_verified_by_its_state_init() -> None:
    """Its first key is its only one so far."""
    account = FIRST.account()
    assert by_chain(account, FIRST.proof(), UNDEPLOYED).public_key == FIRST.public_key
    foreign = NOW_KEY.proof(account=account)
    assert reason_by_chain(account, foreign, UNDEPLOYED) == "bad_signature"
    stated = account | {"publicKey": NOW_KEY.public_key}
    assert reason_by_chain(stated, foreign, UNDEPLOYED) == "key_mismatch"


def test_undeployed_unknown_contract_is_refused() -> None:
    """Nobody knows where its data has the key."""
    assert reason_by_chain(OTHER.account(), OTHER.proof(), UNDEPLOYED) == "unknown_wallet"


@pytest.mark.parametrize("maker", [FIRST, OTHER])
def test_contract_without_a_key_is_refused(maker: TestWallet) -> None:
    """Its state init is no substitute once it is deployed."""
    found = ChainKey(deployed=True, key=None)
    assert reason_by_chain(maker.account(), maker.proof(), found) == "unknown_wallet"


@pytest.mark.parametrize("key", [bytes(32), b"\1" + bytes(31), b"\xff" * 32])
def test_key_that_signs_nothing_is_refused(key: bytes) -> None:
    """Ed25519 points of small order and numbers that are no point, with a signature of zeros."""
    account = FIRST.account(publicKey=None)
    proof = FIRST.proof() | {"signature": base64.b64encode(bytes(64)).decode()}
    assert reason_by_chain(account, proof, ChainKey(deployed=True, key=key)) == "bad_signature"


def test_state_init_of_another_address_is_refused_before_anything_is_asked() -> None:
    """Even if the blockchain has the stated key at the address."""
    account = FIRST.account(walletStateInit=OTHER.account()["walletStateInit"])
    assert reason_by_chain(account, FIRST.proof(), on_chain(FIRST)) == "address_mismatch"
    with pytest.raises(ProofError, match="address_mismatch"):
        address_to_ask(account, FIRST.proof(), **TERMS)
    for broken in ("", "AAAA", base64.b64encode(bag_of_cells(FIRST.root)[:-9]).decode()):
        with pytest.raises(ProofError, match="malformed"):
            address_to_ask(account | {"walletStateInit": broken}, FIRST.proof(), **TERMS)


def test_address_to_ask_is_raw_and_lower_case() -> None:
    """One spelling, so that an answer is cached once."""
    account = FIRST.account()
    shouted = account | {"address": account["address"].upper()}
    assert address_to_ask(shouted, FIRST.proof(), **TERMS) == account["address"]


@pytest.mark.parametrize(
    ("change", "reason"),
    [
        ({"domains": {"other.example.com"}}, "domain_not_allowed"),
        ({"networks": {"-3"}}, "network_not_allowed"),
        ({"now": NOW.timestamp() + 901}, "expired"),
        ({"now": NOW.timestamp() - 901}, "from_future"),
    ],
)
def test_other_checks_are_those_of_verify_proof(change: dict[str, Any], reason: str) -> None:
    """Domain, network and time, also before anything is asked."""
    account, proof = FIRST.account(), FIRST.proof()
    assert reason_by_chain(account, proof, on_chain(FIRST), **change) == reason
    with pytest.raises(ProofError, match=reason):
        address_to_ask(account, proof, **(TERMS | change))


def test_standard_wallets_need_no_answer() -> None:
    """Their result is the same with the right key, and a wrong one lets nobody in."""
    maker = TestWallet("v4r2")
    wallet = verify(maker.account(), maker.proof())
    assert by_chain(maker.account(), maker.proof(), on_chain(maker)).address == wallet.address
    assert reason_by_chain(maker.account(), maker.proof(), UNDEPLOYED) == "unknown_wallet"
