"""Seed phrases and keys are recognised in every form that people paste, and nothing else is."""

import hashlib
import json
import unicodedata
from pathlib import Path

import pytest
from embit import base58
from embit.wordlists.slip39 import SLIP39_WORDS
from hypothesis import given, settings
from hypothesis import strategies as st
from mnemonic import Mnemonic

from accounts.secrets_in_text import holds_secret

SENTENCES = [
    line
    for line in (Path(__file__).parents[1] / "vectors" / "ordinary-sentences.txt")
    .read_text("utf-8")
    .splitlines()
    if not line.startswith("#")
]
LANGUAGES = sorted(Mnemonic.list_languages())
ELECTRUM = {
    "1": "powerful random nobody notice nothing important anyway look away hidden message over",
    "2": "wild father tree among universe such mobile favorite target dynamic credit identify",
    "2, Spanish": "almíbar tibio superar vencer hacha peatón príncipe matar consejo polen vehículo"
    " odisea",
}
WIF = "KwDiBf89QgGbjEhKnhXJuH7LrciVrZi3qYjgd9M7rFU73sVHnoWn"
XPRV = (
    "xprv9s21ZrQH143K3QTDL4LXw2F7HEK3wJUD2nW2nRk4stbPy6cq3jPPqjiChkVvvNKmPGJxWUtg6LnF5kejMRNNU3TGt"
    "RBeJgk33yuGBxrMPHi"
)
MINI_KEYS = ["S4b3N3oGqDqR5jNuxEvDwf", "S6c56bnXQiBjk9mqSYE7ykVQ7NzrRy"]
HEX = "0c28fca386c7a227600b2fe50b7cae11ec86d3bf1fbe471be89827e19d72aa1d"
TRANSACTION = "4a5e1e4baab89f3a32518a88c31bc87f618f76673e2cc77ab2127b7afdeda33b"


def made_up(language: str, size: int, number: int) -> str:
    """Return the phrase of some bytes that are nobody's secret."""
    entropy = hashlib.shake_256(f"{language} {number}".encode()).digest(size // 8)
    return str(Mnemonic(language).to_mnemonic(entropy))


def forms(words: list[str]) -> dict[str, str]:
    """Return a phrase in the forms in which people paste one."""
    plain = " ".join(words)
    return {
        "as it is": plain,
        "NFC": unicodedata.normalize("NFC", plain),
        "NFKD": unicodedata.normalize("NFKD", plain),
        "capitals": plain.upper(),
        "labelled": f"seed: {plain}",
        "labelled in Russian": f"Моя сид-фраза: {plain}",
        "in a sentence": f"please help me, my wallet is {plain} and it does not open",
        "quoted": f"«{plain}»",
        "JSON": json.dumps(words),
        "JSON without escapes": json.dumps({"mnemonic": words}, ensure_ascii=False),
        "one word a line": "\n".join(words),
        "numbered": "\n".join(f"{number}. {word}" for number, word in enumerate(words, 1)),
        "numbered without blanks": " ".join(f"{n}.{word}" for n, word in enumerate(words, 1)),
        "ordinal numbers": ", ".join(f"{n}th {word}" for n, word in enumerate(words, 1)),
        "dashes": "-".join(words),
        "dashes with blanks": " — ".join(words),
        "commas": ",".join(words),
        "underscores": "_".join(words),
        "zero-width marks": "\u200b".join(f"{word} " for word in words),
        "one word mistyped": " ".join([*words[:4], words[4] + "xq", *words[5:]]),
    }


@pytest.mark.parametrize("size", [128, 160, 192, 224, 256])
@pytest.mark.parametrize("language", LANGUAGES)
def test_bip39_phrase_is_recognised_in_every_form(language: str, size: int) -> None:
    """Of every language and length."""
    for number in range(4):
        for form, text in forms(made_up(language, size, number).split()).items():
            assert holds_secret(text), form


@pytest.mark.parametrize("count", [20, 33])
def test_slip39_share_is_recognised_in_every_form(count: int) -> None:
    """Both lengths of a share."""
    words = [SLIP39_WORDS[byte * 4] for byte in hashlib.shake_256(b"share").digest(count)]
    assert [form for form, text in forms(words).items() if not holds_secret(text)] == []


@pytest.mark.parametrize("phrase", ELECTRUM.values(), ids=ELECTRUM)
def test_electrum_phrase_is_recognised(phrase: str) -> None:
    """Plain, labelled and in lines."""
    assert holds_secret(phrase)
    assert holds_secret(f"My Electrum seed: {phrase}")
    assert holds_secret("\n".join(phrase.split()))


@pytest.mark.parametrize("language", ["chinese_simplified", "chinese_traditional"])
def test_chinese_phrase_without_spaces_is_recognised(language: str) -> None:
    """Written at a stretch, with a label, and in blocks of four."""
    phrases = [made_up(language, 128, number) for number in range(50)]
    found = [holds_secret(phrase.replace(" ", "")) for phrase in phrases]
    assert sum(found) >= 48  # rarely a phrase has as many particles as a sentence
    assert holds_secret("的的的的的的的的的的的在")
    letters = phrases[0].replace(" ", "")
    assert holds_secret(" ".join(letters[at : at + 4] for at in range(0, 12, 4)))


def test_japanese_phrase_with_wide_spaces_is_recognised() -> None:
    """As BIP-39 asks wallets to show it."""
    phrase = Mnemonic("japanese").to_mnemonic(bytes(range(16)))
    assert holds_secret(phrase.replace(" ", "\N{IDEOGRAPHIC SPACE}"))


@pytest.mark.parametrize(
    "key",
    [
        WIF,
        WIF[:-1] + "m",
        "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ",
        "cMahea7zqjxrtgAbB7LSGbcQUr1uX1ojuat9jZodMN87JcbXMTcA",
        "6PRVWUbkzzsbcVac2qwfssoUJAN1Xhrg6bNk8J7Nzm5H7kxEbn2Nh2ZoGg",
        XPRV,
        *("".join((kind, XPRV[1:])) for kind in "yzYZtuvUV"),
        *MINI_KEYS,
        "nsec180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsgyumg0",
        "ms10testsxxxxxxxxxxxxxxxxxxxxxxxxxx4nzvca9cmczlw",
    ],
)
def test_key_is_recognised_also_inside_a_sentence(key: str) -> None:
    """Also quoted, in a payment link or a descriptor, and with invisible marks in it."""
    for text in (
        key, f" {key}\n", f"my key is {key}, is that good?", f'"{key}"', f"bitcoin:{key}",
        f"wpkh({key})", f"key={key}", key[:9] + "\u200b" + key[9:], f"\u202a{key}\u202c",
    ):  # fmt: skip
        assert holds_secret(text), text.replace(key, "…")


@pytest.mark.parametrize("key", [WIF, XPRV])
def test_key_in_blocks_or_lines_is_recognised(key: str) -> None:
    """As paper wallets print it."""
    assert holds_secret(" ".join(key[at : at + 4] for at in range(0, len(key), 4)))
    assert holds_secret(key[:30] + "\n" + key[30:])


def test_hex_is_a_key_where_it_is_the_whole_text_or_called_one() -> None:
    """Inside other texts it is the id of a transaction."""
    for text in (HEX, f"0x{HEX}", HEX.upper(), HEX * 2, f"bitcoin:{HEX}?amount=1", f'"{HEX}"'):
        assert holds_secret(text)
    assert holds_secret(" ".join(HEX[at : at + 2] for at in range(0, 64, 2)))
    assert holds_secret(f"private key: {HEX}")
    assert holds_secret(f"мой приватный ключ {HEX}")
    for text in (f"https://mempool.space/tx/{TRANSACTION}", f"Where is payment {TRANSACTION}?"):
        assert not holds_secret(text)


@pytest.mark.parametrize("text", [
    "1A1zP1eP5QGefi2DMPTfTL5SLmv7DivfNa",
    "bc1p0xlxvlhemja6c4dqv22uapctqupfhlxm9h8z3k2e72q4k9hcz7vqzk5jj0",
    "EQCD39VS5jcptHL8vMjEXrzGaRcCVYto7HUn4bpAOg8xqB2N",
    "0:83dfd552e63729b472fcbcc8c45ebcc6691702558b68ec7527e1ba403a0f31a8",
    "-1:" + "3" * 64,
    "0x52908400098527886E0F7030069857D2E4169EE7",
    "xpub661MyMwAqRbcFtXgS5sYJABqqG9YLmC4Q1Rdap9gSE8NqtwybGhePY2gZ29ESFjqJoCu1Rupje8YtGqsefD265TMg"
    "7usUDFdp6W1EGMcet8",
    "/calc 100 15 20", "abandon ability", "Superkalifragilistisch", "",
])  # fmt: skip
def test_what_may_be_public_is_no_secret(text: str) -> None:
    """Addresses, public keys, commands, a few words of a list."""
    assert not holds_secret(text)


def test_no_ordinary_sentence_is_taken_for_a_secret() -> None:
    """In eleven languages; also without capitals and full stops, and two in one message."""
    assert len(SENTENCES) > 200
    wrong = [
        text
        for sentence, following in zip(SENTENCES, [*SENTENCES[1:], ""], strict=True)
        for text in (sentence, sentence.lower(), sentence.rstrip("?."), f"{sentence} {following}")
        if holds_secret(text)
    ]
    assert wrong == []


@settings(deadline=None)
@given(st.binary(min_size=33, max_size=33))
def test_every_wif_key_is_recognised(secret: bytes) -> None:
    """Compressed and not."""
    assert holds_secret(base58.encode_check(b"\x80" + secret[:32]))
    assert holds_secret(base58.encode_check(b"\x80" + secret[:32] + b"\1"))


@given(st.text(max_size=300))
def test_any_text_is_judged(text: str) -> None:
    """No text raises."""
    assert holds_secret(text) in {True, False}


def test_published_mini_keys_pass_their_own_check() -> None:
    """The vectors above are real ones."""
    assert hashlib.sha256(f"{MINI_KEYS[1]}?".encode()).digest()[0] == 0
