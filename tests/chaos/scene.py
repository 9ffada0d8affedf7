"""The whole system under people and a storm, and what must be true afterwards."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
from redis.asyncio import Redis

from sandbox import keys
from tests.chaos.chats import Chatter
from tests.chaos.load import PARTNER_TIMEOUT, Storm
from tests.chaos.parts import PATIENCE, DurableRedis, Program, a_durable_redis, running
from tests.chaos.people import Findings, Login, Person
from tests.world import DOMAIN, SECRET_KEY

ENVIRONMENT = {
    "BOT_TOKEN": keys.BOT_TOKEN,
    "GOMINING_PARTNER_ID": keys.PARTNER_ID,
    "GOMINING_TIMEOUT": str(PARTNER_TIMEOUT),
    "WEBAPP_URL": f"https://{DOMAIN}",
    "SECRET_KEYS": SECRET_KEY,
    "RATE_LIMIT": "100000/minute",
    "WEB_HOST": "127.0.0.1",
    "PORT": "0",
    "LOG_LEVEL": "INFO",
}
_LINE = re.compile(r"^\S+ \w+ (\S+) \[(.*?)\] (.*)$")
_REFRESHED = re.compile(r"POST /api/partner/c2s/auth/refresh 200 .* ok")


@dataclass
class Scene:
    """Two web processes and a bot on one Redis over one sandbox, with everybody in it."""

    redis: DurableRedis
    sandbox: Program
    webs: list[Program]
    bot: Program
    http: aiohttp.ClientSession
    findings: Findings
    people: list[Person]
    chatters: list[Chatter]

    async def sim(self, path: str) -> Any:
        """Ask the sandbox."""
        async with self.http.get(self.sandbox.found + path) as response:
            return await response.json()

    async def storm(self, *, rounds: int, pause: float) -> None:
        """Let people live through the storm, and wait until the bot has answered them."""
        over = asyncio.Event()
        storm = Storm(
            sandbox=self.sandbox.found,
            http=self.http,
            redis=self.redis,
            webs=self.webs,
            bot=self.bot,
            findings=self.findings,
        )
        async with asyncio.TaskGroup() as group:
            for person in self.people:
                group.create_task(person.live(over))
            for chatter in self.chatters:
                group.create_task(chatter.live(over))
            await storm.blow(rounds=rounds, pause=pause)
            over.set()

    async def judge(self) -> None:
        """Look at everybody and everything once the storm is over; note what is wrong."""
        await self._settle()
        few = asyncio.Semaphore(8)  # all at once would be one more storm, for the sandbox
        await asyncio.gather(*(self._judge_person(person, few) for person in self.people))
        await self._judge_partner()
        await self._judge_refreshes()
        await self._judge_locks()
        await self._judge_chats()
        await self._judge_memory()

    async def _settle(self) -> None:
        """Wait until each web process serves: it may hold connections to a Redis that is gone."""
        for web in self.webs:
            async with asyncio.timeout(PATIENCE):
                while not await self._is_ready(web.found):
                    await asyncio.sleep(0.1)

    async def _is_ready(self, address: str) -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with self.http.get(f"{address}/health/ready") as response:
                return response.status == 200
        return False

    async def _judge_person(self, person: Person, few: asyncio.Semaphore) -> None:
        """Who was logged in still is, with the same wallet, or was told that it has ended."""
        async with few:
            was = person.login
            await person.read_me()
            if was is Login.IN and person.login is Login.OUT:
                self.findings.counts["ended unnoticed"] += 1
            for _ in range(3):
                if person.login is not Login.IN:
                    await person.enter()
            if person.login is not Login.IN:
                self.findings.fault(f"{person.user_id} cannot log in after the storm")
                return
            for read in (person.read_wallets, person.read_overview, person.read_miners):
                await read()

    async def _judge_partner(self) -> None:
        """No account is paid to an address that its owner did not ask for."""
        asked = {person.address: person.asked for person in self.people}
        for user in (await self.sim("/sim/partner/state"))["users"]:
            ton, btc = user["wallets"].get("TON"), user["wallets"].get("BTC")
            if ton in asked and btc is not None and btc not in asked[ton]:
                self.findings.fault(f"the partner pays {ton} to {btc}")

    async def _judge_refreshes(self) -> None:
        """Each refresh token was spent once, but for those whose new pair could not reach us.

        The partner counts what it has exchanged; our logs tell which new pairs were saved. What
        is missing was lost on the way (the partner's answer, or our process, killed). Only such a
        token can be spent a second time, once, and only such a login can end.
        """
        counters = (await self.sim("/sim/partner/calls"))["counters"]
        saved = sum(saved_refreshes(program) for program in (*self.webs, self.bot))
        lost = counters["refreshed"] - saved
        counts = self.findings.counts
        counts["refreshed"], counts["pairs lost"] = counters["refreshed"], lost
        counts["spent twice"] = counters["refreshReused"]
        counts["logins ended"] = sum(person.ended for person in self.people)
        if lost < 0:
            self.findings.fault(f"{saved} refreshes of {counters['refreshed']}")
        if counters["refreshReused"] > lost:
            self.findings.fault(f"{counters['refreshReused']} spent twice, {lost} pairs lost")
        if counts["logins ended"] > lost:
            self.findings.fault(f"{counts['logins ended']} logins ended, {lost} pairs lost")

    async def _judge_locks(self) -> None:
        """Locks of the dead end with their lease; nobody else leaves one."""
        async with Redis.from_url(self.redis.url) as redis:
            async with asyncio.timeout(PATIENCE):
                while await redis.keys("*lock*"):
                    await asyncio.sleep(0.2)
            held = cast(list[bytes], await redis.keys("*"))
            endless = [key for key in held if await redis.ttl(key) == -1]
        if left := [key for key in endless if not key.endswith(b":events")]:
            self.findings.fault(f"keys without an end: {left}")

    async def _judge_chats(self) -> None:
        """Every message was answered; twice only what a killed bot had begun."""
        try:
            async with asyncio.timeout(PATIENCE):
                for chatter in self.chatters:
                    while await chatter.answers() < chatter.sent:
                        await asyncio.sleep(0.2)
        except TimeoutError:
            await self._blame_chats()
        sent = sum(chatter.sent for chatter in self.chatters)
        answered = sum([await chatter.answers() for chatter in self.chatters])
        counts = self.findings.counts
        counts["chat messages"], counts["answered twice"] = sent, answered - sent
        # A chat's updates are handled one by one, so each kill can repeat one of each chat.
        if answered - sent > counts["killed bot"] * len(self.chatters):
            self.findings.fault(f"{answered} answers to {sent} messages")

    async def _blame_chats(self) -> None:
        """Note who waits in vain, and what the bot says of updates that failed."""
        for chatter in self.chatters:
            answers = await chatter.answers()
            if answers < chatter.sent:
                self.findings.fault(f"{chatter.user_id} got {answers} of {chatter.sent} answers")
        pending = (await self.sim("/sim/chat/state"))["bot"]["pending_update_count"]
        self.findings.fault(f"Telegram keeps {pending} updates; the bot's last failures:")
        failed = [line.strip() for line in self.bot.log if re.search(r" failed|cannot", line)]
        self.findings.faults += failed[-20:]

    async def _judge_memory(self) -> None:
        for web in self.webs:
            async with self.http.get(f"{web.found}/metrics") as response:
                text = await response.text()
            found = re.search(r"^process_resident_memory_bytes (\S+)", text, re.MULTILINE)
            assert found is not None
            megabytes = round(float(found[1]) / 2**20)
            self.findings.counts["web process MB"] = max(
                megabytes, self.findings.counts["web process MB"]
            )
            if megabytes > 120:
                self.findings.fault(f"a web process holds {megabytes} MB")


def saved_refreshes(program: Program) -> int:
    """Count new pairs that reached Redis, in the log of all lives of a process.

    A pair is saved before its request goes on, so a later line of the same request proves it.
    """
    proven = 0
    ends = [*program.lives[1:], len(program.log)]
    for begin, end in zip(program.lives, ends, strict=True):
        later: set[str] = set()
        for line in reversed(program.log[begin:end]):
            if match := _LINE.match(line):
                proven += bool(_REFRESHED.match(match[3])) and match[2] in later
                if "tokens wait for Redis" not in line:
                    later.add(match[2])
    return proven


@asynccontextmanager
async def a_scene(*, people: int, chatters: int) -> AsyncIterator[Scene]:
    """Bring everything up on free ports of loopback; users come when the storm begins."""
    findings = Findings()
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(a_durable_redis())
        sandbox = Program(
            "sandbox", "--port", "0", environment={}, ready=r"ready on (http://\S+) for"
        )
        await stack.enter_async_context(running(sandbox))
        environment = ENVIRONMENT | {
            "REDIS_URL": redis.url,
            "GOMINING_API_URL": sandbox.found,
            "TELEGRAM_API_URL": sandbox.found,
        }
        ready = r"listening on (http://\S+)"
        webs = [Program("webapp", environment=environment, ready=ready) for _ in range(2)]
        bot = Program("bot", environment=environment, ready=r"(answers, by)")
        await stack.enter_async_context(running(*webs, bot))
        connector = aiohttp.TCPConnector(limit=0)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        off = {"enabled": False}
        async with http.post(f"{sandbox.found}/sim/chat/limits", json=off) as response:
            assert response.status == 200
        crowd = [
            Person(
                number,
                100 + number,
                sandbox=sandbox.found,
                webs=lambda: [web.found for web in webs],
                http=http,
                findings=findings,
                pause=people / 200,  # the same load, however many share it
            )
            for number in range(people)
        ]
        writers = [Chatter(n, sandbox=sandbox.found, http=http) for n in range(chatters)]
        yield Scene(redis, sandbox, webs, bot, http, findings, crowd, writers)
