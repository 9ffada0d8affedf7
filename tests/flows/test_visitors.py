"""The page enters its users into the registry, and what changes about them."""

from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any

import pytest

from accounts.registry import MemberRecord
from tests.servers import PostgresServer
from tests.world import World, init_data_for, open_world

pytestmark = pytest.mark.long

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"


@pytest.fixture
async def world(redis_url: str, postgres: PostgresServer) -> AsyncIterator[World]:
    """A web app with a registry of members."""
    async with open_world(redis_url, database_url=postgres.url) as opened:
        yield opened


async def row(world: World, user: int = 1001) -> MemberRecord | None:
    """Return a member's row."""
    assert world.services.registry is not None
    return await world.services.registry.find(user)


async def open_page(world: World, **fields: str) -> Any:
    """Ask for the user as a page does that was opened with these fields of initData."""
    header = f"tma {init_data_for(1001, now=world.clock(), **fields)}"
    return await world.call("GET", "/api/me", None, headers={"Authorization": header})


async def test_first_visit_of_the_page_is_entered_with_its_source(world: World) -> None:
    """A later permission to write is noted; it does not end a block."""
    await open_page(world, start_param="ad-7")
    found = await row(world)
    assert found is not None
    assert (found.source, found.language, found.reachability) == ("page:ad-7", "en", "needs_start")
    allowed = '{"id":1001,"first_name":"Alice","allows_write_to_pm":true}'
    await open_page(world, user=allowed)
    found = await row(world)
    assert found is not None
    assert (found.source, found.reachability) == ("page:ad-7", "ok")
    await world.services.visitors.set_reachability(1001, "blocked")
    await open_page(world, user=allowed)
    found = await row(world)
    assert found is not None
    assert found.reachability == "blocked"


async def test_link_is_no_source(world: World) -> None:
    """It lets its first user be somebody, so it is not kept in clear."""
    await open_page(world, start_param="u_" + "A" * 40)
    found = await row(world)
    assert found is not None
    assert found.source == "page:link"


async def test_language_and_payout_address_are_noted(world: World) -> None:
    """The address as a hash."""
    await world.login()
    await world.call("PUT", "/api/preferences", json={"language": "ru"})
    await world.post("/api/wallets/bitcoin", {"address": ADDRESS})
    found = await row(world)
    assert found is not None
    assert found.language == "ru"
    assert world.services.registry is not None
    assert await world.services.registry.with_address(ADDRESS) == [1001]
    session = await world.services.sessions.load(1001)
    assert session is not None
    assert session.address is not None
    assert await world.services.registry.with_address(session.address) == [1001]


async def test_deletion_deletes_the_row_and_no_other(world: World) -> None:
    """The page that is still open enters nobody again."""
    await world.login()
    await world.login(1002, wallet=1)
    assert (await world.post("/api/me/delete")).status == 200
    await world.get("/api/me")
    assert await row(world) is None
    assert await row(world, 1002) is not None
    await world.login(wallet=1)  # nothing is known of an earlier account


async def test_deletion_without_the_database_deletes_nothing(
    world: World, postgres: PostgresServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """It says so, and can be repeated."""
    monkeypatch.setattr("accounts.visitors.PATIENCE", timedelta(seconds=0.1))
    await world.login()
    postgres.stop(kill=True)
    try:
        answer = await world.post("/api/me/delete")
        assert (answer.status, answer.code) == (503, "storage_unavailable")
        assert (await world.get("/api/me")).body["loggedIn"] is True
    finally:
        postgres.start()
        postgres.wait()
    assert (await world.post("/api/me/delete")).status == 200
    assert await row(world) is None


async def test_page_works_while_the_database_is_away(
    world: World, postgres: PostgresServer
) -> None:
    """As it does without one."""
    await world.login()
    postgres.stop(kill=True)
    try:
        for path in ("/api/me", "/api/miners", "/api/overview"):
            assert (await world.get(path)).status == 200
        assert (await world.get("/api/shop", user=1003)).status == 200
        put = await world.call("PUT", "/api/preferences", json={"language": "ru"})
        assert put.status == 200
    finally:
        postgres.start()
        postgres.wait()
