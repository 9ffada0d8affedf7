"""Every route, with whatever its description allows and with whatever it does not.

Inputs and judgements are schemathesis's: a documented status and shape for everything, nothing
that should be refused accepted, no guarded route open.
"""

import asyncio
import copy
import json
import os
import threading
from collections import Counter
from collections.abc import Iterator
from concurrent.futures import Future
from dataclasses import dataclass
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

from tests.world import World, init_data_for, open_world
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
REQUEST_LINE = 8190  # bytes, aiohttp's limit
# Without the one that repeats each request with no key: it would end logins on the way.
STATEFUL = [check for check in CHECKS if check is not ignored_auth]
DOCUMENT = json.loads(describe(ROUTES))
API = schemathesis.openapi.from_dict(DOCUMENT)


def linked() -> Any:
    """Return the description with two links more, which OpenAPI itself has no words for.

    A payload goes into the middle of a body, a ticket comes out of the middle of an address.
    """
    document = copy.deepcopy(DOCUMENT)
    proof = {"tonProof": {"proof": {"payload": "$response.body#/payload"}}}
    begun = document["paths"]["/api/auth/generate-payload"]["post"]["responses"]["200"]
    begun["links"]["CheckProof"]["requestBody"] = {"tonWallet": {"connectItems": proof}}
    offered = document["paths"]["/api/income/export"]["post"]["responses"]["200"]
    ticket = "$response.body#/path#regex:ticket=(.+)"
    offered["links"] = {
        "File": {"operationId": "get/exports/income.csv", "parameters": {"ticket": ticket}}
    }
    return schemathesis.openapi.from_dict(document)


@dataclass(frozen=True)
class Served:
    """A web app in a thread of its own, since schemathesis's client blocks."""

    address: str
    world: World
    loop: asyncio.AbstractEventLoop

    def login(self) -> None:
        """Log the user in, whatever has become of an earlier login."""
        asyncio.run_coroutine_threadsafe(self.world.login(), self.loop).result(timeout=60)


@pytest.fixture
def served(redis_url: str) -> Iterator[Served]:
    """A web app with a user who is logged in."""
    told: Future[tuple[Served, asyncio.Event]] = Future()

    async def serve() -> None:
        async with open_world(redis_url, rate_limit="100000/second") as world:
            await world.login()
            over = asyncio.Event()
            told.set_result((Served(world.address, world, asyncio.get_running_loop()), over))
            await over.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    served, over = told.result(timeout=60)
    yield served
    served.loop.call_soon_threadsafe(over.set)
    thread.join(timeout=60)


def authorization() -> dict[str, str]:
    """Return the header of the user who is logged in."""
    return {"Authorization": f"tma {init_data_for(1001, now=datetime.now(UTC))}"}


@API.parametrize()
@settings(
    max_examples=300 if LONG else 6,
    deadline=None,
    database=None,
    suppress_health_check=list(HealthCheck),
)
@pytest.mark.timeout(900 if LONG else 120)
def test_every_route_keeps_to_its_description(case: schemathesis.Case[Any], served: Served) -> None:
    """Documented answers only, for requests that fit the description and for those that do not."""
    response = case.call(base_url=served.address, headers=authorization())
    if len(response.request.url or "") > REQUEST_LINE:
        assert response.status_code == 400  # aiohttp's own words: it has not read a request yet
        return
    # A list without an item does not reach the query string: such a fault cannot be refused.
    lost = any(value in ([], {}) for value in (case.query or {}).values())
    excluded: list[Any] = [negative_data_rejection] if lost else []
    case.validate_response(response, checks=CHECKS, excluded_checks=excluded)


@pytest.mark.timeout(900 if LONG else 120)
def test_every_order_of_linked_requests_keeps_to_it(served: Served) -> None:
    """What follows from an answer, again and again: documented answers only, in any state."""
    seen: Counter[tuple[str, int]] = Counter()

    class Walk(linked().as_state_machine()):  # type: ignore[misc]  # a class made at run time
        def setup(self) -> None:
            served.login()

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": served.address, "headers": authorization()}

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            seen[case.operation.path, response.status_code] += 1
            case.validate_response(response, checks=STATEFUL)

    limits = settings(
        max_examples=200 if LONG else 8,
        stateful_step_count=12,
        deadline=None,
        database=None,
        derandomize=True,
        suppress_health_check=list(HealthCheck),
    )
    Walk.run(settings=limits)
    reached = {path for path, status in seen if status == 200}
    assert {"/exports/income.csv", "/api/me"} <= reached, seen
    assert seen["/api/auth/check-proof", 400]
