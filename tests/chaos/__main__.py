"""`python -m tests.chaos`: the long storm, and a table of what was counted."""

import argparse
import asyncio
import sys
import time

from tests.chaos.scene import Scene, a_scene

ROWS = (
    "requests",
    "bound",
    "chat messages",
    "answered twice",
    "refreshed",
    "pairs lost",
    "spent twice",
    "logins ended",
    "killed webapp",
    "killed bot",
    "killed redis",
    "stalled redis",
    "moods",
    "web process MB",
)


async def storm(*, people: int, rounds: int) -> Scene:
    """Run it and return the judged scene."""
    async with a_scene(people=people, chatters=people // 10) as scene:
        await scene.storm(rounds=rounds, pause=2)
        await scene.judge()
    return scene


def main() -> int:
    """Return 0 if nothing was lost, mixed up, spent twice or left behind."""
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("--people", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=10)
    asked = parser.parse_args()
    began = time.monotonic()
    scene = asyncio.run(storm(people=asked.people, rounds=asked.rounds))
    counts, faults = scene.findings.counts, scene.findings.faults
    rows = [("users of the mini-app", asked.people), ("users of the chat", len(scene.chatters))]
    rows += [(name, counts[name]) for name in ROWS]
    rows += [("seconds", round(time.monotonic() - began)), ("faults found", len(faults))]
    for name, value in rows:
        sys.stdout.write(f"{name:24}{value:>8}\n")
    answers = {name: count for name, count in counts.items() if name[:3].isdigit()}
    sys.stdout.write(", ".join(f"{name}: {n}" for name, n in sorted(answers.items())) + "\n")
    sys.stdout.write("".join(f"FAULT {fault}\n" for fault in faults[:50]))
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
