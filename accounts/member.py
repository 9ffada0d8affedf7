"""The partner's API as one Telegram user may use it."""

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from datetime import datetime, timedelta
from typing import TypeVar

from redis.exceptions import RedisError

from accounts.bitcoin import check_address
from accounts.sessions import Session, Sessions
from gomining import Client, errors
from gomining.endpoint import Endpoint
from gomining.endpoints import BindBitcoinWallet, RefreshTokens

R = TypeVar("R")

# Refresh this long before `exp`: long enough for a slow call to arrive with a valid token.
EARLY = timedelta(seconds=60)
# How long new tokens wait for a Redis that is away: the old ones are spent by then. Longer than a
# restart takes; whoever asks is told sooner.
SAVING = timedelta(seconds=60)
_POLL = 0.05
_AGAIN = 0.25

log = logging.getLogger(__name__)


class LoggedOutError(Exception):
    """Nobody is logged in. `expired` says that somebody was, until the partner refused."""

    def __init__(self, *, expired: bool) -> None:
        super().__init__("Your login has ended. Please log in again." if expired else "Log in.")
        self.expired = expired


class RefreshBusyError(Exception):
    """Another process has been refreshing this user's tokens for longer than we wait."""


class Members:
    """What every `Member` shares: the client, the sessions and the refreshes under way."""

    def __init__(
        self,
        *,
        client: Client,
        sessions: Sessions,
        lease: timedelta,
        clock: Callable[[], datetime],
        sleep: Callable[[float], Awaitable[None]] = asyncio.sleep,
        timer: Callable[[], float] = time.monotonic,
    ) -> None:
        self.client = client
        self.sessions = sessions
        self.lease = lease
        self.clock = clock
        self.sleep = sleep
        self.timer = timer
        self._refreshes: dict[int, asyncio.Task[Session]] = {}

    def __getitem__(self, user_id: int) -> "Member":
        """Return the member for a Telegram user id."""
        return Member(user_id, self)

    async def refreshed(self, user_id: int, refresh: Coroutine[None, None, Session]) -> Session:
        """Await the user's refresh, the one under way if there is one.

        It goes on even if all who asked for it go away: the partner may have spent the old
        refresh token by then, and the new pair must reach Redis.
        """
        if task := self._refreshes.get(user_id):
            refresh.close()
        else:
            task = self._refreshes[user_id] = asyncio.create_task(refresh)
            task.add_done_callback(lambda done: self._forget(user_id, done))
        done, _ = await asyncio.wait({task}, timeout=2 * self.lease.total_seconds())
        if not done:
            raise RefreshBusyError
        return await task

    def _forget(self, user_id: int, task: asyncio.Task[Session]) -> None:
        del self._refreshes[user_id]
        if not task.cancelled():
            task.exception()  # seen, even where everybody who asked has gone

    async def drain(self) -> None:
        """Wait until every refresh under way has been saved."""
        await asyncio.gather(*self._refreshes.values(), return_exceptions=True)


class Member:
    """Calls the partner with the user's own tokens, refreshing them when they run out."""

    def __init__(self, user_id: int, members: Members) -> None:
        self.user_id = user_id
        self._all = members

    async def session(self) -> Session:
        """Return who is logged in; LoggedOutError if nobody is."""
        session = await self._all.sessions.load(self.user_id)
        if session is None:
            raise LoggedOutError(expired=False)
        return session

    async def __call__(self, endpoint: Endpoint[R]) -> R:
        """Return the partner's answer for this user.

        Raises LoggedOutError where a new login is needed, and the partner's other errors as
        they are: NotLoggedIn means that even fresh tokens were refused.
        """
        session = await self.session()
        if self._ends_within(session, EARLY):
            session = await self._renew_early(session)
        try:
            return await self._ask(endpoint, session)
        except errors.NotLoggedIn:
            session = await self._renew(session)
        return await self._ask(endpoint, session)

    async def bind(self, text: str) -> str:
        """Bind a Bitcoin address for payouts, checked before it is sent, and return it plain.

        Raises AddressError, and `Invalid` where the partner answers but does not accept it.
        """
        endpoint = BindBitcoinWallet(address=check_address(text))
        if not await self(endpoint):
            raise errors.Invalid(endpoint.name, 200)
        return endpoint.address

    async def _ask(self, endpoint: Endpoint[R], session: Session) -> R:
        return await self._all.client(endpoint, access_token=session.tokens.access_token)

    def _ends_within(self, session: Session, time: timedelta) -> bool:
        end = session.tokens.expires_at
        return end is not None and end - self._all.clock() < time

    async def _renew_early(self, session: Session) -> Session:
        """Renew, but go on with the old access token while it lives if that is not to be had."""
        try:
            return await self._renew(session)
        except (errors.GoMiningError, RefreshBusyError):
            if self._ends_within(session, timedelta(0)):
                raise
            return session

    async def _renew(self, stale: Session) -> Session:
        return await self._all.refreshed(self.user_id, self._renew_locked(stale))

    async def _renew_locked(self, stale: Session) -> Session:
        """Return another session than `stale`, refreshed by us or by another process.

        A refresh token works once, so whoever does not get the lock waits and reads again.
        """
        sessions, waits = self._all.sessions, int(self._all.lease.total_seconds() / _POLL) + 1
        for _ in range(waits):
            async with sessions.lock(f"refresh:{self.user_id}", lease=self._all.lease) as mine:
                current = await sessions.load(self.user_id)
                if current is None:
                    raise LoggedOutError(expired=True)
                if current.sealed != stale.sealed:
                    return current
                if mine:
                    return await self._refresh(current)
            await self._all.sleep(_POLL)
        raise RefreshBusyError

    async def _refresh(self, session: Session) -> Session:
        sessions = self._all.sessions
        refresh = RefreshTokens(refresh_token=session.tokens.refresh_token)
        try:
            tokens = await self._all.client(refresh)
        except (errors.NotLoggedIn, errors.NotAllowed, errors.Invalid) as refusal:
            if refusal.by_proxy:  # it was not the partner who spoke
                raise
            log.info("the partner refused a refresh; the session ends user=%s", self.user_id)
            await self._insist(lambda: sessions.end(self.user_id, session, event="expired"))
            raise LoggedOutError(expired=True) from None
        renewed = await self._insist(lambda: sessions.renew(self.user_id, session, tokens))
        return renewed or await self.session()

    async def _insist(self, change: Callable[[], Awaitable[R]]) -> R:
        """Make a change in Redis, also if it is away just now: what the partner did is done."""
        end = self._all.timer() + SAVING.total_seconds()
        while True:
            try:
                return await change()
            except RedisError as error:
                if self._all.timer() > end:
                    raise
                log.warning("tokens wait for Redis: %s", type(error).__name__)
            await self._all.sleep(_AGAIN)
