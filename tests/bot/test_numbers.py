"""Figures are read as people and the bot itself write them; what is ambiguous is asked."""

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from accounts.preferences import LANGUAGES
from bot.formats import SATOSHI
from bot.numbers import figure_readings, readings, write_figures
from bot.translate import words
from tests.bot.conftest import Talk, labels, text_of

D = Decimal
BOTH = ("en", "ru")


def read(text: str, language: str = "en") -> list[list[Decimal]]:
    """Return the readings of a text."""
    return figure_readings(text, language)


@pytest.mark.parametrize("language", BOTH)
@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("100 15", [100, 15]),
        ("100 TH 15 W/TH", ["100", "15"]),
        ("100,5th/s × 14.5w/th", ["100.5", "14.5"]),
        ("  1000;12; 20 % ", [1000, 12, 20]),
        ("100 15 20%", [100, 15, 20]),
        ("100 TH при 15 W/TH", [100, 15]),
        ("15 W/TH x 100 TH", [100, 15]),  # units name the figures
        ("١٠٠ ١٥", [100, 15]),
        ("1 000 15", [1000, 15]),
        ("1 000 000 15", [1_000_000, 15]),
        ("1\u00a0000 15", [1000, 15]),
        ("1\u202f000 15", [1000, 15]),
        ("1\u00a0200\u00a015", [1200, 15]),
        ("1'000 15", [1000, 15]),
        ("1’000.5 15", ["1000.5", 15]),
        ("1 200 TH 15 W/TH", [1200, 15]),
        ("1 200 15 W/TH", [1200, 15]),  # the other reading has 200 % discount
        ("1\u00a0234,5\u00a0TH при 15\u00a0W/TH", ["1234.5", 15]),
        ("1,234.5 TH at 15 W/TH", ["1234.5", 15]),
        ("1.234,5 15", ["1234.5", 15]),
        ("1,000,000 15", [1_000_000, 15]),
        ("1.000.000 15", [1_000_000, 15]),
        ("1,00,000 15", [100_000, 15]),
        ("0.125 15", ["0.125", 15]),
        ("0,125 15", ["0.125", 15]),
        ("1\n200\n15", [1, 200, 15]),
    ],
)
def test_text_with_one_reading_is_read(text: str, found: list[object], language: str) -> None:
    """Whatever the language of the user is."""
    assert read(text, language) == [[D(str(figure)) for figure in found]]


@pytest.mark.parametrize(
    ("text", "languages", "found"),
    [
        ("1 200 15", BOTH, {(1, 200, 15), (1200, 15)}),
        ("100 150 20", BOTH, {(100, 150, 20), (100_150, 20)}),
        ("1.000 15", BOTH, {(1, 15), (1000, 15)}),
        ("1.500 15", BOTH, {(D("1.5"), 15), (1500, 15)}),
        ("1,000 15", ("ru",), {(1, 15), (1000, 15)}),
    ],
)
def test_ambiguous_text_has_all_its_readings(
    text: str, languages: tuple[str, ...], found: set[tuple[object, ...]]
) -> None:
    """None of them is guessed."""
    for language in languages:
        assert {tuple(figures) for figures in read(text, language)} == found


def test_comma_groups_thousands_in_english() -> None:
    """As the bot itself writes them there."""
    assert read("1,000 15") == [[1000, 15]]
    assert read("12,500 15 20") == [[12_500, 15, 20]]


@pytest.mark.parametrize("text", [
    "", "100", "1 2 3 4", "a hundred 15", "-100 15", "1e9 15", "NaN 15", "9" * 13 + " 15",
    "12,34,5 15", "1,0000,000 15", "007 15", "1. 15", "100 TH 20%", "100 TH 15 TH", "1 " * 200,
])  # fmt: skip
def test_text_that_is_no_two_or_three_figures_has_no_reading(text: str) -> None:
    """It is refused, not guessed."""
    assert read(text) == read(text, "ru") == []


@given(st.text(max_size=200) | st.text(alphabet="0123 .,'\u00a0TH%", max_size=40))
def test_any_text_has_some_readings(text: str) -> None:
    """No text raises."""
    for language in BOTH:
        assert all(2 <= len(figures) <= 3 for figures in figure_readings(text, language))
        assert all(isinstance(value, Decimal) for value in readings(text, language))


AMOUNTS = st.decimals(min_value=0, max_value=10**9, places=8)
FIGURES = st.decimals(min_value=0, max_value=10**7, places=2)


@pytest.mark.parametrize("language", LANGUAGES)
@given(AMOUNTS, FIGURES)
def test_every_figure_that_the_bot_writes_is_read(
    language: str, amount: Decimal, figure: Decimal
) -> None:
    """In its own language, with one reading, which is the value."""
    write = words(language).figures
    cents, small = amount.quantize(D("0.01")), amount % D("0.09")
    btc, percent = amount % 1000, amount % 1
    for text, value in [
        (write.number(figure), figure),
        (write.number(-figure), -figure),
        (write.power(figure), figure),
        (write.efficiency(figure), figure),
        (write.usd(cents, digits=2), cents),
        (write.usd(small), small.quantize(D("0.0001") if small else D(1))),
        (write.coins(amount, "GOMINING"), amount),
        (write.btc(btc, sat=False), btc),
        (write.btc(btc, sat=True), btc / SATOSHI),
        (write.percent(percent.quantize(D("0.0001"))), percent.quantize(D("0.0001")) * 100),
    ]:
        assert readings(text, language) == [value], text


@pytest.mark.parametrize("language", LANGUAGES)
@given(st.decimals("0.01", 10**7, places=2), st.decimals("0.01", 999, places=2))
def test_calculation_that_the_bot_writes_can_be_sent_to_it(
    language: str, power: Decimal, efficiency: Decimal
) -> None:
    """The title of a calculation is a text that starts the same calculation."""
    write = words(language).figures
    for between in (" at ", " при ", " · ", " "):
        text = write.power(power) + between + write.efficiency(efficiency)
        assert read(text, language) == [[power, efficiency]]
        assert read(text.replace("\u00a0", " "), language) == [[power, efficiency]]


@given(
    st.lists(st.decimals(min_value="0.001", max_value=1000, places=3), min_size=2, max_size=3)
    | st.lists(st.integers(1, 100).map(Decimal), min_size=3, max_size=3)
    | st.lists(st.integers(1, 999).map(Decimal), min_size=2, max_size=2)
)
def test_figures_in_buttons_have_one_reading(figures: list[Decimal]) -> None:
    """In every language: a question leads to an answer, never to the question again."""
    for language in BOTH:
        assert read(write_figures(figures), language) == [figures]


async def test_grouped_figures_are_calculated_in_chat(chat: Talk) -> None:
    """As an argument and as a free text; nothing is calculated for 1 TH."""
    for text in ("/calc 1,000 15", "/calc 1 000 15", "1'000 15", "1\u00a0000 15", "1,000 TH 15"):
        assert "1,000 TH at 15 W/TH" in text_of(await chat.say(text))


@pytest.mark.parametrize("text", ["/calc 1 200 15", "1 200 15"])
async def test_ambiguous_figures_are_asked_about(chat: Talk, text: str) -> None:
    """A button for each reading; a tap calculates with it."""
    asked = await chat.say(text)
    offered = labels(asked)
    assert [label.replace("\u00a0", " ") for label in offered] == [
        "1 TH at 200 W/TH · −15%",
        "1,200 TH at 15 W/TH",
        "Menu",
    ]
    shown = await chat.tap(offered[1], of=asked)
    assert "1,200 TH at 15 W/TH" in text_of(shown)


async def test_ambiguous_figures_are_all_offered_inline(chat: Talk) -> None:
    """The user chooses the one to share."""
    await chat.login()
    found = await chat.sim("POST", "inline", {"query": "1.000 15"})
    assert [one["id"] for one in found["results"]] == ["calc", "calc-1", "rates"]
