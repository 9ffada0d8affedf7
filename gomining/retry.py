"""When a call that changes nothing is made again. Other calls are never repeated."""

from collections.abc import Callable
from dataclasses import dataclass

from gomining import errors


@dataclass(frozen=True)
class RetryPolicy:
    """How many attempts a call gets and how long the waits between them are.

    aiohttp itself sends a GET a second time within one attempt if a kept-alive connection turns
    out to be closed.

    Attributes:
        attempts: the largest number of attempts including the first; 1 disables retries.
        statuses: HTTP statuses that are retried.
        unreachable: whether a lost connection is retried. A timeout never is: the user has
            waited long enough.
        base_delay: seconds before the second attempt, doubled for each later one.
        cap: the longest wait in seconds. If `Retry-After` asks for more, the error is raised.
    """

    attempts: int = 3
    statuses: frozenset[int] = frozenset({429, 502, 503, 504})
    unreachable: bool = True
    base_delay: float = 0.2
    cap: float = 2.0

    def delay(
        self, error: errors.GoMiningError, attempt: int, random: Callable[[], float]
    ) -> float | None:
        """Return the seconds to wait after attempt number `attempt` (from 1); None to give up.

        The wait is a random part, between half and all, of the doubled delay, so that clients
        that failed at the same moment do not return at the same moment. `random` returns 0..1.
        """
        least = self._least_wait(error)
        if least is None or attempt >= self.attempts or least > self.cap:
            return None
        doubled: float = min(self.cap, self.base_delay * 2 ** (attempt - 1))
        return max(least, doubled * (0.5 + random() / 2))

    def _least_wait(self, error: errors.GoMiningError) -> float | None:
        """Return the seconds that the partner asks to wait; None if the error is not retried."""
        if isinstance(error, errors.StatusError) and error.status in self.statuses:
            return error.retry_after or 0.0
        lost = isinstance(error, errors.Unreachable) and not isinstance(error, errors.TimedOut)
        return 0.0 if lost and self.unreachable else None
