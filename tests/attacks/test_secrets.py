"""No secret in logs at DEBUG, responses, metrics or Redis after every feature was used once."""

import json
import re
from dataclasses import dataclass, field, replace
from typing import Any

from redis.asyncio import Redis

from sandbox import keys
from tests.attacks.raw_http import exchange
from tests.chaos.load_test import ENVIRONMENT
from tests.chaos.processes import Program, running
from tests.world import SECRET_KEY, Answer, World, init_data_for

CHECK = "/api/auth/check-proof"
PASTED = "5HueCGU8rMjxEXxiPuD5BDku4MkFqeZyd4dZ1jvhTVqvbTLvyTJ"  # a published example of a key
FAULTS = ("garbled", "shape", "broken", "html403", "down", "limited", "lost")
LINE = re.compile(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d [A-Z]+ \S+ \[[^\]]*\] ")
FORGED = "2026-01-01T00:00:00 ERROR forged"


@dataclass
class Tour:
    """A user who uses every feature; keeps the answers and every secret that was in use."""

    world: World
    secrets: set[str] = field(
        default_factory=lambda: {keys.BOT_TOKEN, keys.API_SECRET, SECRET_KEY, PASTED}
    )
    answers: list[str] = field(default_factory=list)

    def keep(self, answer: Answer, *, but: str = "") -> Answer:
        """Keep an answer without the one secret that it is meant to contain."""
        text = json.dumps(answer.body) + json.dumps(dict(answer.headers))
        self.answers.append(text.replace(but, "") if but else text)
        return answer

    async def tokens(self) -> None:
        """Note the current tokens as secrets."""
        session = await self.world.services.sessions.load(1001)
        assert session is not None
        self.secrets.add(session.tokens.access_token.get_secret_value())
        self.secrets.add(session.tokens.refresh_token.get_secret_value())

    async def log_in(self, **faults: Any) -> None:
        """Log in; faults of the wallet make it fail."""
        proof = await self.world.proof(**faults)
        inner = proof["tonWallet"]["connectItems"]["tonProof"]["proof"]
        self.secrets |= {inner["payload"], inner["signature"]}
        self.keep(await self.world.post(CHECK, proof))

    async def read(self) -> None:
        """Read under every fault of the partner, also with tokens that expire early."""
        for fault in FAULTS:
            await self.world.inject_fault(fault, operation="c2s/nft/find-by-user", times=2)
            self.keep(await self.world.get("/api/miners"))
        body = {"message": f"no\n{FORGED} {keys.API_SECRET}", "statusCode": 400}
        await self.world.inject_fault(
            "answer", operation="c2s/wallet/balances", status=400, body=body
        )
        self.keep(await self.world.get("/api/balances"))
        await self.world.clear_faults()
        await self.world.inject_fault("expired", operation="c2s/nft/find-by-user", times=1)
        self.keep(await self.world.get("/api/miners"))
        await self.tokens()
        for path in ("overview", "me", "wallets", "income", "rates", "preferences", "x"):
            self.keep(await self.world.get(f"/api/{path}"))

    async def write(self) -> None:
        """Send a private key in place of an address, and download a file."""
        self.keep(await self.world.post("/api/wallets/bitcoin", {"address": PASTED}))
        self.keep(await self.world.post("/api/wallets/bitcoin", {"key": PASTED}))
        offered = await self.world.post("/api/income/export")
        ticket = offered.body["path"].partition("ticket=")[2]
        self.secrets.add(ticket)
        self.keep(offered, but=ticket)
        self.keep(await self.world.get(f"/exports/income.csv?ticket={ticket}", user=None))
        self.keep(await self.world.get(f"/exports/income.csv?ticket={ticket}x", user=None))

    async def send_malformed(self) -> None:
        """Send malformed HTTP and initData, and names with line breaks."""
        now = self.world.clock()
        good = init_data_for(1001, now=now)
        evil = json.dumps({"id": 1001, "first_name": f"a\n{FORGED}", "x": "\r" + FORGED})
        named = init_data_for(1001, now=now, user=evil)
        self.secrets |= {text.rpartition("hash=")[2][:64] for text in (good, named)}
        for header in (good, named, good + "x", good.replace("hash", "user"), f"%0a{FORGED}"):
            tma = {"Authorization": f"tma {header}"}
            self.keep(await self.world.get("/api/me", headers=tma))
        for line in (f"tma {good}\x01", f"tma {good}{'x' * 9000}", f"tma {good}\r\n bad"):
            await exchange(
                self.world.address,
                f"GET /api/me HTTP/1.1\r\nHost: x\r\nConnection: close\r\n"
                f"Authorization: {line}\r\n\r\n".encode(),
            )
        self.keep(await self.world.get(f"/%0d%0a{FORGED.replace(' ', '%20')}", user=None))


async def everything_in(redis_url: str) -> str:
    """Return all keys and values of a Redis as text."""
    found: list[str] = []
    async with Redis.from_url(redis_url) as client:
        redis: Any = client
        for key in await redis.keys("*"):
            kind = (await redis.type(key)).decode()
            read = {"string": redis.get, "hash": redis.hgetall}.get(kind)
            value = await (read(key) if read else redis.dump(key))
            found.append(repr((key, value)))
    return "\n".join(found)


async def write_in_the_chat(world: World, text: str) -> None:
    """Write to the bot and wait until it has answered."""
    sent = await world.sim("POST", "/sim/chat/send?user=1001", {"text": text})
    number = sent["message"]["message_id"]
    while True:
        messages = (await world.sim("GET", "/sim/chat/state?user=1001"))["messages"]
        mine = [one for one in messages if one["message_id"] > number]
        if [one for one in mine if not one["sandbox"]["outgoing"]]:
            return


def programs(world: World, redis_url: str) -> tuple[Program, Program]:
    """Return a web app and a bot that log at DEBUG."""
    environment = ENVIRONMENT | {
        "LOG_LEVEL": "DEBUG",
        "REDIS_URL": redis_url,
        "GOMINING_API_URL": world.sandbox,
        "TELEGRAM_API_URL": world.sandbox,
        "GOMINING_API_KEY": keys.API_KEY,
        "GOMINING_API_SECRET": keys.API_SECRET,
        "BOT_HOST": "127.0.0.1",
        "BOT_PORT": "0",
    }
    web = Program("webapp", environment=environment, ready=r"listening on (http://\S+)")
    bot = Program("bot", environment=environment, ready=r"listening on (\S+)")
    return web, bot


async def everything_once(tour: Tour, bot: str) -> str:
    """Use every feature of web app and bot; return their metrics."""
    world = tour.world
    await world.sim("POST", "/sim/chat/limits", {"enabled": False})
    for faults in ({}, {"fault": "otherKey"}, {"skew": 3600}, {}):
        await tour.log_in(**faults)
    await tour.tokens()
    await tour.read()
    await tour.write()
    await tour.send_malformed()
    await world.sim("POST", "/sim/chat/start?user=1001")
    for text in ("/miners", PASTED, f"x\n{FORGED}"):
        await write_in_the_chat(world, text)
    ours = await world.get("/metrics", user=None)
    theirs = await replace(world, address=f"http://{bot}").get("/metrics", user=None)
    return f"{ours.body}{theirs.body}"


async def test_no_secret_in_logs_answers_metrics_or_redis(
    chat_world: World, redis_url: str
) -> None:
    """Attack: reading logs, errors, metrics and Redis for tokens, proofs, keys and initData.

    And log injection: every line has the format of this project's logs, whatever names contain.
    """
    web, bot = programs(chat_world, redis_url)
    async with running(web, bot):
        tour = Tour(replace(chat_world, address=web.address))
        metrics = await everything_once(tour, bot.address)
        stored = await everything_in(redis_url)
    places = {
        "log of the web app": "".join(web.log),
        "log of the bot": "".join(bot.log),
        "metrics": metrics,
        "answers": "\n".join(tour.answers),
        "redis": stored,
    }
    found = [(where, s[:12]) for where, text in places.items() for s in tour.secrets if s in text]
    assert not found
    assert len(tour.secrets) > 12
    assert "webapp_request_seconds" in metrics
    assert "bot_updates" in metrics
    for line in [*web.log, *bot.log]:
        assert LINE.match(line) or line.startswith("    "), line
        assert not line.startswith(FORGED)
    assert "GET /api/partner/c2s/nft/find-by-user" in places["log of the web app"]
