"""Load tests with fault injection: nothing is lost, mixed up, done twice or left over.

`CHAOS=long` selects the long form; `python -m tests.chaos` runs it and prints the counters.
"""

import os

import pytest

from tests.chaos.buying_report import report_buying
from tests.chaos.buying_test import open_buying_test
from tests.chaos.load_test import open_load_test

LONG = os.environ.get("CHAOS") == "long"


@pytest.mark.timeout(3600 if LONG else 600)
@pytest.mark.long
async def test_system_keeps_its_promises_under_load_and_faults() -> None:
    """Processes and Redis are killed, Redis stalls, the partner fails, clocks are wrong."""
    users, rounds = (300, 10) if LONG else (40, 1)
    async with open_load_test(users=users, chat_users=users // 10) as test:
        await test.run(rounds=rounds, pause=2 if LONG else 1)
        await test.check()
    counts = test.findings.counts
    assert not test.findings.failures, (test.findings.failures[:20], counts)
    assert counts["200"] > users, "no request succeeded"
    assert counts["refreshed"], "no token was refreshed"


@pytest.mark.timeout(3600 if LONG else 1200)
@pytest.mark.long
async def test_purchases_end_once_under_load_and_faults() -> None:
    """Everything is killed while buyers pay twice, too late or not at all; then the books agree."""
    users, seconds = (300, 240) if LONG else (12, 60)
    async with open_buying_test(users=users, seed=2, pause=2) as test:
        await test.run(seconds=seconds, every_way=LONG)
        await test.check()
    assert not test.findings.failures, report_buying(test, seconds)
    assert test.findings.counts["orders done"] > users / 4, "hardly anything was bought"
    assert len({kill.target for kill in test.killer.log}) == len(test.killer.targets)
