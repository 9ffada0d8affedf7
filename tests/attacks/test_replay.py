"""Replayed proofs, fixated and copied sessions, and changed tickets."""

from base64 import urlsafe_b64decode, urlsafe_b64encode
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from redis.asyncio import Redis

from tests.chaos.processes import DurableRedis, durable_redis
from tests.flows.test_kill import web_process_of
from tests.world import World, open_web_app, open_world

CHECK = "/api/auth/check-proof"
SPENT = {"payload_used", "payload_unknown"}


@pytest.fixture
def durable() -> Iterator[DurableRedis]:
    """A Redis that survives being killed."""
    with durable_redis() as server:
        yield server


async def expire_repeats(world: World) -> None:
    """End the half minute in which a repeated POST gets the first one's answer."""
    redis: Any = world.services.redis
    for key in await redis.keys("*:payload:*"):
        await redis.delete(key)


async def test_proof_replay_by_the_same_user(world: World) -> None:
    """Attack: proof replay, same user, later than a repeated POST."""
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).status == 200
    await expire_repeats(world)
    assert (await world.post(CHECK, proof)).code in SPENT
    assert len(await world.calls("c2s/auth/check-proof")) == 1


async def test_proof_replay_by_another_user(world: World) -> None:
    """Attack: proof replay, other user, at once and later."""
    proof = await world.proof(user=1001)
    assert (await world.post(CHECK, proof, user=1001)).status == 200
    for _ in range(2):
        assert (await world.post(CHECK, proof, user=1002)).code in SPENT
        await expire_repeats(world)
    assert (await world.get("/api/me", user=1002)).body["wallet"] is None


async def test_proof_replay_at_another_process(redis_url: str, world: World) -> None:
    """Attack: proof replay at another web process."""
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).status == 200
    assert (await world.post("/api/auth/logout")).status == 200
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        assert (await other.post(CHECK, proof)).code in SPENT
        assert (await other.post(CHECK, proof, user=1002)).code in SPENT
        assert (await other.get("/api/me")).body["wallet"] is None


async def test_proof_replay_after_a_restart(world: World, redis_url: str) -> None:
    """Attack: proof replay after a restart of the web app."""
    async with web_process_of(world, redis_url) as (process, user):
        proof = await user.proof()
        assert (await user.post(CHECK, proof)).status == 200
        assert (await user.post("/api/auth/logout")).status == 200
        await process.stop(kill=True)
        await process.start()
        back = replace(user, address=process.address)
        assert (await back.post(CHECK, proof)).code in SPENT
        assert (await back.get("/api/me")).body["wallet"] is None


async def test_proof_replay_after_redis_was_killed(durable: DurableRedis) -> None:
    """Attack: proof replay after Redis was killed and restarted from its file."""
    async with open_world(durable.url) as world:
        proof = await world.proof()
        assert (await world.post(CHECK, proof)).status == 200
        assert (await world.post("/api/auth/logout")).status == 200
        durable.kill()
        durable.start()
        while (await world.get("/health/ready")).status != 200:
            pass
        assert (await world.post(CHECK, proof)).code in SPENT


async def test_session_cannot_be_planted(world: World) -> None:
    """Attack: session fixation.

    The session belongs to Telegram's signed user id. No cookie, header or parameter selects it, so
    one user cannot give a session to another; the tokens change with each login.
    """
    await world.login(user=1001, wallet=0)
    before = await world.services.sessions.load(1001)
    for trick in ({"Cookie": "session=1001"}, {"X-User-Id": "1001"}, {"X-Session": "1001"}):
        answer = await world.get("/api/me?", user=1002, headers=trick)
        assert answer.body["wallet"] is None
        assert "Set-Cookie" not in answer.headers
    assert (await world.get("/api/me?user=1001", user=1002)).code == "invalid_request"
    await world.login(user=1001, wallet=0)
    after = await world.services.sessions.load(1001)
    assert before is not None
    assert after is not None
    assert before.tokens != after.tokens
    assert before.sealed != after.sealed


async def test_copied_session_does_not_open_for_another_user(world: World) -> None:
    """Attack: somebody with access to Redis copies a sealed session to another user's key."""
    await world.login(user=1001)
    redis: Redis = world.services.redis
    sealed: Any = await redis.get(world.services.sessions.key(1001))
    await redis.set(world.services.sessions.key(1002), sealed)
    assert (await world.get("/api/me", user=1002)).body["wallet"] is None
    for path in ("/api/miners", "/api/overview", "/api/wallets"):
        assert (await world.get(path, user=1002)).code == "not_logged_in"
    assert (await world.get("/api/me", user=1001)).body["wallet"] is not None
    await world.login(user=1002, wallet=1)
    assert (await world.get("/api/miners", user=1002)).status == 200


async def test_session_and_ticket_are_not_interchangeable(world: World) -> None:
    """Attack: a sealed session sent as a ticket, and a ticket stored as a session."""
    await world.login()
    redis: Any = world.services.redis
    sealed = await redis.get(world.services.sessions.key(1001))
    shown = urlsafe_b64encode(sealed).decode()[:200]
    assert (await world.get(f"/exports/income.csv?ticket={shown}", user=None)).status == 404
    offered = (await world.post("/api/income/export")).body["path"]
    ticket = offered.partition("ticket=")[2]
    await redis.set(world.services.sessions.key(1003), urlsafe_b64decode(ticket + "=="))
    assert (await world.get("/api/me", user=1003)).body["wallet"] is None


async def test_changed_or_expired_ticket_is_404(world: World) -> None:
    """Attack: a download link that is changed, or used after its five minutes."""
    await world.login()
    path = (await world.post("/api/income/export")).body["path"]
    assert (await world.get(path, user=None)).status == 200
    head, _, ticket = path.partition("ticket=")
    for at in range(0, len(ticket), 7):
        bent = ticket[:at] + ("A" if ticket[at] != "A" else "B") + ticket[at + 1 :]
        assert (await world.get(f"{head}ticket={bent}", user=None)).status == 404
    world.clock.move(timedelta(minutes=5))
    assert (await world.get(path, user=None)).status == 404
