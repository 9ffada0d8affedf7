"""The registry of members, over a real PostgreSQL."""

import asyncio
from collections.abc import AsyncIterator

import pytest

from accounts.binding import LinkTakenError, OpenOrderError, OtherAccountError
from accounts.recovery import Decision
from accounts.registry import Registry
from accounts.visitors import Contact
from runtime.clock import Time
from runtime.settings import LoginWay
from storage.postgres import open_postgres, transaction
from storage.schema import DatabaseAwayError
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
    kinds: tuple[LoginWay, ...] = ("start", "wallet")
    for kind in kinds:
        with pytest.raises(OtherAccountError):
            await registry.bind(1001, 78, kind=kind, partner_user_id="tg-9")
    found = await registry.find(1001)
    assert found is not None
    assert (found.login_kind, found.gomining_user_id, found.partner_user_id) == (
        "wallet",
        77,
        "tg-1001",
    )
    await registry.bind(1002, 77, kind="wallet", partner_user_id=None)  # a second phone


async def test_account_without_an_id_has_to_be_recognised(registry: Registry) -> None:
    """By the partner's id or the wallet; what it is bound to once known is compared as well."""
    await registry.bind(1001, None, kind="start", partner_user_id="tg-1001")
    assert await account_of(registry) == (None, "tg-1001")
    await registry.bind(1001, 77, kind="start", partner_user_id="tg-1001")
    await registry.bind(1001, None, kind="start", partner_user_id="tg-1001")
    assert await account_of(registry) == (77, "tg-1001")
    with pytest.raises(OtherAccountError):
        await registry.bind(1001, None, kind="wallet", partner_user_id=None, ton_address=TON)
    with pytest.raises(OtherAccountError):  # the partner calls another account so now
        await registry.bind(1001, 78, kind="start", partner_user_id="tg-1001")
    await registry.bind(1001, 77, kind="wallet", partner_user_id=None, ton_address=TON)
    await registry.bind(1001, None, kind="wallet", partner_user_id=None, ton_address=TON)
    assert await account_of(registry) == (77, "tg-1001")


async def test_first_known_account_takes_over_nothing_of_another(registry: Registry) -> None:
    """Who was not bound yet may be of another account: its wallet is not that of this one."""
    await registry.bind(1001, None, kind="wallet", partner_user_id=None, ton_address=TON)
    assert await registry.with_address(TON) == [1001]
    await registry.bind(1001, 77, kind="start", partner_user_id="tg-1001")
    assert await registry.with_address(TON) == []
    with pytest.raises(OtherAccountError):
        await registry.bind(1001, None, kind="wallet", partner_user_id=None, ton_address=TON)


async def test_switch_replaces_all_that_is_known_of_the_account(registry: Registry) -> None:
    """Also by an account without an id, which is then not bound to one."""
    await registry.bind(1001, 77, kind="start", partner_user_id="tg-1001")
    await registry.set_recovery(1001, "given")
    await registry.set_bitcoin_address(1001, "bc1qexample")
    await registry.rebind(1001, 78, kind="wallet", partner_user_id=None, ton_address=TON)
    found = await registry.find(1001)
    assert found is not None
    assert (found.gomining_user_id, found.partner_user_id, found.recovery) == (78, None, None)
    assert await registry.with_address("bc1qexample") == []
    await registry.rebind(1001, None, kind="start", partner_user_id="tg-1001")
    assert await account_of(registry) == (None, "tg-1001")
    assert await registry.with_address(TON) == []


async def test_switch_waits_for_an_order_that_is_being_created(
    registry: Registry, postgres: PostgresServer
) -> None:
    """In either order: the order holds the row of the member, and the switch sees the order."""
    await registry.bind(1001, 77, kind="start", partner_user_id="tg-1001")
    async with open_postgres(postgres.url) as pool, transaction(pool) as connection:
        await connection.execute("SELECT 1 FROM members WHERE user_id = 1001 FOR SHARE")
        switch = asyncio.create_task(
            registry.rebind(1001, 78, kind="wallet", partner_user_id=None, ton_address=TON)
        )
        waiting = "SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock'"
        while (await (await connection.execute(waiting)).fetchone()) == (0,):
            await asyncio.sleep(0.01)
        await connection.execute(
            "INSERT INTO orders (id, kind, user_id, target, state, version, is_open, currency,"
            " price_units, quote, quoted_until, created_at, changed_at) VALUES (gen_random_uuid(),"
            " 'buy', 1001, '1', 'quoted', 1, true, 'XTR', 1, '{}', now(), now(), now())"
        )
    with pytest.raises(OpenOrderError):
        await switch
    assert await account_of(registry) == (77, "tg-1001")
    await registry.rebind(
        1001, 77, kind="wallet", partner_user_id=None, ton_address=TON
    )  # the same


async def test_database_that_is_away_is_one_error(postgres: PostgresServer) -> None:
    """Whatever psycopg says, and before there was a connection."""
    async with open_postgres("postgresql://app@127.0.0.1:1/none", patience=0.3) as pool:
        away = Registry(pool, key=b"k" * 32, time=Time())
        with pytest.raises(DatabaseAwayError):
            await away.find(1001)
    async with open_postgres(postgres.url) as pool:
        registry = Registry(pool, key=b"k" * 32, time=Time())
        assert await registry.find(1001) is None
        with pytest.raises(DatabaseAwayError):
            async with transaction(pool) as connection:
                await connection.execute("SELECT pg_terminate_backend(pg_backend_pid())")


async def account_of(registry: Registry, user: int = 1001) -> tuple[int | None, str | None]:
    """Return both ids of the member's account."""
    found = await registry.find(user)
    assert found is not None
    return found.gomining_user_id, found.partner_user_id


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
    for user in (1001, 1003):
        await registry.bind(user, 77, kind="wallet", partner_user_id=None, ton_address=TON)
    await registry.meet(1002, source="", language="en")
    await registry.set_bitcoin_address(1002, "bc1qexample")
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


@pytest.mark.parametrize("order", ["page first", "chat first", "login first"])
async def test_who_writes_can_be_written_to(registry: Registry, order: str) -> None:
    """The first source stays; a login alone knows none."""
    if order == "login first":
        await registry.bind(1001, 77, kind="wallet", partner_user_id=None)
    if order == "page first":
        assert await registry.meet(1001, source="page", language="en")
        found = await registry.find(1001)
        assert found is not None
        assert (found.source, found.reachability) == ("page", "needs_start")
    new = await registry.meet(1001, source="ad7", language="ru", contact="wrote")
    assert new is (order == "chat first")
    assert not await registry.meet(1001, source="ad8", language="en", contact="wrote")
    found = await registry.find(1001)
    assert found is not None
    source, language = ("page", "en") if order == "page first" else ("ad7", "ru")
    assert (found.source, found.language, found.reachability) == (source, language, "ok")
    await registry.set_reachability(1001, "blocked")
    contacts: list[Contact] = ["allowed", "none", "wrote"]
    for contact, reachability in zip(contacts, ("blocked", "blocked", "ok"), strict=True):
        await registry.meet(1001, source="page", language="en", contact=contact)
        found = await registry.find(1001)
        assert found is not None
        assert found.reachability == reachability


async def test_recovery_that_was_given_stays(registry: Registry) -> None:
    """A refusal can be taken back."""
    await registry.meet(1001, source="", language="en")
    steps: list[tuple[Decision, Decision]] = [
        ("declined", "declined"),
        ("given", "given"),
        ("declined", "given"),
    ]
    for said, kept in steps:
        await registry.set_recovery(1001, said)
        found = await registry.find(1001)
        assert found is not None
        assert found.recovery == kept


async def test_one_link_has_one_member(registry: Registry) -> None:
    """Of several at once the first one gets it; nobody gets two."""
    ended = await asyncio.gather(
        *(registry.link(user, "alice") for user in range(1, 7)), return_exceptions=True
    )
    assert [type(error) for error in ended if error is not None] == [LinkTakenError] * 5
    owner = ended.index(None) + 1
    await registry.link(owner, "alice")
    with pytest.raises(LinkTakenError):
        await registry.link(owner, "bob")
    await registry.bind(20, 77, kind="start", partner_user_id="tg-20")
    with pytest.raises(LinkTakenError):  # somebody has started as this one
        await registry.link(21, "tg-20")
    await registry.link(20, "tg-20")
