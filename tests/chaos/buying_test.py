"""Load test of buying: buyers in a shop whose parts are killed in turn, and its checks."""

import asyncio
import itertools
import logging
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from orders.jobs import Jobs
from orders.orders import Orders
from runtime.clock import Time
from tests.chaos import outside_books, witness
from tests.chaos.buyer import Buyer
from tests.chaos.buyers import make_buyers, shopping
from tests.chaos.deciders import Decider
from tests.chaos.kills import Killer
from tests.chaos.mini_app_users import Findings
from tests.chaos.selling_system import CommandFailedError, System, open_system
from tests.chaos.settlement import faults_of, read_books
from tests.chaos.short_waits import WAITS
from tests.chaos.steps import produce
from tests.chaos.witness import Way

log = logging.getLogger("chaos")

BOT_STARS = 50_000_000  # before the run, so that a refund after a chargeback is possible
ATTEMPTS = 3  # purchases for one way: a worker that is late takes another one
# In what procrastinate logs where a worker that was taken for dead ends a job (another has it, or
# has done it), and where PostgreSQL is killed as a job ends (`worker/unrecorded.py` sees to it).
KNOWN = ("Job was not found or ", "procrastinate.exceptions.ConnectorException")
QUIET = 240.0  # seconds until everything has to have ended after the last buyer


@dataclass
class BuyingTest:
    """A shop, its buyers, and who makes their life hard."""

    system: System
    findings: Findings
    buyers: list[Buyer]
    killer: Killer
    decider: Decider
    orders: Orders
    ways: dict[Way, int] = field(default_factory=dict)
    directed: list[Way] = field(default_factory=list)

    async def run(self, *, seconds: float, every_way: bool) -> None:
        """Have the buyers come within so many seconds while everything is killed in turn.

        With `every_way` each way of the tables has to be taken. A machine that is busy with other
        tests misses some: a worker that is late is taken for dead, and another one decides.
        """
        finished, quiet = asyncio.Event(), asyncio.Event()
        await self._deposit()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.decider.run(quiet))
            killing = group.create_task(self.killer.run(finished))
            pause = seconds / len(self.buyers)
            comings = (shopping(one, after=n * pause) for n, one in enumerate(self.buyers))
            await asyncio.gather(*comings)
            finished.set()
            await killing
            await self._wait_until_quiet()
            quiet.set()
        if every_way:
            await self._produce_missing()
        self.ways = await witness.taken(self.system)

    async def _deposit(self) -> None:
        """Give the bot BOT_STARS by an entry of its own in Telegram's list."""
        await self.system.sim("POST", "/sim/chat/stars", {"bot_stars": BOT_STARS})
        source = {"source": {"type": "fragment"}}
        entry = {
            "id": outside_books.DEPOSIT,
            "amount": BOT_STARS,
            "date": int(time.time()),
        } | source
        await self.system.sim("POST", "/sim/chat/transactions", {"transactions": [entry]})

    async def check(self) -> None:
        """Compare the books, and record what does not agree."""
        books = await read_books(self.system)
        self.findings.failures += faults_of(books, bot_stars=BOT_STARS)
        for state in {order.state for order in books.orders}:
            count = sum(order.state is state for order in books.orders)
            self.findings.counts[f"orders {state}"] = count
        self.findings.counts["charges"] = sum(entry.is_in for entry in books.entries)
        self.findings.counts["miners"] = sum(map(len, books.miners.values()))
        self.findings.counts["open cases"] = sum(map(len, books.cases.values()))
        made = {order for buyer in self.buyers for order in buyer.made}
        for order in made - {str(order.id) for order in books.orders}:
            self.findings.fail(f"order {order} was answered to a buyer and is lost")
        try:
            log.info("%s", await self.system.command("reconcile"))
        except CommandFailedError as error:
            self.findings.fail(f"reconcile: {error}")
        self._check_logs()

    async def _produce_missing(self) -> None:
        """Take each way that nobody has taken so far, one after the other, without other faults."""
        self.ways = await witness.taken(self.system)
        while missing := [way for way in witness.all_ways() if way not in self.ways]:
            if self.directed.count(missing[0]) == ATTEMPTS:
                break  # its scenario does not take it
            self.directed.append(missing[0])
            log.info("a purchase for: %s / %s / %s", *missing[0])
            try:
                await produce(self, missing[0])
            except AssertionError as error:  # a wait that has ended; another purchase may take it
                log.info("it was not taken: %s", error)
            self.ways = await witness.taken(self.system)
        for way in witness.all_ways():
            if way not in self.ways:
                self.findings.fail(f"{' / '.join(way)} was never taken")
        for way in self.ways.keys() - set(witness.all_ways()):
            self.findings.fail(f"{' / '.join(way)} is in no table")
        await self._settle()

    async def _settle(self) -> None:
        """Let readers and operator go on until there is nothing left to do."""
        quiet = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            group.create_task(self.decider.run(quiet))
            await self._wait_until_quiet()
            quiet.set()

    async def _wait_until_quiet(self) -> None:
        """Wait until no order is open, no job is left, and every charge is booked."""
        deadline = time.monotonic() + QUIET
        while left := await self._left():
            if time.monotonic() > deadline:
                self.findings.fail(f"after {QUIET:.0f} s there is still {left}")
                return
            await asyncio.sleep(1)

    async def _left(self) -> str:
        rows = await self.system.rows(
            "SELECT 'order ' || id || ' ' || state FROM orders WHERE is_open UNION ALL"
            " SELECT task_name || ' ' || status || ' ' || (args->>'subject')"
            " FROM procrastinate_jobs WHERE task_name <> 'expire' AND status IN ('todo', 'doing')"
        )
        charges = [one for one in await outside_books.transactions(self.system) if one.is_in]
        booked = await self.system.rows("SELECT count(*) FROM payments")
        if len(charges) != booked[0][0]:
            rows.append((f"{len(charges)} charges and {booked[0][0]} payments",))
        return "; ".join(row[0] for row in rows[:10])

    def _check_logs(self) -> None:
        """Check that no process met an error that it does not know; name each kind once."""
        traces: dict[str, str] = {}
        for name, program in self.system.programs.items():
            for at, line in enumerate(program.log):
                self.findings.counts["jobs of dead workers"] += "of a dead worker" in line
                if "Traceback (most recent call last)" in line:
                    trace = list(itertools.takewhile(lambda one: one[:1] == " ", program.log[at:]))
                    text = program.log[at - 1] + "".join(trace)
                    if any(known in one for one in trace for known in KNOWN):
                        continue
                    traces.setdefault(trace[-1], f"{name} ({program.module}): {text}")
        self.findings.failures += traces.values()


@asynccontextmanager
async def open_buying_test(*, users: int, seed: int, pause: float) -> AsyncIterator[BuyingTest]:
    """Start the shop, and make the buyers; `pause` is the longest between two kills, in seconds."""
    findings = Findings()
    async with open_system() as system:
        witness.watch(system.postgres)
        orders = Orders(system.pool, defer=Jobs().defer, time=Time(), grace=WAITS.grace)
        yield BuyingTest(
            system,
            findings,
            make_buyers(users, system=system, findings=findings, seed=seed),
            Killer(system, findings, seed, pause),
            Decider(system, orders, findings, seed=seed),
            orders,
        )
