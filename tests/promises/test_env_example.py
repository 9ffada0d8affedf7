"""`.env.example` names exactly the settings, with good values, and the README explains each."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from runtime.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = dotenv_values(ROOT / ".env.example")


def test_it_names_every_setting_and_no_other() -> None:
    """A setting that nobody can find does not exist; a name that does nothing misleads."""
    assert set(EXAMPLE) == {name.upper() for name in Settings.model_fields}


def test_its_values_are_good(monkeypatch: pytest.MonkeyPatch) -> None:
    """Copied as it is, it starts."""
    for name, value in EXAMPLE.items():
        monkeypatch.setenv(name, value or "")
    assert read_settings().webapp_url == EXAMPLE["WEBAPP_URL"]


def test_the_readme_explains_every_setting() -> None:
    """An operator need not read code."""
    readme = (ROOT / "README.md").read_text()
    assert not [name for name in EXAMPLE if f"`{name}`" not in readme]
