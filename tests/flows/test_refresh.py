"""Tokens are refreshed once, by whoever comes first, and a session ends only when it must."""

import asyncio
from datetime import timedelta
from typing import Any, cast

import pytest

from tests.world import World, open_web_app

REFRESH = "c2s/auth/refresh"
HOUR = timedelta(hours=1)


async def test_a_hundred_requests_over_two_processes_refresh_once(
    redis_url: str, world: World
) -> None:
    """When the token has run out, one refresh serves them all and no token is spent twice."""
    await world.login()
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        world.clock.move(HOUR + timedelta(seconds=1))
        web_apps = [world, other] * 50
        answers = await asyncio.gather(*(web_app.get("/api/miners") for web_app in web_apps))
    assert {answer.status for answer in answers} == {200}
    assert await world.refreshes() == (1, 0)


async def test_it_refreshes_shortly_before_the_end(world: World) -> None:
    """Half a minute before `exp` the token is renewed, and not a minute and a half before."""
    await world.login()
    world.clock.move(HOUR - timedelta(seconds=90))
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (0, 0)
    world.clock.move(timedelta(seconds=60))
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)


async def test_a_401_is_answered_by_one_refresh(world: World) -> None:
    """A token that the partner dropped early is renewed, and the member notices nothing."""
    await world.login()
    await world.inject_fault("expired", operation="c2s/nft/find-by-user", times=1)
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)


async def test_a_refused_refresh_ends_the_session(world: World) -> None:
    """The member is asked to log in again, and the chat hears of it once."""
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
    "mood",
    [
        {"mood": "broken"},
        {"mood": "limited"},
        {"mood": "slow", "delay": 10},
        {"mood": "down"},
        {"mood": "garbled"},
        {"mood": "html403"},
    ],
)
async def test_a_partner_in_trouble_ends_no_session(world: World, mood: dict[str, Any]) -> None:
    """No verdict on the refresh token, no logout: afterwards everything goes on."""
    await world.login()
    world.clock.move(HOUR + timedelta(seconds=1))
    await world.inject_fault(**mood, operation=REFRESH)
    answer = await world.get("/api/miners")
    assert answer.status in {502, 503, 504}
    await world.clear_faults()
    assert (await world.get("/api/miners")).status == 200
    assert (await world.refreshes())[1] == 0


async def test_an_early_refresh_that_fails_is_not_felt(world: World) -> None:
    """While the old access token lives, a partner who cannot refresh disturbs nobody."""
    await world.login()
    world.clock.move(HOUR - timedelta(seconds=30))
    await world.inject_fault("broken", operation=REFRESH)
    assert (await world.get("/api/miners")).status == 200


async def test_fresh_tokens_that_are_refused_end_nothing(world: World) -> None:
    """A partner who answers 401 to everything has trouble; that is no reason to log people out."""
    await world.login()
    await world.inject_fault("expired", operation="c2s/nft/find-by-user")
    answer = await world.get("/api/miners")
    assert (answer.status, answer.code) == (502, "partner_refused")
    await world.clear_faults()
    assert (await world.get("/api/miners")).status == 200
    assert (await world.refreshes())[1] == 0


async def test_a_refresh_outlives_the_one_who_asked(world: World) -> None:
    """A member who closes the app in the middle of a refresh does not lose the new tokens."""
    await world.login()
    world.clock.move(HOUR + timedelta(seconds=1))
    await world.inject_fault("slow", operation=REFRESH, delay=0.3, times=1)
    member = world.services.member(1001)
    from gomining.endpoints import ListMiners  # noqa: PLC0415

    asking = asyncio.create_task(member(ListMiners(limit=1, offset=0)))
    while not await world.services.redis.keys("*lock:refresh*"):
        await asyncio.sleep(0.01)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking
    await world.services.members.drain()
    assert (await world.get("/api/miners")).status == 200
    assert await world.refreshes() == (1, 0)
    assert not await world.services.redis.keys("*lock*")


async def test_a_login_during_a_refresh_wins(world: World) -> None:
    """The tokens of an older session never overwrite those of a newer one."""
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
