"""Every message of the chat with a projected net or a pay-back has the notice of what it rests on.

The page is held to the same by `frontend/test/screens/projections.test.tsx`.
"""

import re
from collections.abc import Iterator
from functools import cache

import pytest
from fluent.syntax import FluentParser, ast

from accounts.preferences import LANGUAGES
from bot.translate import source, words
from bot.views import market
from market.calculator import calculate
from tests.bot.scenes import NOW, PER_TH, RATES, SCENES, D

NOTICE = "projection-notice"
# The messages with a net that is calculated for days to come, or with what follows from it.
PROJECTING = {
    "net-today", "miner-net", "miner-nothing", "per-th-net",
    "calc-day", "calc-year", "calc-break-even",
    "shop-net", "shop-nothing", "shop-payback", "shop-payback-never",
}  # fmt: skip
# Those that sound like it: a title, a sum of recorded days, a line that reads like that sum and
# stands between two projecting ones, and one whose choice sends the whole calculation.
OTHERS = {"calc-title", "income-month", "calc-month", "inline-net"}
SOUNDS_LIKE_IT = re.compile(r"per day|a day\b|net income|pay-?back|30 days|365 days", re.IGNORECASE)
ALL = [(language, name) for language in LANGUAGES for name in SCENES]


@cache
def messages(language: str) -> dict[str, ast.Pattern]:
    """Return the patterns of all messages of the chat, by id."""
    entries = FluentParser().parse(source(language)).body
    return {
        entry.id.name: entry.value
        for entry in entries
        if isinstance(entry, ast.Message) and entry.value and not entry.id.name.startswith("page-")
    }


def regex(pattern: ast.Pattern) -> str:
    """Return a regular expression of every text that a message can become."""
    return "".join(_element(element) for element in pattern.elements)


def _element(element: ast.TextElement | ast.Placeable) -> str:
    if isinstance(element, ast.TextElement):
        return re.escape(element.value)
    if isinstance(element.expression, ast.SelectExpression):
        variants = (regex(variant.value) for variant in element.expression.variants)
        return f"(?:{'|'.join(variants)})"
    return ".+?"


def has(text: str, language: str, name: str) -> bool:
    """Whether a message, whatever its values, is in a text."""
    return re.search(regex(messages(language)[name]), text) is not None


def projecting(text: str, language: str) -> Iterator[str]:
    """Yield the ids of the projecting messages in a text."""
    return (name for name in sorted(PROJECTING) if has(text, language, name))


@pytest.mark.parametrize(("language", "name"), ALL)
def test_screen_with_a_projection_has_the_notice(language: str, name: str) -> None:
    """And no other screen has it."""
    text = SCENES[name](words(language)).text
    found = list(projecting(text, language))
    assert has(text, language, NOTICE) is bool(found), found


@pytest.mark.parametrize("language", LANGUAGES)
def test_scenes_show_every_projecting_message(language: str) -> None:
    """A message that no scene shows would be held by nothing."""
    texts = [SCENES[name](words(language)).text for name in SCENES]
    shown = {name for text in texts for name in projecting(text, language)}
    assert shown == PROJECTING


def test_messages_that_sound_like_a_projection_are_known() -> None:
    """A new one is added to PROJECTING, or it is none."""
    named = {
        name
        for name, pattern in messages("en").items()
        if SOUNDS_LIKE_IT.search(regex(pattern).replace("\\", "")) and ".+?" in regex(pattern)
    }
    assert named - {NOTICE} <= PROJECTING | OTHERS


@pytest.mark.parametrize("language", LANGUAGES)
def test_messages_shared_by_inline_mode_have_the_notice(language: str) -> None:
    """The rates with the net of one TH, and a calculation."""
    w = words(language)
    made = calculate(PER_TH, power=D(100), efficiency=D(15))
    for result in (
        market.shared_calculation(w, made, NOW, stale=False),
        market.shared_rates(w, RATES, PER_TH, NOW, stale=False),
    ):
        assert has(result.text, language, NOTICE), result.name


@pytest.mark.parametrize("language", LANGUAGES)
def test_notice_names_the_time_of_the_figures(language: str) -> None:
    """In the user's notation and zone."""
    w = words(language, "Asia/Tokyo")
    assert w.figures.moment(NOW) in market.projection_notice(w, NOW)
