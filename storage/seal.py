"""Authenticated encryption of what is stored in Redis, with keys that can be rotated."""

import os
from collections.abc import Callable, Sequence

from nacl.exceptions import CryptoError
from nacl.secret import Aead


class Seal:
    """Encrypts with the first key and decrypts with any: put a new key first, drop the old later.

    XChaCha20-Poly1305, whose nonce is long enough to be random. `owner` is authenticated but not
    stored: what was sealed for one owner cannot be opened as another's.
    """

    def __init__(
        self, keys: Sequence[bytes], *, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._boxes = [Aead(key) for key in keys]
        self._random = random

    def close(self, plain: bytes, owner: str) -> bytes:
        """Return `plain` encrypted for `owner`: nonce (24 bytes), ciphertext, tag (16 bytes)."""
        nonce = self._random(Aead.NONCE_SIZE)
        return bytes(self._boxes[0].encrypt(plain, owner.encode(), nonce))

    def open(self, sealed: bytes, owner: str) -> bytes | None:
        """Return what was sealed for `owner`, or None if none of the keys opens it."""
        if len(sealed) < Aead.NONCE_SIZE + Aead.MACBYTES:
            return None  # Aead itself raises errors of several kinds for it
        for box in self._boxes:
            try:
                return box.decrypt(sealed, owner.encode())
            except CryptoError:
                continue
        return None
