"""A table of texts with what becomes of them, which both the server and the page must agree with.

After an intended change `python -m tests.accounts.address_table` regenerates
`tests/vectors/address-table.json`; review the diff. The page's tests read the same file.
"""

import hashlib
import json
from collections.abc import Iterator
from pathlib import Path

from embit import base58, bech32

from accounts.bitcoin import AddressError, check_address

VECTORS = Path(__file__).parents[1] / "vectors"
TABLE = VECTORS / "address-table.json"

GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
TO_SCRIPT = "3J98t1WpEZ73CNmQviecrnyiWrnqRhWNLy"
KEY_HASH = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
SCRIPT_HASH = "bc1qrp33g0q5c5txsp9arysrx4k6zdkfs4nce4xj0gdcccefvpysxf3qccfmv3"
TAPROOT = "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0"
GOOD = (GENESIS, TO_SCRIPT, KEY_HASH, SCRIPT_HASH, TAPROOT)
SILENT = (
    "sp1qqgste7k9hx0qftg6qmwlkqtwuy6cycyavzmzj85c6qdfhjdpdjtdgqjuexzk6murw56suy3e0rd2cgqvycxttddwsvgxe"
    "2usfpxumr70xc9pkqwv"
)
OFFER = "lno1pgqpvggzdhmq4g8pw2yqrmwezmz3ya85dlsh4e7c5c6"
INVOICE = "lnbc20u1pvjluezhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqsfpp3"
MARKS = (
    "\u200b\u200c\u200d\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2060\u2066\u2067\u2068\u2069"
    "\ufeff\u00ad"
)
BLANKS = " \t\n\r\u00a0\u2003\u2009\u202f\u3000"
PHRASE = "legal winner thank year wave sausage worth useful legal winner thank yellow"
SECRETS = (
    "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn",
    "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGtRBe"
    "Jgk33yuGBxrMPHi",
    "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy",
    "1" * 64,
    "0x" + "aB" * 32,
    PHRASE,
    f"seed: {PHRASE}",
    "\n".join(f"{number}. {word}" for number, word in enumerate(PHRASE.split(), 1)),
    json.dumps(PHRASE.split()),
    PHRASE.replace(" ", "-"),
    PHRASE.upper(),
    "的 一 是 在 不 了 有 和 人 这 中 大",
)
OTHERS = (
    "", "  \n", "bitcoin:", "bitcoin:?amount=1", "hello", "null", "how are you", "bc", "1", "3",
    "b", "12345", "bc1", "bc1q", "bc1p", "BC1Q", "bc1x", "bc2q", "a" * 1001, "bitcoin",
    "https://example.com",
    "0x52908400098527886E0F7030069857D2E4169EE7", "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
    "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N",
    "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8", "-1:" + "3" * 64,
    "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1", "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9",
    "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a", "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
    "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t", "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV4", "ethereum:0x1", "ton://transfer/x",
    "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29", "TB1QW508D6", "tb1", "tb1!",
)  # fmt: skip
LIGHTNING = (
    INVOICE, INVOICE.upper(), OFFER, OFFER.upper(), f"lightning:{INVOICE}",
    f"LIGHTNING:{INVOICE.upper()}",
    f"lightning:{OFFER}", "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35",
    "satoshi@wallet.example.com", "user@host", "₿satoshi@example.com", "user.name+tag@host.io",
    "bitcoin:?lightning=LNBC10U1P3PJ257", f"bitcoin:?lno={OFFER}", f"BITCOIN:?LNO={OFFER.upper()}",
    f"bitcoin:?amount=1&lno={OFFER}", f"bitcoin:?lno={OFFER}&sp={SILENT}",
)  # fmt: skip
SILENT_PAYMENTS = (
    SILENT,
    SILENT.upper(),
    f"t{SILENT}",
    f"bitcoin:?sp={SILENT}",
    f"\u200b{SILENT} ",
)


def texts() -> Iterator[str]:
    """Yield the texts."""
    published = json.loads((VECTORS / "bitcoin-addresses.json").read_text())["vectors"]
    yield from (vector["address"] for vector in published)
    for address in GOOD:
        yield from _links(address)
        yield from _changed(address)
    for mark in MARKS:
        yield f"{mark}{KEY_HASH}{mark}"
        yield f"bitcoin:{mark}{GENESIS}{mark}"
    for blank in BLANKS:
        yield f"{blank}{TAPROOT}{blank}"
        yield f"{GENESIS[:20]}{blank}{GENESIS[20:]}"
    for version in range(17):
        for size in (2, 20, 32, 40):
            yield str(bech32.encode("bc", version, _bytes(size)) or f"bc1{version}")
    for number in (0x00, 0x05, 0x30, 0x6F, 0xC4, 0x1E, 0x80, 0xFF):
        yield from (base58.encode_check(bytes([number]) + _bytes(size)) for size in (19, 20, 21))
    yield from (*SECRETS, *OTHERS, *LIGHTNING, *SILENT_PAYMENTS)


def _bytes(size: int) -> bytes:
    return hashlib.shake_256(b"nobody's").digest(size)


def _links(address: str) -> Iterator[str]:
    yield address
    yield f"bitcoin:{address}"
    yield f"Bitcoin:{address}?amount=0.1&label=x"
    yield f"bitcoin:{address}?sp={SILENT}&lno={OFFER}"
    yield f"bitcoin://{address}"
    yield f"bitcoin:?bc={address}"
    yield f"BITCOIN:?BC={address}&LNO={OFFER}"
    yield f"bitcoin:?sp={SILENT}&bc={address}"


def _changed(address: str) -> Iterator[str]:
    """Yield a damaged address: mistyped, in capitals, and cut at every length that matters."""
    yield address.upper()
    yield address[:-1] + ("x" if address[-1] != "x" else "y")
    yield address[:10].upper() + address[10:]
    yield address[:9] + "\u200b" + address[9:]
    yield address.replace("a", "а")  # a Cyrillic letter
    yield address + address[-1]
    yield from (address[:length] for length in (4, 8, 20, 25, 30, 33, 41, 42, 43, 50, 61))


def verdict(text: str) -> str:
    """Return `good` or the reason against a text."""
    try:
        check_address(text)
    except AddressError as error:
        return error.reason
    return "good"


def rows() -> list[dict[str, str]]:
    """Return the table."""
    unique = dict.fromkeys(texts())
    made = []
    for text in unique:
        row = {"text": text, "verdict": verdict(text)}
        made.append(row | {"address": check_address(text)} if row["verdict"] == "good" else row)
    return made


if __name__ == "__main__":
    lines = ",\n".join(json.dumps(row) for row in rows())
    TABLE.write_text(f"[\n{lines}\n]\n")
