"""The report of a load test of buying, as text."""

from collections.abc import Iterator, Mapping

from tests.chaos import witness
from tests.chaos.buying_test import BuyingTest
from tests.chaos.kills import OPEN

MOST = 50  # failures that are shown


def report_buying(test: BuyingTest, seconds: float) -> str:
    """Return the counters, the steps at the kills, the ways taken, and the failures."""
    lines = ["buyers", *_counters(test, seconds), "", "orders at each kill:"]
    lines += [str(kill) for kill in test.killer.log]
    lines += ["", *_table_of_kills(test), "", "ways taken:", *_ways(test)]
    lines += [f"FAILURE {failure}" for failure in test.findings.failures[:MOST]]
    return "\n".join(lines) + "\n"


def _counters(test: BuyingTest, seconds: float) -> Iterator[str]:
    counts = {name: n for name, n in test.findings.counts.items() if not name[:3].isdigit()}
    yield from _rows({"buyers": len(test.buyers)} | dict(sorted(counts.items())))
    yield from _rows({"seconds": round(seconds), "failures": len(test.findings.failures)})
    answers = {name: n for name, n in test.findings.counts.items() if name[:3].isdigit()}
    yield ", ".join(f"{name}: {n}" for name, n in sorted(answers.items()))


def _rows(values: Mapping[str, int]) -> Iterator[str]:
    for name, value in values.items():
        yield f"{name:36}{value:>8}"


def _table_of_kills(test: BuyingTest) -> Iterator[str]:
    """Yield for each target how many kills found orders in each state."""
    yield f"{'kills with orders that are':28}" + "".join(f"{state:>12}" for state in OPEN)
    for target, states in sorted(test.killer.steps_at_kills().items()):
        yield f"{target:28}" + "".join(f"{states[state]:>12}" for state in OPEN)


def _ways(test: BuyingTest) -> Iterator[str]:
    for way in witness.all_ways():
        note = "  by a directed purchase" if way in test.directed else ""
        yield f"  {way[0]:8} {way[1]:12} from {way[2]:12}{test.ways.get(way, 0):>8}{note}"
