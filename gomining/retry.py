"""When a read is repeated, as data. What changes something is never repeated."""

from collections.abc import Callable
from dataclasses import dataclass

from gomining import errors


@dataclass(frozen=True)
class RetryPolicy:
    """How often and how long apart a read is tried.

    aiohttp itself sends a GET once more, within one try, when a kept connection turns out closed.

    Attributes:
        attempts: how many times at most, the first one included; 1 means never again.
        statuses: which statuses are worth another try.
        unreachable: whether a lost connection is. A timeout is not: the user has waited enough.
        base_delay: seconds before the second try, doubled for each one after it.
        cap: the longest wait in seconds. When `Retry-After` asks for more, the error rises.
    """

    attempts: int = 3
    statuses: frozenset[int] = frozenset({429, 502, 503, 504})
    unreachable: bool = True
    base_delay: float = 0.2
    cap: float = 2.0

    def delay(
        self, error: errors.GoMiningError, attempt: int, random: Callable[[], float]
    ) -> float | None:
        """Seconds to wait after this failure of try number `attempt` (from 1); None to give up.

        `random` gives 0..1; the wait is between half and all of the doubled delay, so that many
        callers do not return at once.
        """
        asked = self._asked(error)
        if asked is None or attempt >= self.attempts or asked > self.cap:
            return None
        doubled: float = min(self.cap, self.base_delay * 2 ** (attempt - 1))
        return max(asked, doubled * (0.5 + random() / 2))

    def _asked(self, error: errors.GoMiningError) -> float | None:
        if isinstance(error, errors.StatusError) and error.status in self.statuses:
            return error.retry_after or 0.0
        lost = isinstance(error, errors.Unreachable) and not isinstance(error, errors.TimedOut)
        return 0.0 if lost and self.unreachable else None
