"""`python -m tests.fuzz`: a million inputs for all parsers and validators; prints a table."""

import argparse
import sys
import time

from tests.fuzz.runner import run_target
from tests.fuzz.targets import TARGETS


def main() -> int:
    """Return 0; an input that fails ends with its traceback."""
    parser = argparse.ArgumentParser(prog="tests.fuzz", description=__doc__)
    parser.add_argument("--inputs", type=int, default=1_050_000)
    parser.add_argument("--first", type=int, default=0, help="the first seed (0)")
    arguments = parser.parse_args()
    shares, total = sum(target.share for target in TARGETS), 0
    sys.stdout.write(f"{'target':20}{'inputs':>10}{'per s':>9}{'slowest ms':>12}{'MB more':>9}\n")
    for target in TARGETS:
        began = time.perf_counter()
        result = run_target(
            target, -(-arguments.inputs * target.share // shares), first=arguments.first
        )
        rate = result.inputs / (time.perf_counter() - began)
        total += result.inputs
        sys.stdout.write(
            f"{target.name:20}{result.inputs:>10}{rate:>9.0f}"
            f"{result.slowest_ms:>12.1f}{result.growth_mb:>9.1f}\n"
        )
        sys.stdout.flush()
    sys.stdout.write(f"{'all':20}{total:>10}\n")
    return 0


if __name__ == "__main__":
    sys.exit(main())
