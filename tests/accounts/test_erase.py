"""Erasure deletes everything of one user and nothing of any other."""

from typing import Any, cast

import pytest
from aiogram.fsm.storage.base import StorageKey

from bot.states import BindAddress, storage
from bot.user_flags import UserFlags
from services import Services
from tests.world import World


async def use_chat(services: Services, user: int) -> None:
    """Leave all that the bot keeps for a user: the state and the data of a form, and flags."""
    forms = storage(services.redis, namespace=services.namespace)
    form = StorageKey(bot_id=1, chat_id=user, user_id=user)
    await forms.set_state(form, BindAddress.address)
    await forms.set_data(form, {"address": "bc1"})
    flags = UserFlags(services.redis, namespace=services.namespace)
    await flags.set_unreachable(user)
    await flags.set_expiry_shown(user)
    await flags.remember_target(user, "income")


async def test_erase_deletes_all_keys_and_events_of_one_user(world: World) -> None:
    """Users whose ids contain the same digits keep theirs."""
    services, preferences = world.services, world.services.preferences
    for user in (1001, 10011, 11001):
        await world.post("/api/auth/generate-payload", user=user)
        await world.login(user)
        await preferences.choose(user, "ru")
        await preferences.language(user, "en")
        await preferences.save_time_zone(user, "Europe/Berlin")
        await use_chat(services, user)
        member = services.member(user)
        await member._mark_begun(await member.session())
    update = f"{services.namespace}:bot:1:update:u1001"  # an update that has this number
    await services.redis.set(update, "done")
    before = {key async for key in services.redis.scan_iter("*") if b"1001" in key}
    assert await services.member(1001).erase() >= 4
    left = {key async for key in services.redis.scan_iter("*")}
    assert all(b":1001" in key for key in before - left)
    assert {key for key in left if b"1001" in key.split(b":")} == set()
    assert {key for key in before if b"10011" in key or b"11001" in key} <= left
    assert update.encode() in left
    events = str(await services.redis.xrange(services.sessions.events))
    assert "b'1001'" not in events
    assert "b'10011'" in events
    assert await services.sessions.load(1001) is None
    for user in (10011, 11001):
        assert await services.sessions.load(user) is not None
        assert await preferences.chosen(user) == "ru"


async def test_refresh_under_way_does_not_restore_an_erased_session(world: World) -> None:
    """It finds its session gone and saves nothing."""
    services = world.services
    await world.login()
    session = await services.sessions.load(1001)
    assert session is not None
    await services.member(1001).erase()
    new = services.sessions.with_tokens(1001, session, session.tokens, now=world.clock())
    assert not await services.sessions.replace(1001, session, new)
    assert await services.sessions.load(1001) is None


async def test_erasing_an_unknown_user_deletes_nothing(world: World) -> None:
    """It is no error."""
    assert await world.services.member(42).erase() == 0


async def test_erasing_takes_few_commands_however_many_keys_there_are(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It does not go through the keys of all users, and reads the events page by page."""
    services = world.services
    monkeypatch.setattr("accounts.erase._PAGE", 10)
    await services.redis.mset({f"{services.namespace}:language:{n}": "en" for n in range(5000)})
    await world.login()
    for number in range(25):
        event = {"kind": "logged_in", "user": 1001 + number % 2}
        await services.redis.xadd(services.sessions.events, event)  # type: ignore[arg-type]
    before = (await services.redis.info("stats"))["total_commands_processed"]
    await services.member(1001).erase()
    assert (await services.redis.info("stats"))["total_commands_processed"] - before < 40
    left = cast(list[Any], await services.redis.xrange(services.sessions.events))
    assert [fields[b"user"] for _, fields in left] == [b"1002"] * 12
