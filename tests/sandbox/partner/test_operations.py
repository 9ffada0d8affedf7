"""Three lists of operations agree: the document's, ours in docs/, and the sandbox's routes."""

import re
from collections import Counter
from pathlib import Path

from sandbox.app import make_app
from sandbox.partner.table import OPERATIONS, Door, find

DOCS = Path(__file__).parents[3] / "docs" / "partner-api.md"
# | 1 | Auth generate-payload | ... | POST | `/api/partner/...` | ...
ROW = re.compile(
    r"^\|\s*(\d+)\s*\|.*?\|\s*(GET|POST)\s*\|\s*`?(/api/partner/[^\s`|]+)`?\s*\|", re.MULTILINE
)


def test_there_are_32_operations() -> None:
    """The document lists 32 operations; each has one place and one name here."""
    assert [each.number for each in OPERATIONS] == list(range(1, 33))
    assert len({(each.method, each.path) for each in OPERATIONS}) == 32
    assert len({each.name for each in OPERATIONS}) == 32


def test_doors_are_as_the_document_marks_them() -> None:
    """Four operations are open, ten ask for a token, three for the key, fifteen for a signature."""
    doors = Counter(each.door for each in OPERATIONS)
    assert doors[Door.OPEN] == 4
    assert doors[Door.USER] == 10
    assert doors[Door.KEY] == 3
    assert doors[Door.SIGNED] + doors[Door.SIGNED_FOR] == 15


def test_every_operation_is_mounted_and_nothing_else() -> None:
    """The routes under /api/partner/ are exactly the table."""
    routes = {
        (route.method, route.resource.canonical)
        for route in make_app(telegram=False).router.routes()
        if route.resource and route.resource.canonical.startswith("/api/partner/")
    }
    assert routes == {(each.method, each.path) for each in OPERATIONS}


def test_the_documented_table_agrees() -> None:
    """docs/partner-api.md names the same number, method and path for each operation."""
    rows = {
        int(number): (method, path) for number, method, path in ROW.findall(DOCS.read_text("utf-8"))
    }
    assert rows == {each.number: (each.method, each.path) for each in OPERATIONS}


def test_an_operation_is_found_by_number_path_or_name() -> None:
    """All three ways of naming an operation lead to it."""
    refresh = OPERATIONS[2]
    assert find(3) is find("c2s/auth/refresh") is find("/api/partner/c2s/auth/refresh") is refresh
    assert find("nowhere") is None
