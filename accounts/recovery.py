"""An e-mail for an account without a wallet, by which GoMining can give it back to its owner.

Who loses the Telegram account has no other way to it. The e-mail goes to GoMining and is never
kept or logged here; only whether it was given or declined is.
"""

import re
from typing import TYPE_CHECKING, Literal

from accounts.binding import PATIENCE
from accounts.member import LoggedOutError
from accounts.sessions import Session
from accounts.start import Start
from accounts.visitors import Visitors
from runtime.clock import Time
from storage.insist import insist

if TYPE_CHECKING:
    from accounts.registry import MemberRecord, Registry

Decision = Literal["given", "declined"]
State = Literal["needed", "given", "declined"]

LONGEST = 254  # characters of an e-mail address, by RFC 5321
_EMAIL = re.compile(r"[^@\s]{1,64}@[^@\s.]+(\.[^@\s.]+)+")


class EmailError(Exception):
    """A text that is no e-mail address; the error does not hold it."""

    def __init__(self) -> None:
        super().__init__("This is not an e-mail address.")


class RecoveryNotNeededError(Exception):
    """The account has a wallet, which is its recovery, or nothing is recorded here."""

    def __init__(self) -> None:
        super().__init__("An e-mail is for accounts without a wallet.")


def check_email(text: str) -> str:
    """Return an e-mail address without the spaces around it; EmailError if it is none."""
    email = text.strip()
    if len(email) > LONGEST or not email.isprintable() or not _EMAIL.fullmatch(email):
        raise EmailError
    return email


def recovery_state(session: Session | None, known: "MemberRecord | None") -> State | None:
    """Return whether an e-mail is to be offered; None where there is nothing to recover by one."""
    if session is None or known is None:
        return None
    if session.wallet is not None or session.partner_user_id is None:
        return None
    return known.recovery or "needed"


class Recovery:
    """Takes the e-mail of a user, or that they decline."""

    def __init__(
        self, registry: "Registry | None", visitors: Visitors, start: Start, *, time: Time
    ) -> None:
        self._registry = registry
        self._visitors = visitors
        self._start = start
        self._time = time

    async def state(self, user_id: int, session: Session | None) -> State | None:
        """Return what `recovery_state` says; None also where PostgreSQL does not answer soon."""
        return recovery_state(session, await self._visitors.find(user_id))

    async def give(self, user_id: int, session: Session | None, text: str) -> None:
        """Send the e-mail to GoMining and record that it was given.

        Raises:
            EmailError: it is none; nothing is sent.
            RecoveryNotNeededError, LoggedOutError: there is no account to recover.
            LoginError: another login of the user is under way.
            DatabaseAwayError, GoMiningError: it may be given again.
        """
        email = check_email(text)
        self.check(session)
        await self._start.give_email(user_id, email)
        await self._record(user_id, "given")

    async def decline(self, user_id: int, session: Session | None) -> None:
        """Record that the user wants none; raises as `give` does."""
        self.check(session)
        await self._record(user_id, "declined")

    def check(self, session: Session | None) -> None:
        """Raise RecoveryNotNeededError or LoggedOutError where there is no account to recover."""
        if session is None:
            raise LoggedOutError(expired=False)
        has_wallet = session.wallet is not None or session.partner_user_id is None
        if self._registry is None or has_wallet:
            raise RecoveryNotNeededError

    async def _record(self, user_id: int, decision: Decision) -> None:
        registry = self._registry
        if registry is None:
            raise RecoveryNotNeededError
        await insist(
            lambda: registry.set_recovery(user_id, decision), time=self._time, patience=PATIENCE
        )
