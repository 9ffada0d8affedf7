"""The registry of members, over a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from accounts.registry import MemberRecord, OtherAccountError, Registry
from runtime.clock import Time
from storage.postgres import open_postgres
from tests.servers import PostgresServer

FAR = 2**62  # ids of Telegram have up to 52 bits, and may grow
TON = "0:" + "ab" * 32


@pytest.fixture
async def registry(postgres: PostgresServer) -> AsyncIterator[Registry]:
    """An empty registry."""
    async with open_postgres(postgres.url) as pool:
        yield Registry(pool, key=b"k" * 32, time=Time())


async def test_member_is_entered_once(registry: Registry) -> None:
    """With the first source and language; also when several processes meet them."""
    met = await asyncio.gather(
        *(registry.meet(FAR, source=f"ad{number}", language="ru") for number in range(8))
    )
    assert met.count(True) == 1
    found = await registry.find(FAR)
    assert found is not None
    assert (found.language, found.reachability, found.login_kind) == ("ru", "needs_start", None)
    assert found.source == f"ad{met.index(True)}"
    assert await registry.find(1) is None


async def test_member_is_bound_to_one_account(registry: Registry) -> None:
    """Another account is refused, whichever way it comes; the known ids stay."""
    await registry.meet(1001, source="", language="en")
    await registry.bind(1001, 77, kind="start", partner_user_id="tg-1001")
    await registry.bind(1001, 77, kind="wallet", partner_user_id=None)
    for kind in ("start", "wallet"):
        with pytest.raises(OtherAccountError):
            await registry.bind(1001, 78, kind=kind, partner_user_id="tg-9")
    assert await registry.find(1001) == MemberRecord(
        1001, "", "en", "needs_start", "wallet", 77, "tg-1001"
    )
    await registry.bind(1002, 77, kind="wallet", partner_user_id=None)  # a second phone


async def test_first_logins_at_once_bind_one_account(registry: Registry) -> None:
    """Of two accounts one wins and the other is refused."""
    logins = [registry.bind(1001, 77 + n, kind="wallet", partner_user_id=None) for n in range(6)]
    ended = await asyncio.gather(*logins, return_exceptions=True)
    refused = [error for error in ended if isinstance(error, OtherAccountError)]
    assert len(refused) == 5
    assert [error for error in ended if error is not None] == refused


async def test_addresses_are_found_by_keyed_hashes(
    registry: Registry, postgres: PostgresServer
) -> None:
    """The address itself is not in the database."""
    for user in (1001, 1002, 1003):
        await registry.meet(user, source="", language="en")
    await registry.set_ton_address(1001, TON)
    await registry.set_bitcoin_address(1002, "bc1qexample")
    await registry.set_ton_address(1003, TON)
    assert await registry.with_address(TON) == [1001, 1003]
    assert await registry.with_address("bc1qexample") == [1002]
    assert await registry.with_address("bc1qother") == []
    async with open_postgres(postgres.url) as pool:
        other = Registry(pool, key=b"o" * 32, time=Time())
        assert await other.with_address(TON) == []
        async with pool.connection() as connection:
            rows = await connection.execute("SELECT members::text FROM members")
            assert TON[2:] not in str(await rows.fetchall())


async def test_reachability_and_language_change(registry: Registry) -> None:
    """And the row goes when the member's data is deleted."""
    await registry.meet(1001, source="x" * 100, language="en")
    await registry.set_reachability(1001, "blocked")
    await registry.set_language(1001, "ru")
    found = await registry.find(1001)
    assert found is not None
    assert (found.reachability, found.language, found.source) == ("blocked", "ru", "x" * 64)
    assert await registry.forget(1001)
    assert not await registry.forget(1001)
    assert await registry.find(1001) is None
