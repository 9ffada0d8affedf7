"""Bad days on order: what a bot sees when Telegram or the network between fails."""

from dataclasses import dataclass

from sandbox.telegram.people import GROUP_ID
from sandbox.telegram.refusals import (
    Json,
    Refusal,
    bad_request,
    forbidden,
    migrated,
    too_many,
)

KINDS = ("429", "500", "502", "blocked", "no_rights", "migrated", "slow", "drop", "lost", "garbled")
_REFUSALS = {
    "500": Refusal(500, "Internal Server Error"),
    "502": Refusal(502, "Bad Gateway"),
    "blocked": forbidden("bot was blocked by the user"),
    "no_rights": bad_request("not enough rights to send text messages to the chat"),
    "migrated": migrated(GROUP_ID),
}
# A fault that names no method leaves these alone: a bot that cannot read tells nobody anything.
SPARED = frozenset({"getupdates", "getme"})
MAX_FAULTS = 100


@dataclass(slots=True)
class Fault:
    """One fault: which calls it hits, how often still, and how long it takes."""

    id: int
    kind: str
    method: str | None
    user: int | None
    times: int | None
    seconds: float

    def as_shown(self) -> Json:
        """Return the fault as `/sim/chat` describes it."""
        return {
            "id": self.id,
            "kind": self.kind,
            "method": self.method,
            "user": self.user,
            "times": self.times,
            "seconds": self.seconds,
        }

    def hits(self, method: str, chat_id: object) -> bool:
        """Whether a call of this method, to this chat, fails."""
        if self.user is not None and str(chat_id) != str(self.user):
            return False
        if self.method is None:
            return method.lower() not in SPARED
        return self.method in ("*", method) or self.method.lower() == method.lower()

    def refusal(self) -> Refusal | None:
        """Return what Telegram answers, `None` for the faults of the network."""
        if self.kind == "429":
            return too_many(max(1, round(self.seconds)))
        return _REFUSALS.get(self.kind)


class Faults:
    """The faults that are switched on."""

    def __init__(self) -> None:
        self.active: list[Fault] = []
        self._last_id = 0

    def add(
        self,
        kind: str,
        *,
        method: str | None = None,
        user: int | None = None,
        times: int | None = None,
        seconds: float = 3.0,
    ) -> Fault:
        """Switch a fault on; the oldest goes when there are too many."""
        self._last_id += 1
        fault = Fault(self._last_id, kind, method, user, times, seconds)
        self.active = [*self.active, fault][-MAX_FAULTS:]
        return fault

    def remove(self, fault_id: int | None) -> None:
        """Switch one fault off, or all of them."""
        self.active = [f for f in self.active if fault_id is not None and f.id != fault_id]

    def strike(self, method: str, chat_id: object) -> Fault | None:
        """Return the fault that hits this call, using up one of its times."""
        for fault in self.active:
            if fault.hits(method, chat_id):
                if fault.times is not None:
                    fault.times -= 1
                    if fault.times <= 0:
                        self.remove(fault.id)
                return fault
        return None

    def as_shown(self) -> list[Json]:
        """Return every fault as `/sim/chat` describes it."""
        return [fault.as_shown() for fault in self.active]
