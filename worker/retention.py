"""Deletes, once a day, what has been kept for long enough."""

import logging
from datetime import timedelta

from orders.erasure import Erasure
from runtime.clock import Time
from storage.schema import DatabaseAwayError

log = logging.getLogger(__name__)

_EVERY = timedelta(days=1)
_AGAIN = timedelta(minutes=5)  # where PostgreSQL is away


async def tidy(erasure: Erasure, *, time: Time) -> None:
    """Tidy up now and every day, until cancelled."""
    while True:
        pause = _EVERY
        try:
            deleted = await erasure.tidy()
            log.info("%d orders were old enough to be deleted", deleted)
        except DatabaseAwayError as error:
            log.warning("old orders cannot be deleted now: %s", error)
            pause = _AGAIN
        except Exception:  # it must not end for good
            log.exception("old orders cannot be deleted")
        await time.sleep(pause.total_seconds())
