"""`python -m tools.operate …`: a command of the worker, with the settings of `make run`.

They come from .env.example, .env and the environment. The database is that
of the `make run` in another terminal, unless DATABASE_URL names one.
"""

import os
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path

from tools.processes import ROOT, own_settings, settings_for

KEPT = ROOT / ".run"


@contextmanager
def kept_address(settings: Mapping[str, str]) -> Iterator[None]:
    """Keep the address of the database where these commands find it, while a run lasts."""
    file = _file_of(settings)
    file.parent.mkdir(exist_ok=True)
    file.write_text(settings["DATABASE_URL"])
    try:
        yield
    finally:
        file.unlink(missing_ok=True)


def _file_of(settings: Mapping[str, str]) -> Path:
    return KEPT / f"database-{settings['PORT']}"


def main() -> None:
    """Become the worker's command."""
    settings = settings_for(own_settings(), shift=int(os.environ.get("SHIFT") or 0))
    if not settings["DATABASE_URL"]:
        try:
            settings["DATABASE_URL"] = _file_of(settings).read_text()
        except FileNotFoundError:
            sys.stderr.write("Start `make run` in another terminal, or set DATABASE_URL.\n")
            sys.exit(2)
    command = [sys.executable, "-m", "worker", *sys.argv[1:]]
    os.execve(sys.executable, command, {**os.environ, **settings})  # noqa: S606 - no shell is meant


if __name__ == "__main__":
    main()
