"""One way of logging for every process: a line per event on standard error, never two."""

import logging
import sys
from contextvars import ContextVar

# The request or update that a line belongs to; set by the faces.
trace: ContextVar[str] = ContextVar("trace", default="-")

# Third parties whose DEBUG lines show whole requests, and with them tokens.
_QUIET = ("aiohttp", "aiogram", "asyncio", "urllib3")


class _OneLine(logging.Formatter):
    """Escapes line breaks and control characters, so that no input can forge a line."""

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(record)
        stack = record.exc_text or ""
        head = text.removesuffix(stack).rstrip("\n") if stack else text
        head = "".join(c if c.isprintable() else c.encode("unicode_escape").decode() for c in head)
        # The stack of our own fault stays readable: it holds no line that came from outside
        # unescaped but the error's own text, which is indented below.
        return f"{head}\n    " + stack.replace("\n", "\n    ") if stack else head


def configure_logs(level: str) -> None:
    """Send everything at `level` and above to standard error."""
    handler = logging.StreamHandler(sys.stderr)
    handler.setFormatter(
        _OneLine("%(asctime)s %(levelname)s %(name)s [%(trace)s] %(message)s", "%Y-%m-%dT%H:%M:%S")
    )
    handler.addFilter(_add_trace)
    logging.basicConfig(level=level, handlers=[handler], force=True)
    for name in _QUIET:
        logging.getLogger(name).setLevel(max(logging.INFO, logging.getLevelName(level)))


def _add_trace(record: logging.LogRecord) -> bool:
    record.trace = trace.get()
    return True
