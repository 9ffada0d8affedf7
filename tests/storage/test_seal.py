"""Encryption of stored values."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from storage.seal import Seal

OLD, NEW, OTHER = b"o" * 32, b"n" * 32, b"x" * 32


@given(st.binary(max_size=200), st.text(max_size=20))
def test_sealed_value_opens_for_its_owner(plain: bytes, owner: str) -> None:
    """Any bytes, any owner."""
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


def test_sealed_value_does_not_open_for_another_owner() -> None:
    """Moving it to another user's key does not help."""
    seal = Seal([NEW])
    assert seal.open(seal.close(b"tokens", "1001"), "1002") is None


def test_keys_can_be_rotated() -> None:
    """The first key seals, every key opens, a removed one does not."""
    before = Seal([OLD]).close(b"tokens", "1001")
    both = Seal([NEW, OLD])
    assert both.open(before, "1001") == b"tokens"
    assert Seal([NEW]).open(both.close(b"tokens", "1001"), "1001") == b"tokens"
    assert Seal([NEW]).open(before, "1001") is None
    assert Seal([OTHER]).open(before, "1001") is None


@pytest.mark.parametrize("position", [0, 23, 24, 28, -1])
def test_changed_byte_is_detected(position: int) -> None:
    """In the nonce, the ciphertext and the tag."""
    seal = Seal([NEW])
    blob = bytearray(seal.close(b"tokens", "1001"))
    blob[position] ^= 1
    assert seal.open(bytes(blob), "1001") is None


@pytest.mark.parametrize("blob", [b"", b"short", b"x" * 39, b"x" * 1000])
def test_bytes_that_were_never_sealed_give_none(blob: bytes) -> None:
    """Of any length; it is no error."""
    assert Seal([NEW]).open(blob, "1001") is None


def test_sealing_twice_gives_different_bytes() -> None:
    """The nonce is random, so equal values cannot be recognised."""
    seal = Seal([NEW])
    assert seal.close(b"tokens", "1001") != seal.close(b"tokens", "1001")
