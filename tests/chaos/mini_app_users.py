"""Simulated users of the mini-app, each with a separate wallet, so that answers can be matched."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from enum import Enum
from typing import Any

import aiohttp
from embit import bech32

from sandbox.wallet import TestWallet
from tests.world import DOMAIN, init_data_for

# Statuses that the OpenAPI description allows; 500 is not among them.
DOCUMENTED_STATUSES = {200, 400, 401, 408, 409, 413, 415, 422, 429, 502, 503, 504}
HANG_SECONDS = 60.0  # without an answer; far above every timeout of the product


class LoginState(Enum):
    """State of the login as known to the user.

    MAYBE: a login or logout was sent, and its answer did not arrive.
    """

    OUT = "out"
    IN = "in"
    MAYBE = "maybe"


@dataclass
class Findings:
    """Failures and counters of a load test."""

    failures: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def fail(self, what: str) -> None:
        """Record a failure."""
        self.failures.append(what)


@dataclass
class Reply:
    """Status and JSON of an answer; status 0 means no answer."""

    status: int
    body: Any = None

    @property
    def code(self) -> str:
        """Error code, or an empty text."""
        return str(self.body["error"]["code"]) if self.status >= 400 else ""


class MiniAppUser:
    """A user of the mini-app."""

    def __init__(
        self,
        number: int,
        wallet: int,
        *,
        sandbox: str,
        webs: Callable[[], Sequence[str]],
        http: aiohttp.ClientSession,
        findings: Findings,
        pause: float = 0.2,
    ) -> None:
        self.user_id = 500_000 + number
        self.address = TestWallet(wallet).address
        self.login = LoginState.OUT
        self.ended = 0  # logins that ended without a logout
        self.requested: set[str] = set()  # Bitcoin addresses that this user has tried to bind
        self.bound: str | None = None  # the last one, if confirmed
        self.unsure = False  # a bind without an answer may take effect later
        self._wallet = wallet
        self._sandbox, self._webs, self._http = sandbox, webs, http
        self._findings = findings
        self._pause = pause  # average seconds between two actions
        self._random = random.Random(number)  # noqa: S311 - reproducible

    async def run(self, until: asyncio.Event) -> None:
        """Carry out random actions until `until` is set."""
        actions = [self.read_wallets] * 4 + [self.read_me, self.read_overview, self.read_shared]
        actions += [self.read_miners, self.bind, self.log_out, self.disconnect_early]
        while not until.is_set():
            if self.login is LoginState.IN:
                await self._random.choice(actions)()
            else:
                await self.log_in(skew=self._random.choice([0, 0, 0, 600, -600, 3600, -3600]))
            await asyncio.sleep(self._random.uniform(0.1, 2) * self._pause)

    async def request(
        self, method: str, path: str, body: Any = None, *, timeout_seconds: float = HANG_SECONDS
    ) -> Any:
        """Send a request as this user to a random web process."""
        url = self._random.choice(self._webs()) + path
        init_data = init_data_for(self.user_id, now=datetime.now(UTC))
        headers = {"Authorization": f"tma {init_data}"}
        timeout = aiohttp.ClientTimeout(total=timeout_seconds)
        self._findings.counts["requests"] += 1
        try:
            async with self._http.request(
                method, url, json=body, headers=headers, timeout=timeout
            ) as response:
                reply = Reply(response.status, json.loads(await response.read()))
        except TimeoutError:
            if timeout_seconds >= HANG_SECONDS:
                self._findings.fail(f"{method} {path} hangs")
            return Reply(0)
        except (aiohttp.ClientError, OSError):
            return Reply(0)
        if reply.status not in DOCUMENTED_STATUSES:
            self._findings.fail(f"{method} {path} answers {reply.status}: {reply.body}")
        self._findings.counts[f"{reply.status} {reply.code}".strip()] += 1
        self._check_login(reply, path)
        return reply

    def _check_login(self, reply: Reply, path: str) -> None:
        """Record a login that has ended."""
        if reply.status == 401:
            if reply.code != "not_logged_in":
                self._findings.fail(f"{path}: {reply.body}")
            if self.login is LoginState.IN:
                self.ended += 1
            self.login = LoginState.OUT

    async def log_in(self, *, skew: int = 0) -> None:
        """Log in with the wallet, whose clock is wrong by `skew` seconds."""
        started = await self.request("POST", "/api/auth/generate-payload")
        if started.status != 200:
            return
        connect = {"domain": DOMAIN, "payload": started.body["payload"], "skew": skew}
        url = f"{self._sandbox}/sim/wallet/{self._wallet}/connect"
        async with self._http.post(url, json=connect) as response:
            proof = {"tonWallet": (await response.json())["wallet"]}
        self.login = LoginState.MAYBE
        done = await self.request("POST", "/api/auth/check-proof", proof)
        if abs(skew) > 900 and done.status == 200:
            self._findings.fail(f"login accepted with a clock error of {skew} s")
        if done.status == 200:
            self.login = LoginState.IN
            self._check_wallet("check-proof", done.body["wallet"]["address"])

    async def read_me(self) -> None:
        """Read the logged-in user and wallet."""
        reply = await self.request("GET", "/api/me")
        if reply.status != 200:
            return
        if reply.body["user"]["id"] != self.user_id:
            self._findings.fail(f"{self.user_id} got the data of {reply.body['user']['id']}")
        if reply.body["wallet"] is None:
            self.ended += self.login is LoginState.IN
            self.login = LoginState.OUT
        else:
            self.login = LoginState.IN
            self._check_wallet("me", reply.body["wallet"]["address"])

    async def read_wallets(self) -> None:
        """Read the partner's wallets: the login wallet and the Bitcoin address."""
        reply = await self.request("GET", "/api/wallets")
        if reply.status == 200:
            known = {wallet["type"]: wallet["address"] for wallet in reply.body["items"]}
            self._check_wallet("wallets", known.get("TON"))
            self._check_address(known.get("BTC"))

    async def read_overview(self) -> None:
        """Read the overview, which combines several calls of the partner."""
        reply = await self.request("GET", "/api/overview")
        if reply.status == 200:
            self._check_address(reply.body["item"]["bitcoinAddress"])

    async def read_miners(self) -> None:
        """Read the miners, of which these users have none."""
        reply = await self.request("GET", "/api/miners")
        if reply.status == 200 and reply.body["items"]:
            self._findings.fail(f"{self.user_id} sees miners of another user")

    async def read_shared(self) -> None:
        """Read data that is the same for all users."""
        await self.request("GET", self._random.choice(["/api/rates", "/api/incentives"]))

    async def bind(self) -> None:
        """Bind a new, unique Bitcoin address."""
        address = bech32.encode("bc", 0, list(self._random.randbytes(20)))
        self.requested.add(address)
        self.bound = None
        reply = await self.request("POST", "/api/wallets/bitcoin", {"address": address})
        if reply.status == 200:
            self.bound = address
            self._findings.counts["bound"] += 1
        else:
            self.unsure = True

    async def log_out(self) -> None:
        """Log out."""
        self.login = LoginState.MAYBE
        reply = await self.request("POST", "/api/auth/logout")
        if reply.status == 200:
            self.login = LoginState.OUT

    async def disconnect_early(self) -> None:
        """Send a request and disconnect before the answer."""
        await self.request(
            "GET", "/api/overview", timeout_seconds=self._random.uniform(0.001, 0.05)
        )

    def _check_wallet(self, where: str, address: str | None) -> None:
        if address != self.address:
            self._findings.fail(f"{where} shows {self.user_id} the wallet {address}")

    def _check_address(self, address: str | None) -> None:
        if address is not None and address not in self.requested:
            self._findings.fail(f"{self.user_id} did not request {address}")
        if not self.unsure and address != self.bound:
            self._findings.fail(f"{self.user_id} expects {self.bound}, but {address} is bound")
