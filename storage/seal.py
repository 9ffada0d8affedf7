"""Authenticated encryption of what rests in Redis, with keys that can be rotated."""

import os
from collections.abc import Callable, Sequence

from nacl.bindings import (
    crypto_aead_xchacha20poly1305_ietf_decrypt,
    crypto_aead_xchacha20poly1305_ietf_encrypt,
)
from nacl.exceptions import CryptoError

_NONCE, _TAG = 24, 16


class Seal:
    """Seals with the first key and opens with any, so that a key can be put in front and retired.

    XChaCha20-Poly1305: its nonce is long enough to be drawn at random for ever. `owner` is bound
    into the seal without being stored: what was sealed for one owner cannot be opened as
    another's, wherever the bytes are moved to.
    """

    def __init__(
        self, keys: Sequence[bytes], *, random: Callable[[int], bytes] = os.urandom
    ) -> None:
        self._keys = list(keys)
        self._random = random

    def close(self, plain: bytes, owner: str) -> bytes:
        """Return `plain` encrypted for `owner`: nonce, ciphertext, tag."""
        nonce = self._random(_NONCE)
        return nonce + crypto_aead_xchacha20poly1305_ietf_encrypt(
            plain, owner.encode(), nonce, self._keys[0]
        )

    def open(self, sealed: bytes, owner: str) -> bytes | None:
        """Return what was sealed for `owner`, or None where no key of ours fits."""
        nonce, body = sealed[:_NONCE], sealed[_NONCE:]
        if len(body) < _TAG:
            return None
        for key in self._keys:
            try:
                return crypto_aead_xchacha20poly1305_ietf_decrypt(body, owner.encode(), nonce, key)
            except CryptoError:
                continue
        return None
