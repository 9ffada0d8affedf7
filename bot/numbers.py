"""Figures as people write them, in the notation of a language. Pure.

What a text can mean is returned in full: one reading is certain, several have to be asked about,
none is no figure. Whatever `bot.formats` writes in a language has one reading in it.
"""

import re
from collections.abc import Iterator, Sequence
from decimal import Decimal
from itertools import product

from babel import Locale

from market.calculator import MAX_EFFICIENCY, MAX_POWER

_LONGEST = 120  # characters of a text with two or three figures
_GLUE = "\N{NO-BREAK SPACE}\N{NARROW NO-BREAK SPACE}\N{THIN SPACE}'’_\N{ARABIC THOUSANDS SEPARATOR}"
_GROUPED = re.compile(rf"[1-9]\d{{0,2}}(?:[ {_GLUE}]\d{{3}})+(?:[.,]\d+)?")
_PLAIN = re.compile(r"\d+(?:[.,]\d+)*")
_BY_SIGN = re.compile(  # "1,000,000", "1,000.5", in groups of thousands or as in India
    r"[1-9]\d{0,2}(?:(?P<sign>[.,])\d{3})(?:(?P=sign)\d{3})*(?:(?!(?P=sign))[.,]\d+)?"
    r"|[1-9]\d?(?:,\d\d)+,\d{3}(?:\.\d+)?"
)
_FIGURE = re.compile(
    rf"(?P<minus>[-−]?)(?P<dollar>\$?)(?P<digits>\d[\d.,{_GLUE} ]*?)"
    rf"[ {_GLUE}]*(?P<unit>TH|W/TH|%|\$|[A-Za-z]{{2,12}})?"
)
_NOT_MONEY = {None, "%", "TH", "W/TH"}

# Between the figures; a unit may touch its figure but not another letter.
_BETWEEN = re.compile(
    r"(?i)((?<![^\W\d_])(?:th/s|w/th|вт/th|th|w|x|at|при)(?![^\W\d_])|[%·×;])",
)
_UNITS = {"th/s": 0, "th": 0, "w/th": 1, "вт/th": 1, "w": 1, "%": 2}  # the place of the figure
_NO_BREAK_GROUPS = re.compile(rf"(?<!\d)[1-9]\d{{0,2}}(?:[{_GLUE}]\d{{3}})+(?!\d)")
_ACCEPTED = re.compile(r"\d{1,12}(?:\.\d{1,6})?")

Read = tuple[Decimal, int | None]  # a figure and the place that its unit names


def readings(text: str, language: str) -> list[Decimal]:
    """Return the values that one figure can have, with its sign and unit if it has them.

    `1.000` is one or a thousand, and so is `1,000` in a language with a decimal comma; a language's
    own signs are certain where they are written so: `1,000` in English, exact amounts of a coin.
    """
    found = _FIGURE.fullmatch(text.strip())
    if found is None:
        return []
    exact = bool(found["dollar"]) or found["unit"] not in _NOT_MONEY
    values = _values(found["digits"], language, exact=exact)
    return [-value for value in values] if found["minus"] else values


def _values(digits: str, language: str, *, exact: bool = False) -> list[Decimal]:
    if _GROUPED.fullmatch(digits):
        return [_decimal(re.sub(rf"[ {_GLUE}]", "", digits))]
    if not _PLAIN.fullmatch(digits):
        return []
    signs = re.findall("[.,]", digits)
    grouped = bool(_BY_SIGN.fullmatch(digits))
    if len(signs) > 1:  # a sign repeats, or there are two: the last then begins a fraction
        return [_decimal(digits.replace(signs[0], ""))] if grouped else []
    if signs and grouped:
        return _grouped_or_fraction(digits, signs[0], language, exact=exact)
    return [_decimal(digits)]


def _grouped_or_fraction(digits: str, sign: str, language: str, *, exact: bool) -> list[Decimal]:
    """Return what one sign before three digits means: often both."""
    grouped, fraction = _decimal(digits.replace(sign, "")), _decimal(digits)
    symbols = Locale.parse(language).number_symbols["latn"]
    if sign == symbols["group"]:
        return [grouped]
    if exact and sign == symbols["decimal"]:
        return [fraction]
    return [grouped, fraction]


def _decimal(digits: str) -> Decimal:
    return Decimal(digits.replace(",", "."))


def figure_readings(text: str, language: str) -> list[list[Decimal]]:
    """Return what a text of two or three figures can mean: TH, W/TH and a discount in per cent.

    Units may stand after the figures (`100 TH 15 W/TH`) and then name them. Readings that no miner
    can have are left out where another reading remains.
    """
    if len(text) > _LONGEST:
        return []
    parts = _BETWEEN.split(text)
    chunks = [
        list(_chunk_readings(chunk, between.lower(), language))
        for chunk, between in zip(parts[::2], [*parts[1::2], ""], strict=True)
        if chunk.strip()
    ]
    found: list[list[Decimal]] = []
    for chosen in product(*chunks):
        figures = _in_places([read for chunk in chosen for read in chunk])
        if figures is not None and figures not in found:
            found.append(figures)
    return [figures for figures in found if _possible(figures)] or found


def _chunk_readings(chunk: str, between: str, language: str) -> Iterator[list[Read]]:
    """Yield the readings of figures without a unit or sign between them."""
    chunk = _NO_BREAK_GROUPS.sub(lambda group: re.sub(rf"[{_GLUE}]", "'", group[0]), chunk)
    place = _UNITS.get(between)
    if place is not None and _GROUPED.fullmatch(chunk.strip()):
        yield [(value, place) for value in _values(chunk.strip(), language)]
        return
    for texts in _splits(re.split(r"( )(?=\S)|\s+", chunk.strip())[::2], chunk):
        for values in product(*(_values(text, language) for text in texts)):
            places = [*[None] * (len(values) - 1), place]
            yield list(zip(values, places, strict=True))


def _splits(words: Sequence[str], chunk: str) -> Iterator[list[str]]:
    """Yield the words as figures, also with neighbours joined to groups of thousands."""
    if not words:
        yield []
    for count in range(1, len(words) + 1):
        first = " ".join(words[:count])
        stands_alone = count == 1 and not re.match(r"0\d", first)
        if stands_alone or (count > 1 and first in chunk and _GROUPED.fullmatch(first)):
            for others in _splits(words[count:], chunk):
                yield [first, *others]


def _in_places(read: Sequence[Read]) -> list[Decimal] | None:
    """Return the figures by their units, the others in the order of the text."""
    if not 2 <= len(read) <= 3 or not all(_ACCEPTED.fullmatch(f"{value:f}") for value, _ in read):
        return None
    named = {place: value for value, place in read if place is not None}
    if len(named) < sum(place is not None for _, place in read):
        return None
    others = iter([value for value, place in read if place is None])
    places = sorted({*named, *(free for free in range(3) if free not in named)})[: len(read)]
    if any(place not in places for place in named):
        return None
    return [named[place] if place in named else next(others) for place in places]


def _possible(figures: Sequence[Decimal]) -> bool:
    limits = (MAX_POWER, MAX_EFFICIENCY, Decimal(100))
    return all(figure <= limit for figure, limit in zip(figures, limits, strict=False))


def write_figures(figures: Sequence[Decimal]) -> str:
    """Return figures as a text with one reading in every language, for buttons and links."""
    texts = [f"{figure:f}" for figure in figures]
    # Three decimals could be a group of thousands, and so could a second figure of three digits.
    texts = [f"{text}0" if re.fullmatch(r"\d{1,3}\.\d{3}", text) else text for text in texts]
    joined = any(re.match(r"\d{3}(?!\d)", text) for text in texts[1:])
    return (";" if joined else " ").join(texts)


def number_of_page(argument: str) -> int:
    """Return the page that a user or a button asks for, counted from 1."""
    is_number = argument.isascii() and argument.isdecimal() and len(argument) <= 4
    return max(1, int(argument)) if is_number else 1
