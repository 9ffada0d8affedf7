"""Load test with fault injection: no login or message is lost, mixed up or left over.

`CHAOS=long` selects the long form; `python -m tests.chaos` runs it and prints the counters.
"""

import os

import pytest

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
