"""Check that a text is a Bitcoin mainnet address, and recognise what people paste by mistake.

The checksums are verified by embit. No error repeats the text: it may be a private key.
"""

import re
from typing import Literal

from embit import base58, bech32

from accounts.secrets_in_text import holds_secret

Reason = Literal[
    "empty",
    "too_long",
    "private_key",
    "lightning",
    "spaces",
    "testnet",
    "other_coin",
    "mixed_case",
    "checksum",
    "witness_version",
    "not_an_address",
]

MAX_LENGTH = 1000  # characters: enough for a payment link; an address has at most 62

_MESSAGES: dict[Reason, str] = {
    "empty": "Please paste a Bitcoin address.",
    "too_long": "This is too long for a Bitcoin address.",
    "private_key": "This looks like a private key or a seed phrase. Never give it to anyone, us"
    " included. Please delete the message and paste the address instead.",
    "lightning": "This is for Lightning. Please paste an on-chain Bitcoin address.",
    "spaces": "A Bitcoin address has no spaces or line breaks. Please copy it again in one piece.",
    "testnet": "This is an address of a Bitcoin test network. Please paste a mainnet address.",
    "other_coin": "This is an address of another coin. Bitcoin sent there would be lost.",
    "mixed_case": "This address mixes small and capital letters. Please copy it again.",
    "checksum": "This address is mistyped or incomplete: its checksum is wrong. Please copy it"
    " again.",
    "witness_version": "This kind of address is not in use on Bitcoin yet. Bitcoin sent there"
    " could be lost.",
    "not_an_address": "This is not a Bitcoin address.",
}

_LIGHTNING = re.compile(r"(?i)lightning:.*|ln(?:bc|tb|url1|o1).*|[\w.+-]+@[\w.-]+")
_OTHER_COIN = re.compile(
    r"(?i:0x)[0-9a-fA-F]{40}"  # Ethereum and compatible chains
    r"|[EUk0]Q[\w-]{46}|(?:0|-1):[0-9a-fA-F]{64}"  # TON
    r"|(?i:(?:ltc|tltc|addr|stake|cosmos|bnb|doge|dgb|vtc)1[0-9a-z]+)"  # bech32 of other chains
    r"|(?i:(?:bitcoincash:)?[qp][0-9a-z]{41}|(?:litecoin|dogecoin|ethereum|ton|tron):.+)"
    r"|[LM][1-9A-Za-z]{26,33}|[DTXrt][1-9A-Za-z]{33,34}"  # Litecoin, Doge, Tron, Dash, XRP, Zcash
    r"|[1-9A-HJ-NP-Za-km-z]{43,44}"  # Solana
)
_TESTNET = re.compile(r"(?i:(?:tb|bcrt)1[0-9a-z]+)|[mn2][1-9A-Za-z]{25,34}")
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{25,36}")
_VERSIONS = {0x00, 0x05}  # P2PKH, P2SH
_TESTNET_VERSIONS = {0x6F, 0xC4}


class AddressError(Exception):
    """The text is no Bitcoin mainnet address; the message is for the user.

    Attributes:
        reason: why, as a code from a closed set.
    """

    def __init__(self, reason: Reason) -> None:
        super().__init__(_MESSAGES[reason])
        self.reason: Reason = reason


def check_address(text: str) -> str:
    """Return the Bitcoin mainnet address that the text consists of, bech32 in lower case.

    Of a payment link (`bitcoin:address?amount=…`, as in QR codes) the address is returned.
    Accepted are P2PKH, P2SH, segwit version 0 and taproot (version 1), which can be spent today.

    Raises:
        AddressError: for anything else.
    """
    text = text.strip()
    if len(text) > MAX_LENGTH:
        raise AddressError("too_long")
    if holds_secret(text):
        raise AddressError("private_key")
    if text[:8].lower() == "bitcoin:":
        text = _of_link(text[8:])
    if not text:
        raise AddressError("empty")
    if any(letter.isspace() for letter in text):
        raise AddressError("spaces")
    if text[:3].lower() == "bc1":
        return _segwit(text)
    if _BASE58.fullmatch(text):
        return _legacy(text)
    raise AddressError(_reason_for(text))


def _of_link(link: str) -> str:
    address, _, parameters = link.partition("?")
    if not address and "lightning=" in parameters.lower():
        raise AddressError("lightning")
    return address.strip()


def _segwit(text: str) -> str:
    if text not in (text.lower(), text.upper()):
        raise AddressError("mixed_case")
    version, program = bech32.decode("bc", text)
    if version is None:
        raise AddressError("checksum")
    # Later versions, and version 1 of another length, anyone can spend until they are defined.
    if version > 1 or (version == 1 and len(program) != 32):
        raise AddressError("witness_version")
    return text.lower()


def _legacy(text: str) -> str:
    try:
        payload = base58.decode_check(text)
    except ValueError:
        raise AddressError("checksum" if text[0] in "13" else _reason_for(text)) from None
    if len(payload) == 21 and base58.encode_check(payload) == text:
        if payload[0] in _VERSIONS:
            return text
        raise AddressError("testnet" if payload[0] in _TESTNET_VERSIONS else "other_coin")
    raise AddressError(_reason_for(text))


def _reason_for(text: str) -> Reason:
    """Return what was pasted instead, as far as its form shows."""
    if _LIGHTNING.fullmatch(text):
        return "lightning"
    if _OTHER_COIN.fullmatch(text):
        return "other_coin"
    if _TESTNET.fullmatch(text):
        return "testnet"
    return "not_an_address"
