"""Which calls are repeated, and when."""

import asyncio
from collections.abc import Callable

import pytest

from gomining import Client, RetryPolicy
from gomining import operations as e
from gomining.endpoint import Endpoint
from gomining.errors import Broken, GoMiningError, RateLimited, TimedOut, Unreachable
from runtime.clock import Time
from tests.gomining.conftest import NOW
from tests.gomining.server import Partner
from tests.gomining.test_client import ENDPOINTS, check_signature

MakeClient = Callable[..., Client]
RATES = e.ListRates()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_safe_call_is_retried_on_a_temporary_status(
    client: Client, partner: Partner, slept: list[float], status: int
) -> None:
    """After one short wait."""
    partner.answer_with("{}", status)
    partner.answer_with('{"data":[]}')
    assert (await client(RATES, access_token="t")).items == []
    assert slept == [0.2]
    assert len(partner.requests) == 2


async def test_retries_end_after_three_attempts_with_doubled_waits(
    client: Client, partner: Partner, slept: list[float]
) -> None:
    """Then the error is raised."""
    for _ in range(5):
        partner.answer_with("{}", 503)
    with pytest.raises(Broken):
        await client(RATES, access_token="t")
    assert slept == [0.2, 0.4]
    assert len(partner.requests) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 500])
async def test_permanent_failure_is_not_retried(
    client: Client, partner: Partner, slept: list[float], status: int
) -> None:
    """The error is raised at once."""
    partner.answer_with("{}", status)
    with pytest.raises(GoMiningError):
        await client(RATES, access_token="t")
    assert len(partner.requests) == 1
    assert not slept


@pytest.mark.parametrize(
    "endpoint", [x for x in ENDPOINTS.values() if not x.safe], ids=lambda x: x.name
)
async def test_unsafe_call_is_sent_once(
    client: Client, partner: Partner, endpoint: Endpoint[object]
) -> None:
    """Even if the partner asks for a retry."""
    partner.answer_with("{}", 503, {"Retry-After": "0"})
    with pytest.raises(Broken):
        await client(endpoint, access_token="t")
    assert len(partner.requests) == 1


@pytest.mark.parametrize("endpoint", [e.GetPartnerIncomePerTh(), e.GetWithdrawalCommission("u")])
async def test_each_attempt_has_its_own_signature(
    client: Client, partner: Partner, endpoint: Endpoint[object]
) -> None:
    """Of a GET and of the POST that changes nothing."""
    partner.answer_with("{}", 502)
    partner.answer_with('{"data":{}}')
    await client(endpoint)
    assert len(partner.requests) == 2
    for received in partner.requests:
        check_signature(received)


async def test_lost_connection_is_retried_for_safe_calls_only(
    make_client: MakeClient, slept: list[float]
) -> None:
    """The server closes the connection without an answer."""
    calls = 0

    async def hang_up(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        nonlocal calls
        await reader.readuntil(b"\r\n\r\n")
        calls += 1
        writer.close()
        await writer.wait_closed()

    server = await asyncio.start_server(hang_up, "127.0.0.1", 0)
    async with server:
        client = make_client(base_url=f"http://127.0.0.1:{server.sockets[0].getsockname()[1]}")
        with pytest.raises(Unreachable):
            await client(e.CreateFastWithdrawal("u", "bc1", 1))
        assert calls == 1
        with pytest.raises(Unreachable):
            await client(RATES, access_token="t")
    # aiohttp repeats each GET once whose connection closed without an answer (RFC 9112, 9.3.1).
    assert calls == 1 + 3 * 2
    assert slept == [0.2, 0.4]


async def test_retry_after_is_the_least_wait(
    client: Client, partner: Partner, slept: list[float]
) -> None:
    """In seconds."""
    partner.answer_with("{}", 429, {"Retry-After": "2"})
    partner.answer_with("{}", 503, {"Retry-After": "0"})
    partner.answer_with('{"data":[]}')
    await client(RATES, access_token="t")
    assert slept == [2.0, 0.4]


async def test_retry_after_above_the_cap_raises_at_once(
    client: Client, partner: Partner, slept: list[float]
) -> None:
    """The error has the seconds."""
    partner.answer_with("{}", 429, {"Retry-After": "3"})
    with pytest.raises(RateLimited) as caught:
        await client(RATES, access_token="t")
    assert caught.value.retry_after == 3
    assert not slept
    assert len(partner.requests) == 1


async def test_all_attempts_together_have_a_deadline(
    make_client: MakeClient, partner: Partner
) -> None:
    """No attempt begins after it, and the last one has only what is left."""
    now = 0.0

    async def sleep(seconds: float) -> None:
        nonlocal now
        now += seconds

    time = Time(now=lambda: NOW, sleep=sleep, monotonic=lambda: now)
    for _ in range(3):
        partner.answer_with("{}", 503)
    with pytest.raises(Broken):
        await make_client(time=time, deadline=0.5)(RATES, access_token="t")
    assert len(partner.requests) == 2
    partner.hangs = True
    with pytest.raises(TimedOut):
        await make_client(time=time, deadline=0.1, timeout=60)(RATES, access_token="t")


@pytest.mark.parametrize(
    ("attempt", "random", "seconds"),
    [(1, 0.0, 0.1), (1, 1.0, 0.2), (2, 0.5, 0.3), (4, 1.0, 1.6), (6, 1.0, 2.0), (6, 0.0, 1.0)],
)
def test_delay_doubles_up_to_the_cap_with_a_random_part(
    attempt: int, random: float, seconds: float
) -> None:
    """It is between half and all of the doubled delay."""
    policy = RetryPolicy(attempts=9)
    wait = policy.delay(Unreachable("X", "gone"), attempt, lambda: random)
    assert wait == pytest.approx(seconds)


def test_policy_can_be_configured() -> None:
    """Attempts, statuses, lost connections; a timeout is never retried."""
    never = RetryPolicy(attempts=1)
    narrow = RetryPolicy(statuses=frozenset({500}), unreachable=False)
    assert never.delay(Broken("X", 503), 1, lambda: 0) is None
    assert narrow.delay(Broken("X", 503), 1, lambda: 0) is None
    assert narrow.delay(Broken("X", 500), 1, lambda: 0) == pytest.approx(0.1)
    assert narrow.delay(Unreachable("X", "gone"), 1, lambda: 0) is None
    assert RetryPolicy().delay(TimedOut("X", "late"), 1, lambda: 0) is None
