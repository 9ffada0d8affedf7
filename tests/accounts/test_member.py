"""A member of one request: the session is read once, and each action has one implementation."""

import asyncio
from typing import Any, cast

import pytest
from redis.exceptions import ConnectionError as RedisConnectionError

from accounts.events import add_event
from accounts.member import BindingRefusedError, LoggedOutError
from gomining.endpoints import ListBalances, ListMiners
from tests.world import World

ADDRESS = "bc1qar0srrr7xfkvy5l643lydnw9re59gtzzwf5mdq"
BIND = "c2s/wallet/bind"


@pytest.fixture
def loads(world: World, monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The user ids whose sessions were read from Redis, in order."""
    read, load = list[int](), world.services.sessions.load

    async def counted(user_id: int) -> Any:
        read.append(user_id)
        return await load(user_id)

    monkeypatch.setattr(world.services.sessions, "load", counted)
    return read


async def events(world: World) -> list[bytes]:
    """Return the kinds of all events, oldest first."""
    entries = cast(list[Any], await world.services.redis.xrange(world.services.sessions.events))
    return [fields[b"kind"] for _, fields in entries]


async def test_session_is_read_once_for_many_concurrent_calls(
    world: World, loads: list[int]
) -> None:
    """Calls of one member share the session that the first of them reads."""
    await world.login()
    loads.clear()
    member = world.services.member(1001)
    await asyncio.gather(
        member(ListMiners(limit=1, offset=0)),
        member(ListBalances(limit=1, offset=0)),
        member.session(),
        member.is_logged_in(),
    )
    assert loads == [1001]


@pytest.mark.parametrize("path", ["/api/me", "/api/overview", "/api/miners", "/api/rates"])
async def test_web_request_reads_the_session_once(
    world: World, loads: list[int], path: str
) -> None:
    """Admission and handler use the same member."""
    await world.login()
    loads.clear()
    assert (await world.get(path)).status == 200
    assert loads == [1001]


async def test_member_without_a_session_is_logged_out(world: World) -> None:
    """Asking is no error, calling is."""
    member = world.services.member(1001)
    assert not await member.is_logged_in()
    with pytest.raises(LoggedOutError) as refused:
        await member(ListMiners(limit=1, offset=0))
    assert not refused.value.expired


async def test_bind_refused_with_data_false_is_an_error(world: World) -> None:
    """An answer of `{"data": false}` means that the address was not bound."""
    await world.login()
    await world.inject_fault("answer", operation=BIND, body={"data": False})
    with pytest.raises(BindingRefusedError):
        await world.services.member(1001).bind(ADDRESS)
    await world.clear_faults()
    assert await world.services.member(1001).bind(f"bitcoin:{ADDRESS}?amount=1") == ADDRESS


@pytest.mark.parametrize("notify", [True, False])
async def test_log_out_ends_the_session_and_notifies_if_asked(world: World, notify: bool) -> None:
    """The member that logged out has no session either; a second logout finds nothing to end."""
    await world.login()
    member = world.services.member(1001)
    assert await member.is_logged_in()
    assert await member.log_out(notify=notify)
    assert not await member.is_logged_in()
    assert not await world.services.member(1001).log_out(notify=notify)
    assert await events(world) == [b"logged_in", *[b"logged_out"] * notify]


async def test_erase_ends_the_session_of_the_member_itself(world: World) -> None:
    """What a member has read before is not used afterwards."""
    await world.login()
    member = world.services.member(1001)
    await member.session()
    assert await member.erase() > 0
    with pytest.raises(LoggedOutError):
        await member.session()


async def test_bound_address_is_notified_of_after_an_outage_of_redis(
    world: World, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The partner has bound it, so that is the answer; the notice waits for Redis."""
    await world.login()
    away = 6

    async def add_after_outage(*arguments: Any, **details: Any) -> None:
        nonlocal away
        away -= 1
        if away >= 0:
            raise RedisConnectionError
        await add_event(*arguments, **details)

    monkeypatch.setattr("accounts.member.add_event", add_after_outage)
    bound = await world.post("/api/wallets/bitcoin", {"address": ADDRESS})
    assert (bound.status, bound.body) == (200, {"address": ADDRESS})
    await world.services.members.drain()
    assert (await events(world))[-1] == b"payout_changed"
