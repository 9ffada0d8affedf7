"""How a job says that it has to be done again."""

from procrastinate import BaseRetryStrategy, RetryDecision
from procrastinate.jobs import Job

_LONGEST = 60  # seconds between attempts of a job that fails for a reason of ours


class LaterError(Exception):
    """What a job has to do could not be done now; it is done again after `seconds`."""

    def __init__(self, reason: str, *, seconds: int) -> None:
        super().__init__(reason)
        self.seconds = seconds


class UntilDone(BaseRetryStrategy):
    """Every job is repeated until it is done: none of them may be dropped."""

    def get_retry_decision(self, *, exception: BaseException, job: Job) -> RetryDecision:
        """Return when: as the job says, else after ever longer pauses."""
        seconds = min(_LONGEST, 2 ** min(job.attempts, 10))
        if isinstance(exception, LaterError):
            seconds = exception.seconds
        return RetryDecision(retry_in={"seconds": seconds})
