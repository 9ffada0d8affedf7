"""`python -m tests.chaos`: the long load tests with faults and outages, with tables of counters."""

import argparse
import asyncio
import logging
import sys
import time

from tests.chaos.buying_report import report_buying
from tests.chaos.buying_test import BuyingTest, open_buying_test
from tests.chaos.fault_injector import Outage
from tests.chaos.load_test import LoadTest, open_load_test

OUTAGES = (
    Outage(50, killed=True),
    Outage(8, killed=True),
    Outage(50, killed=False),
    Outage(20, killed=False),
    Outage(35, killed=True),
    Outage(50, killed=True),
)
ROWS = (
    "requests",
    "bound",
    "chat messages",
    "answered twice",
    "logged in",
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


async def run_outages(*, users: int) -> LoadTest:
    """Run and check a load test in which Redis alone fails, for up to 50 seconds."""
    async with open_load_test(users=users, chat_users=users // 10, partner_timeout=10) as test:
        await test.run_outages(OUTAGES)
        await test.check_outages()
    return test


def report(title: str, test: LoadTest, seconds: float) -> None:
    """Print the counters and failures of a test."""
    counts, failures = test.findings.counts, test.findings.failures
    rows = [("users of the mini-app", len(test.users)), ("users of the chat", len(test.chat_users))]
    rows += [(name, counts[name]) for name in ROWS if name in counts]
    rows += [("seconds", round(seconds)), ("failures", len(failures))]
    sys.stdout.write(f"{title}\n")
    for name, value in rows:
        sys.stdout.write(f"{name:24}{value:>8}\n")
    answers = {name: count for name, count in counts.items() if name[:3].isdigit()}
    sys.stdout.write(", ".join(f"{name}: {n}" for name, n in sorted(answers.items())) + "\n")
    sys.stdout.write("".join(f"FAILURE {failure}\n" for failure in failures[:50]))


async def run_buying(*, users: int, seed: int, seconds: float) -> BuyingTest:
    """Run and check the load test of buying."""
    async with open_buying_test(users=users, seed=seed, pause=2) as test:
        await test.run(seconds=seconds, every_way=True)
        await test.check()
    return test


def main() -> int:
    """Return 0 if no failure was found."""
    parser = argparse.ArgumentParser(prog="tests.chaos", description=__doc__)
    parser.add_argument("test", nargs="?", choices=("all", "logins", "buyers"), default="all")
    parser.add_argument("--users", "--people", type=int, default=300)
    parser.add_argument("--rounds", type=int, default=10, help="of kills in the tests of logins")
    parser.add_argument("--seed", type=int, default=1, help="of the buyers and of what is killed")
    parser.add_argument("--seconds", type=float, help="within which the buyers come")
    options = parser.parse_args()
    logging.basicConfig(level=logging.WARNING, format="%(message)s")
    logging.getLogger("chaos").setLevel(logging.INFO)
    failed = False
    if options.test != "buyers":
        for title, coroutine in {
            "outages of Redis": run_outages(users=options.users),
            "all faults": run(users=options.users, rounds=options.rounds),
        }.items():
            started = time.monotonic()
            test = asyncio.run(coroutine)
            report(title, test, time.monotonic() - started)
            failed |= bool(test.findings.failures)
    if options.test != "logins":
        started = time.monotonic()
        seconds = options.seconds or options.users * 0.8
        buying = asyncio.run(run_buying(users=options.users, seed=options.seed, seconds=seconds))
        sys.stdout.write(report_buying(buying, time.monotonic() - started))
        failed |= bool(buying.findings.failures)
    return int(failed)


if __name__ == "__main__":
    sys.exit(main())
