"""Everything the partner holds, in one object that can be made anew."""

from collections import Counter, deque
from collections.abc import Collection
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Generic, TypeVar

from aiohttp import web
from pydantic import BaseModel

from sandbox.clock import Clock
from sandbox.partner.faults import Moods
from sandbox.partner.ledger import Ledger
from sandbox.partner.market import market
from sandbox.partner.proofs import Payloads
from sandbox.partner.seeds import make_world
from sandbox.partner.tokens import Tokens
from sandbox.partner.world import User

REMEMBERED_CALLS = 10_000

Asked_co = TypeVar("Asked_co", bound=BaseModel, covariant=True)


@dataclass
class Call:
    """One line of the log. `status` is None while it runs and 0 when the answer was dropped."""

    at: datetime
    number: int
    operation: str
    method: str
    path: str
    user_id: int | None = None
    status: int | None = None
    mood: str | None = None


@dataclass
class CallLog:
    """The calls of the partner's operations, newest last, and how many there were of each kind."""

    calls: deque[Call] = field(default_factory=lambda: deque(maxlen=REMEMBERED_CALLS))
    by_operation: Counter[str] = field(default_factory=Counter)
    by_status: Counter[int] = field(default_factory=Counter)

    def begin(self, call: Call) -> None:
        """Note a call that has just come in."""
        self.calls.append(call)
        self.by_operation[call.operation] += 1

    def end(self, call: Call, status: int) -> None:
        """Note how a call was answered."""
        call.status = status
        self.by_status[status] += 1

    def clear(self) -> None:
        """Forget all calls."""
        self.calls.clear()
        self.by_operation.clear()
        self.by_status.clear()


class Partner:
    """The partner's memory."""

    def __init__(self, clock: Clock, seed: int, domains: Collection[str]) -> None:
        self.clock = clock
        self.domains = frozenset(domains)
        self._seed = seed
        self.reset()

    def reset(self) -> None:
        """Forget everything that happened and begin again from the seed."""
        today = self.clock().astimezone(UTC).date()
        self.market = market(self._seed)
        self.world = make_world(self._seed, today)
        self.ledger = Ledger(self.world, self.market)
        self.tokens = Tokens(self._seed)
        self.payloads = Payloads()
        self.moods = Moods()
        self.log = CallLog()


@dataclass
class Visit(Generic[Asked_co]):
    """One admitted call: the partner, the moment, what was asked, and about whom."""

    partner: Partner
    now: datetime
    asked: Asked_co
    _user: User | None = None

    @property
    def user(self) -> User:
        """The user whom the call is about."""
        if self._user is None:
            raise RuntimeError("this operation is about nobody")
        return self._user

    @property
    def about(self) -> int | None:
        """The id of the user whom the call is about, for the log."""
        return self._user.id if self._user else None


PARTNER = web.AppKey("partner", Partner)
