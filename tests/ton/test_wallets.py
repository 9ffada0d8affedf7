"""The table of wallet contracts, checked against their published code."""

import pytest

from tests.ton.wallet import CODES, STANDARD, TestWallet, data_cell, state_init
from ton.wallets import BY_CODE_HASH, CONTRACTS, TEMPLATES, Contract

KEY = bytes(range(1, 33))


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.version)
def test_hash_and_depth_match_the_code(contract: Contract) -> None:
    """Computed from the code of the contracts."""
    code = CODES[contract.version]
    assert contract.code_hash == code.hash.hex()
    assert contract.code_depth == code.get_depth()


def test_contracts_are_the_standard_wallets() -> None:
    """v1r1 to v5r1 and v5beta; not Telegram's wallet, whose key may change."""
    assert {contract.version for contract in CONTRACTS} == set(STANDARD)
    assert CODES["telegram"].hash not in BY_CODE_HASH
    telegram = "9149ae51c1e4689710cebf7830297b16acfbadb363a920a537893e7ffeeca768"
    assert CODES["telegram"].hash.hex() == telegram


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.version)
def test_key_is_at_the_position_that_the_contract_reads(contract: Contract) -> None:
    """Aligned to bytes or not."""
    cell = data_cell(contract.version, KEY, 12345)
    written = cell._descriptors + cell.data
    assert len(cell.bits) == contract.data_bits
    assert cell.bits[contract.key_at : contract.key_at + 256].tobytes() == KEY
    assert contract.key_in(written) == KEY


@pytest.mark.parametrize("workchain", [0, -1])
@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: contract.version)
def test_account_id_is_the_hash_of_the_state_init(contract: Contract, workchain: int) -> None:
    """As pytoniq-core computes it, also for other subwallets."""
    for subwallet in (None, 0, 7):
        cell = data_cell(contract.version, KEY, subwallet, workchain)
        root = state_init(CODES[contract.version], cell)
        assert contract.account_id(cell._descriptors + cell.data) == root.hash


@pytest.mark.parametrize("network", [-239, -3])
@pytest.mark.parametrize("workchain", [0, -1])
@pytest.mark.parametrize("version", STANDARD)
def test_templates_cover_every_default_wallet(version: str, workchain: int, network: int) -> None:
    """Each version in each workchain, v5r1 of either network, by key alone."""
    wallet = TestWallet(version, workchain=workchain, network=network)
    key = int(wallet.public_key, 16)
    found = [
        template.contract.version
        for template in TEMPLATES[workchain]
        if template.contract.account_id(template.cell(key)) == wallet.root.hash
    ]
    assert found == [version]


def test_templates_are_unique() -> None:
    """Each costs two hashes for an unknown wallet."""
    for templates in TEMPLATES.values():
        ids = [template.contract.account_id(template.cell(1)) for template in templates]
        assert len(set(ids)) == len(ids)
