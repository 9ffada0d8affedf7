"""`Where to change what` in CONTRIBUTING.md is true, and enough to add a command."""

import os
import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.promises.ping import EDITS, NEW_FILES

ROOT = Path(__file__).resolve().parents[2]
CHANGES = (
    "An endpoint",
    "A command",
    "A screen",
    "A setting",
    "The life of a session",
    "A language",
    "An error code",
    "A metric",
    "A chart colour",
)
PRODUCT = (
    "accounts", "bot", "gomining", "locales", "market", "orders", "portfolio", "runtime", "sandbox",
    "storage", "tests", "ton", "tools", "webapp", "worker",
)  # fmt: skip
BUILT = "frontend/dist"
BOT_TESTS = (
    "tests/bot/test_translate.py",
    "tests/bot/test_views.py",
    *NEW_FILES,
)


def steps(change: str) -> list[str]:
    """Return the numbered steps of one of the changes."""
    text = (ROOT / "CONTRIBUTING.md").read_text()
    section = text.split("## Where to change what\n")[1].split("\n## ")[0]
    body = section.split(f"### {change}\n")[1].split("\n### ")[0]
    return re.findall(r"^\d+\. (.+)$", body, re.MULTILINE)


@pytest.mark.parametrize("change", CHANGES)
def test_every_step_names_paths_that_exist(change: str) -> None:
    """Each step begins with a file or folder; all that it names exist."""
    assert len(steps(change)) >= 3
    for step in steps(change):
        assert step.startswith("`"), step
        named = re.findall(r"`([\w./-]+(?:/|\.\w+))`", step.split(": ")[0])
        assert named, step
        assert not [path for path in named if not (ROOT / path).exists()]


@pytest.mark.long
def test_ping_command_takes_at_most_five_files_and_passes_the_tests(tmp_path: Path) -> None:
    """In a copy of the tree, `/ping` is added as `A command` says; the bot's tests are green."""
    assert len({*EDITS, *NEW_FILES}) <= 5
    copy_product(tmp_path)
    for name, insertions in EDITS.items():
        text = (tmp_path / name).read_text()
        for anchor, added in insertions:
            text = insert_after(text, anchor, added)
        (tmp_path / name).write_text(text)
    for name, content in NEW_FILES.items():
        (tmp_path / name).write_text(content)
    command = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:cacheprovider",
        *BOT_TESTS,
    ]
    done = subprocess.run(
        command, cwd=tmp_path, capture_output=True, text=True, check=False, env=environment()
    )
    assert done.returncode == 0, done.stdout[-3000:] + done.stderr[-1000:]


def copy_product(folder: Path) -> None:
    """Copy what the bot and its tests need."""
    ignored = shutil.ignore_patterns("__pycache__", "node_modules")
    for name in PRODUCT:
        shutil.copytree(ROOT / name, folder / name, ignore=ignored)
    for path in [*ROOT.glob("*.py"), ROOT / "pyproject.toml", ROOT / ".env.example"]:
        shutil.copy(path, folder)
    if (ROOT / BUILT).exists():
        shutil.copytree(ROOT / BUILT, folder / BUILT)


def environment() -> dict[str, str]:
    """Return an environment in which pytest does not believe to be a worker of this run."""
    return {k: v for k, v in os.environ.items() if not k.startswith(("PYTEST_", "COV_"))}


def insert_after(text: str, anchor: str, added: str) -> str:
    """Return the text with lines added after the one line that begins with `anchor`.

    An empty anchor adds them at the end.
    """
    if not anchor:
        return text.rstrip("\n") + "\n" + added
    lines = text.splitlines(keepends=True)
    places = [number for number, line in enumerate(lines) if line.startswith(anchor)]
    assert len(places) == 1, f"{anchor!r} begins {len(places)} lines"
    return "".join([*lines[: places[0] + 1], added, *lines[places[0] + 1 :]])
