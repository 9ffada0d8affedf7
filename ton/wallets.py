"""The standard wallet contracts: code, position of the public key, and computation of the address.

An account id is the hash of the code and the initial data of a contract. So if a public key in
the initial data of a contract gives an address, it is the key of that wallet, and the blockchain
need not be asked. Source: https://docs.ton.org/standard/wallets/history
"""

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from hashlib import sha256

_KEY_BITS = 256


@dataclass(frozen=True)
class Contract:
    """A published wallet contract, whose key never changes except where `TELEGRAM` says so.

    Attributes:
        version: its usual name, such as `v4r2`.
        code_hash: representation hash of the code cell, in hex.
        code_depth: depth of the code cell, which is part of the hash of an address.
        key_at: offset of the public key in the data cell, in bits.
        data_bits: length of the data cell, in bits.
    """

    version: str
    code_hash: str
    code_depth: int
    key_at: int
    data_bits: int

    @cached_property
    def padding(self) -> int:
        """Number of bits that fill the data up to whole bytes: a one and zeros, or none."""
        return -self.data_bits % 8

    @cached_property
    def _padding_mask(self) -> int:
        return (1 << self.padding) - 1

    @cached_property
    def _padding_bit(self) -> int:
        return 1 << self.padding >> 1

    @cached_property
    def key_shift(self) -> int:
        """Number of bits after the key, including the padding."""
        return self.data_bits + self.padding - self.key_at - _KEY_BITS

    @cached_property
    def descriptors(self) -> bytes:
        """The two descriptor bytes of an ordinary data cell without references."""
        return bytes((0, self.data_bits // 8 + (self.data_bits + self.padding) // 8))

    @cached_property
    def root(self) -> bytes:
        """The representation of the StateInit's root cell, up to the hash of the data cell."""
        # Two references, the bits 00110 (only code and data), two depths, the hash of the code.
        depths = self.code_depth.to_bytes(2, "big") + b"\0\0"
        return b"\x02\x01\x34" + depths + bytes.fromhex(self.code_hash)

    def is_padded(self, data: bytes) -> bool:
        """Whether the last byte ends with the padding for data of this length."""
        return data[-1] & self._padding_mask == self._padding_bit

    def key_in(self, cell: bytes) -> bytes:
        """Return the public key, 32 bytes, of a data cell (descriptors and padded data)."""
        key = int.from_bytes(cell, "big") >> self.key_shift & (1 << _KEY_BITS) - 1
        return key.to_bytes(32, "big")

    def account_id(self, cell: bytes) -> bytes:
        """Return the account id, 32 bytes, of this contract with this initial data cell."""
        return sha256(self.root + sha256(cell).digest()).digest()


# The data, from the first bit: v1, v2: seqno 32, key. v3: seqno 32, subwallet 32, key. v4: the same
# and a plugins bit. v5beta: seqno 33, network 32, workchain 8, version 8, subwallet 32, key,
# extensions bit. v5r1: signature-allowed bit, seqno 32, wallet id 32, key, extensions bit.
# The code of v5beta is a library cell.
V1R1 = Contract(
    "v1r1", "a0cfc2c48aee16a271f2cfc0b7382d81756cecb1017d077faaab3bb602f6868c", 0, 32, 288
)
V1R2 = Contract(
    "v1r2", "d4902fcc9fad74698fa8e353220a68da0dcf72e32bcb2eb9ee04217c17d3062c", 0, 32, 288
)
V1R3 = Contract(
    "v1r3", "587cc789eff1c84f46ec3797e45fc809a14ff5ae24f1e0c7a6a99cc9dc9061ff", 0, 32, 288
)
V2R1 = Contract(
    "v2r1", "5c9a5e68c108e18721a07c42f9956bfb39ad77ec6d624b60c576ec88eee65329", 0, 32, 288
)
V2R2 = Contract(
    "v2r2", "fe9530d3243853083ef2ef0b4c2908c0abf6fa1c31ea243aacaa5bf8c7d753f1", 0, 32, 288
)
V3R1 = Contract(
    "v3r1", "b61041a58a7980b946e8fb9e198e3c904d24799ffa36574ea4251c41a566f581", 0, 64, 320
)
V3R2 = Contract(
    "v3r2", "84dafa449f98a6987789ba232358072bc0f76dc4524002a5d0918b9a75d2d599", 0, 64, 320
)
V4R1 = Contract(
    "v4r1", "64dd54805522c5be8a9db59cea0105ccf0d08786ca79beb8cb79e880a8d7322d", 7, 64, 321
)
V4R2 = Contract(
    "v4r2", "feb5ff6820e2ff0d9483e7e0d62c817d846789fb4ae580c878866d959dabd5c0", 7, 64, 321
)
V5_BETA = Contract(
    "v5beta", "f3d7ca53493deedac28b381986a849403cbac3d2c584779af081065af0ac4b93", 0, 113, 370
)
V5R1 = Contract(
    "v5r1", "20834b7b72b112147e1b2fb457b84e74d1a30f04f737d4f62a668e9552d2b72f", 6, 65, 322
)
# Revision 8, seqno 32, subwallet 32, key. Not one of CONTRACTS: its key can be changed on the
# blockchain, so its initial data proves who owns it only until it is deployed.
TELEGRAM = Contract(
    "telegram", "9149ae51c1e4689710cebf7830297b16acfbadb363a920a537893e7ffeeca768", 0, 72, 328
)
CONTRACTS = (V1R1, V1R2, V1R3, V2R1, V2R2, V3R1, V3R2, V4R1, V4R2, V5_BETA, V5R1)
BY_CODE_HASH = {bytes.fromhex(contract.code_hash): contract for contract in CONTRACTS}


class Template:
    """Initial data of a contract with every field set but the key.

    `before_key` is the value of all bits before the key.
    """

    def __init__(self, contract: Contract, before_key: int) -> None:
        after_key = contract.key_shift
        data = before_key << _KEY_BITS + after_key | 1 << contract.padding >> 1
        size = (contract.data_bits + contract.padding) // 8
        self.contract = contract
        self._size = len(contract.descriptors) + size
        self._around_key = int.from_bytes(contract.descriptors, "big") << size * 8 | data
        self._shift = after_key

    def cell(self, key: int) -> bytes:
        """Return the data cell (descriptors and padded data) that holds this public key."""
        return (self._around_key | key << self._shift).to_bytes(self._size, "big")


def _wallet_id_v5r1(workchain: int, network: int) -> int:
    return (1 << 31 | (workchain & 0xFF) << 23) ^ (network & 0xFFFFFFFF)


def _templates(workchain: int) -> Iterator[Template]:
    # Most tools add the workchain to the default subwallet id, some do not.
    subwallets = sorted({698983191 + workchain, 698983191})
    yield Template(V5R1, 1 << 64 | _wallet_id_v5r1(workchain, -239))
    for contract in (V4R2, V3R2, V3R1):
        yield Template(contract, subwallets[0])
    # A v5r1 connected as testnet may have the id of the mainnet, so both are tried on each.
    yield Template(V5R1, 1 << 64 | _wallet_id_v5r1(workchain, -3))
    for network in (-239, -3):
        place = (network & 0xFFFFFFFF) << 16 | (workchain & 0xFF) << 8
        yield Template(V5_BETA, place << 32)
    yield Template(V4R1, subwallets[0])
    for contract in (V2R2, V2R1, V1R3, V1R2, V1R1):
        yield Template(contract, 0)
    for subwallet in subwallets[1:]:
        for contract in (V4R2, V3R2, V3R1, V4R1):
            yield Template(contract, subwallet)


TEMPLATES = {workchain: tuple(_templates(workchain)) for workchain in (0, -1)}
"""Default initial data of all contracts by workchain, the most common first."""
