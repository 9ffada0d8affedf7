"""Request handling: injected fault, authentication, operation, answer, log."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal

from aiohttp import web

from sandbox.partner import authentication
from sandbox.partner.answers import RawBody
from sandbox.partner.errors import ApiError, error_body
from sandbox.partner.faults import Fault
from sandbox.partner.state import PARTNER, Call, Partner
from sandbox.partner.table import PREFIX, Authentication, Operation

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

RUNS_FIRST = frozenset({"lost", "late", "broken_after"})  # faults after the operation has run
# Default status and message of the faults that answer with an error of the partner's.
ERRORS = {
    "refused": (400, "Refused"),
    "broken": (500, "Something went wrong"),
    "broken_after": (500, "Something went wrong"),
}
PROXY_PAGE = "<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>"


def handler_for(operation: Operation) -> Handler:
    """Return the aiohttp handler of `operation`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        partner = request.app[PARTNER]
        now = partner.clock()
        by_token = operation.authentication is Authentication.USER_TOKEN
        fault = partner.faults.take(operation.number, now, by_token=by_token)
        call = Call(now, operation.number, operation.name, operation.method, operation.path)
        call.fault = fault.kind if fault else None
        partner.log.begin(call)
        response = await _respond(request, operation, partner, call, fault)
        partner.log.end(call, response.status if response else 0)
        return response or _drop_connection(request)

    return handle


async def _respond(
    request: web.Request, operation: Operation, partner: Partner, call: Call, fault: Fault | None
) -> web.Response | None:
    """Return the normal or the faulty answer; None if the connection is to be dropped."""
    if fault is None:
        return await _run(request, operation, partner, call)
    if fault.kind == "slow":
        await asyncio.sleep(fault.delay)
        return await _run(request, operation, partner, call)
    if fault.kind in RUNS_FIRST:
        response = await _run(request, operation, partner, call)
        if fault.kind == "lost":
            return None
        if fault.kind == "broken_after":
            return _fault_response(fault)
        await asyncio.sleep(fault.delay)
        return response
    return None if fault.kind == "down" else _fault_response(fault)


async def _run(
    request: web.Request, operation: Operation, partner: Partner, call: Call
) -> web.Response:
    try:
        context = await authentication.authenticate(request, operation, partner, call.at)
        call.user_id = context.user_id
        data = operation.run(context)
        if inspect.isawaitable(data):
            data = await data
    except ApiError as error:
        return _json(error.body(), error.status)
    return _json(data if isinstance(data, RawBody) else {"data": data})


def _fault_response(fault: Fault) -> web.Response:
    """Return the answer of a fault that replaces the operation's."""
    if fault.kind == "expired":
        return _json(error_body(401, "Token expired"), 401)
    if fault.kind == "limited":
        retry = {"Retry-After": str(fault.retry_after)}
        return _json(error_body(429, "Too many requests"), 429, retry)
    if fault.kind in ERRORS:
        default, message = ERRORS[fault.kind]
        status = fault.status or default
        return _json(error_body(status, message), status)
    if fault.kind == "garbled":
        return web.Response(
            text='{"data": {"array": [{"id": 1, "na', content_type="application/json"
        )
    if fault.kind == "html403":
        return web.Response(status=403, text=PROXY_PAGE, content_type="text/html")
    body = {"data": "surprise"} if fault.kind == "shape" else {}
    return _json(body if fault.body is None else fault.body, fault.status or 200)


def _drop_connection(request: web.Request) -> web.Response:
    """Close the connection; the returned response is never sent."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    text = json.dumps(body, default=_plain_number)
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")


def _plain_number(value: object) -> int | float:
    """Convert a Decimal for JSON; all figures here fit into a double without loss."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not JSON")
    return int(value) if value == value.to_integral_value() else float(value)


@web.middleware
async def json_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Convert aiohttp's own errors under the partner's prefix to the partner's error body."""
    try:
        return await handler(request)
    except web.HTTPException as error:
        if not request.path.startswith(PREFIX):
            raise
        message = f"Cannot {request.method} {request.path}"
        return _json(error_body(error.status, message), error.status)
