"""A proof or a session that is shown again, elsewhere, or as somebody else's."""

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
    """A Redis that keeps what it was told."""
    with durable_redis() as server:
        yield server


async def forget_the_repeat(world: World) -> None:
    """Let the half minute pass in which a double POST gets the first one's answer."""
    redis: Any = world.services.redis
    for key in await redis.keys("*:payload:*"):
        await redis.delete(key)


async def test_proof_replay_by_the_same_user(world: World) -> None:
    """Attack: proof replay, same user. Later than a double POST it opens nothing."""
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).status == 200
    await forget_the_repeat(world)
    assert (await world.post(CHECK, proof)).code in SPENT
    assert len(await world.calls("c2s/auth/check-proof")) == 1


async def test_proof_replay_by_another_user(world: World) -> None:
    """Attack: proof replay, other user. Neither at once nor later, and nobody is logged in."""
    proof = await world.proof(user=1001)
    assert (await world.post(CHECK, proof, user=1001)).status == 200
    for _ in range(2):
        assert (await world.post(CHECK, proof, user=1002)).code in SPENT
        await forget_the_repeat(world)
    assert (await world.get("/api/me", user=1002)).body["wallet"] is None


async def test_proof_replay_at_another_process(redis_url: str, world: World) -> None:
    """Attack: proof replay, other process. What one has used up is used up for all."""
    proof = await world.proof()
    assert (await world.post(CHECK, proof)).status == 200
    assert (await world.post("/api/auth/logout")).status == 200
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        assert (await other.post(CHECK, proof)).code in SPENT
        assert (await other.post(CHECK, proof, user=1002)).code in SPENT
        assert (await other.get("/api/me")).body["wallet"] is None


async def test_proof_replay_after_a_restart(world: World, redis_url: str) -> None:
    """Attack: proof replay after a restart of the web app. No memory of it is in the process."""
    async with web_process_of(world, redis_url) as (process, user):
        proof = await user.proof()
        assert (await user.post(CHECK, proof)).status == 200
        assert (await user.post("/api/auth/logout")).status == 200
        await process.stop(kill=True)
        await process.start()
        back = replace(user, address=process.address)
        assert (await back.post(CHECK, proof)).code in SPENT
        assert (await back.get("/api/me")).body["wallet"] is None


async def test_proof_replay_after_redis_came_back(durable: DurableRedis) -> None:
    """Attack: proof replay after Redis was killed: its file remembers what is used up."""
    async with open_world(durable.url) as world:
        proof = await world.proof()
        assert (await world.post(CHECK, proof)).status == 200
        assert (await world.post("/api/auth/logout")).status == 200
        durable.kill()
        durable.start()
        while (await world.get("/health/ready")).status != 200:
            pass
        assert (await world.post(CHECK, proof)).code in SPENT


async def test_session_fixation(world: World) -> None:
    """Attack: session fixation. Nothing that was there before a login is good after it.

    The session hangs on Telegram's signed user id alone. No cookie, header or parameter names it,
    so there is nothing that one user could plant with another; the tokens change with each login.
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


async def test_a_sealed_session_moved_to_another_user(world: World) -> None:
    """Attack: who can write to Redis copies Alice's sealed session to Bob's key. Bob is nobody."""
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


async def test_a_sealed_session_as_a_ticket(world: World) -> None:
    """Attack: a session's seal shown as the ticket of a file, and a ticket put in as a session."""
    await world.login()
    redis: Any = world.services.redis
    from base64 import urlsafe_b64decode, urlsafe_b64encode  # noqa: PLC0415

    sealed = await redis.get(world.services.sessions.key(1001))
    shown = urlsafe_b64encode(sealed).decode()[:200]
    assert (await world.get(f"/exports/income.csv?ticket={shown}", user=None)).status == 404
    offered = (await world.post("/api/income/export")).body["path"]
    ticket = offered.partition("ticket=")[2]
    await redis.set(world.services.sessions.key(1003), urlsafe_b64decode(ticket + "=="))
    assert (await world.get("/api/me", user=1003)).body["wallet"] is None


async def test_a_tickets_end_and_owner(world: World) -> None:
    """Attack: a link to a file kept for later, bent, or bent into another user's."""
    await world.login()
    path = (await world.post("/api/income/export")).body["path"]
    assert (await world.get(path, user=None)).status == 200
    head, _, ticket = path.partition("ticket=")
    for at in range(0, len(ticket), 7):
        bent = ticket[:at] + ("A" if ticket[at] != "A" else "B") + ticket[at + 1 :]
        assert (await world.get(f"{head}ticket={bent}", user=None)).status == 404
    world.clock.move(timedelta(minutes=5))
    assert (await world.get(path, user=None)).status == 404
