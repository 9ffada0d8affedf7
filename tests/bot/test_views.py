"""Each screen equals its golden file in every language, and its figures add up."""

import re
from decimal import Decimal

import pytest

from accounts.preferences import LANGUAGES
from bot.screen import CAPTION_LIMIT, TEXT_LIMIT, fit
from bot.translate import words
from tests.bot.scenes import DAYS, GOLDEN, NOW, SCENES, as_text

ALL = [(language, name) for language in LANGUAGES for name in SCENES]


@pytest.mark.parametrize(("language", "name"), ALL)
def test_screen_equals_its_golden_file(language: str, name: str) -> None:
    """In text and buttons."""
    made = as_text(SCENES[name](words(language)))
    assert made == (GOLDEN / language / f"{name}.txt").read_text()


@pytest.mark.parametrize(("language", "name"), ALL)
def test_screen_keeps_telegrams_limits(language: str, name: str) -> None:
    """Of texts, captions, toasts, labels and callback data."""
    screen = SCENES[name](words(language))
    captioned = screen.photo or screen.document
    assert 0 < len(screen.text) <= (CAPTION_LIMIT if captioned else TEXT_LIMIT)
    assert len(screen.toast) <= 200
    for row in screen.rows:
        assert len(row) <= 8
        for button in row:
            assert 0 < len(button.label) <= 64
            assert len(button.to.encode()) <= 64


def test_every_golden_file_has_a_scene() -> None:
    """Every golden file belongs to a scene."""
    kept = {(path.parent.name, path.stem) for path in GOLDEN.rglob("*.txt")}
    assert kept == set(ALL)


def test_shown_sum_is_the_sum_of_the_shown_lines() -> None:
    """Although the exact values have more digits."""
    text = (GOLDEN / "en" / "days.txt").read_text()
    lines = re.findall(r"^\w+ \d+: ([\d,]+) sat$", text, re.MULTILINE)
    shown = re.search(r"These 10 days: <b>([\d,]+) sat", text)
    assert shown is not None
    assert len(lines) == 10
    assert sum(int(line.replace(",", "")) for line in lines) == int(shown[1].replace(",", ""))
    exact = sum((day.value for day in DAYS[:19:-1]), Decimal(0)) * 10**8
    assert int(exact) != int(shown[1].replace(",", ""))


def test_shown_calculation_adds_up() -> None:
    """What is mined less what is charged, as shown, is the net as shown."""
    for name in ("calc", "calc-discount", "calc-small"):
        text = (GOLDEN / "en" / f"{name}.txt").read_text()
        parts = {
            key: Decimal(value.replace(",", ""))
            for key, value in re.findall(
                r"^([^:\n]+): [−+]?(?:<b>)?\$([\d.,]+)", text, re.MULTILINE
            )
        }
        discount = parts.get("Discount of 20%", Decimal(0))
        net = parts["Gross income"] - parts["Electricity"] - parts["Service fee"] + discount
        assert net == parts["Net income per day"]


@pytest.mark.parametrize(
    ("value", "english", "russian"),
    [
        ("0", "0 BTC", "0 BTC"),
        ("0.0000000049", "0.49 sat", "0,49 sat"),
        ("0.00000001", "1 sat", "1 sat"),
        ("0.000014939", "1,493 sat", "1 493 sat"),
        ("0.00099999", "99,999 sat", "99 999 sat"),
        ("0.001", "0.00100000 BTC", "0,00100000 BTC"),
        ("0.012345679", "0.01234567 BTC", "0,01234567 BTC"),
        ("21000000", "21,000,000.00000000 BTC", "21 000 000,00000000 BTC"),
    ],
)
def test_btc_is_shown_to_the_satoshi_and_rounded_down(
    value: str, english: str, russian: str
) -> None:
    """In BTC with eight decimals, or in satoshi where small."""
    for language, wanted in (("en", english), ("ru", russian)):
        shown = words(language).figures.btc(Decimal(value))
        assert shown.replace("\N{NO-BREAK SPACE}", " ") == wanted


@pytest.mark.parametrize("value", ["-0", "-0.000", "-0.0000000000001", "-0E-8"])
def test_zero_is_never_negative(value: str) -> None:
    """Whatever rounds to nothing is written without a sign."""
    amount = Decimal(value)
    for language in LANGUAGES:
        figures = words(language).figures
        written = [
            figures.number(amount), figures.btc(amount), figures.btc(amount, sat=False),
            figures.btc(amount, sat=True), figures.sat(amount), figures.usd(amount),
            figures.usd(amount, digits=2), figures.percent(amount), figures.power(amount),
        ]  # fmt: skip
        assert not [text for text in written if text.startswith(("-", "−"))], written


@pytest.mark.parametrize(
    ("language", "zone", "written"),
    [
        ("en", "UTC", "Nov 22, 12:44 UTC"),
        ("en", "Europe/Lisbon", "Nov 22, 12:44 UTC"),
        ("ru", "Europe/Berlin", "22 нояб., 13:44 UTC+1"),
        ("en", "Asia/Kathmandu", "Nov 22, 18:29 UTC+5:45"),
        ("en", "America/St_Johns", "Nov 22, 09:14 UTC-3:30"),
        ("en", "Pacific/Kiritimati", "Nov 23, 02:44 UTC+14"),
    ],
)
def test_time_of_data_is_in_the_users_zone(language: str, zone: str, written: str) -> None:
    """To the minute, with the offset of the zone."""
    assert words(language, zone).figures.moment(NOW) == written


def test_long_text_is_cut_between_lines() -> None:
    """So that no tag stays open; an ellipsis follows."""
    text = fit([f"<b>{n:04}</b>" for n in range(1000)])
    assert len(text) <= TEXT_LIMIT
    assert text.splitlines()[-1] == "…"
    assert all(re.fullmatch(r"<b>\d{4}</b>", line) for line in text.splitlines()[:-1])
