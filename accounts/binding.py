"""Binding a member to one GoMining account at every login, before the session is saved.

The registry keeps the bindings. It is loaded only where there is a database; this module and what
it raises are loaded always.
"""

import asyncio
import logging
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

from accounts.links import Links
from accounts.login_errors import LinkError, LoginError, OrderOpenError
from accounts.sessions import Session
from gomining import Client, errors
from gomining.endpoints import GetUserStatistics
from gomining.tokens import whole_number
from runtime.clock import Time
from storage.insist import insist

if TYPE_CHECKING:
    from accounts.registry import MemberRecord, Registry

# How long a login waits for PostgreSQL: less than the page waits for the answer.
PATIENCE = timedelta(seconds=12)
LONGEST = PATIENCE + timedelta(seconds=6)  # its last attempt may begin just before the end

log = logging.getLogger(__name__)


class OtherAccountError(Exception):
    """The member is bound to another GoMining account than the one that has logged in."""


class OpenOrderError(Exception):
    """The member's account cannot change: an order of it is open."""


class LinkTakenError(Exception):
    """The user that a link names belongs to another member, or this member has another one."""


def partner_user_id_of(session: Session | None, known: "MemberRecord | None") -> str | None:
    """Return by which id the partner's own operations know the account of a session.

    The registry may know it from an earlier login to the same account.
    """
    if session is None or session.partner_user_id is not None or known is None:
        return session.partner_user_id if session else None
    account = session.gomining_user_id
    is_same = account is not None and account == known.gomining_user_id
    return known.partner_user_id if is_same else None


class Binding:
    """Binds members as they log in; without a registry it lets everybody pass."""

    def __init__(
        self, registry: "Registry | None", client: Client, links: Links | None, *, time: Time
    ) -> None:
        self._registry = registry
        self._links = links
        self._client = client
        self._time = time

    @property
    def longest(self) -> timedelta:
        """How long each method takes at most, for the leases that they run under."""
        return timedelta() if self._registry is None else LONGEST

    async def linked_as(self, user_id: int) -> str | None:
        """Return the user of the partner as which an operator's link has linked the member."""
        registry = self._registry
        if registry is None:
            return None
        known = await insist(lambda: registry.find(user_id), time=self._time, patience=PATIENCE)
        return known.linked_as if known else None

    async def link(self, user_id: int, parameter: str) -> None:
        """Record as whom an operator's link knows the member; a link that they have used is good.

        Raises LinkError, and DatabaseAwayError as `bind` does.
        """
        registry, links = self._registry, self._links
        if registry is None or links is None:
            raise LinkError("link_invalid")
        link = links.read(parameter)
        if await self.linked_as(user_id) == link.partner_user_id:
            return
        if self._time.now().date() > link.last_day:
            raise LinkError("link_expired")
        try:
            await insist(
                lambda: registry.link(user_id, link.partner_user_id),
                time=self._time,
                patience=PATIENCE,
            )
        except LinkTakenError:
            raise LinkError("link_taken") from None
        log.info("a link for a known user was used user=%s", user_id)

    async def identify(self, session: Session) -> Session:
        """Return the session with the partner's id of the account, asked for if it is missing.

        Only the partner's own users can be asked about. Where the answer says nothing or fails, the
        id stays unknown: the login is good without it.
        """
        known_as = session.partner_user_id
        if self._registry is None or session.gomining_user_id is not None or known_as is None:
            return session
        try:
            async with asyncio.timeout(PATIENCE.total_seconds()):
                found = await self._client(GetUserStatistics(partner_user_id=known_as))
        except (errors.GoMiningError, TimeoutError) as error:
            log.warning("the account of a login is not known: %s", type(error).__name__)
            return session
        return replace(session, gomining_user_id=whole_number(found.id))

    async def bind(self, user_id: int, session: Session, *, switch: bool) -> None:
        """Bind the member to the account of a new session, with `switch` also to another one.

        Waits for a PostgreSQL that is away.

        Raises:
            LoginError: `other_account` without `switch`, `order_open` with it.
            DatabaseAwayError: PostgreSQL is away for longer than PATIENCE.
        """
        registry = self._registry
        if registry is None:
            return
        change = registry.rebind if switch else registry.bind
        account = session.gomining_user_id

        async def bind() -> None:
            await change(
                user_id,
                account,
                kind=session.way,
                partner_user_id=session.partner_user_id,
                ton_address=session.address,
            )

        try:
            await insist(bind, time=self._time, patience=PATIENCE)
        except OtherAccountError:
            message = "You have used another GoMining account here before."
            raise LoginError("other_account", message) from None
        except OpenOrderError:
            raise OrderOpenError from None
        if account is None:
            log.info("the account needs a userId before the first purchase user=%s", user_id)
