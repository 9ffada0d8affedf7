"""Simulated Telegram users. Each has a wallet of its own, so each answer shows whose it is."""

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

# What the API's description allows, for every route; 500 is not among it.
DOCUMENTED = {200, 400, 401, 408, 409, 413, 415, 422, 429, 502, 503, 504}
HANG = 60.0  # seconds without an answer that count as a hang, far above every time-out of ours


class Login(Enum):
    """What a user knows of the login. MAYBE: the answer to a login or a logout never came."""

    OUT = "out"
    IN = "in"
    MAYBE = "maybe"


@dataclass
class Findings:
    """What went wrong, and what happened how often."""

    faults: list[str] = field(default_factory=list)
    counts: Counter[str] = field(default_factory=Counter)

    def fault(self, what: str) -> None:
        """Note something that must not happen."""
        self.faults.append(what)


@dataclass
class Reply:
    """A status and the JSON that came; status 0 is no answer at all."""

    status: int
    body: Any = None

    @property
    def code(self) -> str:
        """The code of an error."""
        return str(self.body["error"]["code"]) if self.status >= 400 else ""


class Person:
    """One user of the mini-app."""

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
        self.login = Login.OUT
        self.ended = 0  # how often a login ended that we did not end
        self.asked: set[str] = set()  # every Bitcoin address that this user has asked to bind
        self.bound: str | None = None  # the last one, if it was confirmed
        self.unsure = False  # whether a bind was ever left without an answer: it may come late
        self._wallet = wallet
        self._sandbox, self._webs, self._http = sandbox, webs, http
        self._findings = findings
        self._pause = pause  # seconds between two acts, on average
        self._random = random.Random(number)  # noqa: S311 - a part to play

    async def live(self, until: asyncio.Event) -> None:
        """Log in, read, bind and come back, until the storm is over."""
        acts = [self.read_wallets] * 4 + [self.read_me, self.read_overview, self.read_shared]
        acts += [self.read_miners, self.bind, self.leave, self.hang_up]
        while not until.is_set():
            if self.login is Login.IN:
                await self._random.choice(acts)()
            else:
                await self.enter(skew=self._random.choice([0, 0, 0, 600, -600, 3600, -3600]))
            await asyncio.sleep(self._random.uniform(0.1, 2) * self._pause)

    async def ask(self, method: str, path: str, body: Any = None, *, patience: float = HANG) -> Any:
        """Ask one of the web processes, whichever it is, as this user."""
        url = self._random.choice(self._webs()) + path
        init_data = init_data_for(self.user_id, now=datetime.now(UTC))
        headers = {"Authorization": f"tma {init_data}"}
        timeout = aiohttp.ClientTimeout(total=patience)
        self._findings.counts["requests"] += 1
        try:
            async with self._http.request(
                method, url, json=body, headers=headers, timeout=timeout
            ) as response:
                reply = Reply(response.status, json.loads(await response.read()))
        except TimeoutError:
            if patience >= HANG:
                self._findings.fault(f"{method} {path} hangs")
            return Reply(0)
        except (aiohttp.ClientError, OSError):
            return Reply(0)
        if reply.status not in DOCUMENTED:
            self._findings.fault(f"{method} {path} answers {reply.status}: {reply.body}")
        self._findings.counts[f"{reply.status} {reply.code}".strip()] += 1
        self._judge(reply, path)
        return reply

    def _judge(self, reply: Reply, path: str) -> None:
        """Notice a login that has ended."""
        if reply.status == 401:
            if reply.code != "not_logged_in":
                self._findings.fault(f"{path}: {reply.body}")
            if self.login is Login.IN:
                self.ended += 1
            self.login = Login.OUT

    async def enter(self, *, skew: int = 0) -> None:
        """Log in with the wallet, whose clock may be wrong."""
        begun = await self.ask("POST", "/api/auth/generate-payload")
        if begun.status != 200:
            return
        connect = {"domain": DOMAIN, "payload": begun.body["payload"], "skew": skew}
        url = f"{self._sandbox}/sim/wallet/{self._wallet}/connect"
        async with self._http.post(url, json=connect) as response:
            proof = {"tonWallet": (await response.json())["wallet"]}
        self.login = Login.MAYBE
        done = await self.ask("POST", "/api/auth/check-proof", proof)
        if abs(skew) > 900 and done.status == 200:
            self._findings.fault(f"a wallet whose clock is off by {skew} s was let in")
        if done.status == 200:
            self.login = Login.IN
            self._own("check-proof", done.body["wallet"]["address"])

    async def read_me(self) -> None:
        """See whose wallet is logged in."""
        reply = await self.ask("GET", "/api/me")
        if reply.status != 200:
            return
        if reply.body["user"]["id"] != self.user_id:
            self._findings.fault(f"{self.user_id} is told to be {reply.body['user']['id']}")
        if reply.body["wallet"] is None:
            self.ended += self.login is Login.IN
            self.login = Login.OUT
        else:
            self.login = Login.IN
            self._own("me", reply.body["wallet"]["address"])

    async def read_wallets(self) -> None:
        """See the partner's own view: the login wallet and the Bitcoin address."""
        reply = await self.ask("GET", "/api/wallets")
        if reply.status == 200:
            known = {each["type"]: each["address"] for each in reply.body["items"]}
            self._own("wallets", known.get("TON"))
            self._paid_to(known.get("BTC"))

    async def read_overview(self) -> None:
        """See seven answers of the partner at once."""
        reply = await self.ask("GET", "/api/overview")
        if reply.status == 200:
            self._paid_to(reply.body["item"]["bitcoinAddress"])

    async def read_miners(self) -> None:
        """See the miners: these users have none."""
        reply = await self.ask("GET", "/api/miners")
        if reply.status == 200 and reply.body["items"]:
            self._findings.fault(f"{self.user_id} sees miners of somebody else")

    async def read_shared(self) -> None:
        """See what all members share."""
        await self.ask("GET", self._random.choice(["/api/rates", "/api/incentives"]))

    async def bind(self) -> None:
        """Bind a Bitcoin address that nobody else has."""
        address = bech32.encode("bc", 0, list(self._random.randbytes(20)))
        self.asked.add(address)
        self.bound = None
        reply = await self.ask("POST", "/api/wallets/bitcoin", {"address": address})
        if reply.status == 200:
            self.bound = address
            self._findings.counts["bound"] += 1
        else:
            self.unsure = True

    async def leave(self) -> None:
        """Log out."""
        self.login = Login.MAYBE
        reply = await self.ask("POST", "/api/auth/logout")
        if reply.status == 200:
            self.login = Login.OUT

    async def hang_up(self) -> None:
        """Ask and go away before the answer comes, in the middle of whatever runs then."""
        await self.ask("GET", "/api/overview", patience=self._random.uniform(0.001, 0.05))

    def _own(self, where: str, address: str | None) -> None:
        if address != self.address:
            self._findings.fault(f"{where} shows {self.user_id} the wallet {address}")

    def _paid_to(self, address: str | None) -> None:
        if address is not None and address not in self.asked:
            self._findings.fault(f"{self.user_id} never asked for {address}")
        if not self.unsure and address != self.bound:
            self._findings.fault(f"{self.user_id} was told {self.bound}, and {address} is bound")
