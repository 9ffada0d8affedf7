"""docs/partner-api.md and the client name the same 32 operations."""

import re
from pathlib import Path
from typing import Any

import pytest

from gomining import endpoints
from gomining.endpoint import Endpoint

DOCUMENT = Path(__file__).parents[2] / "docs" / "partner-api.md"
COLUMNS = 9


def rows() -> list[list[str]]:
    """The cells of the table of operations, without their code marks."""
    lines = DOCUMENT.read_text(encoding="utf-8").splitlines()
    tables = ([cell.strip(" `") for cell in line.strip("|").split("|")] for line in lines)
    return [cells for cells in tables if len(cells) == COLUMNS and cells[0].isdigit()]


def answer_name(endpoint: type[Endpoint[Any]]) -> str:
    """The answer's type as the document spells it."""
    return str(endpoint.answer.__name__)


def test_the_table_and_the_client_agree() -> None:
    """Number, auth, method, path, class and answer are the same in both, in the same order."""
    told = [(int(n), auth, *rest, cls, answer) for n, _, _, auth, *rest, _, cls, answer in rows()]
    done = [
        (n, e.auth.name.lower(), e.route.method, e.route.path, e.__name__, answer_name(e))
        for n, e in enumerate(endpoints.ALL, start=1)
    ]
    assert told == done
    assert len(told) == 32


@pytest.mark.parametrize("row", rows(), ids=lambda row: row[7])
def test_the_family_is_in_the_path(row: list[str]) -> None:
    """The user family lives under c2s, the partner family does not."""
    _, _, family, _, _, path, mark, _, _ = row
    assert path.startswith("/api/partner/c2s/") == (family == "user")
    assert re.fullmatch(r"SEED( \(ending\))?|PUBLIC|CHOSEN", mark)


def test_no_two_operations_share_an_address() -> None:
    """Method and path name one operation."""
    assert len({endpoint.route for endpoint in endpoints.ALL}) == 32


def test_every_endpoint_says_its_number() -> None:
    """The docstring of each class begins with its place in the list."""
    for number, endpoint in enumerate(endpoints.ALL, start=1):
        assert (endpoint.__doc__ or "").startswith(f"{number}. ")
