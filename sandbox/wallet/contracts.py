"""Standard wallet contracts, built with ton-core; imported late because it is slow to load."""

import base64
from functools import lru_cache

from ton_core import (
    CONTRACT_CODES,
    Address,
    ContractVersion,
    NetworkGlobalID,
    PublicKey,
    StateInit,
    WalletHighloadV2Data,
    WalletTgData,
    WalletV3Data,
    WalletV4Data,
    WalletV5Data,
    WalletV5SubwalletID,
    to_cell,
)

CONTRACTS = {
    "v3r1": ContractVersion.WalletV3R1,
    "v3r2": ContractVersion.WalletV3R2,
    "v4r1": ContractVersion.WalletV4R1,
    "v4r2": ContractVersion.WalletV4R2,
    "v5r1": ContractVersion.WalletV5R1,
    "telegram": ContractVersion.WalletTg,
    "highload-v2": ContractVersion.WalletHighloadV2,
}


@lru_cache(maxsize=1024)
def build(public_key: bytes, version: str, chain: str) -> tuple[str, str, str]:
    """Return (raw address, user-friendly address, base64 StateInit) of a wallet in workchain 0."""
    key, network = PublicKey(public_key), NetworkGlobalID(int(chain))
    data: WalletV3Data | WalletV4Data | WalletV5Data | WalletTgData | WalletHighloadV2Data
    if version == "v5r1":
        data = WalletV5Data(key, WalletV5SubwalletID(network=network))
    elif version == "telegram":
        data = WalletTgData(key)
    elif version == "highload-v2":
        data = WalletHighloadV2Data(key)
    elif version.startswith("v4"):
        data = WalletV4Data(key)
    else:
        data = WalletV3Data(key)
    code = to_cell(CONTRACT_CODES[CONTRACTS[version]])
    cell = StateInit(code=code, data=data.serialize()).serialize()
    address = Address((0, cell.hash))
    friendly = address.to_str(
        is_user_friendly=True, is_bounceable=False, is_test_only=network is NetworkGlobalID.TESTNET
    )
    return f"0:{cell.hash.hex()}", friendly, base64.b64encode(cell.to_boc()).decode()
