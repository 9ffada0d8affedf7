"""Only addresses that can receive bitcoin are accepted; every other text has a reason."""

import json
import string
from pathlib import Path
from typing import Any, get_args

import pytest
from embit import base58, bech32
from hypothesis import given, settings
from hypothesis import strategies as st

from accounts.bitcoin import AddressError, Reason, check_address

VECTORS = json.loads(
    (Path(__file__).parents[1] / "vectors" / "bitcoin-addresses.json").read_text()
)["vectors"]
GENESIS = "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa"
SEGWIT = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
SECRETS = {
    "WIF, compressed": "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn",
    "WIF, uncompressed": "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
    "WIF, mistyped": "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWm",
    "WIF of a test network": "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA",
    "hex": "1" * 64,
    "hex with 0x": "0x" + "aB" * 32,
    "extended": "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5"
    "kejMRNNU3TGtRBeJgk33yuGBxrMPHi",
    "extended, segwit": "zprvAWgYBBk7JR8Gjrh4UJQ2uJdG1r3WNRRfURiABBE3RvMXYSrRJL62XuezvGdPvG6GFBZdu"
    "C1cc5kPXTHv3WK9PpoEJbmc7Yv4oYxcDq7iQPP",
    "encrypted": "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
    "12 words": "abandon " * 11 + "about",
    "24 words with commas": ", ".join(["zoo"] * 23 + ["vote"]),
    "12 words in lines": "\n".join(["legal"] * 12),
    "12 words in Russian": " ".join(["слово"] * 12),
    "a key as a payment link": "bitcoin:KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn",
}
OTHER_COINS = {
    "Ethereum": "0x52908400098527886E0F7030069857D2E4169EE7",
    "TON, bounceable": "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N",
    "TON, for wallets": "UQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqEBI",
    "TON, raw": "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8",
    "TON, masterchain": "-1:" + "3" * 64,
    "Litecoin": "LM2WMpR1Rp6j3Sa59cMXMs1SPzj9eXpGc1",
    "Litecoin, P2SH": "MQMcJhpWHYVeQArcZR3sBgyPZxxRtnH441",
    "Litecoin, segwit": "ltc1qw508d6qejxtdg4y5r3zarvary0c5xw7kgmn4n9",
    "Bitcoin Cash": "bitcoincash:qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
    "Bitcoin Cash, bare": "qpm2qsznhks23z7629mms6s4cwef74vcwvy22gdx6a",
    "Dogecoin": "DH5yaieqoZN36fDVciNyRueRGvGLR3mr7L",
    "Tron": "TR7NHqjeKQxGTCi8q8ZY4pL8otSzgjLj6t",
    "XRP": "rHb9CJAWyB4rj91VRWn96DkukG4bwdtyTh",
    "Solana": "7EcDhSYGxXyscszYEp35KHN8vvw3svAuLKTzXwCFLtV4",
}
LIGHTNING = [
    "lnbc20u1pvjluezhp58yjmdan79s6qqdhdzgynm4zwqd5d7xmw5fk98klysy043l2ahrqsfpp3",
    "LNBC1PVJLUEZ",
    "lightning:lnbc20u1pvjluezhp58yj",
    "LNURL1DP68GURN8GHJ7UM9WFMXJCM99E3K7MF0V9CXJ0M385EKVCENXC6R2C35",
    "lno1pgqpvggzdhmq4g8pw2yqrmwezmz3ya85dlsh4e7c5c6",
    "satoshi@wallet.example.com",
    "bitcoin:?lightning=LNBC10U1P3PJ257",
]


def reason_of(text: str) -> str:
    """Return why this text is refused."""
    with pytest.raises(AddressError) as refused:
        check_address(text)
    return refused.value.reason


@pytest.mark.parametrize("vector", VECTORS, ids=lambda vector: vector["address"][:20])
def test_published_vector_is_accepted_or_has_its_reason(
    vector: dict[str, Any],
) -> None:
    """Valid mainnet addresses are accepted, every other one has the reason of the vector."""
    address = vector["address"]
    if vector["reason"] is not None:
        assert reason_of(address) == vector["reason"]
    else:
        is_segwit = address.lower().startswith("bc1")
        assert check_address(address) == (address.lower() if is_segwit else address)


@pytest.mark.parametrize("text", SECRETS.values(), ids=SECRETS)
def test_secret_is_refused_and_not_repeated_in_the_error(text: str) -> None:
    """The reason is `private_key`, and the error contains no part of the key or seed phrase."""
    with pytest.raises(AddressError) as refused:
        check_address(f"  {text}\n")
    assert refused.value.reason == "private_key"
    shown = str(refused.value) + repr(refused.value)
    assert all(word not in shown for word in text.split())
    assert refused.value.__cause__ is None


@pytest.mark.parametrize("text", OTHER_COINS.values(), ids=OTHER_COINS)
def test_address_of_another_coin_is_refused_as_other_coin(text: str) -> None:
    """The user learns what was pasted instead."""
    assert reason_of(text) == "other_coin"


@pytest.mark.parametrize("text", LIGHTNING, ids=lambda text: text[:12])
def test_lightning_is_refused_as_lightning(text: str) -> None:
    """Invoices, offers, LNURL and Lightning addresses are no on-chain addresses."""
    assert reason_of(text) == "lightning"


@pytest.mark.parametrize(
    "link",
    [
        f"bitcoin:{SEGWIT}",
        f"BITCOIN:{SEGWIT.upper()}",
        f"bitcoin:{SEGWIT}?amount=20.3&label=Luke-Jr",
        f"bitcoin:{SEGWIT}?lightning=lnbc10u1p3pj257",
        f"  {SEGWIT}\r\n",
    ],
)
def test_payment_link_gives_its_address(link: str) -> None:
    """Parameters, upper case and blanks around it are removed."""
    assert check_address(link) == SEGWIT


@pytest.mark.parametrize("text", ["", "  \n", "bitcoin:", "bitcoin:?amount=1"])
def test_text_without_an_address_is_empty(text: str) -> None:
    """Blanks, and a payment link without an address."""
    assert reason_of(text) == "empty"


@pytest.mark.parametrize("space", [" ", "\n", "\t", "\u00a0", "\u2003"])
@pytest.mark.parametrize("address", [GENESIS, SEGWIT])
def test_blank_inside_an_address_is_refused(address: str, space: str) -> None:
    """Two pieces are not joined: they may belong to different addresses."""
    assert reason_of(address[:20] + space + address[20:]) == "spaces"


def test_text_over_the_limit_is_refused_as_too_long() -> None:
    """The length is checked before any pattern is tried."""
    assert reason_of("1" * 1001) == reason_of("word " * 100_000) == "too_long"


@pytest.mark.parametrize(
    "text",
    ["hello", "null", "bc", "1", "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29"],
)
def test_any_other_text_is_not_an_address(text: str) -> None:
    """A word, a part of an address, an extended public key."""
    assert reason_of(text) == "not_an_address"


def test_lookalike_and_invisible_letters_are_refused() -> None:
    """Cyrillic letters that look like Latin ones, and a zero-width space."""
    assert reason_of(SEGWIT.replace("a", "а")) == "checksum"
    assert reason_of(GENESIS.replace("e", "е")) == "not_an_address"
    assert reason_of(SEGWIT[:9] + "\u200b" + SEGWIT[9:]) == "checksum"


@pytest.mark.parametrize("size", [19, 21, 32])
def test_base58_of_another_length_is_refused(size: int) -> None:
    """Also with a valid checksum."""
    assert reason_of(base58.encode_check(b"\0" + b"\7" * size)) in {"not_an_address", "other_coin"}


@pytest.mark.parametrize("version", sorted(set(range(256)) - {0x00, 0x05, 0x6F, 0xC4}))
def test_base58_version_of_another_coin_is_refused(version: int) -> None:
    """Every version byte but those of Bitcoin and its test network."""
    assert reason_of(base58.encode_check(bytes((version,)) + b"\7" * 20)) == "other_coin"


@settings(deadline=None)
@given(st.sampled_from([0x00, 0x05]), st.binary(min_size=20, max_size=20))
def test_every_base58_address_is_accepted_unchanged(version: int, digest: bytes) -> None:
    """Any hash, also one with leading zeros."""
    address = base58.encode_check(bytes((version,)) + digest)
    assert check_address(address) == address


@settings(deadline=None)
@given(st.sampled_from([(0, 20), (0, 32), (1, 32)]), st.data())
def test_every_segwit_address_is_accepted_in_either_case(
    kind: tuple[int, int], data: st.DataObject
) -> None:
    """Version 0 with 20 and 32 bytes, and taproot."""
    program = data.draw(st.binary(min_size=kind[1], max_size=kind[1]))
    address = bech32.encode("bc", kind[0], program)
    assert check_address(address) == check_address(address.upper()) == address


@settings(deadline=None)
@given(st.sampled_from([GENESIS, SEGWIT, SEGWIT.upper()]), st.data())
def test_one_wrong_letter_is_always_refused(address: str, data: st.DataObject) -> None:
    """The checksum detects every single wrong letter."""
    at = data.draw(st.integers(0, len(address) - 1))
    letter = data.draw(st.sampled_from(string.ascii_letters + string.digits))
    if letter != address[at]:
        assert reason_of(address[:at] + letter + address[at + 1 :])


@settings(deadline=None)
@given(st.text() | st.text(alphabet=string.printable) | st.from_regex(r"(?i)(bc1|bitcoin:|1|3).*"))
def test_any_text_gives_an_address_or_a_reason(text: str) -> None:
    """There is no other error, and the reason is one of the closed set."""
    try:
        assert check_address(check_address(text)) == check_address(text)
    except AddressError as refused:
        assert refused.reason in get_args(Reason)
        assert str(refused).endswith(".")
