"""Check that a text is a Bitcoin mainnet address, and recognise what people paste by mistake.

The checksums are verified by embit. No error repeats the text: it may be a private key.
"""

import re
import unicodedata
from typing import Literal

from embit import base58, bech32

from accounts.secrets_in_text import holds_secret

Reason = Literal[
    "empty",
    "too_long",
    "private_key",
    "lightning",
    "silent_payment",
    "spaces",
    "testnet",
    "other_coin",
    "mixed_case",
    "unfinished",
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
    "silent_payment": "This is for silent payments. Please paste an on-chain Bitcoin address.",
    "spaces": "A Bitcoin address has no spaces or line breaks. Please copy it again in one piece.",
    "testnet": "This is an address of a Bitcoin test network. Please paste a mainnet address.",
    "other_coin": "This is an address of another coin. Bitcoin sent there would be lost.",
    "mixed_case": "This address mixes small and capital letters. Please copy it again.",
    "unfinished": "This address is unfinished: characters are missing at its end, or one is"
    " mistyped. Please copy it again.",
    "checksum": "This address is mistyped or incomplete: its checksum is wrong. Please copy it"
    " again.",
    "witness_version": "This kind of address is not in use on Bitcoin yet. Bitcoin sent there"
    " could be lost.",
    "not_an_address": "This is not a Bitcoin address.",
}

# `frontend/src/wallet/` has the same rules; `tests/vectors/address-table.json` compares the two.
_LIGHTNING = re.compile(r"(?ai)lightning:.*|ln(?:bc|tb|url1|o1).*|[^\s@]+@[^\s@]+")
_SILENT_PAYMENT = re.compile(r"(?ai)t?sp1[0-9a-z]+")
_OTHER_COIN = re.compile(
    r"(?ai)(?:ltc|tltc|addr|stake|cosmos|bnb|doge|dgb|vtc)1[0-9a-z]+"  # bech32 of other chains
    r"|(?:bitcoincash:)?[qp][0-9a-z]{41}|(?:litecoin|dogecoin|ethereum|ton|tron):.+"
    r"|0x[0-9a-f]{40}"  # Ethereum and compatible chains
)
_OTHER_COIN_IN_THIS_CASE = re.compile(
    r"[EUk0]Q[0-9A-Za-z_-]{46}|(?:0|-1):[0-9a-fA-F]{64}"  # TON
    r"|[LM][1-9A-Za-z]{26,33}|[DTXrt][1-9A-Za-z]{33,34}"  # Litecoin, Doge, Tron, Dash, XRP, Zcash
    r"|[1-9A-HJ-NP-Za-km-z]{43,44}"  # Solana
)
_TESTNET = re.compile(r"(?:[tT][bB]|[bB][cC][rR][tT])1[0-9a-zA-Z]+|[mn2][1-9A-Za-z]{25,34}")
_SHAPES: tuple[tuple[re.Pattern[str], Reason], ...] = (
    (_LIGHTNING, "lightning"),
    (_SILENT_PAYMENT, "silent_payment"),
    (_OTHER_COIN, "other_coin"),
    (_OTHER_COIN_IN_THIS_CASE, "other_coin"),
    (_TESTNET, "testnet"),
)
_OTHER_PAYMENTS: dict[str, Reason] = {  # parameters of a payment link
    "lightning": "lightning",
    "lno": "lightning",
    "sp": "silent_payment",
    "tb": "testnet",
}
_BASE58 = re.compile(r"[1-9A-HJ-NP-Za-km-z]{25,36}")
_LEGACY_BEGUN = re.compile(r"[13][1-9A-HJ-NP-Za-km-z]{3,32}")  # an address has hardly less than 34
_SEGWIT_BEGUN = re.compile(  # of 42 or 62 characters; taproot always has 62
    r"bc1(?:[qp]|q(?:[02-9ac-hj-np-z]{1,37}|[02-9ac-hj-np-z]{39,57})|p[02-9ac-hj-np-z]{1,57})"
)
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
    text = _trimmed(text)
    if len(text) > MAX_LENGTH:
        raise AddressError("too_long")
    if holds_secret(text):
        raise AddressError("private_key")
    if text[:8].lower() == "bitcoin:":
        text = _of_link(text[8:])
    if not text:
        raise AddressError("empty")
    if any(letter.isspace() or unicodedata.category(letter) == "Cc" for letter in text):
        raise AddressError("spaces")
    if text[:3].lower() == "bc1":
        return _segwit(text)
    if _BASE58.fullmatch(text):
        return _legacy(text)
    raise AddressError(_reason_for(text))


def _trimmed(text: str) -> str:
    """Return the text without blanks and invisible marks around it; those inside are kept."""
    start, end = 0, len(text)
    while start < end and _is_invisible(text[start]):
        start += 1
    while start < end and _is_invisible(text[end - 1]):
        end -= 1
    return text[start:end]


def _is_invisible(letter: str) -> bool:
    return letter.isspace() or unicodedata.category(letter) in {"Cc", "Cf"}


def _of_link(link: str) -> str:
    """Return the address of a payment link (BIP-21, BIP-321); empty if it has none.

    Raises AddressError for links that ask for another kind of payment alone.
    """
    address, _, query = link.partition("?")
    address = _trimmed(address.removeprefix("//"))
    if address:
        return address
    pairs = [pair.partition("=") for pair in query.split("&")]
    values = {name.lower(): value for name, _, value in reversed(pairs)}
    if values.get("bc"):
        return _trimmed(values["bc"])
    for name, reason in _OTHER_PAYMENTS.items():
        if values.get(name):
            raise AddressError(reason)
    return ""


def _segwit(text: str) -> str:
    if text not in (text.lower(), text.upper()):
        raise AddressError("mixed_case")
    version, program = bech32.decode("bc", text)
    if version is None:
        raise AddressError("unfinished" if _is_begun_segwit(text.lower()) else "checksum")
    # Later versions, and version 1 of another length, anyone can spend until they are defined.
    if version > 1 or (version == 1 and len(program) != 32):
        raise AddressError("witness_version")
    return text.lower()


def _is_begun_segwit(text: str) -> bool:
    """Whether characters are missing; with a good checksum it is whole, and of a wrong length."""
    return bool(_SEGWIT_BEGUN.fullmatch(text)) and bech32.bech32_decode(text)[1] is None


def _legacy(text: str) -> str:
    try:
        payload = base58.decode_check(text)
    except ValueError:
        raise AddressError(_reason_for(text)) from None
    if len(payload) == 21 and base58.encode_check(payload) == text:
        if payload[0] in _VERSIONS:
            return text
        raise AddressError("testnet" if payload[0] in _TESTNET_VERSIONS else "other_coin")
    raise AddressError(_kind_of(text))


def _reason_for(text: str) -> Reason:
    """Return what was pasted instead, as far as its form shows."""
    if _LEGACY_BEGUN.fullmatch(text):
        return "unfinished"
    if text[0] in "13" and _BASE58.fullmatch(text):
        return "checksum"
    return _kind_of(text)


def _kind_of(text: str) -> Reason:
    found = (reason for shape, reason in _SHAPES if shape.fullmatch(text))
    return next(found, "not_an_address")
