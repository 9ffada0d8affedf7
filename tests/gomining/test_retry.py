"""When a call is repeated, and when never."""

import asyncio
from collections.abc import Callable

import pytest

from gomining import Client, RetryPolicy
from gomining import endpoints as e
from gomining.endpoint import Endpoint
from gomining.errors import Broken, GoMiningError, RateLimited, TimedOut, Unreachable
from tests.gomining.server import Partner
from tests.gomining.test_client import assert_signed, one_of_each

MAKE = Callable[..., Client]
RATES = e.ListRates()


@pytest.mark.parametrize("status", [429, 502, 503, 504])
async def test_a_read_is_tried_again(
    client: Client, partner: Partner, slept: list[float], status: int
) -> None:
    """A passing failure of a read costs a short sleep and nothing else."""
    partner.says("{}", status)
    partner.says('{"data":[]}')
    assert (await client(RATES, access_token="t")).items == []
    assert slept == [0.2]
    assert len(partner.heard) == 2


async def test_the_attempts_are_counted(
    client: Client, partner: Partner, slept: list[float]
) -> None:
    """After the last attempt the error rises; the waits double."""
    for _ in range(5):
        partner.says("{}", 503)
    with pytest.raises(Broken):
        await client(RATES, access_token="t")
    assert slept == [0.2, 0.4]
    assert len(partner.heard) == 3


@pytest.mark.parametrize("status", [400, 401, 403, 404, 422, 500])
async def test_a_lasting_failure_is_not_repeated(
    client: Client, partner: Partner, slept: list[float], status: int
) -> None:
    """What another try cannot mend rises at once."""
    partner.says("{}", status)
    with pytest.raises(GoMiningError):
        await client(RATES, access_token="t")
    assert len(partner.heard) == 1
    assert not slept


@pytest.mark.parametrize(
    "endpoint", [x for x in one_of_each.values() if not x.reads], ids=lambda x: x.name
)
async def test_what_moves_something_is_never_repeated(
    client: Client, partner: Partner, endpoint: Endpoint[object]
) -> None:
    """However it fails, a call that changes something is sent once."""
    partner.says("{}", 503, {"Retry-After": "0"})
    with pytest.raises(Broken):
        await client(endpoint, access_token="t")
    assert len(partner.heard) == 1


@pytest.mark.parametrize("endpoint", [e.GetPartnerIncomePerTh(), e.GetWithdrawalCommission("u")])
async def test_a_repeated_read_is_signed_anew(
    client: Client, partner: Partner, endpoint: Endpoint[object]
) -> None:
    """The POST that only reads is repeated like a GET, each try with its own signature."""
    partner.says("{}", 502)
    partner.says('{"data":{}}')
    await client(endpoint)
    assert len(partner.heard) == 2
    for heard in partner.heard:
        assert_signed(heard)


async def test_a_lost_connection_is_tried_again_for_reads_only(
    make_client: MAKE, slept: list[float]
) -> None:
    """Hanging up without a word: a read is tried three times, a write is sent once."""
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
    # aiohttp asks once more for each GET whose connection closed without a word, by RFC 9112 9.3.1.
    assert calls == 1 + 3 * 2
    assert slept == [0.2, 0.4]


async def test_retry_after_is_honoured(
    client: Client, partner: Partner, slept: list[float]
) -> None:
    """The partner's wish is the least wait, in seconds."""
    partner.says("{}", 429, {"Retry-After": "2"})
    partner.says("{}", 503, {"Retry-After": "0"})
    partner.says('{"data":[]}')
    await client(RATES, access_token="t")
    assert slept == [2.0, 0.4]


async def test_a_wish_beyond_the_cap_is_not_cut_short(
    client: Client, partner: Partner, slept: list[float]
) -> None:
    """Asked to wait longer than we do, the error rises at once and tells how long."""
    partner.says("{}", 429, {"Retry-After": "3"})
    with pytest.raises(RateLimited) as caught:
        await client(RATES, access_token="t")
    assert caught.value.retry_after == 3
    assert not slept
    assert len(partner.heard) == 1


@pytest.mark.parametrize(
    ("attempt", "chance", "seconds"),
    [(1, 0.0, 0.1), (1, 1.0, 0.2), (2, 0.5, 0.3), (4, 1.0, 1.6), (6, 1.0, 2.0), (6, 0.0, 1.0)],
)
def test_waits_double_spread_and_end(attempt: int, chance: float, seconds: float) -> None:
    """The wait lies between half and all of the doubled delay, up to the cap."""
    policy = RetryPolicy(attempts=9)
    wait = policy.delay(Unreachable("X", "gone"), attempt, lambda: chance)
    assert wait == pytest.approx(seconds)


def test_the_policy_is_data() -> None:
    """Statuses, attempts and lost connections can be chosen; a timeout is never repeated."""
    never = RetryPolicy(attempts=1)
    narrow = RetryPolicy(statuses=frozenset({500}), unreachable=False)
    assert never.delay(Broken("X", 503), 1, lambda: 0) is None
    assert narrow.delay(Broken("X", 503), 1, lambda: 0) is None
    assert narrow.delay(Broken("X", 500), 1, lambda: 0) == pytest.approx(0.1)
    assert narrow.delay(Unreachable("X", "gone"), 1, lambda: 0) is None
    assert RetryPolicy().delay(TimedOut("X", "late"), 1, lambda: 0) is None
