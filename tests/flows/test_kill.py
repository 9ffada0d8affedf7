"""The web app as a process: killed in the middle, started again, and nobody is locked out."""

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
async def a_process(world: World, redis_url: str) -> AsyncIterator[tuple[WebProcess, World]]:
    """Run a web process over the world's sandbox and Redis, and a world that speaks to it."""
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


async def kill_in(process: WebProcess, asking: asyncio.Task[Any], world: World, lock: str) -> None:
    """Kill the process while it holds this in Redis, and start it again."""
    while not await world.services.redis.keys(lock):
        await asyncio.sleep(0.01)
    await asyncio.sleep(0.2)  # the partner has been asked by now; either way must be survived
    await process.stop(kill=True)
    with pytest.raises(aiohttp.ClientError):
        await asking
    await process.start()


async def test_killed_in_a_login(world: World, redis_url: str) -> None:
    """The claim of the dead process ends by itself, and the wallet logs in."""
    async with a_process(world, redis_url) as (process, user):
        proof = await user.proof()
        await world.inject_fault("slow", operation="c2s/auth/check-proof", delay=0.8, times=1)
        posting = asyncio.create_task(user.post(CHECK, proof))
        await kill_in(process, posting, world, "*payload*")
        back = replace(user, address=process.address)
        # Whether the partner had used its payload up before the kill is not for us to know: the
        # same proof is good, or the member is told at once to connect again, which works.
        answer = await back.post(CHECK, proof)
        if answer.status != 200:
            assert answer.code in {"partner_refused", "payload_unknown"}
            await back.login()
        assert (await back.get("/api/miners")).status == 200
        assert not await world.services.redis.keys("*lock*")


async def test_killed_in_a_refresh(world: World, redis_url: str) -> None:
    """The lock of the dead process ends by itself; the session is there, or a login makes it."""
    async with a_process(world, redis_url) as (process, user):
        await user.login()
        await world.inject_fault("expired", operation="c2s/nft/find-by-user", times=1)
        await world.inject_fault("slow", operation="c2s/auth/refresh", delay=0.8, times=1)
        reading = asyncio.create_task(user.get("/api/miners"))
        await kill_in(process, reading, world, "*lock:refresh*")
        back = replace(user, address=process.address)
        # The old access token still lives, so nothing is lost to the member.
        assert (await back.get("/api/miners")).status == 200
        # When it ends, the refresh waits for the dead one's lock and then gets a verdict.
        await world.inject_fault("expired", operation="c2s/nft/find-by-user", times=1)
        answer = await back.get("/api/miners")
        assert answer.status in {200, 401}
        if answer.status == 401:
            assert answer.code == "not_logged_in"
            await back.login()
        assert (await back.get("/api/miners")).status == 200


async def test_sigterm_finishes_what_runs(world: World, redis_url: str) -> None:
    """A request under way is answered before the process ends, and it ends with 0."""
    async with a_process(world, redis_url) as (process, user):
        await user.login()
        await world.inject_fault("slow", operation="c2s/nft/find-by-user", delay=0.5, times=1)
        reading = asyncio.create_task(user.get("/api/miners"))
        while "find-by-user" not in "".join(process.log) and not reading.done():
            await asyncio.sleep(0.01)
        code = await process.stop()
        assert (code, (await reading).status) == (0, 200)


async def test_no_secret_is_in_any_log(world: World, redis_url: str) -> None:
    """Everything at DEBUG, a login, reads, errors: no token, initData, proof or key is written."""
    secrets = [keys.BOT_TOKEN, SECRET_KEY, keys.API_SECRET, "hunter2", "5HueCGU8", "query_id"]
    async with a_process(world, redis_url) as (process, user):
        proof = await user.proof()
        parts = proof["tonWallet"]["connectItems"]["tonProof"]["proof"]
        secrets += [parts["signature"], parts["payload"]]
        await user.post(CHECK, proof)
        session = await world.services.sessions.load(1001)
        assert session is not None
        secrets.append(session.tokens.access_token.get_secret_value())
        secrets.append(session.tokens.refresh_token.get_secret_value())
        for mood in ("garbled", "shape", "broken", "html403", "down"):
            await world.inject_fault(mood, operation="c2s/nft/find-by-user", times=1)
            await user.get("/api/miners?limit=1")
        await user.get("/api/me", headers={"Authorization": "tma user=hunter2&hash=hunter2"})
        await user.post("/api/wallets/bitcoin", {"address": "5HueCGU8rMjxEXxiPuD5BDku4MkFqe"})
        await process.stop()
        log = "".join(process.log)
    assert len(re.findall(r"GET /api/partner/c2s/nft/find-by-user", log)) >= 5
    assert not [secret for secret in secrets if secret in log]
