"""The login without a wallet trusts nothing but the Telegram user of verified initData."""

import asyncio
import logging
from datetime import timedelta
from typing import Any

import pytest

from sandbox import keys
from tests.flows.test_start import INIT, START, known_ids
from tests.world import World, init_data_for, open_world

OTHER_TOKEN = "1234567890:SANDBOX-bot-token-not-a-secret-0002"


@pytest.mark.parametrize(
    "body",
    [
        {"partnerUserId": "tg-1002"},
        {"userId": 1002},
        {"user": {"id": 1002}},
        {"switchAccount": "true"},
        {"switchAccount": True, "email": "bob@example.com"},
    ],
    ids=str,
)
async def test_nothing_in_the_body_names_an_account(world: World, body: dict[str, Any]) -> None:
    """Attack: to start as another user by a member of the request."""
    answer = await world.post(START, body)
    assert (answer.status, answer.code) == (400, "invalid_request")
    assert not await world.calls(INIT)


async def test_forged_init_data_starts_nothing(world: World) -> None:
    """Attack: initData of another bot, of another user under the same hash, or none."""
    now = world.clock()
    foreign = init_data_for(1002, now=now, token=OTHER_TOKEN)
    changed = init_data_for(1001, now=now).replace("1001", "1002")
    for header in (f"tma {foreign}", f"tma {changed}", "tma ", "Bearer x"):
        answer = await world.call("POST", START, None, headers={"Authorization": header})
        assert (answer.status, answer.code[:9]) == (401, "init_data")
    assert (await world.post(START, user=None)).status == 401
    assert not await world.calls(INIT)


async def test_stolen_init_data_is_of_no_use_after_15_minutes(world: World) -> None:
    """Attack: initData from a log or a screen, within the day in which it can still read."""
    stolen = f"tma {init_data_for(1001, now=world.clock())}"
    world.clock.move(timedelta(minutes=16))
    answer = await world.call("POST", START, None, headers={"Authorization": stolen})
    assert (answer.status, answer.code) == (401, "init_data_too_old_for_action")
    assert not await world.calls(INIT)


async def test_each_user_has_an_account_of_their_own(world: World) -> None:
    """Also users whose ids begin alike."""
    users = [1, 11, 111, 1111]
    await asyncio.gather(*(world.start(user) for user in users))
    sessions = [await world.services.sessions.load(user) for user in users]
    accounts = {session.gomining_user_id for session in sessions if session}
    assert len(accounts) == len(users)
    assert {f"tg-{user}" for user in users} <= await known_ids(world)


async def test_starts_are_limited_per_user(redis_url: str) -> None:
    """Attack: to make the server sign calls without end."""
    async with open_world(redis_url, rate_limit="3/minute") as world:
        answers = [await world.post(START) for _ in range(5)]
        assert [answer.status for answer in answers] == [200, 200, 200, 429, 429]
        assert len(await world.calls(INIT)) == 3


async def test_log_of_a_start_holds_no_secret(
    world: World, caplog: pytest.LogCaptureFixture
) -> None:
    """Neither the partner's secret nor a token, whatever happens."""
    caplog.set_level(logging.DEBUG)
    await world.start()
    session = await world.services.sessions.load(1001)
    assert session is not None
    await world.inject_fault("garbled", operation=INIT)
    failed = await world.post(START)
    tokens = session.tokens
    for secret in (
        keys.API_SECRET,
        keys.API_KEY,
        tokens.access_token.get_secret_value(),
        tokens.refresh_token.get_secret_value(),
    ):
        assert secret not in caplog.text
        assert secret not in str(failed.body)
