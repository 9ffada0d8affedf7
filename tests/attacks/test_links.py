"""An operator's link lets its first user be a known one: nobody else, and not for ever."""

import asyncio
import logging
from collections.abc import AsyncIterator
from datetime import date, timedelta
from typing import Any

import pytest

from accounts.links import Link, Links
from runtime.settings import decode_key
from tests.flows.test_start import INIT, START, account
from tests.servers import PostgresServer
from tests.world import Answer, World, init_data_for, open_world

KNOWN = "user123"  # the partner's own id of the account with GoMining's id 1001


@pytest.fixture
async def world(redis_url: str, postgres: PostgresServer) -> AsyncIterator[World]:
    """A web app with a registry of members."""
    async with open_world(redis_url, database_url=postgres.url) as opened:
        yield opened


def link_for(world: World, user_id: str = KNOWN, *, days: int = 7) -> str:
    """Return the start parameter that the operator's command would print."""
    assert world.services.settings.registry_key is not None
    links = Links(decode_key(world.services.settings.registry_key))
    today: date = world.clock().date()
    return links.make(Link(user_id, today + timedelta(days=days)))


async def start_by(world: World, link: str, user: int = 1001, **body: Any) -> Answer:
    """Start in a page that was opened by a link."""
    header = f"tma {init_data_for(user, now=world.clock(), start_param=link)}"
    return await world.call("POST", START, None, json=body, headers={"Authorization": header})


async def test_link_opens_the_account_that_it_names(world: World) -> None:
    """And later logins do without it; it is no secret any more then."""
    link = link_for(world)
    assert (await start_by(world, link)).status == 200
    assert await account(world) == 1001
    session = await world.services.sessions.load(1001)
    assert session is not None
    assert session.partner_user_id == KNOWN
    await world.post("/api/auth/logout")
    await world.start()
    assert await account(world) == 1001
    world.clock.move(timedelta(days=30))
    assert (await start_by(world, link)).status == 200


async def test_second_user_of_a_link_is_refused(world: World) -> None:
    """Attack: a link that was forwarded or read by somebody else."""
    link = link_for(world)
    answers = await asyncio.gather(*(start_by(world, link, user) for user in range(1001, 1007)))
    assert sorted(answer.status for answer in answers) == [200, *[409] * 5]
    assert {answer.code for answer in answers if answer.status == 409} == {"link_taken"}
    assert len(await world.calls(INIT)) == 1


async def test_user_has_one_link(world: World) -> None:
    """Attack: to collect accounts with one Telegram user."""
    assert (await start_by(world, link_for(world))).status == 200
    refused = await start_by(world, link_for(world, "user456"))
    assert (refused.status, refused.code) == (409, "link_taken")
    assert await account(world) == 1001


async def test_expired_link_is_refused(world: World) -> None:
    """Its last day counts as a whole."""
    link = link_for(world, days=1)
    now = world.clock()
    end = now.replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=2)
    world.clock.move(end - now + timedelta(seconds=1))
    refused = await start_by(world, link)
    assert (refused.status, refused.code) == (409, "link_expired")
    assert not await world.calls(INIT)


@pytest.mark.parametrize("parameter", ["u_", "u_AAAA", "u_" + "A" * 62])
async def test_made_up_link_is_refused(world: World, parameter: str) -> None:
    """Attack: to be a user whose id is known; nobody is logged in as another one instead."""
    refused = await start_by(world, parameter)
    assert (refused.status, refused.code) == (400, "link_invalid")
    assert (await world.get("/api/me")).body["loggedIn"] is False


async def test_link_in_the_body_or_the_query_is_none(world: World) -> None:
    """Attack: only what Telegram has signed counts."""
    link = link_for(world)
    assert (await world.post(START, {"startParam": link})).code == "invalid_request"
    by_query = await world.call("POST", f"{START}?start_param={link}", json={})
    assert (by_query.status, by_query.code) == (400, "invalid_request")
    await world.start()
    assert world.services.registry is not None
    found = await world.services.registry.find(1001)
    assert found is not None
    assert found.linked_as is None


async def test_link_asks_before_it_changes_an_account(world: World) -> None:
    """As every other login does."""
    await world.start()
    mine = await account(world)
    refused = await start_by(world, link_for(world))
    assert (refused.status, refused.code) == (409, "other_account")
    assert await account(world) == mine
    assert (await start_by(world, link_for(world), switchAccount=True)).status == 200
    assert await account(world) == 1001


async def test_link_is_in_no_log_line(world: World, caplog: pytest.LogCaptureFixture) -> None:
    """Nor is it in the registry as the member's source."""
    caplog.set_level(logging.DEBUG)
    link = link_for(world)
    await start_by(world, link)
    assert link not in caplog.text
    assert world.services.registry is not None
    found = await world.services.registry.find(1001)
    assert found is not None
    assert found.source == "page:link"


async def test_link_needs_a_registry(redis_url: str) -> None:
    """Without one it could be used by any number of people."""
    async with open_world(redis_url) as without:
        refused = await start_by(without, link_for(without))
        assert (refused.status, refused.code) == (400, "link_invalid")
