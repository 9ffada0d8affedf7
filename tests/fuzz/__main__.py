"""`python -m tests.fuzz`: at least a million inputs over everything that is pure, as a table."""

import argparse
import sys
import time

from tests.fuzz.run import feed
from tests.fuzz.targets import PURE


def main() -> int:
    """Return 0 when every input was answered as it must be."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_050_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed (0)")
    asked = parser.parse_args()
    shares, total = sum(target.share for target in PURE), 0
    sys.stdout.write(f"{'target':20}{'inputs':>10}{'per s':>9}{'slowest ms':>12}{'MB more':>9}\n")
    for target in PURE:
        began = time.perf_counter()
        told = feed(target, -(-asked.inputs * target.share // shares), first=asked.first)
        rate = told.inputs / (time.perf_counter() - began)
        total += told.inputs
        sys.stdout.write(
            f"{target.name:20}{told.inputs:>10}{rate:>9.0f}{told.slowest:>12.1f}{told.growth:>9.1f}\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"{'all':20}{total:>10}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
