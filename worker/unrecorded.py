"""Jobs that have ended while PostgreSQL could not record it.

procrastinate records the end of a job once. Where that fails and the worker lives on, the job would
be taken for a running one for good, and hold its lock.
"""

from dataclasses import dataclass, field
from datetime import timedelta

from procrastinate import App
from procrastinate.jobs import Job

from runtime.clock import Time
from storage.postgres import Pool, transaction

PATIENCE = timedelta(seconds=5)  # within which the end of a job is recorded


@dataclass
class Unrecorded:
    """Remembers the jobs of this process that have just ended."""

    time: Time
    _ended: dict[int, tuple[Job, float]] = field(default_factory=dict)

    def begin(self, job: Job) -> None:
        """Note that a job runs."""
        if job.id is not None:
            self._ended.pop(job.id, None)

    def end(self, job: Job) -> None:
        """Note that a job has ended, well or not."""
        if job.id is not None:
            self._ended[job.id] = job, self.time.monotonic()

    async def give_back(self, app: App, pool: Pool) -> list[Job]:
        """Have those done again that PostgreSQL still takes for running; return them."""
        since = self.time.monotonic() - PATIENCE.total_seconds()
        old = {number: job for number, (job, at) in self._ended.items() if at < since}
        if not old:
            return []
        async with transaction(pool) as connection:
            found = await connection.execute(
                "SELECT id FROM procrastinate_jobs WHERE id = ANY(%s) AND status = 'doing'",
                (list(old),),
            )
            stuck = [old[row[0]] for row in await found.fetchall() if row[0] in self._ended]
        for job in stuck:
            await app.job_manager.retry_job(job)
        for number in old:
            self._ended.pop(number, None)
        return stuck
