"""One line of the table, and how a ratio is taken so that a noisy machine does not decide it."""

import statistics
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

Times = Mapping[str, Sequence[float]]


@dataclass(frozen=True)
class Row:
    """What was measured against what; `reached` is None where the table only counts."""

    what: str
    against: str
    reach: str
    measured: str
    reached: bool | None

    @property
    def verdict(self) -> str:
        """The last column."""
        return {True: "reached", False: "NOT REACHED", None: "-"}[self.reached]


@dataclass(frozen=True)
class Ratio:
    """The median of ratios that were taken round by round, with the quartiles beside it."""

    median: float
    low: float
    high: float

    def __str__(self) -> str:
        return f"{self.median:.2f} ({self.low:.2f} to {self.high:.2f})"


def ratio(above: Sequence[float], below: Sequence[float]) -> Ratio:
    """Return above/below, each round against its own: what slows the machine slows both."""
    each = [a / b for a, b in zip(above, below, strict=True)]
    low, _, high = statistics.quantiles(each, n=4) if len(each) > 1 else each * 3
    return Ratio(statistics.median(each), low, high)


def race(works: Mapping[str, Callable[[], object]], *, rounds: int, calls: int) -> Times:
    """Return seconds per call of each work, one number per round, in turns within a round.

    Of three tries in a round the fastest counts: what is added to it came from elsewhere.
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
    lines = [("what", "against", "reach", "measured", "verdict")]
    lines += [(row.what, row.against, row.reach, row.measured, row.verdict) for row in rows]
    widths = [max(len(line[column]) for line in lines) for column in range(5)]
    rule = tuple("-" * width for width in widths)
    padded = (
        [cell.ljust(width) for cell, width in zip(line, widths, strict=True)]
        for line in (lines[0], rule, *lines[1:])
    )
    return "\n".join(f"| {' | '.join(cells)} |" for cells in padded)
