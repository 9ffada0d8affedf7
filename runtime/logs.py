"""One way of logging for every process: a line per event on standard error, never two."""

import asyncio
import contextlib
import logging
import sys
import time
from collections import deque
from contextvars import ContextVar
from functools import lru_cache
from typing import TextIO

# The request or update that a line belongs to; set by the faces.
trace: ContextVar[str] = ContextVar("trace", default="-")

# Third parties whose DEBUG lines show whole requests, and with them tokens.
_QUIET = ("aiohttp", "aiogram", "asyncio", "urllib3")


@lru_cache(maxsize=2)
def _second(second: int, pattern: str) -> str:
    return time.strftime(pattern, time.localtime(second))


class _OneLine(logging.Formatter):
    """Escapes line breaks and control characters, so that no input can forge a line."""

    # Its base class has these names.
    def formatTime(self, record: logging.LogRecord, datefmt: str | None = None) -> str:  # noqa: N802
        return _second(int(record.created), datefmt or "%c")

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        stack = record.exc_text or ""
        head = _printable(text.removesuffix(stack).rstrip("\n") if stack else text)
        # The stack of our own fault stays readable: each of its lines is indented, those of the
        # error's own text too, so that none can pass for an event.
        return "\n    ".join([head, *map(_printable, stack.split("\n"))]) if stack else head


class _Turns:
    """A stream that is written to once per turn of the event loop, at once where none runs.

    Under load a system call for each line would cost more than all else about the line.
    """

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self._texts: deque[str] = deque()
        self._waits = False

    def write(self, text: str) -> None:
        self._texts.append(text)

    def flush(self) -> None:
        try:
            loop = asyncio.get_running_loop()
        except RuntimeError:
            self._send()
            return
        if not self._waits:
            self._waits = True
            loop.call_soon(self._send)

    def _send(self) -> None:
        self._waits = False
        texts = []
        while self._texts:  # another thread may add to them
            texts.append(self._texts.popleft())
        # Raised into the loop, the loop would log it, and that line would fail the same way, for
        # ever: where nobody reads any more there is nothing to tell.
        with contextlib.suppress(OSError, ValueError):
            self._stream.write("".join(texts))
            self._stream.flush()


def configure_logs(level: str) -> None:
    """Send everything at `level` and above to standard error."""
    # Who logs is told by the logger's name: nothing is looked up that no line shows.
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    logging._srcfile = None  # noqa: SLF001 - as its documentation says
    handler = logging.StreamHandler(_Turns(sys.stderr))
    handler.setFormatter(
        _OneLine("%(asctime)s %(levelname)s %(name)s [%(trace)s] %(message)s", "%Y-%m-%dT%H:%M:%S")
    )
    handler.addFilter(_add_trace)
    handler.addFilter(_without_quotes)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _without_quotes(record: logging.LogRecord) -> bool:
    """Keep what aiohttp says of a request that is not HTTP, without the header it stumbled over.

    It quotes that header, which may be the one with the initData.
    """
    kind = record.exc_info[0] if record.exc_info else None
    if kind is not None and kind.__module__ == "aiohttp.http_exceptions":
        record.msg, record.args = "a request that is not HTTP: %s", (kind.__name__,)
        record.exc_info = record.exc_text = None
    return True


def _add_trace(record: logging.LogRecord) -> bool:
    record.trace = trace.get()
    return True
