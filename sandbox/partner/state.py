"""All state of the partner in one object that can be reset."""

from collections import Counter, deque
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel

from sandbox.clock import Clock
from sandbox.partner.faults import Faults
from sandbox.partner.ledger import Ledger
from sandbox.partner.market import market
from sandbox.partner.proofs import Payloads
from sandbox.partner.readings import Readings
from sandbox.partner.seeds import make_world
from sandbox.partner.tokens import Tokens
from sandbox.partner.world import User

MAX_LOGGED_CALLS = 10_000

Input_co = TypeVar("Input_co", bound=BaseModel, covariant=True)


@dataclass
class Call:
    """One log entry. `status` is None while it runs and 0 if the connection was dropped."""

    at: datetime
    number: int
    operation: str
    method: str
    path: str
    user_id: int | None = None
    status: int | None = None
    fault: str | None = None


@dataclass
class CallLog:
    """Log of the operations' calls, newest last, with counters."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=MAX_LOGGED_CALLS))
    by_operation: Counter[str] = field(default_factory=Counter)
    by_status: Counter[int] = field(default_factory=Counter)

    def begin(self, call: Call) -> None:
        """Record the start of a call."""
        self.calls.append(call)
        self.by_operation[call.operation] += 1

    def end(self, call: Call, status: int) -> None:
        """Record the status of a finished call."""
        call.status = status
        self.by_status[status] += 1

    def clear(self) -> None:
        """Remove all entries and counters."""
        self.calls.clear()
        self.by_operation.clear()
        self.by_status.clear()


class Partner:
    """All state of the partner: accounts, market, tokens, faults, readings, log."""

    def __init__(
        self,
        clock: Clock,
        seed: int,
        domains: Collection[str],
        *,
        key_on_chain: Callable[[str], str | None],
    ) -> None:
        self.clock = clock
        self.key_on_chain = key_on_chain
        self.domains = frozenset(domains)
        self._seed = seed
        self.reset()

    def reset(self) -> None:
        """Discard all changes and rebuild the state from the seed."""
        today = self.clock().astimezone(UTC).date()
        self.market = market(self._seed)
        self.world = make_world(self._seed, today)
        self.ledger = Ledger(self.world, self.market)
        self.tokens = Tokens(self._seed)
        self.payloads = Payloads()
        self.faults = Faults()
        self.readings = Readings()
        self.log = CallLog()
        self.income_pages = 0  # answered since the readings were last changed

    def set_readings(self, readings: Readings) -> None:
        """Choose how the partner behaves where its document is open."""
        self.readings, self.income_pages = readings, 0


@dataclass
class Context(Generic[Input_co]):
    """An authenticated call: the partner, the time, the validated input and the user."""

    partner: Partner
    now: datetime
    input: Input_co
    _user: User | None = None

    @property
    def user(self) -> User:
        """User of the call; RuntimeError if the operation has none."""
        if self._user is None:
            raise RuntimeError("this operation has no user")
        return self._user

    @property
    def user_id(self) -> int | None:
        """Id of the call's user, or None."""
        return self._user.id if self._user else None


PARTNER = web.AppKey("partner", Partner)
