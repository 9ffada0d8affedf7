"""Tokens are refreshed once, by the first request, and a session ends only when it must."""

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from sandbox.clock import Clock
from tests.world import World, open_web_app

REFRESH = "c2s/auth/refresh"
HOUR = timedelta(hours=1)


async def test_100_requests_to_two_processes_refresh_once(redis_url: str, world: World) -> None:
    """No refresh token is used twice."""
    await world.login()
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        world.clock.move(HOUR + timedelta(seconds=1))
        web_apps = [world, other] * 50
        answers = await asyncio.gather(*(web_app.get("/api/wallets") for web_app in web_apps))
    assert {answer.status for answer in answers} == {200}
    assert await world.refreshes() == (1, 0)


async def test_access_token_refreshes_60s_before_expiry(world: World) -> None:
    """It does 30 s before `exp`, but not 90 s before."""
    await world.login()
    world.clock.move(HOUR - timedelta(seconds=90))
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (0, 0)
    world.clock.move(timedelta(seconds=60))
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)


async def test_401_leads_to_one_refresh(world: World) -> None:
    """A token that the partner rejects early is renewed without an error."""
    await world.login()
    await world.inject_fault("expired", operation="c2s/nft/find-by-user", times=1)
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)


async def test_rejected_refresh_ends_the_session(world: World) -> None:
    """All requests are 401, and one event is sent to the chat."""
    await world.login()
    world.clock.move(timedelta(days=31))
    answers = await asyncio.gather(*(world.get("/api/miners") for _ in range(10)))
    assert {(answer.status, answer.code) for answer in answers} == {(401, "not_logged_in")}
    assert (await world.get("/api/me")).body["wallet"] is None
    events = cast(list[Any], await world.services.redis.xrange(world.services.sessions.events))
    assert [fields[b"kind"] for _, fields in events] == [b"logged_in", b"expired"]
    await world.login()
    assert (await world.get("/api/miners")).status == 200


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "broken"},
        {"kind": "limited"},
        {"kind": "slow", "delay": 10},
        {"kind": "down"},
        {"kind": "garbled"},
        {"kind": "html403"},
    ],
)
async def test_partner_failure_does_not_end_the_session(
    world: World, fault: dict[str, Any]
) -> None:
    """Without a decision on the refresh token the login is kept."""
    await world.login()
    world.clock.move(HOUR + timedelta(seconds=1))
    await world.inject_fault(**fault, operation=REFRESH)
    answer = await world.get("/api/miners")
    assert answer.status in {502, 503, 504}
    await world.clear_faults()
    assert (await world.get("/api/miners")).status == 200
    assert (await world.refreshes())[1] == 0


async def test_failed_early_refresh_causes_no_error(world: World) -> None:
    """The old access token is still valid."""
    await world.login()
    world.clock.move(HOUR - timedelta(seconds=30))
    await world.inject_fault("broken", operation=REFRESH)
    assert (await world.get("/api/miners")).status == 200


async def test_rejected_new_tokens_do_not_end_the_session(world: World) -> None:
    """A partner that answers 401 to everything has a failure."""
    await world.login()
    await world.inject_fault("expired", operation="c2s/nft/find-by-user")
    answer = await world.get("/api/miners")
    assert (answer.status, answer.code) == (502, "partner_refused")
    await world.clear_faults()
    assert (await world.get("/api/miners")).status == 200
    assert (await world.refreshes())[1] == 0


async def test_refresh_completes_after_the_request_is_cancelled(world: World) -> None:
    """The new tokens are saved, and the lock is released."""
    await world.login()
    world.clock.move(HOUR + timedelta(seconds=1))
    await world.inject_fault("slow", operation=REFRESH, delay=0.3, times=1)
    member = world.services.member(1001)
    from gomining.endpoints import ListMiners  # noqa: PLC0415

    request = asyncio.create_task(member(ListMiners(limit=1, offset=0)))
    while not await world.services.redis.keys("*lock:refresh*"):
        await asyncio.sleep(0.01)
    request.cancel()
    with pytest.raises(asyncio.CancelledError):
        await request
    await world.services.members.drain()
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)
    assert not await world.services.redis.keys("*lock*")


async def test_login_during_a_refresh_is_kept(world: World) -> None:
    """Tokens of an older session do not overwrite those of a newer one."""
    await world.login(wallet=0)
    world.clock.move(HOUR + timedelta(seconds=1))
    await world.inject_fault("slow", operation=REFRESH, delay=0.5, times=1)
    reading = asyncio.create_task(world.get("/api/miners"))
    while not await world.services.redis.keys("*lock:refresh*"):
        await asyncio.sleep(0.01)
    second = (await world.login(wallet=1)).body["wallet"]
    assert (await reading).status == 200
    assert (await world.get("/api/me")).body["wallet"] == second
    assert (await world.get("/api/miners")).status == 200


async def test_redis_outage_longer_than_the_lease_loses_no_login(
    redis_url: str, world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Meanwhile another process waits: it neither sends the spent token nor ends the session."""
    await world.login()
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        for services in (world.services, other.services):
            services.members.lease = timedelta(seconds=0.3)
        world.clock.move(HOUR)
        back_at = asyncio.get_running_loop().time() + 1.2
        renew = world.services.sessions.renew

        async def renew_after_outage(*args: Any, **named: Any) -> Any:
            if asyncio.get_running_loop().time() < back_at:
                raise RedisConnectionError
            return await renew(*args, **named)

        monkeypatch.setattr(world.services.sessions, "renew", renew_after_outage)
        first = asyncio.create_task(world.get("/api/miners"))
        while await world.refreshes() == (0, 0):
            await asyncio.sleep(0.01)
        during = await asyncio.gather(*(other.get("/api/miners") for _ in range(5)))
        assert {answer.status for answer in during} == {200}
        await asyncio.wait([first])
        assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)


@pytest.mark.parametrize("hours", [-1, 1])
async def test_clock_an_hour_off_costs_one_refresh_per_life(
    redis_url: str, world: World, hours: int
) -> None:
    """The life of a token is counted from its receipt, not by comparing two clocks."""
    wrong = Clock()
    async with open_web_app(world.sandbox, wrong, redis_url) as off:
        await off.login()
        wrong.move(HOUR * hours)
        for _ in range(20):
            assert (await off.get("/api/miners")).status == 200
        first, _ = await world.refreshes()
        assert first <= 1
        for clock in (wrong, world.clock):
            clock.move(HOUR)
        for _ in range(20):
            assert (await off.get("/api/miners")).status == 200
        assert await world.refreshes() == (first + 1, 0)


async def test_operation_that_always_answers_401_costs_one_refresh(world: World) -> None:
    """New tokens that are refused again within seconds have another fault than their age."""
    await world.login()
    await world.inject_fault("expired", operation="c2s/nft/find-by-user")
    answers = [await world.get("/api/miners") for _ in range(20)]
    assert {answer.code for answer in answers} == {"partner_refused"}
    assert await world.refreshes() == (1, 0)


async def test_403_that_means_expired_is_refreshed_once(world: World) -> None:
    """The document does not say which of 401 and 403 an expired token gets."""
    await world.login()
    operation = "c2s/nft/find-by-user"
    refusal = {"status": 403, "body": {"message": "Forbidden"}, "operation": operation}
    await world.inject_fault("answer", **refusal, times=1)
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)
    await world.inject_fault("answer", **refusal)
    assert {(await world.get("/api/miners")).status for _ in range(5)} == {502}
    assert await world.refreshes() == (1, 0)
