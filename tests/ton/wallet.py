"""A wallet of any contract version, built from cells, that makes accounts and proofs."""

import base64
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from typing import Any

from nacl.signing import SigningKey
from pytoniq_core.boc.builder import Builder
from pytoniq_core.boc.cell import Cell
from pytoniq_core.crypto.crc import crc32c
from ton_core import CONTRACT_CODES, ContractVersion

DOMAIN = "app.example.com"
NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
CODES: Mapping[str, Cell] = {
    version: Cell.one_from_boc(CONTRACT_CODES[name])
    for version, name in {
        "v1r1": ContractVersion.WalletV1R1,
        "v1r2": ContractVersion.WalletV1R2,
        "v1r3": ContractVersion.WalletV1R3,
        "v2r1": ContractVersion.WalletV2R1,
        "v2r2": ContractVersion.WalletV2R2,
        "v3r1": ContractVersion.WalletV3R1,
        "v3r2": ContractVersion.WalletV3R2,
        "v4r1": ContractVersion.WalletV4R1,
        "v4r2": ContractVersion.WalletV4R2,
        "v5beta": ContractVersion.WalletV5Beta,
        "v5r1": ContractVersion.WalletV5R1,
        "telegram": ContractVersion.WalletTg,
        "highload v2": ContractVersion.WalletHighloadV2,
    }.items()
}
STANDARD = [version for version in CODES if version.startswith("v")]


def data_cell(
    version: str, key: bytes, subwallet: int | None = None, workchain: int = 0, network: int = -239
) -> Cell:
    """Return the initial data of such a wallet; `subwallet` None is the default of most tools."""
    data = Builder()
    default = 698983191 + workchain if version[1] in "34" else 0
    number = default if subwallet is None else subwallet
    match version[:2]:
        case "v1" | "v2":
            data.store_uint(0, 32).store_bytes(key)
        case "v3" | "v4":
            data.store_uint(0, 32).store_uint(number, 32).store_bytes(key)
        case _ if version == "v5beta":
            data.store_uint(0, 33).store_int(network, 32).store_int(workchain, 8)
            data.store_uint(0, 8).store_uint(number, 32).store_bytes(key)
        case "v5":
            context = 1 << 31 | (workchain & 0xFF) << 23 | number
            data.store_bit(1).store_uint(0, 32)
            data.store_uint(context ^ (network & 0xFFFFFFFF), 32).store_bytes(key)
        case _:
            data.store_uint(0, 72).store_bytes(key)
    if version[:2] in {"v4", "v5"}:
        data.store_bit(0)
    cell: Cell = data.end_cell()
    return cell


def state_init(code: Cell, data: Cell) -> Cell:
    """Return the StateInit of code and data."""
    root: Cell = Builder().store_bits("00110").store_ref(code).store_ref(data).end_cell()
    return root


def bag_of_cells(
    root: Cell, *, index: bool = False, checksum: bool = True, depth_first: bool = False
) -> bytes:
    """Serialize the cells in one of the orders and forms that wallets use."""
    order = _order(root, depth_first=depth_first)
    place = {cell.hash: at for at, cell in enumerate(order)}
    written = [
        cell._descriptors + cell.data + bytes(place[ref.hash] for ref in cell.refs)
        for cell in order
    ]
    body = b"".join(written)
    flags = (0x80 if index else 0) | (0x40 if checksum else 0) | 1
    boc = b"\xb5\xee\x9cr" + bytes((flags, 2, len(order), 1, 0))
    boc += len(body).to_bytes(2, "big") + b"\0"
    if index:
        ends = [sum(map(len, written[: at + 1])) for at in range(len(order))]
        boc += b"".join(end.to_bytes(2, "big") for end in ends)
    boc += body
    return boc + bytes(crc32c(boc)) if checksum else boc


def _order(root: Cell, *, depth_first: bool) -> list[Cell]:
    """Return every cell once, parents before children."""
    order: dict[bytes, Cell] = {}
    ahead = [root]
    while ahead:
        cell = ahead.pop(-1 if depth_first else 0)
        order.pop(cell.hash, None)
        order[cell.hash] = cell
        ahead += cell.refs[::-1] if depth_first else cell.refs
    return list(order.values())


@dataclass
class TestWallet:
    """A key and the contract version that it is used with."""

    __test__ = False

    version: str = "v4r2"
    seed: bytes = b"\1" * 32
    subwallet: int | None = None
    workchain: int = 0
    network: int = -239

    @property
    def key(self) -> SigningKey:
        """The signing key."""
        return SigningKey(self.seed)

    @property
    def public_key(self) -> str:
        """The public key in hex."""
        return bytes(self.key.verify_key).hex()

    @property
    def root(self) -> Cell:
        """The StateInit."""
        key = bytes(self.key.verify_key)
        data = data_cell(self.version, key, self.subwallet, self.workchain, self.network)
        return state_init(CODES[self.version], data)

    def account(self, **more: Any) -> dict[str, Any]:
        """Return the account that the wallet sends on connecting."""
        return {
            "address": f"{self.workchain}:{self.root.hash.hex()}",
            "chain": str(self.network),
            "publicKey": self.public_key,
            "walletStateInit": base64.b64encode(bag_of_cells(self.root)).decode(),
        } | more

    def proof(
        self,
        *,
        account: Mapping[str, Any] | None = None,
        domain: str = DOMAIN,
        timestamp: int = int(NOW.timestamp()),
        payload: str = "nonce",
    ) -> dict[str, Any]:
        """Return a signed proof for its own address, or for that of `account`."""
        address = (account or self.account())["address"]
        return sign(self.key, address, domain=domain, timestamp=timestamp, payload=payload)


def sign(
    key: SigningKey, address: str, *, domain: str, timestamp: int, payload: str
) -> dict[str, Any]:
    """Sign a proof for any address with any key, as TON Connect specifies."""
    workchain, account_id = address.split(":")
    message = (
        b"ton-proof-item-v2/"
        + int(workchain).to_bytes(4, "big", signed=True)
        + bytes.fromhex(account_id)
        + len(domain.encode()).to_bytes(4, "little")
        + domain.encode()
        + timestamp.to_bytes(8, "little")
        + payload.encode()
    )
    digest = sha256(b"\xff\xffton-connect" + sha256(message).digest()).digest()
    return {
        "timestamp": timestamp,
        "domain": {"lengthBytes": len(domain.encode()), "value": domain},
        "payload": payload,
        "signature": base64.b64encode(key.sign(digest).signature).decode(),
    }
