"""The locales are complete and used, and their plurals are right."""

import re
from pathlib import Path
from typing import get_args

import pytest
from fluent.syntax import FluentParser, ast
from fluent.syntax.visitor import Visitor

from accounts.bitcoin import _MESSAGES
from accounts.preferences import LANGUAGES
from bot import errors
from bot.handlers import COMMANDS
from bot.screen import CAPTION_LIMIT
from bot.translate import source, words
from orders.rules import PayReason, Reason
from orders.states import OrderState, PaymentState

ROOT = Path(__file__).resolve().parents[2]

# Ids that the code puts together, each by the list that it takes the end from.
MADE = {
    *(one.description for one in COMMANDS if one.listed),
    *(f"error-{kind}" for _, kind in errors._MEANT),
    *(f"error-{kind}" for kind in ("login", "expired", "internal")),
    *(f"address-{reason.replace('_', '-')}" for reason in _MESSAGES),
    *(f"order-{state}" for state in OrderState),
    *(f"state-{state}" for state in OrderState),
    *(f"buy-refused-{reason.replace('_', '-')}" for reason in get_args(Reason)),
    *(f"payment-{state.replace(' ', '-')}" for state in PaymentState if state != "matched"),
    *(
        f"pay-refused-{reason.replace('_', '-')}"
        for reason in (*get_args(PayReason), "unavailable")
    ),
}


class _Parts(Visitor):
    """Collects what a message refers to and how it selects."""

    def __init__(self) -> None:
        self.variables: set[str] = set()
        self.messages: set[str] = set()
        self.variants: list[set[str]] = []

    def visit_VariableReference(self, node: ast.VariableReference) -> None:  # noqa: N802
        self.variables.add(node.id.name)

    def visit_MessageReference(self, node: ast.MessageReference) -> None:  # noqa: N802
        self.messages.add(node.id.name)

    def visit_SelectExpression(self, node: ast.SelectExpression) -> None:  # noqa: N802
        keys = {getattr(one.key, "name", getattr(one.key, "value", "")) for one in node.variants}
        self.variants.append(keys)
        self.generic_visit(node)


def messages(language: str) -> dict[str, ast.Message]:
    """Return the chat's messages of a language by id."""
    resource = FluentParser().parse(source(language))
    junk = [entry for entry in resource.body if isinstance(entry, ast.Junk)]
    assert not junk, junk[0].content
    found = [entry for entry in resource.body if isinstance(entry, ast.Message)]
    names = [entry.id.name for entry in found]
    assert len(names) == len(set(names)), "a message is defined twice"
    return {entry.id.name: entry for entry in found}


def parts(message: ast.Message) -> _Parts:
    """Return what a message refers to."""
    found = _Parts()
    found.visit(message)
    return found


def test_every_language_has_the_same_messages_with_the_same_values() -> None:
    """A message of one language exists in all, and takes the same values everywhere."""
    first = messages(LANGUAGES[0])
    for language in LANGUAGES[1:]:
        other = messages(language)
        assert first.keys() == other.keys()
        for name, message in first.items():
            theirs = parts(other[name]).variables
            # A language may write out what another selects by, such as "in a second".
            assert theirs == parts(message).variables, (language, name)


def test_every_language_has_a_file_and_every_file_a_language() -> None:
    """Each language that can be chosen has a file, and each file a language."""
    files = {path.stem for path in (ROOT / "locales").glob("*.ftl")}
    assert files == set(LANGUAGES)


def test_every_message_is_used_and_every_used_message_exists() -> None:
    """No message is left over, and none is missing."""
    files = (path for folder in ("bot", "worker") for path in (ROOT / folder).rglob("*.py"))
    code = "\n".join(path.read_text() for path in files)
    named = set(re.findall(r"""["']([a-z0-9]+(?:-[a-z0-9]+)+|[a-z]+)["']""", code))
    buttons = {
        f"button-{name}" for name in re.findall(r'(?:tap|app|open_)\(\w+, "([a-z-]+)"', code)
    }
    buttons |= {"button-bind", "button-bind-change"}
    known = {name for name in messages("en") if not name.startswith("page-")}
    inside = set().union(*(parts(one).messages for one in messages("en").values()))
    assert known - named - buttons - MADE - inside == set()
    looked_up = re.findall(r"""words_?(?:\.plain)?\(\s*["']([a-z0-9-]+)["']""", code)
    wanted = MADE | buttons | set(looked_up)
    assert wanted <= known


@pytest.mark.parametrize(("count", "form"), [
    (0, "Майнеров пока нет"), (1, "1 майнер"), (2, "2 майнера"), (4, "4 майнера"),
    (5, "5 майнеров"), (11, "11 майнеров"), (12, "12 майнеров"), (21, "21 майнер"),
    (22, "22 майнера"), (25, "25 майнеров"), (101, "101 майнер"), (111, "111 майнеров"),
])  # fmt: skip
def test_russian_plurals(count: int, form: str) -> None:
    """One, few and many as in Russian, 11 to 14 included."""
    assert words("ru").plain("status-miners", count=count) == form


@pytest.mark.parametrize(("count", "form"), [(0, "No miners yet"), (1, "1 miner"), (2, "2 miners")])
def test_english_plurals(count: int, form: str) -> None:
    """One and other; zero is written in words."""
    assert words("en").plain("status-miners", count=count) == form


def test_russian_selects_have_every_form() -> None:
    """A message that selects by a number has Russian's one, few and many."""
    for name, message in messages("ru").items():
        for keys in parts(message).variants:
            plural = keys & {"one", "few", "many", "other"}
            by_number = bool(plural)  # net-fees selects by a currency
            assert not by_number or {"one", "few", "many"} <= plural or plural == {"other"}, name


def test_telegrams_limits_of_commands_and_profile() -> None:
    """Descriptions of commands have 1 to 256 characters, the profile's 120 and 512."""
    for language in LANGUAGES:
        spoken = words(language)
        assert all(1 <= len(spoken.plain(one.description)) <= 256 for one in COMMANDS if one.listed)
        assert len(spoken.plain("profile-short")) <= 120
        assert len(spoken.plain("profile-description")) <= 512
        assert len(spoken.plain("income-gross")) < CAPTION_LIMIT


def test_values_are_escaped() -> None:
    """Markup and Fluent's braces in a value mean nothing."""
    text = words("en")("miner-name", name="<a href='x'>&{ $name }</a>")
    assert text == "<b>&lt;a href='x'&gt;&amp;{ $name }&lt;/a&gt;</b>"


def test_missing_value_raises() -> None:
    """A message is never shown with a gap."""
    with pytest.raises(LookupError):
        words("en")("miner-name")
