"""The rows of the report, and ratios that hardly depend on how busy the machine is."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Times = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Row:
    """One measurement; `is_met` is None where there is no target."""

    what: str
    against: str
    target: str
    measured: str
    is_met: bool | None

    @property
    def verdict(self) -> str:
        """The last column of the report."""
        return {True: "met", False: "MISSED", None: "-"}[self.is_met]


@dataclass(frozen=True)
class Ratio:
    """The median and the quartiles of the ratios of several rounds."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def ratio(above: Sequence[float], below: Sequence[float]) -> Ratio:
    """Return above/below, round by round: what slows the machine in a round slows both."""
    each = [a / b for a, b in zip(above, below, strict=True)]
    low, _, high = statistics.quantiles(each, n=4) if len(each) > 1 else each * 3
    return Ratio(statistics.median(each), low, high)


def race(works: Mapping[str, Callable[[], object]], *, rounds: int, calls: int) -> Times:
    """Return seconds per call of each work for every round; the works take turns.

    The fastest of three tries in a round counts: longer ones were disturbed.
    """
    times: dict[str, list[float]] = {name: [] for name in works}
    for work in works.values():
        work()
    for _ in range(rounds):
        for name, work in works.items():
            times[name].append(min(_time(work, calls) for _ in range(3)))
    return times


def _time(work: Callable[[], object], calls: int) -> float:
    began = time.perf_counter()
    for _ in range(calls):
        work()
    return (time.perf_counter() - began) / calls


def show(rows: Sequence[Row]) -> str:
    """Return the rows as a Markdown table that also reads well in a terminal."""
    lines = [("what", "against", "target", "measured", "verdict")]
    lines += [(row.what, row.against, row.target, row.measured, row.verdict) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    rule = tuple("-" * width for width in widths)
    padded = (
        [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        for line in (lines[0], rule, *lines[1:])
    )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)
