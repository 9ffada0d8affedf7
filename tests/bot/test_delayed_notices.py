"""Notices to a chat that Telegram has closed for hours: kept, and sent once when it is open."""

import asyncio
from typing import Any

import pytest

from accounts.events import Events
from bot.notifier import Notifier
from runtime.metrics import REGISTRY
from tests.bot.conftest import NOT_ME, Talk, a_bot, labels, text_of, until
from tests.bot.test_security_notices import ADDRESS, next_notice, notices, quiet
from tests.world import World

WAIT = 43_837
OTHERS = ["1BoatSLRHtKNngkdXEeobR76b53LETtpyT", "1BvBMSEYstWetqTFn5Au4m4GFg7xJaNVN2"]


def counted(result: str) -> float:
    """Return how many notices of this process ended so."""
    return REGISTRY.get_sample_value("bot_notices_total", {"result": result}) or 0


async def start(*talks: Talk) -> None:
    """Start the chats and log in."""
    for wallet, talk in enumerate(talks):
        await talk.say("/start")
        await talk.login(wallet)


async def close(chat: Talk, *, times: int | None = 1) -> None:
    """Let Telegram refuse the next message to this chat, for half a day."""
    fault: dict[str, Any] = {"kind": "429", "method": "sendMessage", "seconds": WAIT}
    await chat.sim("POST", "fault", {**fault, "only_user": chat.user, "times": times})


async def bind(chat: Talk, address: str) -> None:
    """Bind an address in the mini-app."""
    answer = await chat.world.post("/api/wallets/bitcoin", {"address": address}, chat.user)
    assert answer.status == 200, answer.body


async def bind_three_while_closed(chat: Talk) -> None:
    """Let Telegram refuse the first notice, and the bot delay two more without asking it."""
    await close(chat)
    await bind(chat, ADDRESS)
    await delayed(chat, 1)  # before it, another notice may be under way to Telegram
    for address in OTHERS:
        await bind(chat, address)
    await delayed(chat, 3)


async def delayed(chat: Talk, count: int) -> None:
    """Wait until so many notices are in the delayed queue."""
    services = chat.world.services

    async def enough() -> bool:
        return int(await services.redis.zcard(f"{services.sessions.events}:due")) == count

    await until(enough, f"{count} delayed notices")


async def test_closed_chat_delays_no_notice_of_others(world: World) -> None:
    """Its own notices come when the time has passed, after a restart, once, in full."""
    alice, layla = Talk(world), Talk(world, user=1003)
    async with a_bot(world):
        await start(alice, layla)
        await bind_three_while_closed(alice)
        await bind(layla, ADDRESS)
        assert ADDRESS in text_of(await next_notice(layla))
        assert not await notices(alice)
        assert len(await refused(alice)) == 1
    await world.sim("POST", "/sim/clock", {"move": WAIT - 60})
    async with a_bot(world):
        await bind(layla, OTHERS[0])
        await next_notice(layla, 2)
        assert not await notices(alice)
        await world.sim("POST", "/sim/clock", {"move": 61})
        await next_notice(alice, 3)
        await quiet(alice)
        await delayed(alice, 0)
    said = "".join(text_of(one) for one in await notices(alice))
    assert [said.count(address) for address in (ADDRESS, *OTHERS)] == [1, 1, 1]


async def refused(chat: Talk) -> list[dict[str, Any]]:
    """Return the calls that Telegram refused with 429."""
    calls = await chat.calls("sendMessage")
    return [call for call in calls if "Too Many Requests" in str(call)]


async def test_notice_is_sent_once_by_two_processes(world: World) -> None:
    """A second notifier reads beside the bot's own, as that of another process does."""
    alice, services, stop = Talk(world), world.services, asyncio.Event()
    async with a_bot(world) as running:
        await start(alice)
        events = Events(
            services.redis,
            stream=services.sessions.events,
            group="chat",
            now=services.time.now,
        )
        other = asyncio.create_task(Notifier(events, running.context, running.bot).run(stop))
        await bind_three_while_closed(alice)
        await world.sim("POST", "/sim/clock", {"move": WAIT + 1})
        await next_notice(alice, 3)
        await delayed(alice, 0)
        stop.set()
        await other
    assert len(await notices(alice)) == 3


@pytest.mark.long
async def test_chat_closed_again_delays_again(world: World) -> None:
    """Telegram may be wrong about the time."""
    alice = Talk(world)
    async with a_bot(world):
        await start(alice)
        before = counted("delayed")
        await close(alice, times=2)
        await bind(alice, ADDRESS)
        await delayed(alice, 1)
        await world.sim("POST", "/sim/clock", {"move": WAIT + 1})

        async def twice() -> bool:
            return counted("delayed") == before + 2

        await until(twice, "the second delay")
        assert not await notices(alice)
        await world.sim("POST", "/sim/clock", {"move": WAIT + 1})
        await next_notice(alice)


async def test_delayed_notice_to_a_user_who_has_blocked_the_bot_is_dropped(world: World) -> None:
    """It is not kept for later."""
    alice = Talk(world)
    async with a_bot(world):
        await start(alice)
        await close(alice)
        await bind(alice, ADDRESS)
        await delayed(alice, 1)
        before = counted("blocked")
        blocked = {"kind": "blocked", "method": "sendMessage", "only_user": alice.user}
        await alice.sim("POST", "fault", blocked)
        await world.sim("POST", "/sim/clock", {"move": WAIT + 1})
        await delayed(alice, 0)
        assert counted("blocked") == before + 1
    assert not [one for one in await alice.answers() if NOT_ME in labels(one)]


async def test_notice_of_a_login_is_kept_longer_than_an_hour(world: World) -> None:
    """The user learns of it when the chat is open."""
    alice = Talk(world)
    async with a_bot(world):
        await alice.say("/start")
        await close(alice)
        await world.login(alice.user)
        await delayed(alice, 1)
        await world.sim("POST", "/sim/clock", {"move": WAIT + 1})

        async def said() -> bool:
            return len(await alice.answers()) == 2

        await until(said, "the notice of the login")
