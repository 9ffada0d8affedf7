"""Parsing of state inits in every form that wallets send, and of invalid ones."""

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
from ton.state_init import MAX_CELLS, StateInitError, parse_state_init

KEY = bytes(range(1, 33))
FORMS = [
    {"index": index, "checksum": checksum, "depth_first": depth_first}
    for index in (False, True)
    for checksum in (False, True)
    for depth_first in (False, True)
]


@pytest.fixture(autouse=True)
def _no_known_layouts() -> Iterator[None]:
    """Start each test without known layouts, like a new process."""
    module._layouts.clear()
    yield
    module._layouts.clear()


def b64(boc: bytes) -> str:
    """Return standard base64."""
    return base64.b64encode(boc).decode()


def root_of(version: str, key: bytes = KEY, subwallet: int | None = None) -> Cell:
    """Return the state init of a wallet of this version."""
    return state_init(CODES[version], data_cell(version, key, subwallet))


def check_refused(boc: bytes) -> None:
    """Check twice that this is unreadable or not a wallet: layouts could change the second time."""
    for _ in range(2):
        try:
            assert parse_state_init(b64(boc)) is None
        except StateInitError:
            continue


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("version", STANDARD)
def test_every_serialization_is_parsed(version: str, form: dict[str, bool]) -> None:
    """Index, checksum, order of cells; by the parser and by its layout."""
    for number in range(3):
        root = root_of(version, bytes((number,)) * 32, number)
        found = parse_state_init(b64(bag_of_cells(root, **form)))
        assert found is not None
        contract, cell = found
        assert contract.version == version
        assert contract.key_in(cell) == bytes((number,)) * 32
        assert contract.account_id(cell) == root.hash
    assert len(module._layouts) == 1


@pytest.mark.parametrize("form", FORMS, ids=str)
@pytest.mark.parametrize("version", ["v3r2", "v4r2", "v5r1", "v5beta"])
def test_layout_accepts_a_difference_in_the_data_cell_only(
    version: str, form: dict[str, bool]
) -> None:
    """A change of any other bit is left to the parser."""
    parse_state_init(b64(bag_of_cells(root_of(version), **form)))
    boc = bag_of_cells(root_of(version, b"\7" * 32), **form)
    data = root_of(version, b"\7" * 32).refs[1]
    start = boc.index(data._descriptors + data.data) + 2
    body = range(len(boc) - (4 if form["checksum"] else 0))
    for at in body:
        changed = boc[:at] + bytes((boc[at] ^ 0x80,)) + boc[at + 1 :]
        layout = module._layouts[module._layout_key(b64(boc))]
        cell = layout.data_cell(b64(changed))
        assert (cell is not None) == (start <= at < start + len(data.data))


@pytest.mark.parametrize("version", ["v4r2", "v5r1", "v5beta"])
def test_layout_is_as_strict_as_the_parser(version: str) -> None:
    """Data that is some bits shorter or longer is refused by both."""
    boc = bag_of_cells(root_of(version), checksum=False)
    data = root_of(version).refs[1]
    last = boc.index(data._descriptors + data.data) + 1 + len(data.data)
    padding = -len(data.bits) % 8
    right, kept = 1 << padding - 1, boc[last] >> padding << padding
    for wrong in {0, 1, right >> 1, right + 1, 2 * right - 1}:
        invalid = boc[:last] + bytes((kept | wrong,)) + boc[last + 1 :]
        check_refused(invalid)
        assert not module._layouts
        assert parse_state_init(b64(boc)) is not None
        check_refused(invalid)
        module._layouts.clear()


def test_checksum_is_ignored() -> None:
    """The address detects wrong cells."""
    boc = bag_of_cells(root_of("v4r2"))
    wrong = boc[:-4] + b"\0\0\0\0"
    for _ in range(2):
        assert parse_state_init(b64(wrong)) == parse_state_init(b64(boc))


def test_number_of_layouts_is_limited() -> None:
    """However many different ones are sent."""
    wallet = root_of("v4r2")
    cells = len(bag_of_cells(wallet))
    for number in range(3 * module._MAX_LAYOUTS):
        boc = bag_of_cells(wallet, index=True, checksum=False)
        # The parser ignores the index, so it may contain anything; each is another layout.
        at = 11
        boc = boc[:at] + number.to_bytes(2, "big") + boc[at + 2 :]
        assert len(boc) > cells
        assert parse_state_init(b64(boc)) is not None
        assert 0 < len(module._layouts) <= module._MAX_LAYOUTS


@pytest.mark.parametrize(
    "text",
    ["", "=", "te6cc", "te6c\ncgE=", "te6cckEB_w-_", "тест", "\ud800", "A" * 1000, "te6ccg==A"],
    ids=ascii,
)
def test_text_must_be_strict_base64_of_a_bag_of_cells(text: str) -> None:
    """No url-safe characters, white space, missing padding or trailing text."""
    with pytest.raises(StateInitError):
        parse_state_init(text)


def test_layout_requires_strict_base64_too() -> None:
    """A valid text without padding, with a line break or with url-safe characters."""
    text = b64(bag_of_cells(root_of("v4r2")))
    assert "/" in text
    for invalid in (text.rstrip("=") + "A", text[:76] + "\n" + text[76:], text.replace("/", "_")):
        for _ in range(2):
            with pytest.raises(StateInitError):
                parse_state_init(invalid)
        parse_state_init(text)


@pytest.mark.parametrize("version", ["telegram", "highload v2"])
def test_contract_whose_key_is_on_chain_only_is_refused(version: str) -> None:
    """Such as Telegram's wallet, whose initial data says nothing about its current key."""
    check_refused(bag_of_cells(root_of(version)))


def test_state_init_with_more_than_code_and_data_is_refused() -> None:
    """Library, special, split depth, references or another length of the data."""
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
        check_refused(bag_of_cells(root))


def test_exotic_data_cell_is_refused() -> None:
    """Its bits are not the data that the contract reads."""
    code = CODES["v1r1"]
    pruned = Cell(Builder().store_bytes(b"\1\1" + KEY + b"\0\0").end_cell().bits, [], 1)
    library = Cell(Builder().store_bytes(b"\2" + KEY).end_cell().bits, [], 2)
    for data in (pruned, library):
        check_refused(bag_of_cells(state_init(code, data)))


def test_pruned_code_cell_is_refused() -> None:
    """It contains the hash of the code but not the code."""
    name = b"\1\1" + CODES["v1r1"].hash + b"\0\0"
    pruned = Cell(Builder().store_bytes(name).end_cell().bits, [], 1)
    check_refused(bag_of_cells(state_init(pruned, data_cell("v1r1", KEY))))


def raw_boc(cells: list[bytes], roots: bytes = b"\0") -> bytes:
    """Return cells (descriptors, data, one-byte references) in a bag, unchecked."""
    body = b"".join(cells)
    head = b"\xb5\xee\x9cr\x01\x02" + bytes((len(cells), len(roots), 0))
    return head + len(body).to_bytes(2, "big") + roots + body


INVALID = {
    "refers to itself": raw_boc([b"\1\0\0"]),
    "cycle": raw_boc([b"\1\0\1", b"\1\0\0"]),
    "dangling reference": raw_boc([b"\1\0\x7f"]),
    "deep": raw_boc([b"\1\0" + bytes((at + 1,)) for at in range(120)] + [b"\0\0"]),
    "wide": raw_boc([b"\4\0" + bytes((at + 1,)) * 4 for at in range(120)] + [b"\0\0"]),
    "two roots": raw_boc([b"\0\0", b"\0\0"], roots=b"\0\1"),
    "no root": raw_boc([b"\0\0"], roots=b""),
    "root out of range": raw_boc([b"\0\0"], roots=b"\x7f"),
    "absent cell": raw_boc([b"\x17\0"]),
    "seven references": raw_boc([b"\7\0" + b"\1" * 7, b"\0\0"]),
    "exotic root": raw_boc([b"\x08\x42\2" + b"\7" * 32]),
    "exotic of unknown type": raw_boc([b"\x08\x02\x63"]),
    "exotic without a type": raw_boc([b"\x08\0"]),
    "incomplete merkle proof": raw_boc([b"\x08\x46\3" + b"\7" * 34]),
    "truncated": raw_boc([b"\0\xff" + b"\0" * 10]),
    "sizes of zero": b"\xb5\xee\x9cr" + b"\0" * 40,
    "sizes of seven": b"\xb5\xee\x9cr" + b"\x07\x07" + b"\xff" * 60,
    "empty index": b"\xb5\xee\x9cr" + b"\x81\0\1\1\0" + b"\0" * 40,
    "billions of cells": b"\xb5\xee\x9cr\x04\x04" + b"\xff" * 4 + b"\0\0\0\1" + b"\0" * 100,
    "another magic": b"h\xffe\xf3\1\1\1\1\0\2\0\0\0\0\0\0",
}


@pytest.mark.parametrize("boc", INVALID.values(), ids=INVALID)
def test_invalid_bag_of_cells_is_refused(boc: bytes) -> None:
    """No hang, no other exception, and no layout is stored."""
    check_refused(boc)
    check_refused(boc[:4] + bytes((boc[4] | 0x40,)) + boc[5:] + crc32c(boc))
    assert not module._layouts


def test_too_many_cells_are_refused_before_parsing() -> None:
    """The limit is far above the size of any wallet."""
    with pytest.raises(StateInitError, match="too many cells"):
        parse_state_init(b64(raw_boc([b"\0\0"] * (MAX_CELLS + 1))))
    with pytest.raises(StateInitError, match="too many cells"):
        parse_state_init(b64(b"\xb5\xee\x9cr\x02\x02" + b"\x01\0" + b"\0" * 40))


BOCS = [
    bag_of_cells(root_of(version), **form)
    for version in ("v1r1", "v3r2", "v4r2", "v5beta", "v5r1", "telegram")
    for form in FORMS
]


@settings(max_examples=150, deadline=None)
@given(st.integers(0, 2**32))
@example(1698)  # a byte less in the data, in a text of the same length
@example(2148)
@example(0)
def test_mutated_state_init_is_refused_or_hashes_as_pytoniq_says(seed: int) -> None:
    """Bits flipped, parts removed, doubled and exchanged."""
    rng = random.Random(seed)  # noqa: S311 - not for secrets
    boc = bytearray(rng.choice(BOCS))
    for _ in range(rng.randint(1, 4)):
        at, other = rng.randrange(len(boc)), rng.randrange(len(boc))
        match rng.randrange(4):
            case 0:
                boc[at] ^= 1 << rng.randrange(8)
            case 1:
                boc[at] = rng.randrange(256)
            case 2:
                del boc[at : at + rng.randint(1, 9)]
            case _:
                boc[at:at] = boc[other : other + 9]
    text = b64(bytes(boc))
    try:
        found = parse_state_init(text)
    except StateInitError:
        return
    if found is not None:
        contract, cell = found
        assert parse_state_init(text) == found
        assert contract.account_id(cell) == Cell.one_from_boc(without_checksum(boc)).hash


def without_checksum(boc: bytearray) -> bytes:
    """Return the bag without its checksum, which may be wrong."""
    if not boc[4] & 0x40:
        return bytes(boc)
    return bytes(boc[:4]) + bytes((boc[4] & 0xBF,)) + bytes(boc[5:-4])


@settings(deadline=None)
@given(st.binary(max_size=300))
def test_any_bytes_after_the_magic_are_parsed_or_refused(rest: bytes) -> None:
    """No other exception than StateInitError is raised."""
    check_refused(b"\xb5\xee\x9cr" + rest)
