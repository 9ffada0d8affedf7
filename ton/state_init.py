"""Reading the state init that a wallet sends: the contract and the data it was born with.

What is read here is a hint and not a proof: whoever sends it may lie. Which address it makes is
decided by hashing what was read (`ton.wallets.Contract.account_id`), never by trust in a parser.
"""

from binascii import a2b_base64
from dataclasses import dataclass

from pytoniq_core.boc.cell import Cell
from pytoniq_core.boc.deserialize import Boc

from ton.wallets import BY_CODE_HASH, Contract

MAX_CELLS = 128
"""The largest wallet has 23; past this nothing is worth the time it would take to hash."""
_MAGIC = b"\xb5\xee\x9cr"
_HAS_CHECKSUM = 0x40


class StateInitError(Exception):
    """The text or the bag of cells is not what TON Connect sends."""


def read(text: str) -> tuple[Contract, bytes] | None:
    """Return the wallet contract and its data cell (descriptors and padded data).

    The checksum that may end a bag of cells is not computed: it guards against a bad line, not a
    bad sender, and the address that must come out is the stronger check.

    Args:
        text: a bag of cells in strict standard base64.

    Returns:
        None when it is no contract of `ton.wallets`, or more than a code and plain data.

    Raises:
        StateInitError: unreadable.
    """
    make = _makes.get(_make_key(text))
    cell = make.cell_in(text) if make else None
    if make and cell:
        return make.contract, cell
    boc = _decode(text)
    found = _parse(boc)
    if found:
        _remember(text, boc, *found)
    return found


def _decode(text: str) -> bytes:
    try:
        boc = a2b_base64(text, strict_mode=True)
    except ValueError:
        raise StateInitError("not standard base64") from None
    if boc[:4] != _MAGIC or len(boc) < 15:
        raise StateInitError("not a bag of cells")
    return boc


def _checksum_size(boc: bytes) -> int:
    return 4 if boc[4] & _HAS_CHECKSUM else 0


def _parse(boc: bytes) -> tuple[Contract, bytes] | None:
    if int.from_bytes(boc[6 : 6 + (boc[4] & 7)], "big") > MAX_CELLS:
        raise StateInitError("too many cells")
    unchecked = (
        boc[:4] + bytes((boc[4] & ~_HAS_CHECKSUM,)) + boc[5 : len(boc) - _checksum_size(boc)]
    )
    try:
        roots: list[Cell] = Boc(unchecked).deserialize()
    except Exception as error:  # noqa: BLE001 - pytoniq-core raises Exception itself and much else
        raise StateInitError(f"bag of cells: {type(error).__name__}") from None
    if len(roots) != 1 or roots[0].is_exotic:
        raise StateInitError("not one ordinary root")
    return _wallet(roots[0])


def _wallet(root: Cell) -> tuple[Contract, bytes] | None:
    # The bits say: no split depth, not special, a code, a data, no library.
    if root.bits.to01() != "00110" or len(root.refs) != 2:
        return None
    code, data = root.refs
    contract = BY_CODE_HASH.get(code.hash)
    if contract is None or data.is_exotic or data.refs or len(data.bits) != contract.data_bits:
        return None
    return contract, data.get_representation()


@dataclass(frozen=True, slots=True)
class _Make:
    """How one wallet app writes the state init of one contract.

    Such texts differ in the data cell and the checksum alone. So once one has been parsed, the
    others of its make are read by comparing what is around the cell, some sixty times as fast.
    Base64 goes by groups of three bytes; a few fixed bytes therefore share groups with the cell
    and with the checksum, and are compared after decoding.

    Attributes:
        head, tail: the fixed text before and after the groups that hold the data cell.
        tail_at, end_at: where the tail starts and where the groups of the checksum start.
        data: where the data lies in those groups, decoded.
        fixed, fixed_end: the fixed bytes in those groups and where they end.
    """

    contract: Contract
    head: str
    tail: str
    tail_at: int
    end_at: int
    data: slice
    fixed: bytes
    fixed_end: int

    def cell_in(self, text: str) -> bytes | None:
        """Return the data cell if the text is of this make."""
        if not text.startswith(self.head) or not text.startswith(self.tail, self.tail_at):
            return None
        groups = text[len(self.head) : self.tail_at] + text[self.end_at :]
        try:
            decoded = a2b_base64(groups, strict_mode=True)
        except ValueError:
            return None
        if decoded[: self.data.start] + decoded[self.data.stop : self.fixed_end] != self.fixed:
            return None
        data = decoded[self.data]
        return self.contract.descriptors + data if self.contract.is_padded(data) else None


# Filled by what is parsed; a wallet app is one entry, so a few dozen cover the world.
_makes: dict[tuple[int, str], _Make] = {}
_MAX_MAKES = 64


def _make_key(text: str) -> tuple[int, str]:
    # The first 24 characters hold the header and the root cell: they tell the orders apart.
    return len(text), text[:24]


def _remember(text: str, boc: bytes, contract: Contract, cell: bytes) -> None:
    if boc.count(cell) != 1:
        return
    at, size = boc.index(cell) + 2, len(cell) - 2
    first, after = at // 3, -(-(at + size) // 3)
    checked = len(boc) - _checksum_size(boc)
    end = max(after, checked // 3)
    groups = a2b_base64(text[first * 4 : after * 4] + text[end * 4 :])
    place = slice(at - first * 3, at - first * 3 + size)
    fixed_end = len(groups) - (len(boc) - checked)
    if len(_makes) >= _MAX_MAKES:
        _makes.clear()
    _makes[_make_key(text)] = _Make(
        contract=contract,
        head=text[: first * 4],
        tail=text[after * 4 : end * 4],
        tail_at=after * 4,
        end_at=end * 4,
        data=place,
        fixed=groups[: place.start] + groups[place.stop : fixed_end],
        fixed_end=fixed_end,
    )
