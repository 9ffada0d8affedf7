"""The operation table agrees with docs/partner-api.md and with the mounted routes."""

import re
from collections import Counter
from pathlib import Path

from sandbox.app import make_app
from sandbox.partner.table import OPERATIONS, Authentication, find

DOCS = Path(__file__).parents[3] / "docs" / "partner-api.md"
# | 1 | Auth generate-payload | ... | POST | `/api/partner/...` | ...
ROW = re.compile(
    r"^\|\s*(\d+)\s*\|.*?\|\s*(GET|POST)\s*\|\s*`?(/api/partner/[^\s`|]+)`?\s*\|", re.MULTILINE
)


def test_table_has_32_distinct_operations() -> None:
    """Numbers run from 1 to 32; method with path and name are unique."""
    assert [op.number for op in OPERATIONS] == list(range(1, 33))
    assert len({(op.method, op.path) for op in OPERATIONS}) == 32
    assert len({op.name for op in OPERATIONS}) == 32


def test_authentication_kinds_match_the_document() -> None:
    """4 need no credentials, 10 an access token, 3 the API key, 15 a signature."""
    counts = Counter(op.authentication for op in OPERATIONS)
    assert counts[Authentication.NONE] == 4
    assert counts[Authentication.USER_TOKEN] == 10
    assert counts[Authentication.API_KEY] == 3
    assert counts[Authentication.SIGNED] + counts[Authentication.SIGNED_FOR_USER] == 15


def test_routes_equal_the_table() -> None:
    """The routes under /api/partner/ are exactly those of the table."""
    routes = {
        (route.method, route.resource.canonical)
        for route in make_app(telegram=False).router.routes()
        if route.resource and route.resource.canonical.startswith("/api/partner/")
    }
    assert routes == {(op.method, op.path) for op in OPERATIONS}


def test_documentation_equals_the_table() -> None:
    """docs/partner-api.md has the same number, method and path for each operation."""
    rows = {
        int(number): (method, path) for number, method, path in ROW.findall(DOCS.read_text("utf-8"))
    }
    assert rows == {op.number: (op.method, op.path) for op in OPERATIONS}


def test_find_accepts_number_path_and_name() -> None:
    """All three references return the same operation."""
    refresh = OPERATIONS[2]
    assert find(3) is find("c2s/auth/refresh") is find("/api/partner/c2s/auth/refresh") is refresh
    assert find("nowhere") is None
