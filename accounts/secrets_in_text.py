"""Recognise seed phrases and private keys in what people write. Pure; nothing is kept or logged.

Seed phrases are recognised by the word lists of BIP-39 (twelve, all of Electrum's newer seeds among
them) and SLIP-39. The list of Electrum 1 is in no package that this project uses; its phrases are
recognised by their form.
"""

import hashlib
import re
import unicodedata
from collections.abc import Iterable, Sequence

from embit import base58
from embit.wordlists.slip39 import SLIP39_WORDS
from mnemonic import Mnemonic

_WINDOW = 12  # words: the length of the shortest phrase
_ENOUGH = 11  # words of a window that must be in one list: one may be mistyped
_SHORTEST = 12  # characters: a phrase in Chinese without spaces
_CHINESE = ("chinese_simplified", "chinese_traditional")
_CHINESE_LENGTHS = {12, 15, 18, 21, 24}
_CHINESE_PARTICLES = frozenset(
    "的了是我你您他她它们們在不有这這那吗嗎呢吧啊就都也和与與很个個么麼什请請"
)
_CHINESE_PUNCTUATION = re.compile("[。,?!:;、]")  # as NFKC writes it

# Words that hardly a sentence does without, and that are not in the list of Electrum 1.
_FUNCTION_WORDS_TEXT = (
    "a an the to of is are was were be am in on at for and or but it its he she we they you"
    " your my our their this that these with from by as not do does did have has had can will"
    " would i me him us if so how what when where why who which no yes der die das und ist"
    " nicht ich sie wir ein eine zu den dem mit auf von es wie wo im el la los las de que y en"
    " un una por para con se mi tu lo del al como le les des et est dans qui je vous nous ne"
    " pas du une sur il elle mon ma gli di che e per non sono nel della come o os da em um uma"
    " com na eu meu minha voce het een van niet ik dat op te zijn met voor nie jest w z jak ze"
    " co moj moja bir ve bu icin ile nasil ben yang dan ini itu dengan untuk tidak saya ke"
    " dari ada apa bagaimana"
)
_FUNCTION_WORDS = frozenset(_FUNCTION_WORDS_TEXT.split())
_COUNTING_TEXT = (
    "uno dos tres cuatro cinco seis siete ocho nueve diez once doce trece catorce quince"
)
_COUNTING = frozenset(_COUNTING_TEXT.split())
_LABEL = re.compile(
    r"(?i)^\W*(?:[^\W\d_]+\s+){0,3}?(?:seed|mnemonic|phrase|words|backup|wallet|electrum)\b[^:=\n]{0,20}[:=]"
)

_ESCAPE = re.compile(r"\\u([0-9a-fA-F]{4})")
_NUMBERING = re.compile(r"\d+(?:st|nd|rd|th)?")
_WORD = re.compile(r"[^\W\d_]+")

_EDGE = r"(?<![0-9A-Za-z]){}(?![0-9A-Za-z])"
# Also with letters that base58 does not have: a mistyped key gives nearly everything away.
_KEY = re.compile(
    _EDGE.format(
        r"(?:[5KL9c][1-9A-Za-z]{50,51}"  # WIF
        r"|6P[1-9A-Za-z]{56}"  # BIP-38, encrypted
        r"|(?:[a-zA-Z]prv|Ltpv|Mtpv|dgpv)[1-9A-Za-z]{20,}"  # extended
        r"|(?i:nsec1[0-9a-z]{50,}|ms1[0-9a-z]{45,}))"  # Nostr; codex32
    )
)
_MINI_KEY = re.compile(
    _EDGE.format(r"S(?:[1-9A-HJ-NP-Za-km-z]{21}|[1-9A-HJ-NP-Za-km-z]{25}|[1-9A-HJ-NP-Za-km-z]{29})")
)
_HEX = r"(?:0[xX])?[0-9a-fA-F]{64}(?:[0-9a-fA-F]{64})?"
_HEX_ALONE = re.compile(_HEX)
_HEX_IN_TEXT = re.compile(rf"(?<![0-9A-Za-z:/]){_HEX}(?![0-9A-Za-z])")
_NAMES_A_KEY = re.compile(
    r"(?i)priv|secret|seed|wif|приват|секрет|закрыт|сид|priv[ée]|clave|chiave|schlüssel"
)
_LINK = re.compile(r"(?i)^\s*bitcoin:(?://)?([^?]*)(?:\?.*)?$", re.DOTALL)
_BETWEEN_PARTS = re.compile(r"[\s\-–—:,;|\"'`«»“”\[\]{}()<>]+")


def holds_secret(text: str) -> bool:
    """Whether a text contains a seed phrase or a private key.

    32 or 64 bytes in hex are one where they are the whole text, or where it speaks of a key: the
    same form is that of a transaction's id.
    """
    if len(text) < _SHORTEST:
        return False
    clean = _clean(text)
    return _holds_key(clean) or _holds_phrase(clean)


def _clean(text: str) -> str:
    """Return the text without invisible characters and the escapes of JSON."""
    text = _ESCAPE.sub(lambda escape: chr(int(escape[1], 16)), text)
    text = unicodedata.normalize("NFKC", text.encode("utf-8", "replace").decode())
    return "".join(letter for letter in text if unicodedata.category(letter) != "Cf")


def _holds_key(text: str) -> bool:
    if _KEY.search(text) or any(map(_is_mini_key, _MINI_KEY.findall(text))):
        return True
    if _HEX_IN_TEXT.search(text) and _NAMES_A_KEY.search(text):
        return True
    link = _LINK.fullmatch(text)
    whole = _BETWEEN_PARTS.sub("", link[1] if link else text)
    if _HEX_ALONE.fullmatch(whole):
        return True
    # Written in blocks, a key can look like a sentence without its spaces: the checksum decides.
    return bool(_KEY.fullmatch(whole)) and _has_checksum(whole)


def _is_mini_key(text: str) -> bool:
    """Whether the check of Casascius holds, or the text is mixed as only a key is."""
    if hashlib.sha256(f"{text}?".encode()).digest()[0] == 0:
        return True
    return all(re.search(kind, text[1:]) for kind in ("[0-9]", "[a-z]", "[A-Z]"))


def _has_checksum(text: str) -> bool:
    try:
        base58.decode_check(text)
    except ValueError:
        return False
    return True


def _key(text: str) -> str:
    """Return text as it is compared: without case and accents, as NFC and NFKD give the same."""
    decomposed = unicodedata.normalize("NFKD", text).casefold().replace("ı", "i")
    return "".join(
        letter
        for letter in unicodedata.normalize("NFKD", decomposed)
        if unicodedata.category(letter) != "Mn"
    )


def _word_lists() -> dict[str, int]:
    """Return every word with the lists that have it, as bits of a number."""
    lists: list[Iterable[str]] = [
        Mnemonic(language).wordlist for language in sorted(Mnemonic.list_languages())
    ]
    found: dict[str, int] = {}
    for bit, words in enumerate([*lists, SLIP39_WORDS]):
        for word in words:
            key = _key(word)
            found[key] = found.get(key, 0) | 1 << bit
    return found


_LISTS = _word_lists()


def _holds_phrase(text: str) -> bool:
    words = _WORD.findall(_NUMBERING.sub(" ", _key(text)))
    if _in_one_list(words) or _is_electrum_1(text):
        return True
    return not _CHINESE_PUNCTUATION.search(text) and _is_chinese_phrase(words)


def _in_one_list(words: Sequence[str]) -> bool:
    """Whether `_ENOUGH` of `_WINDOW` words one after another are in the same list.

    The other word is a mistyped one, so none that sentences consist of; and nobody counts in a
    phrase, while the Spanish list has the numbers.
    """
    lists = [_LISTS.get(word, 0) for word in words]
    for start in range(len(lists) - _WINDOW + 1):
        window = lists[start : start + _WINDOW]
        if window.count(0) <= _WINDOW - _ENOUGH and _in_list(window):
            text = words[start : start + _WINDOW]
            others = {word for word, found in zip(text, window, strict=True) if not found}
            counting = sum(word in _COUNTING for word in text)
            if not others & _FUNCTION_WORDS and counting <= _WINDOW // 2:
                return True
    return False


def _in_list(window: Sequence[int]) -> bool:
    together = window[0] | window[1]  # one of the first two words is in the list
    return any(
        sum(found >> bit & 1 for found in window) >= _ENOUGH for bit in range(together.bit_length())
    )


def _is_chinese_phrase(words: Sequence[str]) -> bool:
    """Whether the text is a phrase in Chinese without spaces, or in blocks.

    Its characters are the most usual ones, so that sentences consist of them too; a phrase has a
    valid checksum and hardly a particle.
    """
    letters = "".join(words)
    if len(letters) not in _CHINESE_LENGTHS:
        return False
    particles = sum(letter in _CHINESE_PARTICLES for letter in letters)
    if len(set(letters)) > len(letters) // 2 and particles > len(letters) // 7:
        return False
    phrase = " ".join(letters)
    return any(Mnemonic(language).check(phrase) for language in _CHINESE)


def _is_electrum_1(text: str) -> bool:
    """Whether the text is 12 or 24 small English-looking words and no sentence.

    Electrum 1 made such phrases until 2014, from a list of its own.
    """
    words = re.split(r"[\s,]+", _LABEL.sub("", text).strip(" \t\r\n.\"'"))
    return (
        len(words) in {12, 24}
        and all(re.fullmatch("[a-z]{2,13}", word) for word in words)
        and not _FUNCTION_WORDS.intersection(words)
    )
