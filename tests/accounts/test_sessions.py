"""Sessions in Redis: encrypted, bound to their user, replaced only by compare and set."""

import json
from base64 import urlsafe_b64encode
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any, cast

import pytest
from redis.asyncio import Redis

from accounts.payloads import Payloads
from accounts.sessions import Family, Session, Sessions
from gomining import Tokens
from storage.keys import namespace_for
from storage.seal import Seal
from tests.accounts.conftest import make_session

NOW = datetime(2026, 11, 25, tzinfo=UTC)


async def save(sessions: Sessions, payloads: Payloads, user: int, session: Session) -> Session:
    """Log the user in and return the session as loaded from Redis."""
    await payloads.save(user, "payload")
    claim = await payloads.claim(user, "payload", "digest")
    assert await payloads.finish(user, "payload", claim, session, {"address": "0:a"})
    loaded = await sessions.load(user)
    assert loaded is not None
    return loaded


async def renew(sessions: Sessions, old: Session, mark: str) -> bool:
    """Replace the tokens of a session of user 1001."""
    new = sessions.with_tokens(1001, old, make_session(mark).tokens, now=NOW)
    return await sessions.replace(1001, old, new)


async def test_loaded_session_equals_the_saved_one(sessions: Sessions, payloads: Payloads) -> None:
    """Tokens, wallet and time are kept; another user has no session."""
    loaded = await save(sessions, payloads, 1001, make_session())
    assert (loaded.tokens, loaded.address, loaded.chain, loaded.since) == (
        make_session().tokens,
        make_session().address,
        "-239",
        make_session().since,
    )
    assert await sessions.load(1002) is None


async def test_tokens_in_redis_are_encrypted(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """The stored bytes contain no token."""
    await save(sessions, payloads, 1001, make_session())
    for key in await redis.keys("*session*"):
        assert b"access-1" not in cast(bytes, await redis.get(key))


async def test_session_copied_to_another_user_cannot_be_opened(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Write access to Redis gives nobody a login."""
    await save(sessions, payloads, 1001, make_session())
    await redis.copy(sessions.key(1001), sessions.key(1002))
    assert await sessions.load(1002) is None


async def test_session_copied_to_another_partner_cannot_be_opened(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Tokens of one partner are never sent to the address of another."""
    await save(sessions, payloads, 1001, make_session())
    other = Sessions(redis, Seal([b"k" * 32]), namespace="gm:other", ttl=timedelta(days=1))
    await redis.copy(sessions.key(1001), other.key(1001))
    assert await other.load(1001) is None
    assert namespace_for(api_url="a", partner_id="b") != namespace_for(api_url="a", partner_id="c")


async def test_refresh_extends_the_life_of_a_session(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """It starts again with the whole time to live."""
    old = await save(sessions, payloads, 1001, make_session())
    await redis.pexpire(sessions.key(1001), 5000)
    assert await renew(sessions, old, "2")
    assert 86_000_000 < await redis.pttl(sessions.key(1001)) <= 86_400_000


async def test_replaced_session_can_be_neither_renewed_nor_ended(
    sessions: Sessions, payloads: Payloads
) -> None:
    """A refresh that finishes after a new login does not undo the login."""
    old = await save(sessions, payloads, 1001, make_session("1"))
    new = await save(sessions, payloads, 1001, make_session("2"))
    assert not await renew(sessions, old, "3")
    assert not await sessions.end(1001, old, event="expired")
    loaded = await sessions.load(1001)
    assert loaded is not None
    assert loaded.tokens == new.tokens


async def test_each_login_and_logout_adds_one_event(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Ending a session that has ended already adds none."""
    session = await save(sessions, payloads, 1001, make_session())
    assert await sessions.end(1001, session, event="logged_out")
    assert not await sessions.end(1001, session, event="logged_out")
    assert not await sessions.end_current(1001, event="logged_out")
    entries = cast(list[Any], await redis.xrange(sessions.events))
    events = [fields for _, fields in entries]
    assert [event[b"kind"] for event in events] == [b"logged_in", b"logged_out"]
    assert {event[b"user"] for event in events} == {b"1001"}


async def test_repeated_changes_return_the_first_result_without_a_second_event(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Redis may have made a change whose answer was lost: login, refresh, logout."""
    await payloads.save(1001, "p")
    claim = await payloads.claim(1001, "p", "digest")
    assert await payloads.claim(1001, "p", "digest") != claim
    for _ in range(2):
        assert await payloads.finish(1001, "p", claim, make_session(), {"address": "0:a"})
    old = await sessions.load(1001)
    assert old is not None
    new = sessions.with_tokens(1001, old, make_session("2").tokens, now=NOW)
    assert [await sessions.replace(1001, old, new) for _ in range(2)] == [True, True]
    for call, done in [("first", True), ("first", True), ("second", False)]:
        assert await sessions.end(1001, new, event="logged_out", call=call) is done
    assert not await sessions.replace(1001, old, new)
    assert await sessions.load(1001) is None
    events = cast(list[Any], await redis.xrange(sessions.events))
    assert [fields[b"kind"] for _, fields in events] == [b"logged_in", b"logged_out"]


async def test_session_of_another_layout_is_missing(sessions: Sessions, redis: Redis) -> None:
    """An older or newer version may have written it: the user logs in again, and sees no error."""
    for plain in (b"[]", b"{}", b"\xff", b'{"access": 1}'):
        sealed = Seal([b"k" * 32]).close(plain, "gm:test:1001")
        await redis.set(sessions.key(1001), sealed)
        assert await sessions.load(1001) is None


def test_repr_of_a_session_shows_no_token() -> None:
    """A repr may end up in a log."""
    assert "access-1" not in repr(make_session())
    assert isinstance(make_session().tokens, Tokens)


# What the version before logins without a wallet has stored, tokens with and without an id.
EARLIER = {
    "access": "access-1",
    "refresh": "refresh-1",
    "address": "0:" + "a" * 64,
    "chain": "-239",
    "since": 1_795_305_600,
    "refreshed": None,
}


def jwt(**claims: object) -> str:
    """Return an unsigned JWT with these claims."""
    parts = [{"alg": "none"}, claims]
    encoded = (urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=") for part in parts)
    return ".".join([*encoded, "x"])


@pytest.mark.parametrize(
    ("access", "account"), [("access-1", None), (jwt(userId=77), 77), (jwt(userId="78"), 78)]
)
def test_session_of_the_earlier_version_loads_as_a_wallet_login(
    sessions: Sessions, access: str, account: int | None
) -> None:
    """As in a Redis of yesterday, or written by an old process of a rolling deploy."""
    plain = json.dumps(EARLIER | {"access": access}).encode()
    session = sessions.unseal(1001, sessions._seal.close(plain, sessions._owner(1001)))
    assert session is not None
    assert (session.family, session.way, session.wallet) == (
        "user",
        "wallet",
        (EARLIER["address"], "-239"),
    )
    assert (session.partner_user_id, session.gomining_user_id) == (None, account)
    assert session.tokens.access_token.get_secret_value() == access


@pytest.mark.parametrize("family", ["user", "partner"])
@pytest.mark.parametrize("wallet", [(None, None), ("0:" + "a" * 64, "-239")])
def test_session_keeps_its_family_wallet_and_ids(
    sessions: Sessions, family: Family, wallet: tuple[str | None, str | None]
) -> None:
    """Also where a wallet was added to a login without one."""
    known = replace(
        make_session(),
        address=wallet[0],
        chain=wallet[1],
        family=family,
        partner_user_id="tg-1001",
        gomining_user_id=77,
    )
    sealed = sessions.seal(1001, known)
    assert sessions.unseal(1001, sealed) == replace(known, sealed=sealed)


def test_earlier_version_reads_a_wallet_login_and_no_other(sessions: Sessions) -> None:
    """It would spend the refresh token of a login without a wallet at the wrong operation."""

    def members(session: Session) -> set[str]:
        plain = sessions._seal.open(sessions.seal(1001, session), sessions._owner(1001))
        assert plain is not None
        return set(json.loads(plain))

    assert set(EARLIER) <= members(make_session())
    started = replace(make_session(), family="partner", partner_user_id="tg-1001")
    assert "address" not in members(started)
