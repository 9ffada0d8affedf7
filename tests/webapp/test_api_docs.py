"""The table of routes in the documentation says what the route table says."""

import re
from itertools import chain
from pathlib import Path
from typing import NamedTuple, get_args

import pytest
from pydantic import BaseModel

from webapp.models import Empty
from webapp.routes import ROUTES
from webapp.routing import Route

ROOT = Path(__file__).resolve().parents[2]
PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").rglob("*.md"))]
# The routes of the sandbox are documented apart.
ROW = re.compile(r"^\| (`(?:GET|POST|PUT|DELETE) /(?!sim/).*?) \| (.*) \|$", re.MULTILINE)


class Row(NamedTuple):
    """A documented route. `answer` is None where the row names no fields."""

    query: set[str]
    body: set[str]
    answer: set[str] | None


def names(model: object) -> set[str]:
    """Return the JSON names of a model's fields, which are the same in all of a union."""
    models = get_args(model) if not isinstance(model, type) else (model,)
    fields = [one.model_fields for one in models if issubclass(one, BaseModel)]
    return {str(field.alias or name) for name, field in chain(*(f.items() for f in fields))}


def rows() -> dict[tuple[str, str], Row]:
    """Return the rows of the table by method and path; a row may name several paths."""
    found = {}
    for page in PAGES:
        for address, answer in ROW.findall(page.read_text()):
            method = address[1:].split()[0]
            body = set(re.findall(r'"(\w+)"', address))
            query = set(re.findall(r"[?&](\w+)", address))
            fields = re.match(r"`\{(.*?)\}`", answer)
            for path in re.findall(r"[` ](/[\w./-]+)`", address):
                answers = set(re.findall(r'"(\w+)"', fields[1])) if fields else None
                found[method, path] = Row(query, body, answers)
    return found


def test_documentation_lists_every_route_and_no_other() -> None:
    """By method and path."""
    assert set(rows()) == {(route.method, route.path) for route in ROUTES}


@pytest.mark.parametrize("route", ROUTES, ids=lambda route: route.operation_id)
def test_documented_fields_are_those_of_the_models(route: Route) -> None:
    """Parameters, members of the body and members of the answer."""
    row = rows()[route.method, route.path]
    assert row.query == names(route.query)
    assert row.body == names(route.body)
    assert (row.answer or set()) == names(route.answer)


def test_rows_are_parsed() -> None:
    """Fields of query, body and answer are found in the table."""
    found = rows()
    assert found["GET", "/api/miners"].query == {"limit", "offset"}
    assert found["POST", "/api/wallets/bitcoin"] == Row(set(), {"address"}, {"address"})
    assert found["POST", "/api/income/export"].answer == {"path", "fileName"}
    assert names(Empty) == set()
