"""How often the partner is asked when a thousand members open the overview at once."""

import asyncio
from collections import Counter

from bench.stage import Stage, a_stage
from bench.table import Row
from bench.telegram import init_data_for

PROCESSES = 2
LOGINS = 16  # at the same time
WALLETS = 100  # before it are the sandbox's own people: one has so many miners that it takes pages
# What the first screen shows of the user alone, and what is the same for everybody.
OWN = (
    "c2s/nft/find-by-user",
    "c2s/nft-income/find-by-user",
    "c2s/nft-income/find-total-by-user",
    "c2s/wallet/balances",
    "c2s/wallet/find-by-user",
)
SHARED = ("c2s/rates", "c2s/income-statistic/get-income-per-th")


async def measure(*, quick: bool) -> list[Row]:
    """Log everybody in; count one wave over two processes, then one with expired tokens."""
    users = 100 if quick else 1000
    async with a_stage(webs=PROCESSES, GOMINING_TIMEOUT="60") as stage:
        texts = {user: init_data_for(user) for user in range(1, users + 1)}
        gate = asyncio.Semaphore(LOGINS)
        async with asyncio.TaskGroup() as logins:
            for user, text in texts.items():
                logins.create_task(_log_in(stage, gate, user, text))
        await _forget(stage)
        await _wave(stage, list(texts.values()))
        first = await _calls(stage)
        before = await _refreshes(stage)
        await stage.json("POST", stage.sandbox.address / "sim/clock", {"move": 2 * 86400})
        await _wave(stage, list(texts.values()))
        spent, reused = (a - b for a, b in zip(await _refreshes(stage), before, strict=True))
    return _rows(users, first, spent, reused)


async def _log_in(stage: Stage, gate: asyncio.Semaphore, user: int, text: str) -> None:
    async with gate:
        await stage.log_in(WALLETS + user, text)


async def _wave(stage: Stage, texts: list[str]) -> None:
    """Open the overview for everybody at once, each user at one of the processes."""
    async with asyncio.TaskGroup() as opening:
        for number, text in enumerate(texts):
            url = stage.webs[number % PROCESSES].address / "api/overview"
            opening.create_task(stage.json("GET", url, Authorization=f"tma {text}"))


async def _forget(stage: Stage) -> None:
    await stage.json("DELETE", stage.sandbox.address / "sim/partner/calls")


async def _calls(stage: Stage) -> Counter[str]:
    told = await stage.json("GET", stage.sandbox.address / "sim/partner/calls")
    return Counter(told["counters"]["byOperation"])


async def _refreshes(stage: Stage) -> tuple[int, int]:
    told = await stage.json("GET", stage.sandbox.address / "sim/partner/calls")
    return told["counters"]["refreshed"], told["counters"]["refreshReused"]


def _rows(users: int, calls: Counter[str], spent: int, reused: int) -> list[Row]:
    what = f"{users:,} users open the overview at once, {PROCESSES} processes"
    shared = {name: calls.pop(name, 0) for name in SHARED}
    own = {name: calls.pop(name, 0) for name in OWN}
    most = max(own.values()) / users
    return [
        Row(
            what,
            "calls that are the same for all",
            "1 each",
            ", ".join(str(count) for count in shared.values()),
            set(shared.values()) == {1},
        ),
        Row(
            what,
            "calls of the user's own",
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
