"""Files and functions stay small enough to be read in one go (limits of the architecture)."""

import ast
import json
import os
import statistics
import subprocess
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import NamedTuple

import pytest

from tools.build_page import PAGE, find_node, install

ROOT = Path(__file__).resolve().parents[2]
SKIPPED = {"node_modules", "dist", "__pycache__", "build_docs", "site"}
PAGE_FOLDERS = (PAGE / "src", PAGE / "build", ROOT / "sandbox" / "page" / "static")
SCRIPTS = {".ts", ".tsx", ".js", ".mjs"}
GENERATED = "This file was auto-generated"
FILE_LINES = 400
FUNCTION_LINES = 50


class Function(NamedTuple):
    """A function and its length in lines, with decorators aside."""

    file: str
    name: str
    line: int
    lines: int

    def __str__(self) -> str:
        return f"{self.file}:{self.line} {self.name} has {self.lines} lines"


def files_below(folder: Path) -> Iterator[Path]:
    """Return all files below a folder, without hidden folders and what is built or installed."""
    for at, folders, names in os.walk(folder):
        folders[:] = sorted(f for f in folders if f not in SKIPPED and not f.startswith("."))
        yield from (Path(at, name) for name in sorted(names))


def functions_of(path: Path) -> list[Function]:
    """Return the functions of a Python file."""
    return [
        Function(str(path.relative_to(ROOT)), node.name, node.lineno, _lines(node))
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
    ]


def _lines(node: ast.FunctionDef | ast.AsyncFunctionDef) -> int:
    return (node.end_lineno or 0) - node.lineno + 1


def percentile(values: Sequence[int], percent: int) -> float:
    """Return the value that so many percent of the values do not exceed."""
    return statistics.quantiles(values, n=100)[percent - 1]


PYTHON = [path for path in files_below(ROOT) if path.suffix == ".py"]
PAGES = [
    path
    for folder in PAGE_FOLDERS
    for path in files_below(folder)
    if path.suffix in SCRIPTS | {".css"} and GENERATED not in path.read_text()[:300]
]


def test_all_packages_and_modules_are_measured() -> None:
    """Modules beside the packages, benchmarks, tools and tests as well."""
    names = {path.relative_to(ROOT).parts[0] for path in PYTHON}
    assert {"services.py", "ratelimit.py", "bot", "webapp", "bench", "tools", "tests"} <= names
    assert {".tsx", ".ts", ".css", ".js"} <= {path.suffix for path in PAGES}


@pytest.mark.parametrize("path", [*PYTHON, *PAGES], ids=lambda path: str(path.relative_to(ROOT)))
def test_file_has_at_most_400_lines(path: Path) -> None:
    """A longer one has more than one subject."""
    assert len(path.read_text().splitlines()) <= FILE_LINES


@pytest.mark.parametrize("path", PYTHON, ids=lambda path: str(path.relative_to(ROOT)))
def test_python_function_has_at_most_50_lines(path: Path) -> None:
    """A longer one does more than one thing."""
    assert not [str(one) for one in functions_of(path) if one.lines > FUNCTION_LINES]


def test_python_functions_are_mostly_short() -> None:
    """At most 10 lines in the median, at most 30 for nine of ten."""
    lengths = [function.lines for path in PYTHON for function in functions_of(path)]
    assert statistics.median(lengths) <= 10
    assert percentile(lengths, 90) <= 30


def test_python_files_are_neither_fragments_nor_long() -> None:
    """80 to 150 lines in the median, packages' `__init__.py` aside."""
    lengths = [len(p.read_text().splitlines()) for p in PYTHON if p.name != "__init__.py"]
    assert 80 <= statistics.median(lengths) <= 150


def test_page_function_has_at_most_50_lines() -> None:
    """Components and scripts of both pages, measured by the TypeScript compiler."""
    install(dev=True)
    compiler = PAGE / "node_modules" / "typescript" / "lib" / "typescript.js"
    scripts = [path for path in PAGES if path.suffix in SCRIPTS]
    done = subprocess.run(
        [find_node(), Path(__file__).with_name("function_sizes.mjs"), compiler, *scripts],
        capture_output=True,
        text=True,
        check=True,
    )
    functions = [
        Function(str(Path(one["file"]).relative_to(ROOT)), one["name"], one["line"], one["lines"])
        for one in json.loads(done.stdout)
    ]
    assert len({function.file for function in functions}) > len(scripts) / 2
    assert not [str(one) for one in functions if one.lines > FUNCTION_LINES]
