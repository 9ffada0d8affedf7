"""Read the StateInit that a wallet sends: its contract and the initial data of the contract.

The result is not trusted: a wallet may send anything. Which address it has is decided by hashing
the result (`ton.wallets.Contract.account_id`).

Parsing is slow (about 0.7 ms with pytoniq-core), because every cell is read and hashed. But the
texts that one wallet app sends for one contract version differ only in the data cell and in the
checksum. `parse_state_init` therefore remembers the layout of each text that it has parsed, and
reads later texts of a known layout by comparing the bytes around the data cell, which takes about
4 microseconds. Any other difference leads to the parser, so a layout never accepts what the
parser would not.
"""

from binascii import a2b_base64
from collections.abc import Mapping
from dataclasses import dataclass

from pytoniq_core.boc.cell import Cell
from pytoniq_core.boc.deserialize import Boc

from ton.wallets import BY_CODE_HASH, TELEGRAM, Contract

MAX_CELLS = 128
"""The largest wallet has 23 cells; more would only cost time to hash."""
_MAGIC = b"\xb5\xee\x9cr"
_HAS_CHECKSUM = 0x40
_TELEGRAM = {bytes.fromhex(TELEGRAM.code_hash): TELEGRAM}


class StateInitError(Exception):
    """The text is not a bag of cells in base64, as TON Connect sends it."""


def parse_state_init(text: str) -> tuple[Contract, bytes] | None:
    """Return the wallet contract and its data cell (descriptors and padded data).

    The optional checksum of a bag of cells is ignored: it detects transmission errors, and a
    wrong text is found by the address anyway.

    Args:
        text: a bag of cells in strict standard base64.

    Returns:
        None if it is not a contract of `ton.wallets`, or has more than code and plain data.

    Raises:
        StateInitError: the text cannot be read.
    """
    layout = _layouts.get(_layout_key(text))
    cell = layout.data_cell(text) if layout else None
    if layout and cell:
        return layout.contract, cell
    boc = _decode(text)
    found = _parse(boc)
    if found:
        _remember_layout(text, boc, *found)
    return found


@dataclass(frozen=True, slots=True)
class InitialState:
    """The initial state of any contract, also of one that is not in `ton.wallets.CONTRACTS`.

    Attributes:
        account_id: the account id, 32 bytes, of a contract that is deployed with this state.
        telegram_key: the public key in it if the code is that of Telegram's wallet, else None.
    """

    account_id: bytes
    telegram_key: bytes | None


def read_initial_state(text: str) -> InitialState:
    """Read the StateInit of a contract whose code need not be known.

    Raises:
        StateInitError: as `parse_state_init`.
    """
    root = _root(_decode(text))
    found = _wallet(root, _TELEGRAM)
    return InitialState(root.hash, found[0].key_in(found[1]) if found else None)


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
    return _wallet(_root(boc), BY_CODE_HASH)


def _root(boc: bytes) -> Cell:
    if int.from_bytes(boc[6 : 6 + (boc[4] & 7)], "big") > MAX_CELLS:
        raise StateInitError("too many cells")
    without_checksum = (
        boc[:4] + bytes((boc[4] & ~_HAS_CHECKSUM,)) + boc[5 : len(boc) - _checksum_size(boc)]
    )
    try:
        roots: list[Cell] = Boc(without_checksum).deserialize()
    except Exception as error:  # noqa: BLE001 - pytoniq-core raises Exception itself and much else
        raise StateInitError(f"bag of cells: {type(error).__name__}") from None
    if len(roots) != 1 or roots[0].is_exotic:
        raise StateInitError("not one ordinary root")
    return roots[0]


def _wallet(root: Cell, contracts: Mapping[bytes, Contract]) -> tuple[Contract, bytes] | None:
    # The bits of the StateInit: no split depth, not special, code, data, no library.
    if root.bits.to01() != "00110" or len(root.refs) != 2:
        return None
    code, data = root.refs
    contract = contracts.get(code.hash)
    if contract is None or data.is_exotic or data.refs or len(data.bits) != contract.data_bits:
        return None
    return contract, data.get_representation()


@dataclass(frozen=True, slots=True)
class _Layout:
    """The fixed parts of the texts that one wallet app sends for one contract version.

    Only the data cell and the checksum vary. Base64 encodes groups of three bytes, so a few fixed
    bytes share groups with the data cell or the checksum; they are compared after decoding.

    Attributes:
        prefix: the text before the groups that contain the data cell.
        middle: the text after those groups, up to the groups that contain the checksum.
        middle_at: index in the text where `middle` starts.
        checksum_at: index in the text where the groups of the checksum start.
        data: where the data is in the decoded variable groups.
        fixed: the fixed bytes in the decoded variable groups.
        fixed_end: where the last of them ends.
    """

    contract: Contract
    prefix: str
    middle: str
    middle_at: int
    checksum_at: int
    data: slice
    fixed: bytes
    fixed_end: int

    def data_cell(self, text: str) -> bytes | None:
        """Return the data cell of a text with this layout, else None."""
        if not text.startswith(self.prefix) or not text.startswith(self.middle, self.middle_at):
            return None
        variable = text[len(self.prefix) : self.middle_at] + text[self.checksum_at :]
        try:
            decoded = a2b_base64(variable, strict_mode=True)
        except ValueError:
            return None
        if decoded[: self.data.start] + decoded[self.data.stop : self.fixed_end] != self.fixed:
            return None
        data = decoded[self.data]
        return self.contract.descriptors + data if self.contract.is_padded(data) else None


# One layout per wallet app and contract version; a few dozen cover all wallets in use.
_layouts: dict[tuple[int, str], _Layout] = {}
_MAX_LAYOUTS = 64


def _layout_key(text: str) -> tuple[int, str]:
    # The first 24 characters contain the header and the root cell, which differ by cell order. Of
    # the length without padding, because a byte less may give a text of the same length.
    return len(text.rstrip("=")), text[:24]


def _remember_layout(text: str, boc: bytes, contract: Contract, cell: bytes) -> None:
    """Store the layout of a parsed text, unless the place of the data cell is ambiguous."""
    if boc.count(cell) != 1:
        return
    data_at, size = boc.index(cell) + 2, len(cell) - 2  # after the two descriptors
    first_group, next_group = data_at // 3, -(-(data_at + size) // 3)
    body_end = len(boc) - _checksum_size(boc)
    checksum_group = max(next_group, body_end // 3)
    variable = text[first_group * 4 : next_group * 4] + text[checksum_group * 4 :]
    decoded = a2b_base64(variable)
    data = slice(data_at - first_group * 3, data_at - first_group * 3 + size)
    fixed_end = len(decoded) - (len(boc) - body_end)
    if len(_layouts) >= _MAX_LAYOUTS:
        _layouts.clear()
    _layouts[_layout_key(text)] = _Layout(
        contract=contract,
        prefix=text[: first_group * 4],
        middle=text[next_group * 4 : checksum_group * 4],
        middle_at=next_group * 4,
        checksum_at=checksum_group * 4,
        data=data,
        fixed=decoded[: data.start] + decoded[data.stop : fixed_end],
        fixed_end=fixed_end,
    )
