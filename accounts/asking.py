"""Calls to the partner that a login makes once more where a gateway or the network fails."""

from typing import TypeVar

from gomining import Client, errors
from gomining.endpoint import Endpoint
from runtime.clock import Time

R = TypeVar("R")

_PAUSE = 0.3  # seconds before a call is made again


async def ask_twice(client: Client, endpoint: Endpoint[R], *, time: Time) -> R:
    """Call an endpoint that may be repeated, and once more after a brief failure."""
    try:
        return await client(endpoint)
    except (errors.Broken, errors.Unreachable) as error:
        if not _is_brief(error):
            raise
    await time.sleep(_PAUSE)
    return await client(endpoint)


def _is_brief(error: errors.Broken | errors.Unreachable) -> bool:
    """Whether the next attempt may work: not after a time-out, which has taken long enough."""
    if isinstance(error, errors.Broken):
        return error.status in {502, 503, 504} and not error.retry_after
    return not isinstance(error, errors.TimedOut)
