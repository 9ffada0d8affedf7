"""What is written to the registry beside requests, over a real PostgreSQL."""

import asyncio
import time
from collections.abc import AsyncIterator
from datetime import timedelta

import pytest

from accounts import visitors as module
from accounts.registry import MemberRecord, Registry
from accounts.visitors import MOMENT, REMEMBERED_FOR, Contact, Visitors, source_of
from runtime.clock import Time
from storage.postgres import open_postgres
from tests.servers import PostgresServer


@pytest.fixture
async def registry(postgres: PostgresServer) -> AsyncIterator[Registry]:
    """An empty registry."""
    async with open_postgres(postgres.url) as pool:
        yield Registry(pool, key=b"k" * 32, time=Time())


async def row(registry: Registry, user: int = 1001) -> MemberRecord:
    """Return a member's row."""
    found = await registry.find(user)
    assert found is not None
    return found


async def test_user_is_written_once_per_process_and_hour(registry: Registry) -> None:
    """Unless the bot may write to them now and could not before."""
    now = 0.0
    visitors = Visitors(registry, time=Time(monotonic=lambda: now))
    assert not visitors.is_known(1001, "none")
    await visitors.meet(1001, source="ad", language="ru", contact="none")
    contacts: list[Contact] = ["none", "allowed", "wrote"]
    assert [visitors.is_known(1001, contact) for contact in contacts] == [True, False, False]
    await visitors.meet(1001, source="", language="en", contact="wrote")
    assert all(visitors.is_known(1001, contact) for contact in contacts)
    found = await row(registry)
    assert (found.source, found.language, found.reachability) == ("ad", "ru", "ok")
    await visitors.set_reachability(1001, "blocked")
    assert not visitors.is_known(1001, "wrote")
    await visitors.meet(1001, source="", language="en", contact="wrote")
    assert (await row(registry)).reachability == "ok"
    now += REMEMBERED_FOR + 1
    assert not visitors.is_known(1001, "none")


async def test_memory_of_users_is_bounded(
    registry: Registry, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Who came longest ago is forgotten first."""
    monkeypatch.setattr(module, "REMEMBERED", 2)
    visitors = Visitors(registry, time=Time())
    for user in (1, 2, 3):
        await visitors.meet(user, source="", language="en", contact="none")
    assert [visitors.is_known(user, "none") for user in (1, 2, 3)] == [False, True, True]


async def test_erased_user_is_not_entered_again_by_an_open_page(registry: Registry) -> None:
    """Within the hour, by this process."""
    visitors = Visitors(registry, time=Time())
    await visitors.meet(1001, source="", language="en", contact="none")
    assert await visitors.forget(1001)
    assert not await visitors.forget(1001)
    assert visitors.is_known(1001, "wrote")


async def test_slow_database_delays_one_answer_by_a_moment(
    registry: Registry, postgres: PostgresServer
) -> None:
    """The others not at all; what has changed is written once it answers again."""
    visitors = Visitors(registry, time=Time())
    await visitors.meet(1001, source="", language="en", contact="wrote")
    postgres.stop(kill=True)
    try:
        took = []
        for _ in range(5):
            began = time.perf_counter()
            await visitors.set_reachability(1001, "blocked")
            await visitors.set_language(1001, "ru")
            await visitors.meet(1002, source="", language="en", contact="none")
            took.append(time.perf_counter() - began)
        assert took[0] < 2 * MOMENT
        assert max(took[1:]) < MOMENT / 2
        assert not visitors.is_known(1002, "none")
    finally:
        postgres.start()
        postgres.wait()
    await visitors.drain()
    found = await row(registry)
    assert (found.reachability, found.language) == ("blocked", "ru")
    await visitors.meet(1002, source="", language="en", contact="none")
    assert visitors.is_known(1002, "none")


@pytest.mark.long
async def test_database_that_stays_away_fails_no_request(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    """And holds no more than some changes in memory."""
    monkeypatch.setattr(module, "PENDING", 3)
    async with open_postgres("postgresql://app@127.0.0.1:1/none", patience=0.5) as pool:
        registry = Registry(pool, key=b"k" * 32, time=Time())
        visitors = Visitors(registry, time=Time())
        monkeypatch.setattr(module, "PATIENCE", timedelta(seconds=0.1))
        await asyncio.gather(
            *(visitors.set_language(user, "ru") for user in range(10)),
            visitors.meet(1001, source="", language="en", contact="wrote"),
        )
        await visitors.drain()
    assert "too many wait" in caplog.text
    assert "PostgreSQL is away" in caplog.text


async def test_text_that_the_database_refuses_is_logged_alone(
    registry: Registry, caplog: pytest.LogCaptureFixture
) -> None:
    """A request has not to answer for it."""
    visitors = Visitors(registry, time=Time())
    await visitors.meet(1001, source="a\0b", language="en", contact="none")
    assert "the registry cannot be changed" in caplog.text
    assert await registry.find(1001) is None


async def test_nothing_is_written_without_a_registry() -> None:
    """And there is nothing to ask for."""
    visitors = Visitors(None, time=Time())
    assert visitors.is_known(1001, "wrote")
    await visitors.meet(1001, source="", language="en", contact="none")
    await visitors.set_reachability(1001, "ok")
    await visitors.set_bitcoin_address(1001, "bc1")
    assert not await visitors.forget(1001)


@pytest.mark.parametrize(
    ("parameter", "source"),
    [
        ("", ""),
        ("ad-7_x", "ad-7_x"),
        ("u_abcdef", "link"),
        ("x" * 64, "x" * 64),
        ("x" * 65, ""),
        ("a b", ""),
        ("<b>", ""),
    ],
)
def test_source_is_a_start_parameter_as_telegram_allows_them(parameter: str, source: str) -> None:
    """What somebody types behind /start may be anything; a user's link is a secret."""
    assert source_of(parameter) == source
