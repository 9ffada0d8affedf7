"""Jobs about orders, in procrastinate's tables of the same PostgreSQL; only a worker runs them."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal, get_args

from procrastinate import App, PsycopgConnector

from storage.postgres import Connection

JobKind = Literal["prepare", "expire", "deliver", "refund", "receipt", "answer"]
KINDS: tuple[JobKind, ...] = get_args(JobKind)


@dataclass(frozen=True)
class Job:
    """What has to be done next: about an order, a payment (`rail:ext_id`) or a message of a case.

    Attributes:
        subject: the id of what it is about.
        at: not before this time; None for at once.
    """

    kind: JobKind
    subject: str
    at: datetime | None = None


class Jobs:
    """Writes jobs into a caller's transaction, so that each exists only if the step does.

    The kind is the name of the task and of its queue: a worker reads the queues of the kinds that
    it knows, so the jobs of a newer version wait for a newer worker.
    """

    def __init__(self) -> None:
        self._app = App(connector=PsycopgConnector())  # never opened: the caller's is used

    async def defer(self, connection: Connection, job: Job) -> None:
        """Write a job. Jobs of one kind and subject never run at the same time."""
        deferrer = self._app.configure_task(
            job.kind,
            queue=job.kind,
            lock=f"{job.kind}:{job.subject}",
            schedule_at=job.at,
            connection=connection,
        )
        await deferrer.defer_async(subject=job.subject)
