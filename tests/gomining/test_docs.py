"""docs/partner-api.md and the client describe the same 32 operations."""

import re
from pathlib import Path
from typing import Any

import pytest

from bot.handlers import COMMANDS
from gomining import operations
from gomining.endpoint import Endpoint

DOCUMENT = Path(__file__).parents[2] / "docs" / "partner-api.md"
COLUMNS = 10


def rows() -> list[list[str]]:
    """Return the cells of the table of operations without code marks."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    tables = ([cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines)
    return [cells for cells in tables if len(cells) == COLUMNS and cells[0].isdigit()]


def answer_name(endpoint: type[Endpoint[Any]]) -> str:
    """Return the name of the answer type as the document spells it."""
    return str(endpoint.answer.__name__)


def test_table_of_operations_matches_the_client() -> None:
    """Number, auth, method, path, class and answer, in the same order."""
    documented = [
        (int(n), auth, *rest, cls, answer) for n, _, _, auth, *rest, _, cls, answer, _ in rows()
    ]
    implemented = [
        (n, e.auth.name.lower(), e.route.method, e.route.path, e.__name__, answer_name(e))
        for n, e in enumerate(operations.ALL, start=1)
    ]
    assert documented == implemented
    assert len(documented) == 32


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[7])
def test_user_endpoints_are_under_c2s(row: list[str]) -> None:
    """Partner endpoints are not."""
    _, _, family, _, _, path, mark, *_ = row
    assert path.startswith("/api/partner/c2s/") == (family == "user")
    assert re.fullmatch(r"SEED( \(ending\))?|PUBLIC|CHOSEN", mark)


def test_routes_are_unique() -> None:
    """Method and path identify one operation."""
    assert len({endpoint.route for endpoint in operations.ALL}) == 32


def test_endpoint_docstrings_begin_with_their_number() -> None:
    """The number of the document."""
    for number, endpoint in enumerate(operations.ALL, start=1):
        assert (endpoint.__doc__ or "").startswith(f"{number}. ")


def test_every_command_named_as_a_front_end_exists() -> None:
    """The last column: commands of the chat, screens of the page, or the worker."""
    known = {f"/{info.name}" for info in COMMANDS}
    named = {command for row in rows() for command in re.findall(r"/\w+", row[-1])}
    assert named
    assert named <= known
    assert all(row[-1] for row in rows())
