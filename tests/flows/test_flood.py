"""One user's flood, one closed chat and one slow partner call delay nobody else."""

import asyncio
import socket
from collections.abc import AsyncIterator
from typing import Any

import pytest

from bot.app import run_bot
from tests.bot.conftest import QUICK, Talk, open_chat_world, text_of
from tests.bot.test_delayed_notices import close
from tests.world import World

FLOOD = 1000
SECONDS = 2.0  # in which another user's /help is answered, whatever the others do
USERS = (5001, 5002, 5003)

pytestmark = [pytest.mark.long, pytest.mark.timeout(300)]


@pytest.fixture(params=["polling", "webhook"])
async def world(request: pytest.FixtureRequest, redis_url: str) -> AsyncIterator[World]:
    """A world whose bot receives updates in this mode."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    settings: dict[str, Any] = {"bot_mode": request.param}
    if request.param == "webhook":
        settings |= {
            "webhook_url": f"http://127.0.0.1:{port}/telegram",
            "webhook_secret": "a-webhook-secret-of-these-tests",
            "bot_host": "127.0.0.1",
            "bot_port": port,
        }
    async with open_chat_world(redis_url, **settings) as opened:
        yield opened


async def test_help_is_answered_while_others_flood_wait_and_are_slow(world: World) -> None:
    """In the order in which things happen: slow call, closed chat, flood, then /help."""
    flooding, closed, slow = (Talk(world, user=user) for user in USERS)
    other = Talk(world, user=1003)
    await world.sim("POST", "/sim/chat/limits", {"enabled": False})
    for talk in (flooding, closed, slow):
        await world.sim("POST", "/sim/chat/users", {"id": talk.user, "first_name": "User"})
    async with run_bot(world.services, rates=QUICK):
        for talk in (flooding, closed, slow, other):
            await talk.say("/start")
        await slow.login()
        fault = {"operation": "c2s/nft/find-by-user", "delay": 15, "times": 1}
        await world.inject_fault("slow", **fault)
        asked = await slow.send("/miners")
        await close(closed)
        await closed.send("/help")
        # Its own answers are slow as well, so that its updates wait.
        late = {"kind": "slow", "method": "sendMessage", "only_user": flooding.user, "seconds": 3}
        await flooding.sim("POST", "fault", late)
        texts = [asyncio.create_task(flooding.send("hello")) for _ in range(FLOOD)]
        await asyncio.gather(*texts)
        sent = await other.send("/help")
        answer = await asyncio.wait_for(other.next_answer(sent, "the help"), SECONDS)
        assert "/help" in text_of(answer)
        assert len(await closed.answers()) == 1
        assert len(await slow.answers()) == 2
        await slow.next_answer(asked, "the slow answer")
