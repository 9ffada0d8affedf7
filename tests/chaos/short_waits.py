"""`python -m tests.chaos.short_waits webapp|bot|worker`: that process, with short waits.

Everything else is as `python -m webapp` does it. An order that nobody pays expires within a minute,
and an unclear confirmation comes to a person after half a minute instead of a day.
"""

import sys
from datetime import timedelta
from functools import partial
from importlib import import_module
from typing import Any

from orders.rules import Waits

WAITS = Waits(
    quote=timedelta(seconds=40),
    grace=timedelta(seconds=3),
    again=(1, 2, 4),
    give_up=timedelta(seconds=25),
)
INTERVALS = {
    "books": timedelta(seconds=3),
    "whole_books": timedelta(seconds=30),
    "alarms": timedelta(seconds=5),
}


def main() -> None:
    """Run until a signal."""
    name = sys.argv[1]
    module: Any = import_module("worker.serve" if name == "worker" else f"{name}.__main__")
    module.serve = partial(module.serve, waits=WAITS)
    if name == "worker":
        intervals = import_module("worker.app").Intervals(**INTERVALS)  # a web process loads it not
        module.run_worker = partial(module.run_worker, intervals=intervals)
        module.run()
    else:
        module.main()


if __name__ == "__main__":
    main()
