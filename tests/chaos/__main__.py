"""`python -m tests.chaos`: the long load test with fault injection, with a table of counters."""

import argparse
import asyncio
import sys
import time

from tests.chaos.load_test import LoadTest, open_load_test

ROWS = (
    "requests",
    "bound",
    "chat messages",
    "answered twice",
    "refreshed",
    "pairs lost",
    "used twice",
    "logins ended",
    "killed webapp",
    "killed bot",
    "killed redis",
    "stalled redis",
    "faults injected",
    "web process MB",
)


async def run(*, users: int, rounds: int) -> LoadTest:
    """Run and check a load test."""
    async with open_load_test(users=users, chat_users=users // 10) as test:
        await test.run(rounds=rounds, pause=2)
        await test.check()
    return test


def main() -> int:
    """Return 0 if no failure was found."""
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("--users", "--people", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=10)
    options = parser.parse_args()
    started = time.monotonic()
    test = asyncio.run(run(users=options.users, rounds=options.rounds))
    counts, failures = test.findings.counts, test.findings.failures
    rows = [("users of the mini-app", options.users), ("users of the chat", len(test.chat_users))]
    rows += [(name, counts[name]) for name in ROWS]
    rows += [("seconds", round(time.monotonic() - started)), ("failures", len(failures))]
    for name, value in rows:
        sys.stdout.write(f"{name:24}{value:>8}\n")
    answers = {name: count for name, count in counts.items() if name[:3].isdigit()}
    sys.stdout.write(", ".join(f"{name}: {n}" for name, n in sorted(answers.items())) + "\n")
    sys.stdout.write("".join(f"FAILURE {failure}\n" for failure in failures[:50]))
    return 1 if failures else 0


if __name__ == "__main__":
    sys.exit(main())
