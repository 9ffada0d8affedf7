"""The web app as a process: kills during login and refresh, SIGTERM, and its logs."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from typing import Any

import aiohttp
import pytest

from sandbox import keys
from tests.servers import WebProcess, a_web_process
from tests.world import DOMAIN, SECRET_KEY, World

CHECK = "/api/auth/check-proof"


@asynccontextmanager
async def web_process_of(world: World, redis_url: str) -> AsyncIterator[tuple[WebProcess, World]]:
    """Run a web process with the world's sandbox and Redis; also return a World for its address."""
    environment = {
        "BOT_TOKEN": keys.BOT_TOKEN,
        "GOMINING_API_URL": world.sandbox,
        "GOMINING_PARTNER_ID": keys.PARTNER_ID,
        "GOMINING_TIMEOUT": "0.9",
        "WEBAPP_URL": f"https://{DOMAIN}",
        "REDIS_URL": redis_url,
        "SECRET_KEYS": SECRET_KEY,
        "LOG_LEVEL": "DEBUG",
    }
    async with a_web_process(environment) as process:
        yield process, replace(world, address=process.address)


async def kill_and_restart(
    process: WebProcess, request: asyncio.Task[Any], world: World, lock: str
) -> None:
    """Kill the process while it holds the lock in Redis, and start it again."""
    while not await world.services.redis.keys(lock):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)  # the partner has probably received the call; both cases must work
    await process.stop(kill=True)
    with pytest.raises(aiohttp.ClientError):
        await request
    await process.start()


@pytest.mark.long
async def test_login_works_after_a_kill_during_login(world: World, redis_url: str) -> None:
    """A new login works while the claim of the killed process lasts."""
    async with web_process_of(world, redis_url) as (process, user):
        proof = await user.proof()
        await world.inject_fault("slow", operation="c2s/auth/check-proof", delay=0.8, times=1)
        posting = asyncio.create_task(user.post(CHECK, proof))
        await kill_and_restart(process, posting, world, "*payload*")
        back = replace(user, address=process.address)
        # The partner may have used up its payload before the kill: the same proof is accepted, or
        # an error asks for a new login, which works.
        answer = await back.post(CHECK, proof)
        if answer.status != 200:
            assert answer.code in {"partner_refused", "payload_unknown", "login_busy"}
            await back.login()
        assert (await back.get("/api/miners")).status == 200
        assert not await world.services.redis.keys("*lock*")


async def test_session_works_after_a_kill_during_refresh(world: World, redis_url: str) -> None:
    """The lock of the killed process expires; the session is kept, or a new login works."""
    async with web_process_of(world, redis_url) as (process, user):
        await user.login()
        await world.inject_fault("expired", operation="c2s/nft/find-by-user", times=1)
        await world.inject_fault("slow", operation="c2s/auth/refresh", delay=0.8, times=1)
        reading = asyncio.create_task(user.get("/api/miners"))
        await kill_and_restart(process, reading, world, "*lock:refresh*")
        back = replace(user, address=process.address)
        # The old access token is still valid.
        assert (await back.get("/api/miners")).status == 200
        # When it is rejected, the refresh waits for the lock of the killed process to expire. Its
        # lease covers an outage of Redis; the test does not wait for that.
        await world.services.redis.delete(*await world.services.redis.keys("*refresh*"))
        await world.inject_fault("expired", operation="c2s/nft/find-by-user", times=1)
        answer = await back.get("/api/miners")
        assert answer.status in {200, 401}
        if answer.status == 401:
            assert answer.code == "not_logged_in"
            await back.login()
        assert (await back.get("/api/miners")).status == 200


async def test_sigterm_finishes_running_requests(world: World, redis_url: str) -> None:
    """A running request is answered, and the process exits with 0."""
    async with web_process_of(world, redis_url) as (process, user):
        await user.login()
        await world.inject_fault("slow", operation="c2s/nft/find-by-user", delay=0.5, times=1)
        reading = asyncio.create_task(user.get("/api/miners"))
        while "find-by-user" not in "".join(process.log) and not reading.done():
            await asyncio.sleep(0.01)
        code = await process.stop()
        assert (code, (await reading).status) == (0, 200)


async def test_no_secret_is_logged_at_debug(world: World, redis_url: str) -> None:
    """No token, initData, proof or key after login, reads and errors."""
    secrets = [keys.BOT_TOKEN, SECRET_KEY, keys.API_SECRET, "hunter2", "5HueCGU8", "query_id"]
    async with web_process_of(world, redis_url) as (process, user):
        proof = await user.proof()
        parts = proof["tonWallet"]["connectItems"]["tonProof"]["proof"]
        secrets += [parts["signature"], parts["payload"]]
        await user.post(CHECK, proof)
        session = await world.services.sessions.load(1001)
        assert session is not None
        secrets.append(session.tokens.access_token.get_secret_value())
        secrets.append(session.tokens.refresh_token.get_secret_value())
        for fault in ("garbled", "shape", "broken", "html403", "down"):
            await world.inject_fault(fault, operation="c2s/nft/find-by-user", times=1)
            await user.get("/api/miners?limit=1")
        await user.get("/api/me", headers={"Authorization": "tma user=hunter2&hash=hunter2"})
        await user.post("/api/wallets/bitcoin", {"address": "5HueCGU8rMjxEXxiPuD5BDku4MkFqe"})
        await process.stop()
        log = "".join(process.log)
    assert len(re.findall(r"GET /api/partner/c2s/nft/find-by-user", log)) >= 5
    assert not [secret for secret in secrets if secret in log]
