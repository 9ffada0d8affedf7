"""Load with faults: afterwards nothing is lost, mixed up, spent twice or left behind.

`CHAOS=long` makes it long; `python -m tests.chaos` does that and prints what was counted.
"""

import os

import pytest

from tests.chaos.scene import a_scene

LONG = os.environ.get("CHAOS") == "long"


@pytest.mark.timeout(3600 if LONG else 600)
async def test_people_live_through_a_storm() -> None:
    """Processes killed, Redis restarted and stalled, the partner in every mood, wrong clocks."""
    people, rounds = (300, 10) if LONG else (40, 1)
    async with a_scene(people=people, chatters=people // 10) as scene:
        await scene.storm(rounds=rounds, pause=2 if LONG else 1)
        await scene.judge()
    counts = scene.findings.counts
    assert not scene.findings.faults, (scene.findings.faults[:20], counts)
    assert counts["200"] > people, "nothing happened"
    assert counts["refreshed"], "nothing was refreshed"
