"""Who has come, and what changes about them, written to the registry beside their requests."""

import asyncio
import logging
import re
from collections import OrderedDict
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import TYPE_CHECKING, Literal

from accounts.binding import PATIENCE
from accounts.links import LINK_PREFIX
from accounts.saving import Unfinished
from runtime.clock import Time
from storage.insist import insist
from storage.schema import DatabaseAwayError

if TYPE_CHECKING:
    from accounts.registry import MemberRecord, Registry

Reachability = Literal["needs_start", "ok", "blocked"]
# How somebody came: they wrote to the bot, allowed it to write, or neither.
Contact = Literal["wrote", "allowed", "none"]

MOMENT = 0.25  # seconds that a request waits for what is written beside it
SOON = 1.0  # seconds that an answer waits for what is read for it
REMEMBERED = 50_000  # users; who came longest ago is forgotten first
REMEMBERED_FOR = 3600.0  # seconds, after which another process may have learned something else
PENDING = 1000  # changes that wait for PostgreSQL; a bound for the memory

_PARAMETER = re.compile(r"[A-Za-z0-9_-]{1,64}")

log = logging.getLogger(__name__)


def source_of(start_parameter: str) -> str:
    """Return what to record of a start parameter: "" for none, and "link" for a user's link."""
    if start_parameter.startswith(LINK_PREFIX):
        return "link"
    return start_parameter if _PARAMETER.fullmatch(start_parameter) else ""


class Visitors:
    """Writes to the registry without failing a request or delaying it by more than a moment.

    Without a registry it does nothing. `forget` alone waits and raises.
    """

    def __init__(self, registry: "Registry | None", *, time: Time) -> None:
        self._registry = registry
        self._time = time
        self._met: OrderedDict[int, tuple[float, Contact]] = OrderedDict()
        self._unfinished = Unfinished()
        self._pending = 0
        self._late = 0

    def is_known(self, user_id: int, contact: Contact) -> bool:
        """Whether `meet` has nothing to write: this process has done it within the hour."""
        if self._registry is None:
            return True
        at, known = self._met.get(user_id, (float("-inf"), "none"))
        if self._time.monotonic() - at > REMEMBERED_FOR:
            return False
        return known == "wrote" or contact in {known, "none"}

    async def meet(self, user_id: int, *, source: str, language: str, contact: Contact) -> None:
        """Enter somebody who is seen for the first time, and that the bot may write to them."""
        registry = self._registry
        # Not while PostgreSQL is slow: the next request tries again.
        if registry is None or self._late:
            return

        async def enter() -> None:
            await registry.meet(user_id, source=source, language=language, contact=contact)
            self._remember(user_id, contact)

        await self._beside(enter, patience=timedelta())

    async def set_reachability(self, user_id: int, reachability: Reachability) -> None:
        """Record whether the bot may write to somebody, as Telegram says."""
        self._met.pop(user_id, None)
        if registry := self._registry:
            await self._beside(lambda: registry.set_reachability(user_id, reachability))

    async def set_language(self, user_id: int, language: str) -> None:
        """Record the language that somebody has chosen."""
        if registry := self._registry:
            await self._beside(lambda: registry.set_language(user_id, language))

    async def set_bitcoin_address(self, user_id: int, address: str) -> None:
        """Record the hash of a payout address that was bound."""
        if registry := self._registry:
            await self._beside(lambda: registry.set_bitcoin_address(user_id, address))

    async def find(self, user_id: int) -> "MemberRecord | None":
        """Return somebody's row; None where PostgreSQL does not answer soon."""
        if self._registry is None or self._pending >= PENDING:
            return None
        reading = self._unfinished.start(self._registry.find(user_id))
        done, _ = await asyncio.wait({reading}, timeout=SOON)
        try:
            return await reading if done else None
        except DatabaseAwayError:
            return None

    async def forget(self, user_id: int) -> bool:
        """Delete somebody from the registry; False if they were not in it.

        This process does not enter them again within the hour: pages that are still open go on
        asking. Raises DatabaseAwayError where PostgreSQL is away for longer than PATIENCE.
        """
        registry = self._registry
        if registry is None:
            return False
        forgotten = await insist(
            lambda: registry.forget(user_id), time=self._time, patience=PATIENCE
        )
        self._remember(user_id, "wrote")
        return forgotten

    async def drain(self) -> None:
        """Wait until every change under way has ended."""
        await self._unfinished.drain()

    def _remember(self, user_id: int, contact: Contact) -> None:
        self._met[user_id] = (self._time.monotonic(), contact)
        self._met.move_to_end(user_id)
        if len(self._met) > REMEMBERED:
            self._met.popitem(last=False)

    async def _beside(
        self, change: Callable[[], Awaitable[object]], *, patience: timedelta = PATIENCE
    ) -> None:
        """Make a change as a task of its own, and wait a moment for it."""
        if self._pending >= PENDING:
            log.warning("a change of the registry is dropped: too many wait")
            return
        self._pending += 1
        task = self._unfinished.start(self._make(change, patience))
        if self._late:
            return
        done, _ = await asyncio.wait({task}, timeout=MOMENT)
        if not done:
            self._late += 1
            task.add_done_callback(self._caught_up)

    def _caught_up(self, _task: "asyncio.Task[None]") -> None:
        self._late -= 1

    async def _make(self, change: Callable[[], Awaitable[object]], patience: timedelta) -> None:
        try:
            await insist(change, time=self._time, patience=patience)
        except DatabaseAwayError as error:
            log.warning("a change of the registry is lost: PostgreSQL is away (%s)", error)
        except Exception:  # whatever it is, the request that it came with goes on
            log.exception("the registry cannot be changed")
        finally:
            self._pending -= 1
