"""Every route against its OpenAPI document, by schemathesis.

It makes valid and invalid requests and checks that each response has a documented status and shape,
that invalid requests are refused, and that no route that needs initData works without it.
"""

import asyncio
import copy
import json
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
# `ignored_auth` repeats each request without initData, which would break the sequence.
STATEFUL = [check for check in CHECKS if check is not ignored_auth]
DOCUMENT = json.loads(describe(ROUTES))
API = schemathesis.openapi.from_dict(DOCUMENT)
HYPOTHESIS: dict[str, Any] = {
    "deadline": None,
    "database": None,
    "suppress_health_check": list(HealthCheck),
}


def linked() -> Any:
    """Return the document with two links that OpenAPI cannot express.

    A payload becomes a part of a body, and a part of a URL becomes a parameter.
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
class ServedApp:
    """A web app in a thread of its own, because schemathesis's client blocks."""

    address: str
    world: World
    loop: asyncio.AbstractEventLoop

    def login(self) -> None:
        """Log the user in; an earlier login may have been ended by a request."""
        asyncio.run_coroutine_threadsafe(self._login(), self.loop).result(timeout=60)

    async def _login(self) -> None:
        await self.world.post("/api/auth/logout")  # of a login in another way, by a case before
        await self.world.login()


@pytest.fixture
def served(redis_url: str) -> Iterator[ServedApp]:
    """A running web app with a user who is logged in."""
    started: Future[tuple[ServedApp, asyncio.Event]] = Future()

    async def serve() -> None:
        async with open_world(redis_url, rate_limit="100000/second") as world:
            await world.login()
            stop = asyncio.Event()
            started.set_result((ServedApp(world.address, world, asyncio.get_running_loop()), stop))
            await stop.wait()

    thread = threading.Thread(target=asyncio.run, args=(serve(),))
    thread.start()
    served, stop = started.result(timeout=60)
    yield served
    served.loop.call_soon_threadsafe(stop.set)
    thread.join(timeout=60)


def authorization() -> dict[str, str]:
    """Return the header of the user who is logged in."""
    return {"Authorization": f"tma {init_data_for(1001, now=datetime.now(UTC))}"}


def check(case: schemathesis.Case[Any], served: ServedApp) -> None:
    """Send a request; the response must be one that the OpenAPI document allows."""
    response = case.call(base_url=served.address, headers=authorization())
    if len(response.request.url or "") > REQUEST_LINE:
        assert response.status_code == 400  # aiohttp refuses it before it is a request of ours
        return
    # An empty list or object does not reach the query string, so it cannot be refused.
    is_lost = any(value in ([], {}) for value in (case.query or {}).values())
    excluded: list[Any] = [negative_data_rejection] if is_lost else []
    case.validate_response(response, checks=CHECKS, excluded_checks=excluded)


@API.parametrize()
@settings(max_examples=6, **HYPOTHESIS)
def test_responses_conform_to_openapi(case: schemathesis.Case[Any], served: ServedApp) -> None:
    """For requests that the document allows and for those that it does not."""
    check(case, served)


@pytest.mark.long
@pytest.mark.timeout(900)
@API.parametrize()
@settings(max_examples=60, **HYPOTHESIS)
def test_responses_conform_to_openapi_long(case: schemathesis.Case[Any], served: ServedApp) -> None:
    """The same with ten times the requests."""
    check(case, served)


@pytest.mark.parametrize(
    "sequences", [8, pytest.param(80, marks=[pytest.mark.long, pytest.mark.timeout(900)])]
)
def test_sequences_of_linked_requests_conform_to_openapi(served: ServedApp, sequences: int) -> None:
    """Requests made from earlier responses, by the links of the document, in random order."""
    seen: Counter[tuple[str, int]] = Counter()

    class Sequence(linked().as_state_machine()):  # type: ignore[misc]  # a class made at run time
        def setup(self) -> None:
            served.login()

        def get_call_kwargs(self, case: Any) -> dict[str, Any]:
            return {"base_url": served.address, "headers": authorization()}

        def validate_response(self, response: Any, case: Any, **_: Any) -> None:
            seen[case.operation.path, response.status_code] += 1
            case.validate_response(response, checks=STATEFUL)

    limits = settings(
        max_examples=sequences, stateful_step_count=12, derandomize=True, **HYPOTHESIS
    )
    Sequence.run(settings=limits)
    reached = {path for path, status in seen if status == 200}
    assert "/api/me" in reached, seen
    # A ticket is good for the login that asked for it, which most sequences have ended by then.
    assert "/exports/income.csv" in {path for path, _ in seen} or sequences < 24, seen
    assert seen["/api/auth/check-proof", 400]
