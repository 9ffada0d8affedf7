"""Bitcoin mainnet address check: base58check, bech32 (BIP-173), bech32m (BIP-350)."""

import hashlib

_BASE58 = "123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz"
_BECH32 = "qpzry9x8gf2tvdw0s3jn54khce6mua7l"
_GENERATOR = (0x3B6A57B2, 0x26508E6D, 0x1EA119FA, 0x3D4233DD, 0x2A1462B3)
_BECH32_CHECK, _BECH32M_CHECK = 1, 0x2BC830A3


def is_mainnet_address(text: str) -> bool:
    """Return whether `text` is an address of the Bitcoin main network."""
    return _is_base58(text) or _is_segwit(text)


def _is_base58(text: str) -> bool:
    if not 26 <= len(text) <= 35 or any(letter not in _BASE58 for letter in text):
        return False
    number = 0
    for letter in text:
        number = number * 58 + _BASE58.index(letter)
    zeros = len(text) - len(text.lstrip("1"))
    raw = bytes(zeros) + number.to_bytes((number.bit_length() + 7) // 8)
    check = hashlib.sha256(hashlib.sha256(raw[:-4]).digest()).digest()[:4]
    return len(raw) == 25 and raw[0] in {0x00, 0x05} and check == raw[-4:]


def _is_segwit(text: str) -> bool:
    if text not in {text.lower(), text.upper()} or len(text) > 90:
        return False
    prefix, _, data = text.lower().rpartition("1")
    if prefix != "bc" or len(data) < 8 or any(letter not in _BECH32 for letter in data):
        return False
    values = [_BECH32.index(letter) for letter in data]
    version, program = values[0], _to_bytes(values[1:-6])
    if program is None or version > 16 or not 2 <= len(program) <= 40:
        return False
    if version == 0 and len(program) not in {20, 32}:
        return False
    return _checksum(values) == (_BECH32M_CHECK if version else _BECH32_CHECK)


def _checksum(values: list[int]) -> int:
    expanded = [ord(letter) >> 5 for letter in "bc"] + [0] + [ord(letter) & 31 for letter in "bc"]
    check = 1
    for value in expanded + values:
        top = check >> 25
        check = (check & 0x1FFFFFF) << 5 ^ value
        for bit, part in enumerate(_GENERATOR):
            check ^= part if top >> bit & 1 else 0
    return check


def _to_bytes(values: list[int]) -> bytes | None:
    """Regroup 5-bit values into bytes; None unless the padding is under 5 bits and zero."""
    bits = len(values) * 5
    number = 0
    for value in values:
        number = number << 5 | value
    padding = bits % 8
    if padding > 4 or number & ((1 << padding) - 1):
        return None
    return (number >> padding).to_bytes(bits // 8)
