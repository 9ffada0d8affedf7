"""One user who sends more than the rate allows."""

from functools import partial

from bot.middlewares.throttling import Throttle, Verdict
from bot.sending.rate_limits import Rate
from bot.translate import words
from tests.bot.conftest import Talk, a_bot, labels, text_of
from tests.world import World

SLOW = words("en").plain("too-fast")


def test_burst_passes_then_one_warning_then_silence() -> None:
    """Until the rate is kept again; other users are not concerned."""
    now = 0.0
    throttle = Throttle(Rate(every=1, burst=3), monotonic=lambda: now)
    assert [throttle.check(1) for _ in range(6)] == [
        Verdict.PASS, Verdict.PASS, Verdict.PASS, Verdict.WARN, Verdict.DROP, Verdict.DROP,
    ]  # fmt: skip
    assert throttle.check(2) is Verdict.PASS
    now = 1.0
    assert [throttle.check(1) for _ in range(2)] == [Verdict.PASS, Verdict.WARN]
    now = 100.0
    assert [throttle.check(1) for _ in range(3)] == [Verdict.PASS] * 3


def test_first_request_passes_at_any_time() -> None:
    """Also with a burst of one, where rounding decides."""
    for now in (0.1, 1 / 3, 12345.6789012345, 5024.892562449, 1e9 + 0.1):
        throttle = Throttle(Rate(every=100.1, burst=1), monotonic=partial(float, now))
        assert throttle.check(1) is Verdict.PASS
        assert throttle.check(1) is Verdict.WARN


def test_dropped_updates_and_requests_share_one_warning() -> None:
    """Whichever comes first; both are warned of again when the flood is over."""
    now = 0.0
    throttle = Throttle(Rate(every=1, burst=1), monotonic=lambda: now)
    assert [throttle.check_overflow(1) for _ in range(3)] == [Verdict.WARN] + [Verdict.DROP] * 2
    assert [throttle.check(1) for _ in range(2)] == [Verdict.PASS, Verdict.DROP]
    assert [throttle.check(2) for _ in range(2)] == [Verdict.PASS, Verdict.WARN]
    assert throttle.check_overflow(2) is Verdict.DROP
    now = 100.0
    assert throttle.check(1) is Verdict.PASS
    assert throttle.check_overflow(1) is Verdict.WARN


async def test_flood_is_answered_once_and_others_are_served(world: World) -> None:
    """After the warning nothing more is sent; another user's command is answered as ever."""
    async with a_bot(world, throttle=Throttle(Rate(every=100, burst=3))):
        alice, layla = Talk(world), Talk(world, user=1003)
        await alice.say("/start")
        for _ in range(10):
            await alice.send("/help")
        await alice.settled()
        said = [text_of(one) for one in await alice.answers()]
        assert said[3:] == [SLOW]
        assert text_of(await layla.say("/start"))


async def test_button_beyond_the_rate_stops_its_spinner(world: World) -> None:
    """First with a window that asks for patience, then without a word; the message stays."""
    async with a_bot(world, throttle=Throttle(Rate(every=100, burst=1))):
        alice = Talk(world)
        start = await alice.say("/start")
        tap = {"message_id": start["message_id"], "text": "Settings", "wait": 20}
        first, second = [await alice.sim("POST", "tap", tap) for _ in range(2)]
        assert first["answer"]["text"] == SLOW
        assert second["answer"]["text"] in (None, "")
        assert await alice.answers() == [start]


async def test_silent_updates_do_not_count(world: World) -> None:
    """What the bot would not answer anyway costs nothing."""
    async with a_bot(world, throttle=Throttle(Rate(every=100, burst=2))):
        alice = Talk(world)
        await alice.say("/start")
        for number in range(5):
            await alice.inject_message(new_chat_title=f"Title {number}")
        assert labels(await alice.say("/help"))
