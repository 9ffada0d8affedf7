"""No text for users promises an income or presents mining as a riskless investment.

Forbidden are claims and terms of investment products, in every form of the word. A denial ("not a
promise") is written without them. A rule names the claim, samples that it must find and legitimate
words beside it that it must leave alone.
"""

import re
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]


@dataclass(frozen=True)
class Claim:
    """A claim as a pattern, regardless of case; a space also stands for a no-break space."""

    pattern: str
    samples: tuple[str, ...]
    fine: tuple[str, ...] = ()

    def found(self, text: str) -> list[int]:
        """Return the numbers of the lines with a hit, counted from 1."""
        pattern = re.compile(self.pattern.replace(" ", r"[\s\u00a0-]+"), re.IGNORECASE)
        return [text.count("\n", 0, hit.start()) + 1 for hit in pattern.finditer(text)]


ENGLISH = [
    Claim(r"\bguarante\w*", ("guaranteed", "Guarantees", "we guarantee")),
    Claim(r"\b(?:assured|certain|secure) (?:income|profit|gain)s?\b", ("assured income",)),
    Claim(r"\bpassive (?:income|earning)s?\b", ("Passive income", "passive-income"), ("passive",)),
    Claim(r"\bAP[YR]\b", ("APY of 12%", "apr"), ("April",)),
    Claim(r"\bROI\b", ("ROI",), ("heroic",)),
    Claim(r"\breturns? on (?:your )?(?:investment|money|capital)\b", ("return on investment",)),
    Claim(r"\byields?\b", ("a yield of 5%", "yields")),
    Claim(r"\b(?:risk free|riskless|no risk|without (?:any )?risk|zero risk)\b",
          ("risk-free", "No risk", "without any risk", "zero-risk"), ("at your own risk",)),
    Claim(r"\b(?:re)?invest(?:s|ed|ing|ors?|ments?)?\b", ("invest", "Investment", "investors")),
    Claim(r"\bprofit\w*", ("profits", "profitable")),
    Claim(r"\bdividends?\b", ("dividends",)),
    Claim(r"\b(?:easy|free|quick|fast) money\b", ("easy money",)),
    Claim(r"\bget rich\b|\bfinancial freedom\b", ("Get rich", "financial freedom")),
    Claim(r"\b(?:stable|steady|fixed|safe) (?:income|earning|profit|reward)s?\b",
          ("stable income", "Fixed rewards"), ("stable",)),
    Claim(r"\b(?:will|always|surely) (?:earn|pay back|grow|rise)\b",
          ("it will pay back", "always earn", "the price will rise"),
          ("may never pay back", "you will receive")),
    Claim(r"\bcannot lose\b|\bnever lose\b", ("You cannot lose",)),
]  # fmt: skip

RUSSIAN = [
    Claim(r"\bгаранти\w*", ("гарантия", "гарантированный", "Гарантируем", "гарантии")),
    Claim(r"\bнегарантир\w*", ("негарантированный",)),
    Claim(r"\bпассивн\w+ (?:доход|заработ)\w*", ("Пассивный доход", "пассивного заработка")),
    Claim(r"\bгодовых\b", ("12% годовых",), ("годовой отчёт",)),
    Claim(r"\bдоходност\w*", ("доходность", "доходности"), ("доход", "доходы")),
    Claim(r"\bрентабельн\w*", ("рентабельность",)),
    Claim(r"\bбезриск\w*|\bбез (?:\w+ )?риск\w*|\bнулев\w+ риск\w*",
          ("безрисковый", "без риска", "без всякого риска", "нулевым риском"), ("на свой риск",)),
    Claim(r"\b(?:ре)?инвест\w*", ("инвестиция", "инвестируйте", "реинвестирование", "инвестор")),
    Claim(r"\b(?:вклад|вкладываете|вложени)\w*", ("вложения", "вкладываете", "вклада")),
    Claim(r"\bприбыл\w*", ("прибыль", "прибыльный"), ("прибор",)),
    Claim(r"\bдивиденд\w*", ("дивиденды",)),
    Claim(r"\b(?:лёгк|легк|быстр)\w+ (?:деньг|денег|заработ)\w*",
          ("лёгкие деньги", "быстрых денег")),
    Claim(r"\b(?:стабильн|фиксированн|надёжн|надежн|постоянн)\w+ (?:доход|заработ|выплат)\w*",
          ("стабильный доход", "фиксированные выплаты", "надёжного заработка"), ("стабильно",)),
    Claim(r"\b(?:точно|обязательно|всегда|непременно) (?:окуп|зараб|вырас|принес)\w*",
          ("точно окупится", "всегда заработаете", "обязательно вырастет"),
          ("может никогда не окупиться", "окупаемость")),
    Claim(r"\bфинансов\w+ (?:свобод|независимост)\w*", ("финансовой свободы",)),
    Claim(r"\bне потеряете\b|\bнельзя потерять\b", ("вы не потеряете",)),
]  # fmt: skip

CLAIMS = [*ENGLISH, *RUSSIAN]
# Locales with all texts of chat and page, and the guide for members. Each is read by all rules:
# Russian texts hold English terms, too.
TEXTS = [*sorted((ROOT / "locales").glob("*.ftl")), ROOT / "docs" / "members.md"]


@pytest.mark.parametrize("path", TEXTS, ids=lambda path: path.name)
def test_texts_for_users_claim_nothing(path: Path) -> None:
    """Neither the bot, nor the page, nor the guide for members."""
    text = path.read_text("utf-8")
    hits = [f"{path.name}:{line}: {one.pattern}" for one in CLAIMS for line in one.found(text)]
    assert hits == []


@pytest.mark.parametrize("claim", CLAIMS, ids=lambda claim: claim.pattern)
def test_a_rule_finds_its_claim_and_leaves_other_words_alone(claim: Claim) -> None:
    """In every form and with any space; a rule that could not fail would hold nothing."""
    for sample in claim.samples:
        assert claim.found(f"first line\nso {sample}, yes") == [2], sample
        assert claim.found(sample.replace(" ", "\u00a0")), sample
    for fine in claim.fine:
        assert claim.found(fine) == [], fine


def test_all_languages_are_read() -> None:
    """Whatever is in locales/."""
    assert {path.name for path in TEXTS} >= {"en.ftl", "ru.ftl", "members.md"}
