"""Tokens of a login without a wallet: refreshed by the partner's operation, refused clearly."""

import asyncio
from datetime import timedelta
from typing import Any

import pytest

from tests.flows.test_start import INIT, events
from tests.world import World, open_web_app

REFRESH = "auth/refresh"
USER_REFRESH = "c2s/auth/refresh"
MINERS = "c2s/nft/find-by-user"
HOUR = timedelta(hours=1, seconds=1)


async def refreshes_by(world: World, operation: str) -> int:
    """Return how often this operation was called."""
    return len(await world.calls(operation))


async def test_each_family_is_refreshed_by_its_own_operation(world: World) -> None:
    """And stays in its family, with all that is known of the account."""
    await world.start(1001)
    await world.login(1002)
    sessions = world.services.sessions
    before = [await sessions.load(user) for user in (1001, 1002)]
    for _ in range(2):
        world.clock.move(HOUR)
        for user in (1001, 1002):
            assert (await world.get("/api/miners", user=user)).status == 200
    assert await refreshes_by(world, REFRESH) == 2
    assert await refreshes_by(world, USER_REFRESH) == 2
    for user, old in zip((1001, 1002), before, strict=True):
        new = await sessions.load(user)
        assert new is not None
        assert old is not None
        assert (new.family, new.partner_user_id, new.gomining_user_id, new.wallet, new.since) == (
            old.family, old.partner_user_id, old.gomining_user_id, old.wallet, old.since,
        )  # fmt: skip
        assert new.tokens != old.tokens


async def test_100_requests_to_two_processes_refresh_once(redis_url: str, world: World) -> None:
    """No refresh token is used twice."""
    await world.start()
    async with open_web_app(world.sandbox, world.clock, redis_url) as other:
        world.clock.move(HOUR)
        web_apps = [world, other] * 50
        answers = await asyncio.gather(*(web_app.get("/api/wallets") for web_app in web_apps))
    assert {answer.status for answer in answers} == {200}
    assert await world.refreshes() == (1, 0)
    assert await refreshes_by(world, REFRESH) == 1


async def test_rejected_refresh_ends_the_session_and_start_works_again(world: World) -> None:
    """As for a wallet login."""
    await world.start()
    world.clock.move(timedelta(days=31))
    assert (await world.get("/api/miners")).code == "not_logged_in"
    assert (await world.get("/api/me")).body["loggedIn"] is False
    assert await events(world) == ["logged_in", "expired"]
    await world.start()
    assert (await world.get("/api/miners")).status == 200


async def test_failing_refresh_does_not_end_the_session(world: World) -> None:
    """Without a decision on the refresh token the login is kept."""
    await world.start()
    world.clock.move(HOUR)
    await world.inject_fault("broken", operation=REFRESH)
    assert (await world.get("/api/miners")).code == "partner_broken"
    await world.clear_faults()
    assert (await world.get("/api/miners")).status == 200
    assert (await world.refreshes())[1] == 0


@pytest.mark.parametrize(
    "fault",
    [
        {"kind": "expired"},
        {"kind": "answer", "status": 403, "body": {"message": "Forbidden"}},
    ],
)
async def test_operation_that_refuses_these_tokens_asks_for_a_wallet(
    world: World, fault: dict[str, Any]
) -> None:
    """The login stays, so that nobody logs in again and again; one refresh is tried."""
    await world.start()
    await world.inject_fault(**fault, operation=MINERS)
    for _ in range(3):
        answer = await world.get("/api/miners")
        assert (answer.status, answer.code) == (403, "wallet_needed")
    assert (await world.refreshes())[0] <= 1
    assert (await world.get("/api/wallets")).status == 200
    assert (await world.get("/api/me")).body["loggedIn"] is True
    assert await refreshes_by(world, INIT) == 1


async def test_refusal_by_a_proxy_asks_for_no_wallet(world: World) -> None:
    """It says nothing about the tokens."""
    await world.start()
    await world.inject_fault("html403", operation=MINERS)
    assert (await world.get("/api/miners")).code == "partner_refused"
