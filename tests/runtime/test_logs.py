"""Each event is one line on standard error, and no line contains what it should not."""

import io
import logging
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest
from aiohttp.http_exceptions import BadHttpMessage

from runtime.logs import configure_logs, trace

ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def restored_logging() -> Iterator[None]:
    """Undo what `configure_logs` changes for the whole process."""
    root, level, handlers = logging.root, logging.root.level, logging.root.handlers[:]
    raises = logging.raiseExceptions
    root.handlers = []
    yield
    root.handlers, root.level, logging.raiseExceptions = handlers, level, raises


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch, restored_logging: None) -> io.StringIO:
    """Standard error, with logging configured as the `__main__` modules do it."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    configure_logs("INFO")
    return stream


def test_input_cannot_forge_a_line(written: io.StringIO) -> None:
    """Line breaks and control characters are escaped."""
    logging.getLogger("x").info("name=%s", "a\n2026 ERROR forged\r\x1b[31m\u2028b")
    assert written.getvalue().count("\n") == 1
    assert "\\n2026 ERROR forged\\r\\x1b[31m\\u2028b" in written.getvalue()


def test_line_contains_the_trace_of_its_request(written: io.StringIO) -> None:
    """The lines of one request can be found by its id."""
    token = trace.set("abc123")
    logging.getLogger("x").info("hello")
    trace.reset(token)
    assert "[abc123] hello" in written.getvalue()


def test_traceback_is_kept_and_indented(written: io.StringIO) -> None:
    """No text of an error can look like the beginning of a line."""
    try:
        raise ValueError("evil\nforged line\r2026 ERROR\x1b[2K\u2028forged")
    except ValueError:
        logging.getLogger("x").exception("unexpected")
    lines = written.getvalue().splitlines()
    assert "\x1b" not in written.getvalue()
    assert "unexpected" in lines[0]
    assert any("ValueError: evil" in line for line in lines)
    assert all(line.startswith("    ") for line in lines[1:])


def test_malformed_request_is_logged_without_its_headers(written: io.StringIO) -> None:
    """aiohttp quotes the header that it cannot parse, which may be the one with the initData."""
    try:
        raise BadHttpMessage("Invalid header value char: Authorization: tma query_id=SECRET")
    except BadHttpMessage:
        logging.getLogger("aiohttp.server").exception("Error handling request from %s", "::1")
    assert "a request that is not HTTP: BadHttpMessage" in written.getvalue()
    assert "SECRET" not in written.getvalue()
    assert written.getvalue().count("\n") == 1


@pytest.mark.parametrize("error", [BrokenPipeError(), ValueError("I/O operation on closed file.")])
def test_line_that_cannot_be_written_is_lost_without_an_error(
    monkeypatch: pytest.MonkeyPatch, restored_logging: None, error: Exception
) -> None:
    """Nothing is raised and nothing more is logged, which would fail again."""
    writes = []

    class Broken(io.StringIO):
        def write(self, text: str) -> int:
            writes.append(text)
            raise error

    monkeypatch.setattr("sys.stderr", Broken())
    configure_logs("INFO")
    logging.getLogger("x").info("hello")
    assert len(writes) == 1


@pytest.mark.parametrize(
    ("end", "code"),
    [("pass", 0), ("sys.exit(3)", 3), ("raise KeyError('end')", 1), ("os._exit(7)", 7)],
)
def test_last_line_is_written_however_the_process_ends(end: str, code: int) -> None:
    """Also if it ends by `os._exit`, which flushes nothing."""
    lines = [
        "import asyncio, logging, os, sys",
        "from runtime.logs import configure_logs",
        "configure_logs('INFO')",
        "async def main():",
        "    logging.getLogger('x').info('the last line')",
        f"    {end}",
        "asyncio.run(main())",
    ]
    command = [sys.executable, "-c", "\n".join(lines)]
    ended = subprocess.run(command, capture_output=True, text=True, check=False, cwd=ROOT)
    assert ended.returncode == code
    assert "INFO x [-] the last line\n" in ended.stderr
