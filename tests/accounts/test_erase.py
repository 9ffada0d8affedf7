"""Erasure deletes everything of one user and nothing of any other."""

from tests.world import World


async def test_erase_deletes_all_keys_and_events_of_one_user(world: World) -> None:
    """Users whose ids contain the same digits keep theirs."""
    services, preferences = world.services, world.services.preferences
    for user in (1001, 10011, 11001):
        await world.post("/api/auth/generate-payload", user=user)
        await world.login(user)
        await preferences.choose(user, "ru")
    update = f"{services.namespace}:bot:1:update:u1001"  # an update that has this number
    await services.redis.set(update, "done")
    before = {key async for key in services.redis.scan_iter("*") if b"1001" in key}
    assert await services.member(1001).erase() >= 4
    left = {key async for key in services.redis.scan_iter("*")}
    assert all(b":1001" in key for key in before - left)
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
