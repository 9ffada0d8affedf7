"""Logging for every process: one line per event on standard error."""

import logging
import sys
from contextvars import ContextVar

# The request or update that a line belongs to; the front ends set it.
trace: ContextVar[str] = ContextVar("trace", default="-")

# Libraries whose DEBUG lines show whole requests, and with them tokens.
_QUIET = ("aiohttp", "aiogram", "asyncio", "urllib3")


class _OneLine(logging.Formatter):
    """Escapes line breaks and control characters, so that no input can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        stack = record.exc_text or ""
        head = _printable(text.removesuffix(stack).rstrip("\n") if stack else text)
        # A traceback stays readable. Each of its lines is indented, those of the error's own
        # text too, so that none of them looks like an event.
        return "\n    ".join([head, *map(_printable, stack.split("\n"))]) if stack else head


def configure_logs(level: str) -> None:
    """Write everything at `level` and above to standard error, each line at once.

    A line that cannot be written is lost without a report: the report would fail as well.
    """
    logging.raiseExceptions = False
    # No line shows these, so records need not carry them (a documented optimisation).
    logging.logThreads = logging.logProcesses = logging.logMultiprocessing = False
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _OneLine("%(asctime)s %(levelname)s %(name)s [%(trace)s] %(message)s", "%Y-%m-%dT%H:%M:%S")
    )
    handler.addFilter(_add_trace)
    handler.addFilter(_hide_headers)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    # It announces at INFO what it has loaded, and every job; the worker logs those that matter.
    logging.getLogger("procrastinate").setLevel(logging.WARNING)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))


def _printable(text: str) -> str:
    if text.isprintable():
        return text
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in text)


def _hide_headers(record: logging.LogRecord) -> bool:
    """Replace aiohttp's report of a malformed request: it quotes a header.

    That may be the header with the user's initData.
    """
    kind = record.exc_info[0] if record.exc_info else None
    if kind is not None and kind.__module__ == "aiohttp.http_exceptions":
        record.msg, record.args = "a request that is not HTTP: %s", (kind.__name__,)
        record.exc_info = record.exc_text = None
    return True


def _add_trace(record: logging.LogRecord) -> bool:
    record.trace = trace.get()
    return True
