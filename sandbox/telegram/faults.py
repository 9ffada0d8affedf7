"""Injected faults of the Bot API, of the network to it, and of payments in Stars."""

from collections.abc import Collection
from dataclasses import dataclass

from sandbox.telegram.chats import GROUP_ID
from sandbox.telegram.errors import ApiError, Json, bad_request, forbidden, migrated, too_many

# What a user's client reports about a payment that went through, in order, by kind of fault.
REPORTED = {
    "status_failed": ("failed",),
    "status_cancelled": ("cancelled",),
    "status_paid_then_cancelled": ("paid", "cancelled"),
    "status_pending": ("pending",),
}
# How many updates a payment brings the bot, by kind of fault.
UPDATES = {"payment_repeated": 2, "payment_undelivered": 0}
PAYMENT_KINDS = (*UPDATES, *REPORTED)
CALL_KINDS = (
    "429", "500", "502", "blocked", "no_rights", "migrated", "slow", "drop", "lost", "garbled",
)  # fmt: skip
KINDS = (*CALL_KINDS, *PAYMENT_KINDS)
_ERRORS = {
    "500": ApiError(500, "Internal Server Error"),
    "502": ApiError(502, "Bad Gateway"),
    "blocked": forbidden("bot was blocked by the user"),
    "no_rights": bad_request("not enough rights to send text messages to the chat"),
    "migrated": migrated(GROUP_ID),
}
# A fault without a method does not apply to these, so that the bot still receives updates.
EXCLUDED_METHODS = frozenset({"getupdates", "getme"})
MAX_FAULTS = 100


@dataclass(slots=True)
class Fault:
    """One fault; `times` is the number of uses left, `seconds` the delay or `retry_after`.

    `user` is the chat of the calls, or the payer of the payments that it applies to.
    """

    id: int
    kind: str
    method: str | None
    user: int | None
    times: int | None
    seconds: float

    def as_json(self) -> Json:
        """Return the FAULT object of `/sim/chat`."""
        return {
            "id": self.id,
            "kind": self.kind,
            "method": self.method,
            "user": self.user,
            "times": self.times,
            "seconds": self.seconds,
        }

    def matches(self, method: str, chat_id: object) -> bool:
        """Return whether the fault applies to a call of `method` for `chat_id`."""
        if self.kind in PAYMENT_KINDS:
            return False
        if self.user is not None and str(chat_id) != str(self.user):
            return False
        if self.method is None:
            return method.lower() not in EXCLUDED_METHODS
        return self.method in ("*", method) or self.method.lower() == method.lower()

    def api_error(self) -> ApiError | None:
        """Return Telegram's error answer, or `None` for a network fault."""
        if self.kind == "429":
            return too_many(max(1, round(self.seconds)))
        return _ERRORS.get(self.kind)


class Faults:
    """The active faults of a bot."""

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
        """Activate a fault; beyond MAX_FAULTS the oldest is removed."""
        self._last_id += 1
        fault = Fault(self._last_id, kind, method, user, times, seconds)
        self.active = [*self.active, fault][-MAX_FAULTS:]
        return fault

    def remove(self, fault_id: int | None) -> None:
        """Remove one fault, or all if `fault_id` is None."""
        self.active = [f for f in self.active if fault_id is not None and f.id != fault_id]

    def take(self, method: str, chat_id: object) -> Fault | None:
        """Return the fault that applies to this call, and count the call."""
        for fault in self.active:
            if fault.matches(method, chat_id):
                self._count(fault)
                return fault
        return None

    def take_for_payment(self, kinds: Collection[str], payer: int) -> str | None:
        """Return the first of these kinds that applies to a payment, and count the payment."""
        for fault in self.active:
            if fault.kind in kinds and fault.user in (None, payer):
                self._count(fault)
                return fault.kind
        return None

    def _count(self, fault: Fault) -> None:
        if fault.times is not None:
            fault.times -= 1
            if fault.times <= 0:
                self.remove(fault.id)

    def as_json(self) -> list[Json]:
        """Return the FAULT objects of `/sim/chat`."""
        return [fault.as_json() for fault in self.active]
