"""Tokens are refreshed once, by the first request, and a session ends only when it must."""

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest

from accounts.member import LoggedOutError
from gomining.endpoints import ListMiners, RefreshTokens
from sandbox.clock import Clock
from tests.world import World, open_web_app

REFRESH = "c2s/auth/refresh"
MINERS = "c2s/nft/find-by-user"
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
    short_timeout_world: World, fault: dict[str, Any]
) -> None:
    """Without a decision on the refresh token the login is kept."""
    world = short_timeout_world
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


@pytest.mark.parametrize("hours", [-1, 1])
async def test_clock_an_hour_off_costs_one_refresh_per_life(
    redis_url: str, world: World, hours: int
) -> None:
    """The life of a token is counted from its receipt, so only our own clock matters."""
    clock = Clock()
    clock.move(hours * HOUR)
    await world.login()
    async with open_web_app(world.sandbox, clock, redis_url) as web:
        sessions = web.services.sessions
        session = await sessions.load(1001)
        assert session is not None
        received = sessions.with_tokens(1001, session, session.tokens, now=clock())
        assert await sessions.replace(1001, session, received)
        for life in range(3):
            for _ in range(10):
                assert (await web.get("/api/miners")).status == 200
            assert await world.refreshes() == (life, 0)
            for moved in (clock, world.clock):
                moved.move(HOUR)


@pytest.mark.parametrize("life", [timedelta(seconds=5), timedelta(seconds=60), timedelta(hours=9)])
async def test_tokens_of_any_life_refresh_once_near_its_end(
    world: World, monkeypatch: pytest.MonkeyPatch, life: timedelta
) -> None:
    """In its last tenth, or the last minute of a long one; never before."""
    monkeypatch.setattr("sandbox.partner.tokens.ACCESS_LIFETIME", life)
    await world.login()
    early = min(timedelta(seconds=60), life / 10)
    await read(world, 10)
    assert await world.refreshes() == (0, 0)
    world.clock.move(life - early / 2)
    await read(world, 10)
    assert await world.refreshes() == (1, 0)


async def read(world: World, times: int, status: int = 200) -> None:
    """Read one after the other."""
    for _ in range(times):
        assert (await world.get("/api/miners")).status == status


@pytest.mark.parametrize("status", [401, 403])
async def test_endpoint_that_always_refuses_costs_one_refresh(world: World, status: int) -> None:
    """20 reads do not renew fresh tokens again and again; other endpoints work."""
    await world.login()
    body = {"message": "no", "statusCode": status}
    await world.inject_fault("answer", operation=MINERS, status=status, body=body)
    await read(world, 20, 502)
    assert await world.refreshes() == (1, 0)
    assert (await world.get("/api/wallets")).status == 200
    world.clock.move(timedelta(seconds=11))
    await read(world, 20, 502)
    assert await world.refreshes() == (2 if status == 401 else 1, 0)


async def test_403_on_a_read_refreshes_once(world: World) -> None:
    """Some services answer 403 to an expired token."""
    await world.login()
    await world.inject_fault("answer", operation=MINERS, status=403, body={}, times=1)
    await read(world, 5)
    assert await world.refreshes() == (1, 0)


async def test_403_of_a_proxy_or_on_a_write_does_not_refresh(world: World) -> None:
    """A proxy judges no token, and a write may be forbidden to this user."""
    await world.login()
    await world.inject_fault("html403", operation=MINERS, times=1)
    await read(world, 1, 502)
    await world.inject_fault("answer", operation="c2s/wallet/bind", status=403, body={})
    address = {"address": "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"}
    assert (await world.post("/api/wallets/bitcoin", address)).status == 502
    assert await world.refreshes() == (0, 0)


async def test_logout_during_another_request_is_no_expiry(world: World) -> None:
    """The request that finds no session any more says "log in", not "your login has ended"."""
    await world.login()
    await world.inject_fault("slow", operation=MINERS, delay=0.3, times=1)
    await world.inject_fault("expired", operation=MINERS)
    member = world.services.member(1001)
    await member.session()
    assert await world.services.member(1001).log_out(notify=True)
    with pytest.raises(LoggedOutError) as ended:
        await member(ListMiners(limit=1, offset=0))
    assert not ended.value.expired


async def test_token_whose_refresh_is_under_way_is_not_sent_again(world: World) -> None:
    """A process lost its lock but may hold the new tokens."""
    await world.login()
    world.clock.move(HOUR + timedelta(seconds=1))
    services = world.services
    session = await services.sessions.load(1001)
    assert session is not None
    first = services.member(1001)
    mark = await first._mark_begun(session)
    tokens = await services.client(RefreshTokens(session.tokens.refresh_token))
    answer = await world.get("/api/miners")
    assert (answer.status, answer.code) == (503, "busy")
    assert await services.redis.pttl(mark) > 0
    await first._save(session, tokens)
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)


async def test_failed_refresh_leaves_no_mark(world: World) -> None:
    """The next refusal ends the session at once."""
    await world.login()
    world.clock.move(timedelta(days=31))
    await world.inject_fault("broken", operation=REFRESH, times=1)
    assert (await world.get("/api/miners")).status == 502
    assert (await world.get("/api/miners")).code == "not_logged_in"
    assert not await world.services.redis.keys("*refresh*")
