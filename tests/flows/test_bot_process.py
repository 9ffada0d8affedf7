"""The bot as a process: killed in a handler, stopped under load, started before Redis."""

import asyncio
import os
import signal
import sys
from asyncio.subprocess import PIPE, Process
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager

import pytest

from sandbox.app import make_app as make_sandbox
from sandbox.clock import Clock
from tests.bot.conftest import Talk, text_of, until
from tests.chaos.processes import durable_redis
from tests.world import World, open_web_app, settings_for
from tools.serving import serving

START = 90.0  # seconds for a process to start on a busy machine; importing aiogram takes three
USERS = 12

pytestmark = pytest.mark.timeout(300)


@pytest.fixture
async def world(redis_url: str) -> AsyncIterator[World]:
    """A sandbox with its Telegram, and a web app to log in by."""
    clock = Clock()
    async with (
        serving(make_sandbox(clock=clock)) as sandbox,
        open_web_app(sandbox, clock, redis_url, gomining_timeout=20) as opened,
    ):
        yield opened


def environment(world: World, redis_url: str) -> dict[str, str]:
    """Return the settings of the world as a process reads them."""
    settings = settings_for(world.sandbox, redis_url)
    values = {
        "BOT_TOKEN": settings.bot_token.get_secret_value(),
        "TELEGRAM_API_URL": settings.telegram_api_url,
        "GOMINING_API_URL": settings.gomining_api_url,
        "GOMINING_PARTNER_ID": settings.gomining_partner_id,
        "GOMINING_TIMEOUT": "6",
        "WEBAPP_URL": settings.webapp_url,
        "REDIS_URL": settings.redis_url.get_secret_value(),
        "SECRET_KEYS": settings.secret_keys[0].get_secret_value(),
        "LOG_LEVEL": "INFO",
    }
    return {"PATH": os.environ["PATH"], **values}


@asynccontextmanager
async def a_process(world: World, redis_url: str) -> AsyncIterator[Process]:
    """Run `python -m bot` until the block ends."""
    process = await asyncio.create_subprocess_exec(
        sys.executable, "-m", "bot", env=environment(world, redis_url), stderr=PIPE
    )
    try:
        yield process
    finally:
        if process.returncode is None:
            process.kill()
        await process.communicate()


def has_begun(world: World, operation: str) -> Callable[[], Awaitable[bool]]:
    """Return a check whether the partner has been asked for an operation."""

    async def check() -> bool:
        return bool((await world.sim("GET", f"/sim/partner/calls?operation={operation}"))["calls"])

    return check


@pytest.mark.long
async def test_update_of_a_killed_process_is_handled_after_the_restart(
    world: World, redis_url: str
) -> None:
    """kill -9 while a handler waits for the partner."""
    alice = Talk(world)
    async with a_process(world, redis_url) as first:
        sent = await alice.send("/start")
        await alice.next_answer(sent, "an answer", patience=START)
        await alice.login()
        slow = {"mood": "slow", "delay": 6, "operation": "c2s/nft/find-by-user", "times": 1}
        await world.sim("POST", "/sim/partner/mood", slow)
        await world.sim("DELETE", "/sim/partner/calls")
        sent = await alice.send("/miners")

        async def handling() -> bool:
            return bool((await alice.sim("GET", "state"))["bot"]["pending_update_count"])

        await until(handling, "the update to be kept by Telegram")
        await until(
            has_begun(world, "c2s/nft-income/find-by-user"), "the handler to ask the partner"
        )
        first.send_signal(signal.SIGKILL)
        await first.wait()
    await world.sim("DELETE", "/sim/partner/mood")
    async with a_process(world, redis_url):
        answer = await alice.next_answer(sent, "an answer", patience=START)
        assert "Miners 1–5 of 5" in text_of(answer)


@pytest.mark.long
async def test_process_waits_for_redis_at_its_start(world: World, redis_url: str) -> None:
    """It names REDIS_URL in the log, and answers once Redis is there."""
    with durable_redis() as redis:
        redis.kill()
        async with a_process(world, redis.url) as process:
            assert process.stderr is not None
            async with asyncio.timeout(START):
                while b"Redis (REDIS_URL) does not answer" not in await process.stderr.readline():
                    assert process.returncode is None
            redis.start()
            alice = Talk(world)
            sent = await alice.send("/start")
            await alice.next_answer(sent, "an answer", patience=START)


@pytest.mark.long
async def test_sigterm_under_load_loses_no_update(world: World, redis_url: str) -> None:
    """Running handlers are finished; the other updates stay at Telegram for the next process."""
    talks = [Talk(world, user=5000 + number) for number in range(USERS)]
    for talk in talks:
        new = {"id": talk.user, "first_name": f"User {talk.user}"}
        await world.sim("POST", "/sim/chat/users", new)
    async with a_process(world, redis_url) as process:
        first = [await talk.send("/start") for talk in talks]
        await talks[0].next_answer(first[0], "an answer", patience=START)
        for talk in talks:
            await talk.send("/help")
        process.send_signal(signal.SIGTERM)
        _, log = await asyncio.wait_for(process.communicate(), START)
        assert process.returncode == 0, log.decode()
    assert b"Traceback" not in log, log.decode()
    answered = sum([await _answers(talk) for talk in talks])
    kept = (await talks[0].sim("GET", "state"))["bot"]["pending_update_count"]
    # Telegram may keep what was answered at the last moment; it is not answered again.
    assert answered + kept >= 2 * USERS
    async with a_process(world, redis_url):

        async def all_answered() -> bool:
            return [await _answers(talk) for talk in talks] == [2] * USERS

        await until(all_answered, "all answers", patience=START)

        async def all_confirmed() -> bool:
            return not (await talks[0].sim("GET", "state"))["bot"]["pending_update_count"]

        await until(all_confirmed, "all updates to be confirmed")


async def _answers(talk: Talk) -> int:
    return len(await talk.answers())
