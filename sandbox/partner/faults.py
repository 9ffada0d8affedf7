"""Injected faults: what the partner does instead of answering, or after it has acted."""

from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any

FAULT_KINDS = {
    "expired": "401, as for an expired token; without `operation`, for access tokens only",
    "limited": "429 with Retry-After of `retryAfter` seconds (1)",
    "slow": "the operation runs, and answers normally, after `delay` seconds (2)",
    "late": "the operation runs at once; its answer comes after `delay` seconds (2)",
    "refused": "4xx: `status` (400); the operation does not run",
    "broken": "5xx: `status` (500); the operation does not run",
    "broken_after": "the operation runs, then 5xx: `status` (500) instead of its answer",
    "garbled": "200 with truncated JSON",
    "shape": '200 with valid JSON of an unexpected shape: `body` ({"data": "surprise"})',
    "down": "the connection is dropped and the operation does not run",
    "lost": "the operation runs, then the connection is dropped instead of the answer",
    "html403": "403 with a proxy's HTML page",
    "answer": "`status` (200) with `body` as JSON; the operation does not run",
}

# Names of the first version of the control API. Requests may use them; answers carry both.
ALIASES = {"fault": "mood", "faults": "moods", "kind": "mood"}


@dataclass
class Fault:
    """One injected fault.

    `operation` None means every operation; `times` None, any number of calls; `until` None, no
    end. `delay` and `retry_after` are in seconds.
    """

    kind: str
    operation: int | None = None
    times: int | None = None
    until: datetime | None = None
    delay: float = 2.0
    retry_after: int = 1
    status: int | None = None
    body: Any = None

    def describe(self) -> dict[str, Any]:
        """Return the fault as JSON."""
        fields = asdict(self)
        fields["until"] = self.until.isoformat() if self.until else None
        fields["retryAfter"] = fields.pop("retry_after")
        return fields | {ALIASES["kind"]: self.kind}


class Faults:
    """The active faults, newest first."""

    def __init__(self) -> None:
        self._active: list[Fault] = []

    def add(self, fault: Fault) -> None:
        """Activate a fault; the newest that matches a call applies."""
        self._active.insert(0, fault)

    def clear(self) -> None:
        """Remove every fault."""
        self._active.clear()

    def describe(self, now: datetime) -> list[dict[str, Any]]:
        """Return the active faults as JSON."""
        self._drop_ended(now)
        return [fault.describe() for fault in self._active]

    def take(self, operation: int, now: datetime, *, by_token: bool) -> Fault | None:
        """Return the fault that applies to one call of `operation`, and count the call.

        An "expired" fault without an operation applies only to calls `by_token`, so that logging
        in and refreshing still work.
        """
        self._drop_ended(now)
        for fault in self._active:
            if fault.operation is None and fault.kind == "expired" and not by_token:
                continue
            if fault.operation in {None, operation}:
                if fault.times is not None:
                    fault.times -= 1
                return fault
        return None

    def _drop_ended(self, now: datetime) -> None:
        self._active = [
            fault
            for fault in self._active
            if fault.times != 0 and (fault.until is None or now < fault.until)
        ]
