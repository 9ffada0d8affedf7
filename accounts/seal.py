"""Authenticated encryption of what rests in Redis, with keys that can be rotated."""

import os
from collections.abc import Callable, Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

_NONCE = 12


class Seal:
    """Seals with the first key and opens with any, so that a key can be put in front and retired.

    `owner` is bound into the seal without being stored: what was sealed for one owner cannot be
    opened as another's, wherever the bytes are moved to.
    """

    def __init__(
        self, keys: Sequence[bytes], *, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._ciphers = [AESGCM(key) for key in keys]
        self._random = random

    def close(self, plain: bytes, owner: str) -> bytes:
        """Return `plain` encrypted for `owner`: nonce, ciphertext, tag."""
        nonce = self._random(_NONCE)
        return nonce + self._ciphers[0].encrypt(nonce, plain, owner.encode())

    def open(self, sealed: bytes, owner: str) -> bytes | None:
        """Return what was sealed for `owner`, or None where no key of ours fits."""
        nonce, body = sealed[:_NONCE], sealed[_NONCE:]
        if len(body) < 16:
            return None
        for cipher in self._ciphers:
            try:
                return cipher.decrypt(nonce, body, owner.encode())
            except InvalidTag:
                continue
        return None
