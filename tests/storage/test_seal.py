"""Sealing at rest."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.seal import Seal

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32


@given(st.binary(max_size=200), st.text(max_size=20))
def test_what_is_sealed_opens_again(plain: bytes, owner: str) -> None:
    """Any bytes come back for their owner."""
    try:
        owner.encode()
    except UnicodeEncodeError:
        return
    seal = Seal([NEW])
    assert seal.open(seal.close(plain, owner), owner) == plain


def test_format_of_stored_seals_stays_readable() -> None:
    """Nonce, ciphertext and tag of XChaCha20-Poly1305 (IETF), as every release has written them."""
    seal = Seal([b"k" * 32], random=lambda size: bytes(range(size)))
    stored = bytes.fromhex(
        "000102030405060708090a0b0c0d0e0f1011121314151617"
        "a39cabe560cf9dee4493a32c4ee3ed4a39dd89e4b70a"
    )
    assert seal.close(b"tokens", "gm:1:1001") == stored
    assert seal.open(stored, "gm:1:1001") == b"tokens"


def test_another_owner_cannot_open_it() -> None:
    """A blob that is moved to another user stays shut."""
    seal = Seal([NEW])
    assert seal.open(seal.close(b"tokens", "1001"), "1002") is None


def test_keys_rotate() -> None:
    """The first key seals; a key that was put behind still opens; a dropped one does not."""
    before = Seal([OLD]).close(b"tokens", "1001")
    both = Seal([NEW, OLD])
    assert both.open(before, "1001") == b"tokens"
    assert Seal([NEW]).open(both.close(b"tokens", "1001"), "1001") == b"tokens"
    assert Seal([NEW]).open(before, "1001") is None
    assert Seal([OTHER]).open(before, "1001") is None


@pytest.mark.parametrize("position", [0, 23, 24, 28, -1])
def test_a_changed_byte_keeps_it_shut(position: int) -> None:
    """Nonce, ciphertext and tag are all covered."""
    seal = Seal([NEW])
    blob = bytearray(seal.close(b"tokens", "1001"))
    blob[position] ^= 1
    assert seal.open(bytes(blob), "1001") is None


@pytest.mark.parametrize("blob", [b"", b"short", b"x" * 39, b"x" * 1000])
def test_garbage_keeps_it_shut(blob: bytes) -> None:
    """What was never sealed is no error, only shut."""
    assert Seal([NEW]).open(blob, "1001") is None


def test_no_two_blobs_are_alike() -> None:
    """A fresh nonce each time: equal tokens do not show as equal."""
    seal = Seal([NEW])
    assert seal.close(b"tokens", "1001") != seal.close(b"tokens", "1001")
