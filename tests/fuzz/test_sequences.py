"""Random sequences: users who send any requests in any order, and a bot that gets any updates."""

import json
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
from tests.fuzz.mutate import mutate_json, mutate_text
from tests.world import World, init_data_for, open_web_app
from tools.serving import serving
from webapp.routes import ROUTES

MANY = pytest.param(3_000, marks=[pytest.mark.long, pytest.mark.timeout(900)])
DOCUMENTED = {200, 304, 400, 401, 404, 405, 408, 409, 413, 415, 422, 429, 502, 503, 504}
ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
CHECK = "/api/auth/check-proof"
USER = {"id": 1001, "is_bot": False, "first_name": "A", "language_code": "en"}
CHAT = {"id": 1001, "type": "private", "first_name": "A"}
TEXTS = ("/start", "/miners", "/status", "/income 2", "/wallet", "12 TH 15", ADDRESS, "/calc 1 2")


async def step(world: World, rng: random.Random, proofs: list[Any]) -> tuple[str, int]:
    """Send one request, mutated more often than not; return what it was and its status."""
    user = rng.choice((1001, 1002))
    match rng.randrange(8):
        case 0:
            proofs.append(await world.proof(user, rng.choice((0, 1))))
            return "payload", 200
        case 1 if proofs:
            proof = rng.choice(proofs)
            proof = proof if rng.random() < 0.5 else mutate_json(proof, rng)
            return CHECK, (await world.post(CHECK, proof, user=user)).status
        case 2:
            body = mutate_json({"address": ADDRESS}, rng)
            return "bind", (await world.post("/api/wallets/bitcoin", body, user=user)).status
        case 3:
            now = world.clock()
            mutated = mutate_text(f"tma {init_data_for(user, now=now)}", rng)
            header = "".join(sign for sign in mutated if " " <= sign < "\x7f")
            answer = await world.get("/api/me", headers={"Authorization": header})
            return "me", answer.status
        case _:
            route = rng.choice(ROUTES)
            query = rng.choice(("", "?limit=1", "?limit=0", "?offset=9", "?x=", "?limit=%ff"))
            data = json.dumps(mutate_json({"language": "en", "address": ADDRESS}, rng))
            kind = {"Content-Type": rng.choice(("application/json", "text/plain"))}
            path = route.path if route.path != "/icon.png" else "/health/live"
            answer = await world.call(route.method, path + query, user, data=data, headers=kind)
            return path, answer.status


@pytest.mark.parametrize("steps", [100, MANY])
async def test_random_requests_get_documented_statuses(world: World, steps: int) -> None:
    """Logins, reads, bindings, logouts and deletions, valid and mutated, in any order."""
    rng, proofs = random.Random(7), list[Any]()  # noqa: S311 - repeatable
    seen: Counter[int] = Counter()
    for number in range(steps):
        what, status = await step(world, rng, proofs)
        assert status in DOCUMENTED, (number, what, status)
        seen[status] += 1
        del proofs[:-5]
    assert seen[200] > steps // 10
    assert seen[400] > steps // 20


@pytest.fixture
async def running(redis_url: str) -> AsyncIterator[Running]:
    """A running bot; the test gives it updates directly."""
    clock = Clock()
    async with (
        serving(make_app(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url) as world,
    ):
        await world.sim("POST", "/sim/chat/start?user=1001")
        await world.login()
        async with a_bot(world) as bot:
            yield bot


def an_update(number: int, rng: random.Random) -> dict[str, Any]:
    """Return a valid update: a message, a button or an inline query."""
    message = {"message_id": 5, "date": 1_795_000_000, "chat": CHAT, "from": USER}
    taps = (
        "v1.open:status:",
        "v1.open:miners:2",
        "v1.days:2",
        "v1.bind:start:",
        "miners:1",
        "x",
        "v1.open:wallet:",
        "v1.open:rates:",
        "v1.open:settings:",
    )
    match rng.randrange(3):
        case 0:
            event: Any = {"message": message | {"text": rng.choice(TEXTS)}}
        case 1:
            tapped = {"id": "1", "from": USER, "chat_instance": "1", "data": rng.choice(taps)}
            event = {"callback_query": tapped | {"message": message | {"text": "x"}}}
        case _:
            event = {"inline_query": {"id": "1", "from": USER, "query": "1", "offset": ""}}
    return {"update_id": number, **event}


@pytest.mark.parametrize("updates", [100, MANY])
async def test_random_updates_are_handled_or_dropped(
    running: Running, caplog: pytest.LogCaptureFixture, updates: int
) -> None:
    """Each one ends, and the bot goes on answering.

    An update may fail only because Telegram refuses the answer (it knows no such chat or query), or
    because the answer cannot be encoded.
    """
    rng = random.Random(8)  # noqa: S311 - repeatable
    ends: Counter[str] = Counter()
    for number in range(10_000, 10_000 + updates):
        update = an_update(number, rng)
        mutated = update if rng.random() < 0.1 else mutate_json(mutate_json(update, rng), rng)
        ends[str(await running.queue.accept(mutated))] += 1
    assert sum(ends.values()) == updates
    assert ends["handled"] > updates // 20
    failed = [line for line in caplog.messages if re.match(r"update \d+ failed", line)]
    assert not [line for line in failed if not re.search("Telegram|UnicodeEncodeError", line)]
