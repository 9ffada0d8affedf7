"""How often the partner is called when a thousand members open the overview at once."""

import asyncio
from collections import Counter

from bench.stack import Stack, run_stack
from bench.table import Row
from bench.telegram import init_data_for

PROCESSES = 2
LOGINS = 16  # at the same time
FIRST_WALLET = 100  # the first ones have scenarios of their own, one with many pages of miners
# The calls for the first screen: those for each user, and those that all users share.
OWN = (
    "c2s/nft/find-by-user",
    "c2s/nft-income/find-by-user",
    "c2s/nft-income/find-total-by-user",
    "c2s/wallet/balances",
    "c2s/wallet/find-by-user",
)
SHARED = ("c2s/rates", "c2s/income-statistic/get-income-per-th")


async def measure(*, quick: bool) -> list[Row]:
    """Log all users in, let all of them open the overview, and again with expired tokens."""
    users = 100 if quick else 1000
    async with run_stack(webs=PROCESSES, GOMINING_TIMEOUT="60") as stack:
        texts = {user: init_data_for(user) for user in range(1, users + 1)}
        gate = asyncio.Semaphore(LOGINS)
        async with asyncio.TaskGroup() as logins:
            for user, text in texts.items():
                logins.create_task(_log_in(stack, gate, user, text))
        await _reset_counts(stack)
        await _open_all(stack, list(texts.values()))
        first = await _calls(stack)
        before = await _refreshes(stack)
        await stack.json("POST", stack.sandbox.address / "sim/clock", {"move": 2 * 86400})
        await _open_all(stack, list(texts.values()))
        spent, reused = (a - b for a, b in zip(await _refreshes(stack), before, strict=True))
    return _rows(users, first, spent, reused)


async def _log_in(stack: Stack, gate: asyncio.Semaphore, user: int, text: str) -> None:
    async with gate:
        await stack.log_in(FIRST_WALLET + user, text)


async def _open_all(stack: Stack, texts: list[str]) -> None:
    """Open the overview for all users at once, each at one of the processes."""
    async with asyncio.TaskGroup() as opening:
        for number, text in enumerate(texts):
            url = stack.webs[number % PROCESSES].address / "api/overview"
            opening.create_task(stack.json("GET", url, Authorization=f"tma {text}"))


async def _reset_counts(stack: Stack) -> None:
    await stack.json("DELETE", stack.sandbox.address / "sim/partner/calls")


async def _calls(stack: Stack) -> Counter[str]:
    calls = await stack.json("GET", stack.sandbox.address / "sim/partner/calls")
    return Counter(calls["counters"]["byOperation"])


async def _refreshes(stack: Stack) -> tuple[int, int]:
    calls = await stack.json("GET", stack.sandbox.address / "sim/partner/calls")
    return calls["counters"]["refreshed"], calls["counters"]["refreshReused"]


def _rows(users: int, calls: Counter[str], spent: int, reused: int) -> list[Row]:
    what = f"{users:,} users open the overview at once, {PROCESSES} processes"
    shared = {name: calls.pop(name, 0) for name in SHARED}
    own = {name: calls.pop(name, 0) for name in OWN}
    most = max(own.values()) / users
    return [
        Row(
            what,
            "shared calls",
            "1 each",
            ", ".join(str(count) for count in shared.values()),
            set(shared.values()) == {1},
        ),
        Row(
            what,
            "calls for each user",
            f"1 each of {len(OWN)}, no others",
            f"{most:g} each, {sum(calls.values())} others",
            most <= 1 and not calls,
        ),
        Row(
            f"{what}, tokens expired",
            "refreshes per user",
            "1, none twice",
            f"{spent / users:g}, {reused} twice",
            spent == users and not reused,
        ),
    ]
