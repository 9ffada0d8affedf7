"""A reply that must wait is sent later, or given up after a minute; nothing waits with it."""

import asyncio
from dataclasses import replace

from aiogram.exceptions import TelegramRetryAfter
from aiogram.methods import SendMessage

from bot.app import run_bot
from bot.sending.late_replies import MOST, MOST_PER_CHAT, LateReplies
from runtime.metrics import REGISTRY
from tests.bot.conftest import QUICK, Talk, a_bot, until
from tests.world import World


def given_up(reason: str) -> float:
    """Return how many replies of this process were given up for this reason."""
    name, labels = "bot_replies_given_up_total", {"reason": reason}
    return REGISTRY.get_sample_value(name, labels) or 0


class Sends:
    """A function to send that counts its calls."""

    def __init__(self) -> None:
        self.count = 0

    async def __call__(self) -> None:
        """Count."""
        self.count += 1


async def test_only_so_many_wait_in_all_and_for_one_chat() -> None:
    """The others are given up and counted; those that wait are sent."""
    gate, send, before = asyncio.Event(), Sends(), given_up("many")

    async def sleep(_seconds: float) -> None:
        await gate.wait()

    late = LateReplies(sleep=sleep)
    for _ in range(MOST_PER_CHAT + 2):
        late.hold(1, send, wait=30)
    assert given_up("many") == before + 2
    for chat in range(2, MOST + 10):
        late.hold(chat, send, wait=30)
    assert given_up("many") == before + 2 + 11
    gate.set()
    await asyncio.sleep(0)
    await asyncio.sleep(0)
    assert send.count == MOST


async def test_reply_refused_again_is_given_up() -> None:
    """It is not tried a third time."""

    async def no_pause(_seconds: float) -> None:
        return

    async def refuse() -> None:
        raise TelegramRetryAfter(SendMessage(chat_id=1, text="x"), "flood", 9)

    before = given_up("again")
    late = LateReplies(sleep=no_pause)
    late.hold(1, refuse, wait=9)

    async def counted() -> bool:
        return given_up("again") == before + 1

    await until(counted, "the reply to be given up")


async def test_replies_that_wait_at_the_end_are_given_up() -> None:
    """A process that stops does not wait for them."""
    before, send = given_up("stopped"), Sends()
    late = LateReplies()
    late.hold(1, send, wait=50)
    await late.close()
    assert given_up("stopped") == before + 1
    assert send.count == 0


async def test_update_is_finished_while_its_reply_waits(world: World) -> None:
    """A wait of less than a minute: the next update is handled, and the reply comes later."""
    waits, gate = list[float](), asyncio.Event()

    async def sleep(seconds: float) -> None:
        if not 20 < seconds < 40:  # only the reply waits that long
            await asyncio.sleep(seconds)
        else:
            waits.append(seconds)
            await gate.wait()

    await world.sim("POST", "/sim/chat/limits", {"enabled": False})
    services = replace(world.services, time=replace(world.services.time, sleep=sleep))
    async with run_bot(services, rates=QUICK):
        alice = Talk(world)
        await alice.say("/start")
        fault = {"kind": "429", "method": "sendMessage", "times": 1, "seconds": 30}
        await alice.sim("POST", "fault", fault)
        sent = await alice.send("/help")
        await alice.settled()
        assert len(await alice.answers()) == 1
        await world.sim("POST", "/sim/clock", {"move": 31})
        gate.set()
        await alice.next_answer(sent, "the late reply")
    assert [round(wait) for wait in waits] == [30]


async def test_reply_that_would_come_tomorrow_is_given_up(world: World) -> None:
    """The chat's later updates are finished as well, without a call of Telegram."""
    async with a_bot(world):
        alice = Talk(world)
        await alice.say("/start")
        fault = {"kind": "429", "method": "sendMessage", "times": 1, "seconds": 43_837}
        await alice.sim("POST", "fault", fault)
        calls, before = len(await alice.calls("sendMessage")), given_up("long")
        for _ in range(5):
            await alice.send("/help")
        await alice.settled()
        assert given_up("long") == before + 5
        assert len(await alice.calls("sendMessage")) == calls + 1
        await world.sim("POST", "/sim/clock", {"move": 43_840})
        assert await alice.say("/help")
