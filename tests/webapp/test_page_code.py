"""The page's own checks: its types, its unit tests, and that it knows the API as it is."""

import subprocess
from pathlib import Path

import pytest

from tools.build_page import PAGE, find_node, install
from webapp.openapi import describe
from webapp.routes import ROUTES

TYPES = PAGE / "src" / "data" / "api-types.ts"


@pytest.fixture(scope="session", autouse=True)
def node_modules() -> None:
    """What the page's tests need, installed once."""
    install(dev=True)


def run(script: str, *arguments: str | Path) -> subprocess.CompletedProcess[str]:
    """Run one of the page's tools."""
    return subprocess.run(
        [find_node(), PAGE / "node_modules" / script, *arguments],
        cwd=PAGE,
        capture_output=True,
        text=True,
        check=False,
    )


def test_the_types_are_those_of_the_api(tmp_path: Path) -> None:
    """`python -m tools.page_types` generates them again when this fails."""
    schema, fresh = tmp_path / "openapi.json", tmp_path / "fresh.ts"
    schema.write_bytes(describe(ROUTES))
    done = run("openapi-typescript/bin/cli.js", schema, "-o", fresh)
    assert done.returncode == 0, done.stderr
    assert fresh.read_text() == TYPES.read_text(), "stale: run python -m tools.page_types"


def test_the_page_is_strictly_typed() -> None:
    """The compiler finds no error, and no comment or cast silences it."""
    done = run("typescript/bin/tsc", "--noEmit")
    assert done.returncode == 0, done.stdout
    for path in (PAGE / "src").rglob("*.ts*"):
        if path == TYPES:
            continue
        text = path.read_text()
        for word in (": any", "as any", "<any>", "innerHTML", "@ts-ignore", "@ts-expect-error"):
            assert word not in text, f"{path.name}: {word}"


def test_the_page_passes_its_unit_tests() -> None:
    """Vitest: state, formatting, login, words, addresses."""
    done = run("vitest/vitest.mjs", "run", "--reporter=dot")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
