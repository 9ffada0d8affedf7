"""Login without a wallet: the partner's own account creation, for the user's Telegram id."""

import logging
from collections.abc import Coroutine
from contextlib import AbstractAsyncContextManager
from dataclasses import replace
from functools import partial
from typing import Any

from redis.asyncio.lock import Lock
from redis.exceptions import LockError

from accounts.asking import ask_twice
from accounts.binding import Binding
from accounts.known_logins import KnownLogins
from accounts.login import check_account
from accounts.login_errors import WayNotOfferedError, busy
from accounts.member import LoggedOutError, Members
from accounts.saving import Unfinished, lease_for
from accounts.sessions import Session
from gomining.endpoints import InitUser
from storage.insist import insist
from storage.locks import LockBusyError, hold_lock

DEVICE = "Telegram"  # in the notice of a new login
NO_WALLET = {"address": "", "chain": ""}

log = logging.getLogger(__name__)


class Start:
    """The login of one partner's users without a wallet; safe to run in any number of processes.

    Args:
        prefix: of `partnerUserId`, which the user's Telegram id follows unless an operator's link
            has named another user; None where the operator does not offer this way or has no keys
            of the partner.
    """

    def __init__(
        self, members: Members, known_logins: KnownLogins, binding: Binding, *, prefix: str | None
    ) -> None:
        self._members = members
        self._known_logins = known_logins
        self._binding = binding
        self._prefix = prefix
        self._unfinished = Unfinished()

    async def log_in(self, user_id: int, *, switch: bool = False, notify: bool = True) -> Session:
        """Create the user's account at the partner, or log in to it, and save the session.

        Args:
            user_id: Telegram's id, from verified initData or an update of Telegram.
            switch: whether the login may change the account of a user with a wallet.
            notify: whether the bot notifies the user of it.

        Raises:
            LoginError: `way_not_offered`, `login_busy`, `other_account` or `order_open`.
            DatabaseAwayError: PostgreSQL is away.
            GoMiningError: the partner refused, failed or did not answer.
        """
        if self._prefix is None:
            raise WayNotOfferedError
        before, _ = await self._members.sessions.load_stored(user_id)
        session = await self._keep(self._locked(user_id, before, switch=switch, notify=notify))
        await self._known_logins.record(user_id, NO_WALLET, DEVICE)
        return session

    async def link(self, user_id: int, parameter: str) -> None:
        """Let the user start as the user of the partner whom an operator's link names.

        It counts from the next login on. Raises LinkError, WayNotOfferedError, DatabaseAwayError.
        """
        if self._prefix is None:
            raise WayNotOfferedError
        await self._binding.link(user_id, parameter)

    async def give_email(self, user_id: int, email: str) -> None:
        """Give the partner an e-mail for the account of the user's login without a wallet.

        The document has it as a part of the login, so new tokens come with the answer and replace
        the present ones. Raises as `log_in` does, and LoggedOutError without such a login.
        """
        await self._keep(self._send_email(user_id, email))

    async def drain(self) -> None:
        """Wait until every login under way has been saved."""
        await self._unfinished.drain()

    async def _keep(self, work: Coroutine[Any, Any, Session]) -> Session:
        """Await what goes on when its request is cancelled: the answer may be on its way."""
        try:
            return await self._unfinished.wait_for(work, patience=2 * self._members.lease)
        except (LockBusyError, LockError, TimeoutError):
            raise busy() from None

    async def _locked(self, user_id: int, before: bytes, *, switch: bool, notify: bool) -> Session:
        """Log in while no other request of this user does; one that had to wait takes its login."""
        async with self._lock(user_id):
            stored, current = await self._members.sessions.load_stored(user_id)
            if current is not None and stored != before and current.family == "partner":
                return current
            return await self._log_in(user_id, switch=switch, notify=notify)

    def _lock(self, user_id: int) -> AbstractAsyncContextManager[Lock]:
        members = self._members
        key = f"{members.namespace}:lock:start:{user_id}"
        lease = lease_for(members.lease + 3 * self._binding.longest)  # linked_as, identify, bind
        return hold_lock(members.redis, key, lease=lease, wait=members.lease)

    async def _send_email(self, user_id: int, email: str) -> Session:
        sessions, time = self._members.sessions, self._members.time
        async with self._lock(user_id):
            session = await sessions.load(user_id)
            if session is None or session.family != "partner" or session.partner_user_id is None:
                raise LoggedOutError(expired=False)
            ask = InitUser(partner_user_id=session.partner_user_id, email=email)
            tokens = await ask_twice(self._members.client, ask, time=time)
            new = sessions.with_tokens(user_id, session, tokens, now=time.now())
            # Where it is another session by now, that one's tokens are newer.
            await insist(lambda: sessions.replace(user_id, session, new), time=time)
            return new

    async def _log_in(self, user_id: int, *, switch: bool, notify: bool) -> Session:
        # Without a link it depends on nothing else, so that a lost database loses nobody's account.
        known_as = await self._binding.linked_as(user_id) or f"{self._prefix}{user_id}"
        time = self._members.time
        # Creation or login, as its name says: where the answer is lost it may be asked for again.
        ask = InitUser(partner_user_id=known_as)
        tokens = await ask_twice(self._members.client, ask, time=time)
        session = Session(
            tokens,
            address=None,
            chain=None,
            since=time.now(),
            family="partner",
            partner_user_id=known_as,
            gomining_user_id=tokens.account_id,
        )
        session = await self._binding.identify(session)
        saved = await self._save(user_id, session, switch=switch, notify=notify)
        log.info("a login without a wallet is saved user=%s", user_id)
        return saved

    async def _save(self, user_id: int, session: Session, *, switch: bool, notify: bool) -> Session:
        """Bind the member and save the session, however long Redis is away."""
        sessions, time = self._members.sessions, self._members.time
        event = "logged_in" if notify else ""
        while True:
            stored, old = await insist(lambda: sessions.load_stored(user_id), time=time)
            new = check_account(old, session, switch=switch)
            await self._binding.bind(user_id, new, switch=switch)
            new = replace(new, sealed=sessions.seal(user_id, new))
            begin = partial(sessions.begin, user_id, stored, new, event=event)
            if await insist(begin, time=time):
                return new
