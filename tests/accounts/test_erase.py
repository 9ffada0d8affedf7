"""Deleting a user leaves nothing of theirs, and everything of everybody else's."""

from tests.world import World


async def test_nothing_of_the_user_is_left_and_all_of_the_others(world: World) -> None:
    """All keys and events of one user go; those of a user with similar digits stay."""
    services, namespace = world.services, world.services.namespace
    preferences = services.preferences
    for user in (1001, 10011, 11001):
        await world.post("/api/auth/generate-payload", user=user)
        await world.login(user)
        await preferences.choose(user, "ru")
    await services.redis.set(f"{namespace}:bot:1:update:u1001", "done")
    before = {key async for key in services.redis.scan_iter("*") if b"1001" in key}
    assert await services.member(1001).erase() >= 4
    left = {key async for key in services.redis.scan_iter("*")}
    gone = before - left
    assert all(b":1001" in key or b"/1001" in key for key in gone)
    assert f"{namespace}:bot:1:update:u1001".encode() in left
    events = str(await services.redis.xrange(services.sessions.events))
    assert "b'1001'" not in events
    assert "b'10011'" in events
    assert await services.sessions.load(1001) is None
    for user in (10011, 11001):
        assert await services.sessions.load(user) is not None
        assert await preferences.chosen(user) == "ru"


async def test_an_erased_session_cannot_come_back(world: World) -> None:
    """A refresh that was under way finds its session gone and saves nothing."""
    services = world.services
    await world.login()
    session = await services.sessions.load(1001)
    assert session is not None
    await services.member(1001).erase()
    assert await services.sessions.renew(1001, session, session.tokens) is None
    assert await services.sessions.load(1001) is None


async def test_a_user_of_whom_nothing_is_held_is_no_error(world: World) -> None:
    """Deleting nothing deletes nothing."""
    assert await world.services.member(42).erase() == 0
