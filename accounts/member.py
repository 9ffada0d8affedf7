"""The partner's API as one Telegram user may use it, for the length of one request or update."""

import asyncio
import hashlib
import logging
from collections.abc import Callable, Coroutine
from datetime import timedelta
from secrets import token_hex
from typing import TypeVar

from redis.asyncio import Redis
from redis.exceptions import LockError, RedisError

from accounts.bitcoin import check_address
from accounts.erase import AlsoErase, erase
from accounts.events import add_event
from accounts.saving import Unfinished, lease_for
from accounts.sessions import Session, Sessions
from accounts.visitors import Visitors
from gomining import Client, Tokens, errors
from gomining.endpoint import Endpoint
from gomining.endpoints import BindBitcoinWallet, RefreshPartnerTokens, RefreshTokens
from runtime.clock import Time
from storage.insist import insist
from storage.locks import LockBusyError, hold_lock

R = TypeVar("R")
S = TypeVar("S")

# Refresh this long before the tokens' life ends, so that a slow call arrives with a valid token;
# of a life below ten minutes a tenth.
EARLY = timedelta(seconds=60)
# The partner refuses something else than tokens that were refreshed so recently, so they are not
# refreshed again. A 403 seldom means the token, so it refreshes once per life at most.
AFTER_401 = timedelta(seconds=10)
AFTER_403 = timedelta(seconds=60)  # where the life is not known
EVENT_WAIT = 1.0  # seconds that an answer waits for its event

log = logging.getLogger(__name__)


class LoggedOutError(Exception):
    """Nobody is logged in. `expired` says that somebody was, until the partner refused."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("Your login has ended. Please log in again." if expired else "Log in.")
        self.expired = expired


class RefreshBusyError(Exception):
    """Another process has been refreshing this user's tokens for longer than we wait."""


class WalletNeededError(errors.NotAllowed):
    """The partner refuses this to the tokens of a login without a wallet, fresh as they are."""


class BindingRefusedError(Exception):
    """The partner answered that it did not bind the Bitcoin address, and did not say why."""


class Members:
    """What all `Member`s of a process share, and the refreshes of tokens that are under way.

    `lease` is longer than the partner may take to answer, `also_erase` deletes what is kept about a
    user in PostgreSQL.
    """

    def __init__(
        self,
        redis: Redis,
        *,
        namespace: str,
        client: Client,
        sessions: Sessions,
        lease: timedelta,
        visitors: Visitors,
        time: Time,
        also_erase: AlsoErase | None = None,
    ) -> None:
        self.redis = redis
        self.namespace = namespace
        self.client = client
        self.sessions = sessions
        self.lease = lease
        self.visitors = visitors
        self.also_erase = also_erase
        self.time = time
        self._refreshes: dict[int, asyncio.Task[Session]] = {}
        self.unfinished = Unfinished()

    async def refreshed(self, user_id: int, refresh: Coroutine[None, None, Session]) -> Session:
        """Await the user's refresh, the one under way if there is one.

        It goes on when all its callers are cancelled: the partner may have spent the old refresh
        token by then, and the new pair must reach Redis.
        """
        if task := self._refreshes.get(user_id):
            refresh.close()
        else:
            task = self._refreshes[user_id] = self.unfinished.start(refresh)
            task.add_done_callback(lambda _: self._refreshes.pop(user_id))
        done, _ = await asyncio.wait({task}, timeout=2 * self.lease.total_seconds())
        if not done:
            raise RefreshBusyError
        return await task

    async def drain(self) -> None:
        """Wait until every refresh under way has been saved."""
        await self.unfinished.drain()


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

    async def session_or_none(self) -> Session | None:
        """Return the user's session, if there is one."""
        return await self._load()

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
        unchanged: NotLoggedIn and NotAllowed mean that even fresh tokens were refused. Of a login
        without a wallet they become WalletNeededError: another such login would not help.
        """
        return await self.reduced(endpoint, lambda answer: answer)

    async def reduced(self, endpoint: Endpoint[R], reduce: Callable[[R], S]) -> S:
        """Call, and return what `reduce` makes of the answer: see `gomining.Client.reduced`."""
        session = await self.session()
        if self._is_due(session):
            session = await self._renew_early(session)
        try:
            return await self._ask(endpoint, session, reduce)
        except (errors.NotLoggedIn, errors.NotAllowed) as refusal:
            if not self._may_mean_expired(refusal, endpoint, session):
                raise _final(refusal, session) from None
        session = await self._renew(session)
        try:
            return await self._ask(endpoint, session, reduce)
        except (errors.NotLoggedIn, errors.NotAllowed) as refusal:
            raise _final(refusal, session) from None

    async def bind(self, text: str) -> str:
        """Bind a Bitcoin address for payouts and return it without the rest of `text`.

        Raises AddressError before anything is sent if it is no good address, BindingRefusedError
        where the partner answers `false`, and the partner's other errors unchanged. The bot
        notifies the user of the change.
        """
        endpoint = BindBitcoinWallet(address=check_address(text))
        try:
            await self(endpoint)
        except errors.Declined:
            raise BindingRefusedError from None
        await self._add_event("payout_changed", address=endpoint.address)
        await self._members.visitors.set_bitcoin_address(self.user_id, endpoint.address)
        return endpoint.address

    async def log_out(self, *, notify: bool) -> bool:
        """End the user's session; False if there was none. With `notify` the bot writes to them."""
        event = "logged_out" if notify else ""
        was_logged_in = await self._members.sessions.end_current(self.user_id, event=event)
        self._keep(None)
        return was_logged_in

    async def erase(self, *, notify_in: str | None = None) -> int:
        """Delete everything that we hold about the user; return how many keys, events and rows.

        With `notify_in`, a language, the bot notifies the user of it. Raises UnfinishedOrderError
        while an order is open, and DatabaseAwayError; nothing is deleted then.
        """
        members = self._members
        # First: it alone can refuse, and a repeated call deletes the rest.
        deleted = await members.also_erase(self.user_id) if members.also_erase else 0
        deleted += await members.visitors.forget(self.user_id)
        deleted += await erase(
            members.redis, members.sessions, self.user_id, namespace=members.namespace
        )
        self._keep(None)
        if notify_in:
            await self._add_event("erased", language=notify_in)
        return deleted

    async def _add_event(self, kind: str, **details: str) -> None:
        """Add an event. What it says has been done, so a Redis that is away delays only the event.

        It may then be added twice: a notice too many is better than none.
        """
        members, stream = self._members, self._members.sessions.events
        adding = insist(
            lambda: add_event(members.redis, stream, kind, self.user_id, **details),
            time=members.time,
        )
        await asyncio.wait({members.unfinished.start(adding)}, timeout=EVENT_WAIT)

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

    def _is_due(self, session: Session) -> bool:
        life = session.tokens.lifetime
        return life is not None and self._age(session) > life - min(EARLY, life / 10)

    def _age(self, session: Session) -> timedelta:
        """How long ago the tokens arrived; by our clock alone, which may differ from theirs."""
        return self._members.time.now() - session.received

    def _may_mean_expired(
        self, refusal: errors.Refused, endpoint: Endpoint[R], session: Session
    ) -> bool:
        """Whether a refresh may help: 401, or 403 to a read, with tokens that are not just fresh.

        Without this, everything that the partner refuses for another reason, every read of it
        would refresh.
        """
        pause = AFTER_401
        if isinstance(refusal, errors.NotAllowed):
            if refusal.by_proxy or not endpoint.safe:
                return False
            pause = session.tokens.lifetime or AFTER_403
        return session.refreshed is None or abs(self._age(session)) >= pause

    async def _renew_early(self, session: Session) -> Session:
        """Renew; if that fails, go on with the old access token while it is valid."""
        try:
            return await self._renew(session)
        except (errors.GoMiningError, RefreshBusyError):
            life = session.tokens.lifetime
            if life is None or self._age(session) > life:
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
        key, lease = f"{members.namespace}:lock:refresh:{self.user_id}", members.lease
        try:
            async with hold_lock(members.redis, key, lease=lease, wait=lease) as lock:
                current = await self._current()
                if current.sealed != stale.sealed:
                    return current
                # From here the lock outlives an outage of Redis, in which it cannot be extended.
                await lock.extend(lease_for(lease).total_seconds(), replace_ttl=True)
                return await self._refresh(current)
        except (LockBusyError, LockError):
            raise RefreshBusyError from None

    async def _current(self) -> Session:
        """Read the session again: another process may have replaced or ended it."""
        sessions = self._members.sessions
        session = await sessions.load(self.user_id)
        if session is None:
            reason = await sessions.ended_because(self.user_id)
            raise LoggedOutError(expired=reason == "expired")
        return session

    async def _refresh(self, session: Session) -> Session:
        mark = await self._mark_begun(session)
        try:
            tokens = await self._members.client(_refresh_of(session))
        except errors.GoMiningError as error:
            await self._unmark(mark)
            if not _is_refusal(error):
                raise
            await self._end_refused(session)
            raise LoggedOutError(expired=True) from None
        return await self._save(session, tokens)

    async def _mark_begun(self, session: Session) -> str:
        """Note that a refresh of this very session begins; return the key of the mark.

        Where an earlier refresh of it has not ended, that may hold the new tokens and wait for
        Redis although its lock is gone (after a failover, say). Then RefreshBusyError is raised:
        the refresh token may be spent, and the partner would refuse it.
        """
        members = self._members
        mark, lease = f"{members.namespace}:refreshing:{self.user_id}", lease_for(members.lease)
        session_id = hashlib.sha256(session.sealed).digest()
        if await members.redis.get(mark) == session_id:
            raise RefreshBusyError
        await members.redis.set(mark, session_id, px=lease)
        return mark

    async def _unmark(self, mark: str) -> None:
        """Note that this refresh has ended without new tokens."""
        try:
            await self._members.redis.delete(mark)
        except RedisError as error:  # it ends by itself
            log.warning("the mark of a refresh stays: %s", type(error).__name__)

    async def _save(self, session: Session, tokens: Tokens) -> Session:
        """Store the new tokens, however long Redis is away; a newer login is left alone."""
        sessions, time = self._members.sessions, self._members.time
        new = sessions.with_tokens(self.user_id, session, tokens, now=time.now())
        replaced = await insist(lambda: sessions.replace(self.user_id, session, new), time=time)
        log.info("refreshed tokens are saved user=%s", self.user_id)
        if replaced:
            return new
        return await self._current()

    async def _end_refused(self, session: Session) -> None:
        log.info("the partner refused a refresh; the session ends user=%s", self.user_id)
        sessions, call = self._members.sessions, token_hex(8)
        await insist(
            lambda: sessions.end(self.user_id, session, event="expired", call=call),
            time=self._members.time,
        )


def _final(refusal: errors.Refused, session: Session) -> errors.Refused:
    """Return the error for a refusal that no refresh can change."""
    if session.family == "user" or refusal.by_proxy:
        return refusal
    return WalletNeededError(refusal.endpoint, refusal.status, reason=refusal.reason)


def _refresh_of(session: Session) -> Endpoint[Tokens]:
    """Return the refresh by the operation that knows tokens of this family."""
    token = session.tokens.refresh_token
    if session.family == "partner":
        return RefreshPartnerTokens(refresh_token=token)
    return RefreshTokens(refresh_token=token)


def _is_refusal(error: errors.GoMiningError) -> bool:
    """Whether the partner itself says that the refresh token is not good any more."""
    refusals = (errors.NotLoggedIn, errors.NotAllowed, errors.Invalid)
    return isinstance(error, refusals) and not error.by_proxy
