"""`python -m bench [NAME …] [--quick]`: measure, and print one table."""

import argparse
import asyncio
import importlib
import sys

from bench.table import Row, show

NAMES = (
    "proof",
    "init_data",
    "rates",
    "process",
    "partner_calls",
    "memory",
    "growth",
    "stalls",
    "bot",
)


async def measure(names: list[str], *, quick: bool) -> list[Row]:
    """Run the named measurements one after another."""
    rows: list[Row] = []
    for name in names:
        print(f"bench: {name} …", file=sys.stderr, flush=True)
        rows += await importlib.import_module(f"bench.{name}").measure(quick=quick)
    return rows


def main() -> int:
    """Print the table; return 1 if a target is missed."""
    parser = argparse.ArgumentParser(prog="bench", description=__doc__)
    parser.add_argument("names", nargs="*", metavar="NAME", help=f"of {', '.join(NAMES)}")
    parser.add_argument("--quick", action="store_true", help="fewer and shorter rounds")
    arguments = parser.parse_args()
    if unknown := set(arguments.names) - set(NAMES):
        parser.error(f"no such measurement: {', '.join(sorted(unknown))}")
    rows = asyncio.run(measure(arguments.names or list(NAMES), quick=arguments.quick))
    print(show(rows))
    return 1 if any(row.is_met is False for row in rows) else 0


if __name__ == "__main__":
    sys.exit(main())
