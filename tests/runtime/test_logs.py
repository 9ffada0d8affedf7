"""One line per event."""

import asyncio
import io
import logging
from collections.abc import Iterator

import pytest
from aiohttp.http_exceptions import BadHttpMessage

from runtime.logs import configure_logs, trace


@pytest.fixture
def written(monkeypatch: pytest.MonkeyPatch) -> Iterator[io.StringIO]:
    """What the process writes to standard error, with logging as `__main__` sets it up."""
    stream = io.StringIO()
    monkeypatch.setattr("sys.stderr", stream)
    root, level, handlers = logging.root, logging.root.level, logging.root.handlers[:]
    root.handlers = []
    configure_logs("INFO")
    yield stream
    root.handlers, root.level = handlers, level


def test_input_cannot_forge_a_line(written: io.StringIO) -> None:
    """Line breaks and control characters of any kind come out escaped."""
    logging.getLogger("x").info("name=%s", "a\n2026 ERROR forged\r\x1b[31m\u2028b")
    assert written.getvalue().count("\n") == 1
    assert "\\n2026 ERROR forged\\r\\x1b[31m\\u2028b" in written.getvalue()


def test_a_line_carries_its_trace(written: io.StringIO) -> None:
    """What belongs to one request can be found by its id."""
    token = trace.set("abc123")
    logging.getLogger("x").info("hello")
    trace.reset(token)
    assert "[abc123] hello" in written.getvalue()


def test_a_stack_is_kept_and_indented(written: io.StringIO) -> None:
    """Our own faults can be read; what an error's text says cannot begin a line."""
    try:
        raise ValueError("evil\nforged line\r2026 ERROR\x1b[2K\u2028forged")
    except ValueError:
        logging.getLogger("x").exception("unexpected")
    lines = written.getvalue().splitlines()
    assert "\x1b" not in written.getvalue()
    assert "unexpected" in lines[0]
    assert any("ValueError: evil" in line for line in lines)
    assert all(line.startswith("    ") for line in lines[1:])


def test_what_is_not_http_is_not_quoted(written: io.StringIO) -> None:
    """aiohttp shows the header that it stumbles over, which may be the one with the initData."""
    try:
        raise BadHttpMessage("Invalid header value char: Authorization: tma query_id=SECRET")
    except BadHttpMessage:
        logging.getLogger("aiohttp.server").exception("Error handling request from %s", "::1")
    assert "a request that is not HTTP: BadHttpMessage" in written.getvalue()
    assert "SECRET" not in written.getvalue()
    assert written.getvalue().count("\n") == 1


async def test_a_reader_who_is_gone_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """When the pipe of standard error breaks, a line is lost and the loop does not spin on it."""

    class Broken(io.StringIO):
        writes = 0

        def write(self, text: str) -> int:
            Broken.writes += 1
            raise BrokenPipeError

    monkeypatch.setattr("sys.stderr", Broken())
    root, level, handlers = logging.root, logging.root.level, logging.root.handlers[:]
    root.handlers = []
    try:
        configure_logs("INFO")
        logging.getLogger("x").info("hello")
        for _ in range(20):
            await asyncio.sleep(0)
    finally:
        root.handlers, root.level = handlers, level
    assert Broken.writes == 1
