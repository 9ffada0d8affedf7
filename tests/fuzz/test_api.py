"""Every route, with whatever its description allows and with whatever it does not.

Inputs and judgements are schemathesis's: a documented status and shape for everything, nothing
that should be refused accepted, no guarded route open.
"""

import asyncio
import json
import os
import threading
from collections.abc import Iterator
from concurrent.futures import Future
from datetime import UTC, datetime
from typing import Any

import pytest
import schemathesis
from hypothesis import HealthCheck, settings
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    ignored_auth,
    negative_data_rejection,
    response_schema_conformance,
    status_code_conformance,
    unsupported_method,
)

from tests.world import a_world, init_data_for
from webapp.openapi import describe
from webapp.routes import ROUTES

LONG = os.environ.get("FUZZ") == "long"
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_schema_conformance,
    negative_data_rejection,
    ignored_auth,
    unsupported_method,
]
API = schemathesis.openapi.from_dict(json.loads(describe(ROUTES)))


@pytest.fixture
def served(redis_url: str) -> Iterator[str]:
    """A web app with a user who is logged in, in a thread of its own: the client blocks."""
    told: Future[tuple[str, asyncio.AbstractEventLoop, asyncio.Event]] = Future()

    async def serve() -> None:
        async with a_world(redis_url, rate_limit="100000/second") as world:
            await world.login()
            over = asyncio.Event()
            told.set_result((world.address, asyncio.get_running_loop(), over))
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    address, loop, over = told.result(timeout=60)
    yield address
    loop.call_soon_threadsafe(over.set)
    thread.join(timeout=60)


@API.parametrize()
@settings(
    max_examples=300 if LONG else 6,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.timeout(900 if LONG else 120)
def test_every_route_keeps_to_its_description(case: schemathesis.Case[Any], served: str) -> None:
    """Documented answers only, for requests that fit the description and for those that do not."""
    headers = {"Authorization": f"tma {init_data_for(1001, now=datetime.now(UTC))}"}
    case.call_and_validate(base_url=served, headers=headers, checks=CHECKS)
