"""The page's own checks: lint, types, unit and component tests, and the API that it expects."""

import subprocess
from pathlib import Path

import pytest

from tools.build_page import PAGE, find_node, install
from webapp.error_codes import ErrorCode
from webapp.openapi import describe
from webapp.routes import ROUTES

TYPES = PAGE / "src" / "data" / "api-types.ts"
PROBLEMS = sorted((PAGE / "src" / "data").glob("*problems.ts"))


@pytest.fixture(scope="session", autouse=True)
def node_modules() -> None:
    """Install what the page's checks need."""
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


def test_generated_types_match_the_api(tmp_path: Path) -> None:
    """`python -m tools.page_types` generates them again when this fails."""
    schema, fresh = tmp_path / "openapi.json", tmp_path / "fresh.ts"
    schema.write_bytes(describe(ROUTES))
    done = run("openapi-typescript/bin/cli.js", schema, "-o", fresh)
    assert done.returncode == 0, done.stderr
    assert fresh.read_text() == TYPES.read_text(), "stale: run python -m tools.page_types"


def test_page_has_a_message_for_every_error_code() -> None:
    """The compiler checks the same; that each message exists is tested in test/text."""
    table = "".join(path.read_text() for path in PROBLEMS)
    missing = [code.value for code in ErrorCode if f"\n  {code.value}: " not in table]
    assert missing == []


def test_page_is_strictly_typed() -> None:
    """The compiler reports nothing and no source silences it."""
    done = run("typescript/bin/tsc", "--noEmit")
    assert done.returncode == 0, done.stdout
    silencers = (": any", "as any", "<any>", "as never", "innerHTML", "@ts-ignore")
    for path in (PAGE / "src").rglob("*.ts*"):
        if path != TYPES:
            found = [word for word in (*silencers, "@ts-expect-error") if word in path.read_text()]
            assert found == [], path.name


def test_page_passes_the_linter_and_is_formatted() -> None:
    """Biome: rules and format of biome.json."""
    done = run("@biomejs/biome/bin/biome", "check", "--error-on-warnings", ".")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-4000:]


def test_page_passes_its_own_tests() -> None:
    """Vitest: data, texts, wallet, Telegram, sizes, and components in a DOM."""
    done = run("vitest/vitest.mjs", "run", "--reporter=dot")
    assert done.returncode == 0, done.stdout[-4000:] + done.stderr[-2000:]
