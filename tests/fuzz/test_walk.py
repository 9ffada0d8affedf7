"""Sequences: a user who does anything in any order, and a bot that is sent anything."""

import json
import os
import random
import re
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app import Running
from sandbox.app import make_app
from sandbox.clock import Clock
from tests.bot.conftest import a_bot
from tests.fuzz.mutate import bend_json, bend_text
from tests.world import World, init_data_for, open_web_app
from tools.serving import serving
from webapp.routes import ROUTES

LONG = os.environ.get("FUZZ") == "long"
STEPS = 30_000 if LONG else 100
UPDATES = 20_000 if LONG else 100
DOCUMENTED = {200, 304, 400, 401, 404, 405, 408, 409, 413, 415, 422, 429, 502, 503, 504}
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
CHECK = "/api/auth/check-proof"
USER = {"id": 1001, "is_bot": False, "first_name": "A", "language_code": "en"}
CHAT = {"id": 1001, "type": "private", "first_name": "A"}
TEXTS = ("/start", "/miners", "/status", "/income 2", "/wallet", "12 TH 15", ADDRESS, "/calc 1 2")


async def step(world: World, chance: random.Random, proofs: list[Any]) -> tuple[str, int]:
    """Do one thing, mostly right and mostly bent."""
    user = chance.choice((1001, 1002))
    match chance.randrange(8):
        case 0:
            proofs.append(await world.proof(user, chance.choice((0, 1))))
            return "payload", 200
        case 1 if proofs:
            proof = chance.choice(proofs)
            proof = proof if chance.random() < 0.5 else bend_json(proof, chance)
            return CHECK, (await world.post(CHECK, proof, user=user)).status
        case 2:
            body = bend_json({"address": ADDRESS}, chance)
            return "bind", (await world.post("/api/wallets/bitcoin", body, user=user)).status
        case 3:
            now = world.clock()
            bent = bend_text(f"tma {init_data_for(user, now=now)}", chance)
            header = "".join(sign for sign in bent if " " <= sign < "\x7f")
            answer = await world.get("/api/me", headers={"Authorization": header})
            return "me", answer.status
        case _:
            route = chance.choice(ROUTES)
            query = chance.choice(("", "?limit=1", "?limit=0", "?offset=9", "?x=", "?limit=%ff"))
            data = json.dumps(bend_json({"language": "en", "address": ADDRESS}, chance))
            kind = {"Content-Type": chance.choice(("application/json", "text/plain"))}
            path = route.path if route.path != "/icon.png" else "/health/live"
            answer = await world.call(route.method, path + query, user, data=data, headers=kind)
            return path, answer.status


@pytest.mark.timeout(1800 if LONG else 120)
async def test_any_order_of_requests(world: World) -> None:
    """Logins, reads, binds, logouts, deletions, bent and in any order: documented answers only."""
    chance, proofs = random.Random(7), list[Any]()  # noqa: S311 - to be repeatable
    seen: Counter[int] = Counter()
    for number in range(STEPS):
        what, status = await step(world, chance, proofs)
        assert status in DOCUMENTED, (number, what, status)
        seen[status] += 1
        del proofs[:-5]
    assert seen[200] > STEPS // 10
    assert seen[400] > STEPS // 20


@pytest.fixture
async def running(redis_url: str) -> AsyncIterator[Running]:
    """A bot that works; what it is sent comes from the test, past Telegram."""
    clock = Clock()
    async with (
        serving(make_app(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url) as world,
    ):
        await world.sim("POST", "/sim/chat/start?user=1001")
        await world.login()
        async with a_bot(world) as bot:
            yield bot


def an_update(number: int, chance: random.Random) -> dict[str, Any]:
    """Return a good update of a message, a button or an inline query."""
    message = {"message_id": 5, "date": 1_795_000_000, "chat": CHAT, "from": USER}
    taps = ("status", "miners:1", "income:", "bind", "x", "wallet", "rates", "settings")
    match chance.randrange(3):
        case 0:
            event: Any = {"message": message | {"text": chance.choice(TEXTS)}}
        case 1:
            tapped = {"id": "1", "from": USER, "chat_instance": "1", "data": chance.choice(taps)}
            event = {"callback_query": tapped | {"message": message | {"text": "x"}}}
        case _:
            event = {"inline_query": {"id": "1", "from": USER, "query": "1", "offset": ""}}
    return {"update_id": number, **event}


@pytest.mark.timeout(1800 if LONG else 120)
async def test_any_update(running: Running, caplog: pytest.LogCaptureFixture) -> None:
    """Bent updates are read or dropped, each comes to an end, and the bot answers on.

    What fails, fails at Telegram, who knows of no such chat or query, or could not be sent at all.
    """
    chance = random.Random(8)  # noqa: S311 - to be repeatable
    ends: Counter[str] = Counter()
    for number in range(10_000, 10_000 + UPDATES):
        update = an_update(number, chance)
        bent = update if chance.random() < 0.1 else bend_json(bend_json(update, chance), chance)
        ends[str(await running.intake.accept(bent))] += 1
    assert sum(ends.values()) == UPDATES
    assert ends["handled"] > UPDATES // 20
    failed = [line for line in caplog.messages if re.match(r"update \d+ failed", line)]
    assert not [line for line in failed if not re.search("Telegram|UnicodeEncodeError", line)]
