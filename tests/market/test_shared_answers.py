"""Answers that are the same for everyone: one call in flight, and the last known when it fails."""

import asyncio
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest
from redis.asyncio import Redis
from redis.exceptions import TimeoutError as RedisTimeout

from gomining import Page, errors
from gomining.endpoints import ListRates
from gomining.models import Rate
from market.shared_answers import BACKOFF, FRESH, SharedAnswers
from runtime.clock import Time

NOW = datetime(2026, 11, 22, 12, tzinfo=UTC)
PRICE = Decimal("0.123456789012345678901")


class Partner:
    """Counts its calls and answers, or fails, as it is told."""

    def __init__(self) -> None:
        self.calls = 0
        self.error: Exception | None = None
        self.gate = asyncio.Event()
        self.gate.set()

    async def __call__(self, endpoint: Any) -> Any:
        """Answer a call."""
        self.calls += 1
        await self.gate.wait()
        if self.error:
            raise self.error
        return Page(items=[Rate(symbol="GOMINING", price=PRICE)], total=1)


class Clock:
    """A clock that moves by hand."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time as it was set."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of all caches."""
    return Clock()


@pytest.fixture
def make(redis: Redis, clock: Clock) -> Callable[[], SharedAnswers]:
    """A cache as each process has one, over one Redis."""
    lease = timedelta(seconds=5)
    return lambda: SharedAnswers(redis, namespace="gm:test", lease=lease, time=Time(now=clock))


async def test_a_thousand_readers_make_one_call(make: Callable[[], SharedAnswers]) -> None:
    """Over two processes, with nothing known yet, the partner is asked once."""
    partner, processes = Partner(), [make(), make()]
    partner.gate.clear()
    reading = [asyncio.create_task(processes[n % 2].get(ListRates(), partner)) for n in range(1000)]
    while not partner.calls:
        await asyncio.sleep(0.01)
    partner.gate.set()
    answers = await asyncio.gather(*reading)
    assert partner.calls == 1
    assert {answer.value.items[0].price for answer in answers} == {PRICE}
    assert {(answer.as_of, answer.stale) for answer in answers} == {(NOW, False)}


async def test_it_asks_again_when_the_time_has_come(
    make: Callable[[], SharedAnswers], clock: Clock
) -> None:
    """Fresh answers are given as they are; older ones are renewed."""
    partner, shared = Partner(), make()
    await shared.get(ListRates(), partner)
    clock.now += FRESH[ListRates] - timedelta(seconds=1)
    await shared.get(ListRates(), partner)
    assert partner.calls == 1
    clock.now += timedelta(seconds=1)
    assert (await shared.get(ListRates(), partner)).as_of == clock.now
    assert partner.calls == 2


@pytest.mark.parametrize(
    "error",
    [
        errors.TimedOut("ListRates", "no answer"),
        errors.Unreachable("ListRates", "refused"),
        errors.Unreadable("ListRates", "data", "missing"),
        errors.Broken("ListRates", 500),
        errors.RateLimited("ListRates", 429),
    ],
)
async def test_the_last_known_answer_is_given_with_its_time(
    make: Callable[[], SharedAnswers], clock: Clock, error: Exception
) -> None:
    """While the partner fails, what it said last is served, dated and marked; then it rests."""
    partner, shared = Partner(), make()
    await shared.get(ListRates(), partner)
    clock.now += timedelta(hours=1)
    partner.error = error
    for _ in range(20):
        answer = await shared.get(ListRates(), partner)
        assert (answer.as_of, answer.stale) == (NOW, True)
        assert answer.value.items[0].price == PRICE
    assert partner.calls == 2, f"a failing partner is left alone for {BACKOFF}"


async def test_without_a_last_known_answer_the_error_rises(
    make: Callable[[], SharedAnswers],
) -> None:
    """Nothing is made up; the next reader tries again."""
    partner, shared = Partner(), make()
    partner.error = errors.Broken("ListRates", 500)
    with pytest.raises(errors.Broken):
        await shared.get(ListRates(), partner)
    partner.error = None
    assert (await shared.get(ListRates(), partner)).value.total == 1


async def test_a_user_who_is_logged_out_hides_nothing(
    make: Callable[[], SharedAnswers], clock: Clock
) -> None:
    """A refusal of one user's token is that user's error, and no reason to serve old answers."""
    partner, shared = Partner(), make()
    await shared.get(ListRates(), partner)
    clock.now += timedelta(hours=1)
    partner.error = errors.NotLoggedIn("ListRates", 401)
    with pytest.raises(errors.NotLoggedIn):
        await shared.get(ListRates(), partner)


async def test_nobody_waits_long_for_a_slow_partner(
    make: Callable[[], SharedAnswers], clock: Clock
) -> None:
    """While one asks, the others get the last known answer after a moment."""
    partner, shared = Partner(), make()
    await shared.get(ListRates(), partner)
    clock.now += timedelta(hours=1)
    partner.gate.clear()
    asking = asyncio.create_task(shared.get(ListRates(), partner))
    while partner.calls < 2:
        await asyncio.sleep(0.01)
    for process in (shared, make()):
        answer = await process.get(ListRates(), partner)
        assert (answer.as_of, answer.stale) == (NOW, True)
    partner.gate.set()
    assert (await asking).stale
    assert not (await shared.get(ListRates(), partner)).stale
    assert partner.calls == 2


async def test_readers_share_a_redis_that_fails(make: Callable[[], SharedAnswers]) -> None:
    """Else each of a hundred would wait for a time-out of its own, one after another."""
    partner, shared = Partner(), make()
    partner.gate.clear()
    partner.error = RedisTimeout("Timeout reading")
    readers = [asyncio.create_task(shared.get(ListRates(), partner)) for _ in range(100)]
    while not partner.calls:
        await asyncio.sleep(0)
    partner.gate.set()
    answers = await asyncio.gather(*readers, return_exceptions=True)
    assert {type(answer) for answer in answers} == {RedisTimeout}
    assert partner.calls == 1
