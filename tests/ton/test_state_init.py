"""A state init is read in every form that wallets send, and a hostile one is only refused."""

import base64
import random
from collections.abc import Iterator

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from pytoniq_core.boc.builder import Builder
from pytoniq_core.boc.cell import Cell
from pytoniq_core.crypto.crc import crc32c

from tests.ton.wallet import CODES, STANDARD, bag_of_cells, data_cell, state_init
from ton import state_init as module
from ton.state_init import MAX_CELLS, StateInitError, read

KEY = bytes(range(1, 33))
FORMS = [
    {"index": index, "checksum": checksum, "depth_first": depth_first}
    for index in (False, True)
    for checksum in (False, True)
    for depth_first in (False, True)
]


@pytest.fixture(autouse=True)
def _nothing_seen() -> Iterator[None]:
    """Every test starts as a process does: no make of state init is known."""
    module._makes.clear()
    yield
    module._makes.clear()


def b64(boc: bytes) -> str:
    """Return standard base64."""
    return base64.b64encode(boc).decode()


def root_of(version: str, key: bytes = KEY, subwallet: int | None = None) -> Cell:
    """Return the state init of a wallet of this version."""
    return state_init(CODES[version], data_cell(version, key, subwallet))


def refuse(boc: bytes) -> None:
    """Hold that this is unreadable or no wallet, on the first and on a later reading."""
    for _ in range(2):
        try:
            assert read(b64(boc)) is None
        except StateInitError:
            continue


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("version", STANDARD)
def test_every_form_is_read(version: str, form: dict[str, bool]) -> None:
    """With and without index and checksum, in either order: the first time and from memory."""
    for number in range(3):
        root = root_of(version, bytes((number,)) * 32, number)
        found = read(b64(bag_of_cells(root, **form)))
        assert found is not None
        contract, cell = found
        assert contract.version == version
        assert contract.key_in(cell) == bytes((number,)) * 32
        assert contract.account_id(cell) == root.hash
    assert len(module._makes) == 1


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("version", ["v3r2", "v4r2", "v5r1", "v5beta"])
def test_what_is_remembered_is_only_what_does_not_follow_from_the_key(
    version: str, form: dict[str, bool]
) -> None:
    """A state init that differs in any other bit is not taken for one of a known make."""
    read(b64(bag_of_cells(root_of(version), **form)))
    boc = bag_of_cells(root_of(version, b"\7" * 32), **form)
    data = root_of(version, b"\7" * 32).refs[1]
    start = boc.index(data._descriptors + data.data) + 2
    body = range(len(boc) - (4 if form["checksum"] else 0))
    for at in body:
        changed = boc[:at] + bytes((boc[at] ^ 0x80,)) + boc[at + 1 :]
        make = module._makes[module._make_key(b64(boc))]
        cell = make.cell_in(b64(changed))
        assert (cell is not None) == (start <= at < start + len(data.data))


@pytest.mark.parametrize("version", ["v4r2", "v5r1", "v5beta"])
def test_what_is_remembered_is_as_strict_as_the_parser(version: str) -> None:
    """Data that is shorter or longer by some bits is refused by both."""
    boc = bag_of_cells(root_of(version), checksum=False)
    data = root_of(version).refs[1]
    last = boc.index(data._descriptors + data.data) + 1 + len(data.data)
    padding = -len(data.bits) % 8
    right, kept = 1 << padding - 1, boc[last] >> padding << padding
    for wrong in {0, 1, right >> 1, right + 1, 2 * right - 1}:
        broken = boc[:last] + bytes((kept | wrong,)) + boc[last + 1 :]
        refuse(broken)
        assert not module._makes
        assert read(b64(boc)) is not None
        refuse(broken)
        module._makes.clear()


def test_a_checksum_is_not_asked_for() -> None:
    """The address is the stronger check; a wrong checksum changes nothing about who one is."""
    boc = bag_of_cells(root_of("v4r2"))
    wrong = boc[:-4] + b"\0\0\0\0"
    for _ in range(2):
        assert read(b64(wrong)) == read(b64(boc))


def test_memory_is_bounded() -> None:
    """However many makes are shown, a few dozen are kept."""
    wallet = root_of("v4r2")
    cells = len(bag_of_cells(wallet))
    for number in range(3 * module._MAX_MAKES):
        boc = bag_of_cells(wallet, index=True, checksum=False)
        # The index is not read by anyone, so it may say anything; it makes each one another make.
        at = 11
        boc = boc[:at] + number.to_bytes(2, "big") + boc[at + 2 :]
        assert len(boc) > cells
        assert read(b64(boc)) is not None
        assert 0 < len(module._makes) <= module._MAX_MAKES


@pytest.mark.parametrize(
    "text",
    ["", "=", "te6cc", "te6c\ncgE=", "te6cckEB_w-_", "тест", "\ud800", "A" * 1000, "te6ccg==A"],
    ids=ascii,
)
def test_what_is_not_strict_base64_of_cells_is_unreadable(text: str) -> None:
    """No url-safe letters, no white space, no missing padding, nothing behind it."""
    with pytest.raises(StateInitError):
        read(text)


def test_padding_is_not_optional() -> None:
    """Nor are line breaks or the url-safe alphabet let through in a real one."""
    text = b64(bag_of_cells(root_of("v4r2")))
    assert "/" in text
    for broken in (text.rstrip("=") + "A", text[:76] + "\n" + text[76:], text.replace("/", "_")):
        for _ in range(2):
            with pytest.raises(StateInitError):
                read(broken)
        read(text)


@pytest.mark.parametrize("version", ["telegram", "highload v2"])
def test_a_contract_whose_key_only_the_chain_knows_is_no_wallet_here(version: str) -> None:
    """Telegram's wallet above all: what it was born with says nothing about its key today."""
    refuse(bag_of_cells(root_of(version)))


def test_more_than_code_and_data_is_no_wallet() -> None:
    """A library, a special account, a split depth, data with references or of another length."""
    code, data = CODES["v4r2"], data_cell("v4r2", KEY)
    longer = Builder().store_cell(data).store_bit(0).end_cell()
    with_reference = Builder().store_cell(data).store_ref(data).end_cell()
    for root in (
        Builder().store_bits("00111").store_ref(code).store_ref(data).store_ref(data).end_cell(),
        Builder().store_bits("0100110").store_ref(code).store_ref(data).end_cell(),
        Builder().store_bits("10000110").store_ref(code).store_ref(data).end_cell(),
        Builder().store_bits("00100").store_ref(code).end_cell(),
        Builder().store_bits("").end_cell(),
        state_init(code, longer),
        state_init(code, with_reference),
        state_init(data, code),
    ):
        refuse(bag_of_cells(root))


def test_a_pruned_or_library_cell_for_the_data_is_refused() -> None:
    """Bits of an exotic cell are not the data that the contract reads."""
    code = CODES["v1r1"]
    pruned = Cell(Builder().store_bytes(b"\1\1" + KEY + b"\0\0").end_cell().bits, [], 1)
    library = Cell(Builder().store_bytes(b"\2" + KEY).end_cell().bits, [], 2)
    for data in (pruned, library):
        refuse(bag_of_cells(state_init(code, data)))


def test_a_pruned_cell_for_the_code_is_refused() -> None:
    """It names a hash without having it."""
    name = b"\1\1" + CODES["v1r1"].hash + b"\0\0"
    pruned = Cell(Builder().store_bytes(name).end_cell().bits, [], 1)
    refuse(bag_of_cells(state_init(pruned, data_cell("v1r1", KEY))))


def raw_boc(cells: list[bytes], roots: bytes = b"\0") -> bytes:
    """Write cells (descriptors, data, one-byte references) as they are, whatever they say."""
    body = b"".join(cells)
    head = b"\xb5\xee\x9cr\x01\x02" + bytes((len(cells), len(roots), 0))
    return head + len(body).to_bytes(2, "big") + roots + body


HOSTILE = {
    "refers to itself": raw_boc([b"\1\0\0"]),
    "a circle": raw_boc([b"\1\0\1", b"\1\0\0"]),
    "refers to nothing": raw_boc([b"\1\0\x7f"]),
    "deep": raw_boc([b"\1\0" + bytes((at + 1,)) for at in range(120)] + [b"\0\0"]),
    "wide": raw_boc([b"\4\0" + bytes((at + 1,)) * 4 for at in range(120)] + [b"\0\0"]),
    "two roots": raw_boc([b"\0\0", b"\0\0"], roots=b"\0\1"),
    "no root": raw_boc([b"\0\0"], roots=b""),
    "a root that is not there": raw_boc([b"\0\0"], roots=b"\x7f"),
    "absent cell": raw_boc([b"\x17\0"]),
    "seven references": raw_boc([b"\7\0" + b"\1" * 7, b"\0\0"]),
    "exotic root": raw_boc([b"\x08\x42\2" + b"\7" * 32]),
    "exotic of unknown type": raw_boc([b"\x08\x02\x63"]),
    "exotic without a type": raw_boc([b"\x08\0"]),
    "merkle proof of nothing": raw_boc([b"\x08\x46\3" + b"\7" * 34]),
    "cut short": raw_boc([b"\0\xff" + b"\0" * 10]),
    "sizes of zero": b"\xb5\xee\x9cr" + b"\0" * 40,
    "sizes of seven": b"\xb5\xee\x9cr" + b"\x07\x07" + b"\xff" * 60,
    "an index of nothing": b"\xb5\xee\x9cr" + b"\x81\0\1\1\0" + b"\0" * 40,
    "billions of cells": b"\xb5\xee\x9cr\x04\x04" + b"\xff" * 4 + b"\0\0\0\1" + b"\0" * 100,
    "another magic": b"h\xffe\xf3\1\1\1\1\0\2\0\0\0\0\0\0",
}


@pytest.mark.parametrize("boc", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_bag_of_cells_is_only_refused(boc: bytes) -> None:
    """No hang, no other exception, and nothing is learned from it."""
    refuse(boc)
    refuse(boc[:4] + bytes((boc[4] | 0x40,)) + boc[5:] + crc32c(boc))
    assert not module._makes


def test_too_many_cells_are_not_even_hashed() -> None:
    """The bound is far above any wallet's."""
    with pytest.raises(StateInitError, match="too many cells"):
        read(b64(raw_boc([b"\0\0"] * (MAX_CELLS + 1))))
    with pytest.raises(StateInitError, match="too many cells"):
        read(b64(b"\xb5\xee\x9cr\x02\x02" + b"\x01\0" + b"\0" * 40))


BOCS = [
    bag_of_cells(root_of(version), **form)
    for version in ("v1r1", "v3r2", "v4r2", "v5beta", "v5r1", "telegram")
    for form in FORMS
]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
@example(0)
def test_a_mutated_state_init_is_refused_or_hashes_to_something_else(seed: int) -> None:
    """Bits flipped, pieces cut, doubled and swapped: an answer, and never another's address."""
    chance = random.Random(seed)  # noqa: S311 - not for secrets
    boc = bytearray(chance.choice(BOCS))
    for _ in range(chance.randint(1, 4)):
        at, other = chance.randrange(len(boc)), chance.randrange(len(boc))
        match chance.randrange(4):
            case 0:
                boc[at] ^= 1 << chance.randrange(8)
            case 1:
                boc[at] = chance.randrange(256)
            case 2:
                del boc[at : at + chance.randint(1, 9)]
            case _:
                boc[at:at] = boc[other : other + 9]
    text = b64(bytes(boc))
    try:
        found = read(text)
    except StateInitError:
        return
    if found is not None:
        contract, cell = found
        assert read(text) == found
        assert contract.account_id(cell) == Cell.one_from_boc(without_checksum(boc)).hash


def without_checksum(boc: bytearray) -> bytes:
    """Return it as `read` understands it: a checksum may be wrong."""
    if not boc[4] & 0x40:
        return bytes(boc)
    return bytes(boc[:4]) + bytes((boc[4] & 0xBF,)) + bytes(boc[5:-4])


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_behind_the_magic_get_an_answer(rest: bytes) -> None:
    """Wallet, none, or StateInitError, nothing else."""
    refuse(b"\xb5\xee\x9cr" + rest)
