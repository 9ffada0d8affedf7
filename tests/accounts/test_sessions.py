"""Sessions in Redis: sealed, bound to their user, replaced only by who saw them last."""

from datetime import timedelta
from typing import Any, cast

from redis.asyncio import Redis

from accounts.payloads import Payloads
from accounts.sessions import Session, Sessions
from gomining import Tokens
from storage.keys import namespace_for
from storage.seal import Seal
from tests.accounts.conftest import a_session


async def saved(sessions: Sessions, payloads: Payloads, user: int, session: Session) -> Session:
    """Log the user in and return the session as it lies in Redis."""
    await payloads.remember(user, "payload")
    claimed = await payloads.claim(user, "payload", "digest")
    assert await payloads.finish(user, "payload", claimed, session, {"address": "0:a"})
    loaded = await sessions.load(user)
    assert loaded is not None
    return loaded


async def test_a_session_comes_back(sessions: Sessions, payloads: Payloads) -> None:
    """Tokens, wallet and time survive the sealing."""
    loaded = await saved(sessions, payloads, 1001, a_session())
    assert (loaded.tokens, loaded.address, loaded.chain, loaded.since) == (
        a_session().tokens,
        a_session().address,
        "-239",
        a_session().since,
    )
    assert await sessions.load(1002) is None


async def test_nothing_readable_lies_in_redis(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Whoever reads Redis learns no token."""
    await saved(sessions, payloads, 1001, a_session())
    for key in await redis.keys("*session*"):
        assert b"access-1" not in cast(bytes, await redis.get(key))


async def test_a_blob_moved_to_another_user_stays_shut(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Copying a session in Redis gives nobody a login."""
    await saved(sessions, payloads, 1001, a_session())
    await redis.copy(sessions.key(1001), sessions.key(1002))
    assert await sessions.load(1002) is None


async def test_another_partner_cannot_open_it(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Tokens of one partner never travel to another's address."""
    await saved(sessions, payloads, 1001, a_session())
    other = Sessions(redis, Seal([b"k" * 32]), namespace="gm:other", ttl=timedelta(days=1))
    await redis.copy(sessions.key(1001), other.key(1001))
    assert await other.load(1001) is None
    assert namespace_for(api_url="a", partner_id="b") != namespace_for(api_url="a", partner_id="c")


async def test_a_session_has_an_end(sessions: Sessions, payloads: Payloads, redis: Redis) -> None:
    """An unused login lives as long as the settings say, and a refresh extends it."""
    old = await saved(sessions, payloads, 1001, a_session())
    await redis.pexpire(sessions.key(1001), 5000)
    assert await sessions.renew(1001, old, a_session("2").tokens)
    assert 86_000_000 < await redis.pttl(sessions.key(1001)) <= 86_400_000


async def test_only_the_latest_can_be_replaced(sessions: Sessions, payloads: Payloads) -> None:
    """A refresh that ends after a new login does not undo the login."""
    old = await saved(sessions, payloads, 1001, a_session("1"))
    new = await saved(sessions, payloads, 1001, a_session("2"))
    assert await sessions.renew(1001, old, a_session("3").tokens) is None
    assert not await sessions.end(1001, old, event="expired")
    loaded = await sessions.load(1001)
    assert loaded is not None
    assert loaded.tokens == new.tokens


async def test_the_chat_hears_of_each_change_once(
    sessions: Sessions, payloads: Payloads, redis: Redis
) -> None:
    """Login and logout leave one event each; a lost race leaves none."""
    session = await saved(sessions, payloads, 1001, a_session())
    assert await sessions.end(1001, session, event="logged_out")
    assert not await sessions.end(1001, session, event="logged_out")
    entries = cast(list[Any], await redis.xrange(sessions.events))
    events = [fields for _, fields in entries]
    assert [event[b"kind"] for event in events] == [b"logged_in", b"logged_out"]
    assert {event[b"user"] for event in events} == {b"1001"}


def test_tokens_do_not_show() -> None:
    """A session's repr, which may end up in a log, holds no token."""
    assert "access-1" not in repr(a_session())
    assert isinstance(a_session().tokens, Tokens)
