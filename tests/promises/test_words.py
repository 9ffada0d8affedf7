"""Names, docs and texts use the field's plain terms, not the metaphors that they replaced.

A rule names the word, what to write instead, a sample that it must find and a legitimate use that
it must leave alone. `python -m pytest tests/promises/test_words.py` prints each hit as
`path:line: word -> what to write instead`.
"""

import os
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
SUFFIXES = {
    ".py", ".md", ".ftl", ".ts", ".tsx", ".js", ".mjs", ".css", ".html", ".toml", ".yml", ".yaml",
}  # fmt: skip
NAMED = {"Makefile", "Procfile", "Dockerfile", ".env.example", "run"}  # without a suffix of ours
PRUNED = {"node_modules", "dist", "site", "golden", "vectors", "wallets", "__pycache__"}
# CHANGELOG.md is history; api-types.ts is generated from docstrings that are scanned themselves.
SKIPPED = {"CHANGELOG.md", "api-types.ts", Path(__file__).name}

PRODUCT = r"^(?:bot|webapp|tests/(?:bot|webapp))/"
BENCH = r"^(?:bench|tests/bench)/|^docs/performance"
RUSSIAN = r"^locales/ru|^(?:docs|frontend)/|^[^/]+\.md$"


@dataclass(frozen=True)
class Rule:
    """A word that is no longer used; `allowed` is a pattern of its legitimate uses."""

    word: str
    pattern: str
    instead: str
    sample: str
    fine: str
    allowed: str = r"(?!)"
    where: str = ""
    allowed_where: str = r"(?!)"

    def applies(self, path: str) -> bool:
        """Return whether a file, by its path from the root, is scanned for this word."""
        return bool(re.search(self.where, path)) and not re.search(self.allowed_where, path)

    def lines(self, text: str) -> list[int]:
        """Return the numbers of the lines with a hit, counted from 1."""
        pattern = re.compile(self.pattern, re.MULTILINE)
        if not pattern.search(text):
            return []
        clean = re.sub(self.allowed, _blank, text, flags=re.MULTILINE)
        numbers = (clean.count("\n", 0, found.start()) + 1 for found in pattern.finditer(clean))
        return list(dict.fromkeys(numbers))


def _blank(found: re.Match[str]) -> str:
    return re.sub(r"[^\n]", " ", found[0])


def word(name: str) -> str:
    """Return the pattern of a word in prose and as a part of snake_case, camelCase, UPPER_CASE."""
    first, rest = name[0], name[1:]
    lower = rf"(?<![A-Za-z]{first}){rest}s?(?![a-z])"
    upper = rf"(?<![A-Za-z]{first.upper()}){rest.upper()}S?(?![A-Za-z])"
    return f"[{first}{first.upper()}](?:{lower}|{upper})"


def module(*names: str) -> str:
    """Return the pattern of modules by file name or import."""
    either = "|".join(names)
    return rf"\b(?:{either})(?:\.py\b| import\b)|\bimport (?:{either})\b"


# The left column of the table in docs/architecture.md.
TABLE = [
    Rule("house", word("house"), "Services, project", "open_house()", "warehouse"),
    Rule("wiring", word("wiring"), "services", "accounts/wiring.py", "rewiring"),
    Rule("desk", word("desk"), "BotContext; admin, review cases", "call.desk.forms", "desktop",
         allowed=r"help[ _-]?desk"),  # a support contact
    Rule("Call", r"\bCall(?<!ast\.Call)(?=[(\[\]),:]| =)|^bot/call\.py", "arguments, Request",
         "def rates(call: Call)", "Callable[[Screen], None]", where=PRODUCT),
    Rule("Together", r"\bTogether(?=[(\[\]),:.])|" + module("together"), "Batcher",
         "Together(redis)", "asked together"),
    Rule("journey", word("journey"), "round trip", "one journey to Redis", "join"),
    Rule("Shared", r"\bShared(?=[(\[\]),:])", "SharedAnswers, InlineResult", "list[views.Shared]",
         "SharedAnswers(redis)"),
    Rule("look", r"\b_?looks?(?=\s?=\s|[(:\])]|\.\w)|\b(?:one|our|first)[ -]look\b|\bLOOK\b",
         "fetch; at once", "look = asyncio.create_task(self._look())", "look at the log",
         allowed=r"where to look:"),
    Rule("teller", word("teller"), "Notifier", "teller = Notifier(events)", "storyteller"),
    Rule("tell", r"[tT](?<![A-Za-z]t)(?:ell|ells|old|elling)(?![a-z])",
         "notify, report, answer, say", "the partner does not tell", "intelligent",
         allowed=r"\b(?:tell|tells|told) (?:\w+ ){0,3}apart\b"),  # distinguish
    Rule("news", word("news"), "notifications", "news of the login", "newsletter",
         allowed=r"\bnews-[a-z-]+\b"),  # ids of messages in locales/
    Rule("intake", word("intake"), "update queue", "self._intake = intake", "a mistake"),
    Rule("ledger", word("ledger"), "update claims", "the ledger of updates", "pledge",
         allowed_where=r"^(?:tests/)?sandbox/|^docs/sandbox"),  # the partner's accounting
    Rule("outgoing", module("outgoing"), "rate_limits", "bot/outgoing.py", "outgoing messages"),
    Rule("deliver", module("deliver"), "messages", "bot/deliver.py", "deliver a message"),
    Rule("words, figures", r"\bbot[./](?:words|figures)\b|\bFigures\(",
         "translate, text; formats", "bot/figures.py", "the figures"),
    # The paths and fields of the sandbox's control API are kept for those who use them.
    Rule("mood", word("mood"), "injected fault", "partner.moods.add(Mood())", '{"mood": "down"}',
         allowed=r"/sim/[\w/]*mood|[\"'`]moods?[\"'`]|[{,] ?moods?(?=[,}])|^ +mood: str\b"),
    Rule("bad days", r"(?i)bad[ _]?days?\b", "injected faults", "bad days of the partner",
         "a bad date"),
    Rule("cheer_up", r"(?i)cheer", "clear_faults", "await world.cheer_up()", "cheque"),
    Rule("storm", word("storm"), "load test with fault injection", "tests/chaos/test_storm.py",
         "brainstorming"),
    Rule("face", word("face"), "front end", "the two faces", "typeface, surface, interface",
         allowed=r"(?i)font-?face|[\"'`]face[\"'`]|face id"),  # CSS; kinds of biometry
    Rule("room", word("room"), "module, chat, space", "world.rooms", "headroom, mushroom"),
    Rule("wing", word("wing"), "package", "the wing of the bot", "following"),
    Rule("reach", r"(?i)(?<![a-z])(?:not )?reach(?:ed)?(?![a-z])", "target, met, missed",
         "NOT REACHED", "cannot be reached", allowed=r"cannot be reached", where=BENCH),
    Rule("wire", module("wire") + r"|\bdef wire\b|\.wire\(", "exact_json, parameters",
         "endpoint.wire()", "the bytes on the wire"),
    Rule("reading", module("reading"), "decoding", "gomining/reading.py", "reading the answer"),
    Rule("own", module("own"), "account", "webapp/routes/own.py", "its own clock"),
    Rule("door", word("door"), "auth", "Door.OPEN", "doorstep, outdoor"),
]  # fmt: skip

# Metaphors and riddles that are not in the table.
METAPHORS = [
    Rule("callee", word("callee"), "receiver, method", "the callee", "caller",
         allowed_where=r"^frontend/build/"),
    Rule("born", word("born"), "deployed with, created", "the data it was born with", "stubborn"),
    Rule("anew", r"(?i)\banew\b", "again, from scratch", "given anew, it is good anew", "renew"),
    Rule("half of a letter", r"half of a letter", "part of a surrogate pair", "half of a letter",
         "half of a batch"),
    Rule("whoever", r"(?i)\bwho(?:so)?ever\b", "anyone who, the user who", "whoever asks", "ever"),
    Rule("who comes", r"\bwho comes\b", "the next user", "who comes first", "what comes first"),
    Rule("nobody is shown", r"shown to nobody|nobody is shown", "not shown", "shown to nobody",
         "nobody logged in"),
    Rule("walk", r"[wW](?<![A-Za-z]w)alk(?:s|ed|ing)?(?![a-z])", "visit, step",
         "a walk through every screen", "ast.walk(tree)",
         allowed=r"\b(?:ast|os)\.walk\b|random walks?\b"),
    Rule("pays off", r"(?i)\bpays? off\b", "earns more than its fees", "It pays off below",
         "pays in GOMINING"),
]  # fmt: skip

# How the texts for users are written.
TEXTS = [
    Rule("’", "’", "' (straight)", "today’s", "today's", where=r"^locales/en"),
    Rule("Телеграм", r"(?i)телеграм", "Telegram", "в Телеграме", "в Telegram", where=RUSSIAN),
    Rule("Вт/TH", r"Вт ?/|[WВ]/ТН|[WВ]/[ТT]Н|[WВ]/ТH", "W/TH", "за Вт/TH", "за W/TH",
         where=RUSSIAN),
    Rule("номер Telegram", r"(?i)(?:номер|идентификатор) (?:в )?(?:telegram|телеграм)",
         "Telegram ID", "ваш номер Telegram", "ваш Telegram ID", where=RUSSIAN),
    Rule("из прошлого", r"из прошлого", "Кнопка устарела", "кнопка из прошлого", "устарела",
         where=RUSSIAN),
    Rule("Уровни VIP", r"(?i)уровн\w* VIP", "VIP-уровни", "Уровни VIP", "VIP-уровни",
         where=RUSSIAN),
    Rule("кошелёк TON", r"(?i)кошел\w+ TON\b", "TON-кошелёк", "кошелёк TON", "TON-кошелёк",
         where=r"^locales/ru"),
    Rule("е for ё", r"(?i)\b(?:еще|ее|кошелек|сче[тм]\w*|вс[её] еще|партнер\w*|зашел|вошел|"
         r"приведет|займет|придет|подключен|завершен|учтен)\b", "ё", "ещё и еще", "ещё раз",
         where=r"^locales/ru"),
    Rule('"…"', r"^(?!#)[^{\n]*\"", "«…»", 'x = Кнопка "Да"', "x = Кнопка «Да»",
         where=r"^locales/ru"),
    Rule("space before —", r"^(?!#).*\S —", "U+00A0 before —", "вход — кошелёк",
         "вход\N{NO-BREAK SPACE}— кошелёк", where=r"^locales/ru"),
    Rule("space before a unit", r"^(?!#).*\d (?:TH|W/TH|BTC|%)", "U+00A0 before a unit",
         "x = 15 W/TH", "x = 15\N{NO-BREAK SPACE}W/TH", where=r"^locales/"),
]  # fmt: skip

RULES = [*TABLE, *METAPHORS, *TEXTS]


def files() -> Iterator[Path]:
    """Yield every file of ours that people read."""
    for folder, below, names in os.walk(ROOT):
        hidden = {name for name in below if name.startswith(".") and name not in {".ci", ".github"}}
        below[:] = sorted(set(below) - PRUNED - hidden)
        for name in sorted(names):
            if (Path(name).suffix in SUFFIXES or name in NAMED) and name not in SKIPPED:
                yield Path(folder, name)


def hits(path: str, text: str) -> Iterator[str]:
    """Yield each hit of a file, in its path first."""
    if path.startswith("docs/decisions/"):  # history names what was, in code font
        text = re.sub(r"`[^`\n]*`", _blank, text)
    for rule in RULES:
        if rule.applies(path):
            for number in [0 for _ in rule.lines(path)] + rule.lines(text):
                yield f"{path}:{number}: {rule.word} -> {rule.instead}"


def test_no_file_uses_a_word_that_was_replaced() -> None:
    """Neither in its name nor in its text."""
    found = [
        hit
        for path in files()
        for hit in hits(path.relative_to(ROOT).as_posix(), path.read_text("utf-8"))
    ]
    if found:
        pytest.fail("\n".join(found), pytrace=False)


@pytest.mark.parametrize("rule", RULES, ids=lambda rule: rule.word)
def test_a_rule_finds_its_word_and_leaves_other_words_alone(rule: Rule) -> None:
    """A rule that could not fail would hold nothing."""
    assert list(rule.lines(f"first line\n{rule.sample}")) == [2]
    assert list(rule.lines(rule.fine)) == []


def test_scan_covers_each_kind_of_file() -> None:
    """Code, docs, locales, the page, the sandbox's page and the settings are all read."""
    scanned = {path.relative_to(ROOT).as_posix() for path in files()}
    assert {"README.md", "locales/ru.ftl", ".env.example", "Makefile", "pyproject.toml"} <= scanned
    for folder, suffix in (
        ("bot/", ".py"), ("docs/", ".md"), ("frontend/src/", ".tsx"), ("sandbox/page/", ".js"),
    ):  # fmt: skip
        assert [one for one in scanned if one.startswith(folder) and one.endswith(suffix)]
    assert not [one for one in scanned if "node_modules" in one or one.startswith(".venv")]
