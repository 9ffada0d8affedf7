"""Answers that all users share: one fetch at a time, and the last known answer in an outage."""

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
    """Counts its calls; answers once `gate` is open, or fails with `error`."""

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
    """A clock that tests move."""

    def __init__(self) -> None:
        self.now = NOW

    def __call__(self) -> datetime:
        """The time as it was set."""
        return self.now


@pytest.fixture
def clock() -> Clock:
    """The clock of all processes."""
    return Clock()


@pytest.fixture
def partner() -> Partner:
    """A partner that answers."""
    return Partner()


@pytest.fixture
def make(redis: Redis, clock: Clock) -> Callable[[], SharedAnswers]:
    """Make shared answers as each process has them, over one Redis."""
    time, lease = Time(now=clock), timedelta(seconds=5)
    return lambda: SharedAnswers(redis, namespace="gm:test", lease=lease, time=time)


async def test_a_thousand_readers_of_two_processes_share_one_call(
    make: Callable[[], SharedAnswers], partner: Partner
) -> None:
    """With no known answer the partner is called once."""
    processes = [make(), make()]
    partner.gate.clear()
    reading = [asyncio.create_task(processes[n % 2].get(ListRates(), partner)) for n in range(1000)]
    while not partner.calls:
        await asyncio.sleep(0.01)
    partner.gate.set()
    answers = await asyncio.gather(*reading)
    assert partner.calls == 1
    assert {answer.value.items[0].price for answer in answers} == {PRICE}
    assert {(answer.as_of, answer.stale) for answer in answers} == {(NOW, False)}


async def test_a_thousand_readers_of_a_slow_fetch_share_its_reads_of_redis(
    make: Callable[[], SharedAnswers], partner: Partner, monkeypatch: pytest.MonkeyPatch
) -> None:
    """They lose patience at the same time, and would need as many connections."""
    monkeypatch.setattr("market.shared_answers.PATIENCE", 0.01)
    shared, reads = make(), 0
    read = shared._read

    async def counted(endpoint: Any) -> Any:
        nonlocal reads
        reads += 1
        return await read(endpoint)

    monkeypatch.setattr(shared, "_read", counted)
    partner.gate.clear()
    reading = [asyncio.create_task(shared.get(ListRates(), partner)) for _ in range(1000)]
    await asyncio.sleep(0.2)
    partner.gate.set()
    await asyncio.gather(*reading)
    assert (partner.calls, reads) == (1, 2)


async def test_answer_is_fetched_again_when_it_is_no_longer_fresh(
    make: Callable[[], SharedAnswers], clock: Clock, partner: Partner
) -> None:
    """A second before it is not, and the same object is returned."""
    shared = make()
    first = await shared.get(ListRates(), partner)
    clock.now += FRESH[ListRates] - timedelta(seconds=1)
    assert await shared.get(ListRates(), partner) is first
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
async def test_last_known_answer_is_returned_as_stale_during_an_outage(
    make: Callable[[], SharedAnswers], clock: Clock, partner: Partner, error: Exception
) -> None:
    """With the time it was given; after one failure no process calls the partner for a while."""
    processes = [make(), make()]
    await processes[0].get(ListRates(), partner)
    clock.now += timedelta(hours=1)
    partner.error = error
    for number in range(20):
        answer = await processes[number % 2].get(ListRates(), partner)
        assert (answer.as_of, answer.stale) == (NOW, True)
        assert answer.value.items[0].price == PRICE
    assert partner.calls == 2, f"a failing partner is not called for {BACKOFF}"


async def test_error_is_raised_without_a_known_answer(
    make: Callable[[], SharedAnswers], partner: Partner
) -> None:
    """The next reader calls the partner again."""
    shared = make()
    partner.error = errors.Broken("ListRates", 500)
    with pytest.raises(errors.Broken):
        await shared.get(ListRates(), partner)
    partner.error = None
    assert (await shared.get(ListRates(), partner)).value.total == 1


async def test_refusal_of_one_user_is_raised_to_that_user_only(
    make: Callable[[], SharedAnswers], clock: Clock, partner: Partner
) -> None:
    """It is no outage; another reader of the same fetch calls the partner with its own token."""
    shared = make()
    await shared.get(ListRates(), partner)
    clock.now += timedelta(hours=1)
    refusing = Partner()
    refusing.gate.clear()
    refusing.error = errors.NotLoggedIn("ListRates", 401)
    refused = asyncio.create_task(shared.get(ListRates(), refusing))
    while not refusing.calls:
        await asyncio.sleep(0)
    other = asyncio.create_task(shared.get(ListRates(), partner))
    await asyncio.sleep(0)
    refusing.gate.set()
    with pytest.raises(errors.NotLoggedIn):
        await refused
    assert not (await other).stale


async def test_readers_of_a_slow_fetch_get_the_last_known_answer(
    make: Callable[[], SharedAnswers], clock: Clock, partner: Partner
) -> None:
    """In every process; the answer that arrives later is used from then on."""
    shared = make()
    await shared.get(ListRates(), partner)
    clock.now += timedelta(hours=1)
    partner.gate.clear()
    fetching = asyncio.create_task(shared.get(ListRates(), partner))
    while partner.calls < 2:
        await asyncio.sleep(0.01)
    other = make()
    for process in (shared, other):
        answer = await process.get(ListRates(), partner)
        assert (answer.as_of, answer.stale) == (NOW, True)
    partner.gate.set()
    assert (await fetching).stale
    for process in (shared, other):
        assert not (await process.get(ListRates(), partner)).stale
    assert partner.calls == 2


async def test_readers_of_a_fetch_share_an_error_of_redis(
    make: Callable[[], SharedAnswers], partner: Partner
) -> None:
    """They do not wait for a time-out each, one after the other."""
    shared = make()
    partner.gate.clear()
    partner.error = RedisTimeout("Timeout reading")
    readers = [asyncio.create_task(shared.get(ListRates(), partner)) for _ in range(100)]
    while not partner.calls:
        await asyncio.sleep(0)
    partner.gate.set()
    answers = await asyncio.gather(*readers, return_exceptions=True)
    assert {type(answer) for answer in answers} == {RedisTimeout}
    assert partner.calls == 1


@pytest.mark.parametrize(
    "raw",
    [
        b"",
        b"{",
        b"[]",
        b"null",
        b"\xff",
        b'{"value": {}}',
        b'{"asOf": 5, "value": {"items": []}}',
        b'{"asOf": "2026-11-22T12:00:00+00:00", "value": {"items": [{"price": "a lot"}]}}',
        b'{"asOf": "2026-11-22T12:00:00+00:00", "value": {"rows": []}}',
        b'{"asOf": "today", "value": {"items": []}}',
    ],
)
async def test_unreadable_saved_answer_is_fetched_again(
    make: Callable[[], SharedAnswers], partner: Partner, redis: Redis, raw: bytes
) -> None:
    """Another version may have written it; the new answer replaces it for all processes."""
    await make().get(ListRates(), partner)
    (key,) = await redis.keys("*shared*")
    await redis.set(key, raw)
    for _ in range(2):
        assert (await make().get(ListRates(), partner)).value.items[0].price == PRICE
    assert partner.calls == 2


async def test_answer_from_the_future_is_not_fresh(
    make: Callable[[], SharedAnswers], clock: Clock, partner: Partner
) -> None:
    """A process whose clock is ahead does not freeze the rates of all others."""
    clock.now += timedelta(hours=3)
    await make().get(ListRates(), partner)
    clock.now = NOW
    assert (await make().get(ListRates(), partner)).as_of == NOW
    assert partner.calls == 2
