"""`.env.example` has exactly the settings, with valid values, and the README explains each."""

from pathlib import Path

import pytest
from dotenv import dotenv_values

from runtime.settings import Settings, read_settings

ROOT = Path(__file__).resolve().parents[2]
EXAMPLE = dotenv_values(ROOT / ".env.example")


def test_example_has_every_setting_and_no_other() -> None:
    """Operators find every setting there, and no name without an effect."""
    assert set(EXAMPLE) == {name.upper() for name in Settings.model_fields}


def test_example_values_are_valid(monkeypatch: pytest.MonkeyPatch) -> None:
    """A copy of the file is a working configuration."""
    for name, value in EXAMPLE.items():
        monkeypatch.setenv(name, value or "")
    assert read_settings().webapp_url == EXAMPLE["WEBAPP_URL"]


def test_readme_explains_every_setting() -> None:
    """In one of its tables."""
    readme = (ROOT / "README.md").read_text()
    assert not [name for name in EXAMPLE if f"`{name}`" not in readme]
