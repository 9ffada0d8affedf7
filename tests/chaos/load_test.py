"""Load test with fault injection: the whole system under simulated users, and its checks."""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator, Awaitable, Sequence
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass
from typing import Any, cast

import aiohttp
from redis.asyncio import Redis

from sandbox import keys
from tests.chaos.chat_users import ChatUser
from tests.chaos.fault_injector import PARTNER_TIMEOUT, FaultInjector, Outage, OutageInjector
from tests.chaos.mini_app_users import Findings, LoginState, MiniAppUser
from tests.chaos.processes import START_TIMEOUT, DurableRedis, Program, durable_redis, running
from tests.world import DOMAIN, SECRET_KEY

ENVIRONMENT = {
    "BOT_TOKEN": keys.BOT_TOKEN,
    "GOMINING_PARTNER_ID": keys.PARTNER_ID,
    "WEBAPP_URL": f"https://{DOMAIN}",
    "SECRET_KEYS": SECRET_KEY,
    "RATE_LIMIT": "100000/minute",
    "WEB_HOST": "127.0.0.1",
    "PORT": "0",
    "LOG_LEVEL": "INFO",
}
SAVED_WITHIN = 90.0  # seconds after Redis has returned for good
REFRESH_SAVED, LOGIN_SAVED = "refreshed tokens are saved", "a login is saved"  # in the logs


@dataclass
class LoadTest:
    """Two web processes and a bot with one Redis and one sandbox, and the simulated users."""

    redis: DurableRedis
    sandbox: Program
    webs: list[Program]
    bot: Program
    http: aiohttp.ClientSession
    findings: Findings
    users: list[MiniAppUser]
    chat_users: list[ChatUser]

    async def sim(self, path: str) -> Any:
        """GET a control route of the sandbox."""
        async with self.http.get(self.sandbox.address + path) as response:
            return await response.json()

    async def run(self, *, rounds: int, pause: float) -> None:
        """Run the users while faults are injected; `pause` is in seconds."""
        injector = FaultInjector(
            sandbox=self.sandbox.address,
            http=self.http,
            redis=self.redis,
            webs=self.webs,
            bot=self.bot,
            findings=self.findings,
        )
        await self._run(injector.run(rounds=rounds, pause=pause))

    async def run_outages(self, outages: Sequence[Outage]) -> None:
        """Run the users while Redis is away now and then; nothing else fails."""
        injector = OutageInjector(sandbox=self.sandbox.address, http=self.http, redis=self.redis)
        await self._run(injector.run(outages))

    async def _run(self, injecting: Awaitable[None]) -> None:
        finished = asyncio.Event()
        async with asyncio.TaskGroup() as group:
            for user in self.users:
                group.create_task(user.run(finished))
            for chat_user in self.chat_users:
                group.create_task(chat_user.run(finished))
            await injecting
            finished.set()

    async def check_outages(self) -> None:
        """Check that every login and every refresh was saved, and no refresh token sent twice."""
        await self._wait_until_ready()
        async with asyncio.timeout(SAVED_WITHIN):
            while not await self._is_all_saved():
                await asyncio.sleep(0.5)
        for user in self.users:
            if user.login is LoginState.IN:
                await user.read_me()
        counters = await self._counters()
        counts = self.findings.counts
        counts["refreshed"], counts["logged in"] = counters["refreshed"], counters["logins"]
        counts["used twice"] = counters["refreshReused"]
        counts["logins ended"] = sum(user.ended for user in self.users)
        for name in ("used twice", "logins ended"):
            if counts[name]:
                self.findings.fail(f"{name}: {counts[name]}")

    async def _is_all_saved(self) -> bool:
        counters = await self._counters()
        return counters["refreshed"] == self._logged(REFRESH_SAVED) and (
            counters["logins"] == self._logged(LOGIN_SAVED)
        )

    async def _counters(self) -> dict[str, int]:
        """Return the partner's counters of tokens, with that of accepted proofs as `logins`."""
        counters: dict[str, int] = (await self.sim("/sim/partner/calls"))["counters"]
        return counters | {"logins": counters["tokensIssued"] - counters["refreshed"]}

    def _logged(self, text: str) -> int:
        programs = (*self.webs, self.bot)
        return sum(text in line for program in programs for line in program.log)

    async def check(self) -> None:
        """Check all users and parts after the run; failures are recorded."""
        await self._wait_until_ready()
        limit = asyncio.Semaphore(8)  # the sandbox would be slow with all users at once
        await asyncio.gather(*(self._check_user(user, limit) for user in self.users))
        await self._check_partner()
        await self._check_refreshes()
        await self._check_locks()
        await self._check_chats()
        await self._check_memory()
        self._check_tracebacks()

    async def _wait_until_ready(self) -> None:
        """Wait until each web process serves: it may hold connections to a killed Redis."""
        for web in self.webs:
            async with asyncio.timeout(START_TIMEOUT):
                while not await self._is_ready(web.address):
                    await asyncio.sleep(0.1)

    async def _is_ready(self, address: str) -> bool:
        with contextlib.suppress(aiohttp.ClientError):
            async with self.http.get(f"{address}/health/ready") as response:
                return response.status == 200
        return False

    async def _check_user(self, user: MiniAppUser, limit: asyncio.Semaphore) -> None:
        """Check that the user is still logged in with the same wallet or knows of the logout."""
        async with limit:
            before = user.login
            await user.read_me()
            if before is LoginState.IN and user.login is LoginState.OUT:
                self.findings.counts["ended unnoticed"] += 1
            for _ in range(3):
                if user.login is not LoginState.IN:
                    await user.log_in()
            if user.login is not LoginState.IN:
                self.findings.fail(f"{user.user_id} cannot log in after the run")
                return
            for read in (user.read_wallets, user.read_overview, user.read_miners):
                await read()

    async def _check_partner(self) -> None:
        """Check that no account has a Bitcoin address that its owner did not request."""
        requested = {user.address: user.requested for user in self.users}
        for user in (await self.sim("/sim/partner/state"))["users"]:
            ton, btc = user["wallets"].get("TON"), user["wallets"].get("BTC")
            if ton in requested and btc is not None and btc not in requested[ton]:
                self.findings.fail(f"the partner pays {ton} to {btc}")

    async def _check_refreshes(self) -> None:
        """Check that refresh tokens were used once, except those whose new pair was lost.

        The partner counts exchanged tokens; the logs say which new pairs were saved. The others
        were lost (the partner's answer, or the process was killed). Only such a token may be used
        a second time, once, and only such a login may end.
        """
        counters, saved = await self._counters(), self._logged(REFRESH_SAVED)
        lost = counters["refreshed"] - saved
        counts = self.findings.counts
        counts["refreshed"], counts["pairs lost"] = counters["refreshed"], lost
        counts["used twice"] = counters["refreshReused"]
        counts["logins ended"] = sum(user.ended for user in self.users)
        if lost < 0:
            self.findings.fail(f"{saved} saved refreshes of {counters['refreshed']}")
        if counters["refreshReused"] > lost:
            self.findings.fail(f"{counters['refreshReused']} used twice, {lost} pairs lost")
        if counts["logins ended"] > lost:
            self.findings.fail(f"{counts['logins ended']} logins ended, {lost} pairs lost")

    async def _check_locks(self) -> None:
        """Check that locks end with their lease, and that only the event stream has no expiry."""
        async with Redis.from_url(self.redis.url) as redis:
            async with asyncio.timeout(START_TIMEOUT):
                while await redis.keys("*lock*"):
                    await asyncio.sleep(0.2)
            keys_left = cast(list[bytes], await redis.keys("*"))
            without_expiry = [key for key in keys_left if await redis.ttl(key) == -1]
        if left := [key for key in without_expiry if not key.endswith(b":events")]:
            self.findings.fail(f"keys without expiry: {left}")

    async def _check_chats(self) -> None:
        """Check that every message was answered, and twice only after a kill of the bot."""
        try:
            async with asyncio.timeout(START_TIMEOUT):
                for chat_user in self.chat_users:
                    while await chat_user.answers() < chat_user.sent:
                        await asyncio.sleep(0.2)
        except TimeoutError:
            await self._report_unanswered()
        sent = sum(chat_user.sent for chat_user in self.chat_users)
        answered = sum([await chat_user.answers() for chat_user in self.chat_users])
        counts = self.findings.counts
        counts["chat messages"], counts["answered twice"] = sent, answered - sent
        # A chat's updates are handled in order, so each kill can repeat one answer per chat.
        if answered - sent > counts["killed bot"] * len(self.chat_users):
            self.findings.fail(f"{answered} answers to {sent} messages")

    async def _report_unanswered(self) -> None:
        """Record the users without answers, and the bot's log of failed updates."""
        for chat_user in self.chat_users:
            answers = await chat_user.answers()
            if answers < chat_user.sent:
                self.findings.fail(f"{chat_user.user_id} got {answers} of {chat_user.sent} answers")
        pending = (await self.sim("/sim/chat/state"))["bot"]["pending_update_count"]
        self.findings.fail(f"{pending} updates are pending; last failures in the bot's log:")
        failed = [line.strip() for line in self.bot.log if re.search(r" failed|cannot", line)]
        self.findings.failures += failed[-20:]

    def _check_tracebacks(self) -> None:
        """Check that no web process met an error that it does not know how to answer."""
        for web in self.webs:
            for at, line in enumerate(web.log):
                if "Traceback (most recent call last)" in line:
                    self.findings.fail("".join(web.log[max(0, at - 1) : at + 60]))

    async def _check_memory(self) -> None:
        for web in self.webs:
            async with self.http.get(f"{web.address}/metrics") as response:
                text = await response.text()
            found = re.search(r"^process_resident_memory_bytes (\S+)", text, re.MULTILINE)
            assert found is not None
            megabytes = round(float(found[1]) / 2**20)
            self.findings.counts["web process MB"] = max(
                megabytes, self.findings.counts["web process MB"]
            )
            if megabytes > 120:
                self.findings.fail(f"a web process holds {megabytes} MB")


@asynccontextmanager
async def open_load_test(
    *, users: int, chat_users: int, partner_timeout: int = PARTNER_TIMEOUT
) -> AsyncIterator[LoadTest]:
    """Start the whole system on free loopback ports, and create the users."""
    findings = Findings()
    async with AsyncExitStack() as stack:
        redis = stack.enter_context(durable_redis())
        sandbox = Program(
            "sandbox", "--port", "0", environment={}, ready=r"ready on (http://\S+) for"
        )
        await stack.enter_async_context(running(sandbox))
        environment = ENVIRONMENT | {
            "REDIS_URL": redis.url,
            "GOMINING_TIMEOUT": str(partner_timeout),
            "GOMINING_API_URL": sandbox.address,
            "TELEGRAM_API_URL": sandbox.address,
        }
        ready = r"listening on (http://\S+)"
        webs = [Program("webapp", environment=environment, ready=ready) for _ in range(2)]
        bot = Program("bot", environment=environment, ready=r"(answers, by)")
        await stack.enter_async_context(running(*webs, bot))
        connector = aiohttp.TCPConnector(limit=0)
        http = await stack.enter_async_context(aiohttp.ClientSession(connector=connector))
        disabled = {"enabled": False}
        async with http.post(f"{sandbox.address}/sim/chat/limits", json=disabled) as response:
            assert response.status == 200
        mini_app_users = [
            MiniAppUser(
                number,
                100 + number,
                sandbox=sandbox.address,
                webs=lambda: [web.address for web in webs],
                http=http,
                findings=findings,
                pause=users / 200,  # the same total load for any number of users
            )
            for number in range(users)
        ]
        chat = [ChatUser(n, sandbox=sandbox.address, http=http) for n in range(chat_users)]
        yield LoadTest(redis, sandbox, webs, bot, http, findings, mini_app_users, chat)
