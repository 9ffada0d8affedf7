"""The partner's API as one Telegram user may use it, for the length of one request or update."""

import asyncio
import hashlib
import logging
from collections.abc import AsyncIterator, Callable, Coroutine
from contextlib import asynccontextmanager
from datetime import timedelta
from typing import TypeVar

from redis.asyncio import Redis
from redis.asyncio.lock import Lock
from redis.exceptions import LockError, RedisError

from accounts.bitcoin import check_address
from accounts.erase import erase
from accounts.events import add_event
from accounts.sessions import Session, Sessions
from gomining import Client, errors
from gomining.endpoint import Endpoint
from gomining.endpoints import BindBitcoinWallet, RefreshTokens
from runtime.clock import Time
from storage.connections import REDIS_TIMEOUT
from storage.insist import SAVING, insist
from storage.locks import LockBusyError, hold_lock

R = TypeVar("R")
S = TypeVar("S")

# Refresh this long before the access token expires, so that a slow call still arrives in time; for
# tokens that live shorter than ten minutes, a tenth of their life before.
EARLY = timedelta(seconds=60)
# New tokens that are refused within this time are not refreshed again: the refusal has another
# cause. A 403 more often means something else than an expired token.
RETRY_401 = timedelta(seconds=10)
RETRY_403 = timedelta(minutes=5)
# How long after an outage of Redis a process that waits to save new tokens may need for it.
GRACE = timedelta(seconds=REDIS_TIMEOUT + 2)
_POLL = 0.1  # seconds between two reads of what another process saves

log = logging.getLogger(__name__)


class LoggedOutError(Exception):
    """Nobody is logged in. `expired` says that somebody was, until the partner refused."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("Your login has ended. Please log in again." if expired else "Log in.")
        self.expired = expired


class RefreshBusyError(Exception):
    """Another process has been refreshing this user's tokens for longer than we wait."""


class BindingRefusedError(Exception):
    """The partner answered that it did not bind the Bitcoin address, and did not say why."""


class Members:
    """What all `Member`s of a process share, and the refreshes of tokens that are under way."""

    def __init__(
        self,
        redis: Redis,
        *,
        namespace: str,
        client: Client,
        sessions: Sessions,
        lease: timedelta,
        time: Time,
    ) -> None:
        self.redis = redis
        self.namespace = namespace
        self.client = client
        self.sessions = sessions
        self.lease = lease
        self.time = time
        self._refreshes: dict[int, asyncio.Task[Session]] = {}

    async def refreshed(self, user_id: int, refresh: Coroutine[None, None, Session]) -> Session:
        """Await the user's refresh, the one under way if there is one.

        It goes on when all its callers are cancelled: the partner may have spent the old refresh
        token by then, and the new pair must reach Redis.
        """
        if task := self._refreshes.get(user_id):
            refresh.close()
        else:
            task = self._refreshes[user_id] = asyncio.create_task(refresh)
            task.add_done_callback(lambda done: self._forget(user_id, done))
        done, _ = await asyncio.wait({task}, timeout=(2 * self.lease + GRACE).total_seconds())
        if not done:
            raise RefreshBusyError
        return await task

    def _forget(self, user_id: int, task: asyncio.Task[Session]) -> None:
        del self._refreshes[user_id]
        if not task.cancelled():
            task.exception()  # retrieved here in case all callers were cancelled

    async def drain(self) -> None:
        """Wait until every refresh under way has been saved."""
        await asyncio.gather(*self._refreshes.values(), return_exceptions=True)


class Member:
    """One Telegram user in one request or update; make a new one for the next.

    The session is read from Redis when it is first needed and kept, also when its tokens are
    refreshed. Calls of one member may run at the same time.
    """

    def __init__(self, user_id: int, members: Members) -> None:
        self.user_id = user_id
        self._members = members
        self._session: Session | None = None
        self._is_loaded = False
        self._loading = asyncio.Lock()

    async def session(self) -> Session:
        """Return the user's session; LoggedOutError if there is none."""
        session = await self._load()
        if session is None:
            raise LoggedOutError(expired=False)
        return session

    async def is_logged_in(self) -> bool:
        """Whether the user has a session."""
        return await self._load() is not None

    async def __call__(self, endpoint: Endpoint[R]) -> R:
        """Return the partner's answer to a call with this user's tokens, refreshed as needed.

        Raises LoggedOutError where a new login is needed, and the partner's other errors
        unchanged: NotLoggedIn means that even fresh tokens were refused.
        """
        return await self.reduced(endpoint, lambda answer: answer)

    async def reduced(self, endpoint: Endpoint[R], reduce: Callable[[R], S]) -> S:
        """Call, and return what `reduce` makes of the answer: see `gomining.Client.reduced`."""
        session = await self.session()
        if self._ends_soon(session):
            session = await self._renew_early(session)
        try:
            return await self._ask(endpoint, session, reduce)
        except (errors.NotLoggedIn, errors.NotAllowed) as refusal:
            if not self._may_be_expired(session, refusal):
                raise
            session = await self._renew(session)
        return await self._ask(endpoint, session, reduce)

    async def bind(self, text: str) -> str:
        """Bind a Bitcoin address for payouts and return it without the rest of `text`.

        Raises AddressError before anything is sent if it is no good address, BindingRefusedError
        where the partner answers `false`, and the partner's other errors unchanged. The bot
        notifies the user of the change.
        """
        endpoint = BindBitcoinWallet(address=check_address(text))
        if not await self(endpoint):
            raise BindingRefusedError
        await self._add_event("payout_changed", address=endpoint.address)
        return endpoint.address

    async def log_out(self, *, notify: bool) -> bool:
        """End the user's session; False if there was none. With `notify` the bot writes to them."""
        event = "logged_out" if notify else ""
        was_logged_in = await self._members.sessions.end_current(self.user_id, event=event)
        self._keep(None)
        return was_logged_in

    async def erase(self, *, notify_in: str | None = None) -> int:
        """Delete everything that we hold about the user; return the number of keys and events.

        With `notify_in`, a language, the bot notifies the user of it.
        """
        members = self._members
        deleted = await erase(
            members.redis, members.sessions, self.user_id, namespace=members.namespace
        )
        self._keep(None)
        if notify_in:
            await self._add_event("erased", language=notify_in)
        return deleted

    async def _add_event(self, kind: str, **details: str) -> None:
        members = self._members
        await add_event(members.redis, members.sessions.events, kind, self.user_id, **details)

    async def _load(self) -> Session | None:
        async with self._loading:
            if not self._is_loaded:
                self._keep(await self._members.sessions.load(self.user_id))
        return self._session

    def _keep(self, session: Session | None) -> None:
        self._session, self._is_loaded = session, True

    async def _ask(self, endpoint: Endpoint[R], session: Session, reduce: Callable[[R], S]) -> S:
        token = session.tokens.access_token
        return await self._members.client.reduced(endpoint, reduce, access_token=token)

    def _remaining(self, session: Session) -> timedelta | None:
        """Return how long the access token is still valid; None if it does not say.

        Its life is counted from when we received it, because our clock may differ from the
        partner's.
        """
        tokens, received = session.tokens, session.refreshed or session.since
        if tokens.lifetime is not None:
            return received + tokens.lifetime - self._members.time.now()
        return None if tokens.expires_at is None else tokens.expires_at - self._members.time.now()

    def _ends_soon(self, session: Session) -> bool:
        remaining, life = self._remaining(session), session.tokens.lifetime
        early = EARLY if life is None else min(EARLY, life / 10)
        return remaining is not None and remaining < early

    def _may_be_expired(
        self, session: Session, refusal: errors.NotLoggedIn | errors.NotAllowed
    ) -> bool:
        """Whether other tokens may be accepted where these were refused."""
        if isinstance(refusal, errors.NotAllowed) and refusal.by_proxy:
            return False
        pause = RETRY_401 if isinstance(refusal, errors.NotLoggedIn) else RETRY_403
        now = self._members.time.now()
        return session.refreshed is None or abs(now - session.refreshed) > pause

    async def _renew_early(self, session: Session) -> Session:
        """Renew; if that fails, go on with the old access token while it is valid."""
        try:
            return await self._renew(session)
        except (errors.GoMiningError, RefreshBusyError):
            remaining = self._remaining(session)
            if remaining is not None and remaining <= timedelta(0):
                raise
            return session

    async def _renew(self, stale: Session) -> Session:
        try:
            renewed = await self._members.refreshed(self.user_id, self._renew_locked(stale))
        except LoggedOutError:
            self._keep(None)
            raise
        self._keep(renewed)
        return renewed

    async def _renew_locked(self, stale: Session) -> Session:
        """Return another session than `stale`, refreshed by this process or another one.

        A refresh token works once, so a process that had to wait for the lock reads again first.
        """
        members = self._members
        key = f"{members.namespace}:lock:refresh:{self.user_id}"
        try:
            async with hold_lock(
                members.redis, key, lease=members.lease, wait=2 * members.lease
            ) as lock:
                current = await self._current(expired=True)
                if current.sealed != stale.sealed:
                    return current
                async with self._marked(current, lock) as other:
                    if other:
                        return other
                    await lock.extend(members.lease.total_seconds(), replace_ttl=True)
                    return await self._refresh(current)
        except (LockBusyError, LockError):
            raise RefreshBusyError from None

    @asynccontextmanager
    async def _marked(self, current: Session, lock: Lock) -> AsyncIterator[Session | None]:
        """Mark in Redis that the refresh token of `current` may be spent.

        Where another process has left the mark, its lock has ended: it has died, or waits for a
        Redis that was away. Yields the session that it saves within GRACE, None if it saves none.
        """
        redis, key = self._members.redis, f"{self._members.namespace}:refreshing:{self.user_id}"
        digest = hashlib.sha256(current.sealed).digest()
        if await redis.get(key) == digest:
            await lock.extend((self._members.lease + GRACE).total_seconds(), replace_ttl=True)
            if other := await self._wait_for_other(current):
                yield other
                return
        await redis.set(key, digest, px=self._members.lease + SAVING)
        try:
            yield None
        finally:
            try:
                await redis.delete(key)
            except RedisError as error:
                log.warning("the mark of a refresh is left: %s", type(error).__name__)

    async def _wait_for_other(self, current: Session) -> Session | None:
        time = self._members.time
        end = time.monotonic() + GRACE.total_seconds()
        while time.monotonic() < end:
            await time.sleep(_POLL)
            session = await self._current(expired=True)
            if session.sealed != current.sealed:
                return session
        return None

    async def _current(self, *, expired: bool) -> Session:
        """Read the session again: another process may have replaced or ended it."""
        session = await self._members.sessions.load(self.user_id)
        if session is None:
            raise LoggedOutError(expired=expired)
        return session

    async def _refresh(self, session: Session) -> Session:
        members, sessions = self._members, self._members.sessions
        refresh = RefreshTokens(refresh_token=session.tokens.refresh_token)
        try:
            tokens = await members.client(refresh)
        except (errors.NotLoggedIn, errors.NotAllowed, errors.Invalid) as refusal:
            if refusal.by_proxy:  # not the partner's own answer
                raise
            log.info("the partner refused a refresh; the session ends user=%s", self.user_id)
            ended = await insist(
                lambda: sessions.end(self.user_id, session, event="expired"), time=members.time
            )
            if not ended:
                return await self._current(expired=True)  # another process has replaced it
            raise LoggedOutError(expired=True) from None
        now = members.time.now()
        renewed = await insist(
            lambda: sessions.renew(self.user_id, session, tokens, now=now), time=members.time
        )
        return renewed or await self._current(expired=False)
