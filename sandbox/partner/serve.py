"""The way of one call: the mood, the door, the operation, the answer, the log."""

import asyncio
import inspect
import json
from collections.abc import Awaitable, Callable
from decimal import Decimal

from aiohttp import web

from sandbox.partner import auth
from sandbox.partner.answers import Whole
from sandbox.partner.errors import Refusal, error_body
from sandbox.partner.faults import Mood
from sandbox.partner.state import PARTNER, Call, Partner
from sandbox.partner.table import PREFIX, Door, Operation

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

PROXY_PAGE = "<html><head><title>403 Forbidden</title></head><body>403 Forbidden</body></html>"


def handle_calls_of(operation: Operation) -> Handler:
    """Make the aiohttp handler of `operation`."""

    async def handle(request: web.Request) -> web.StreamResponse:
        partner = request.app[PARTNER]
        now = partner.clock()
        mood = partner.moods.take(operation.number, now, by_token=operation.door is Door.USER)
        call = Call(now, operation.number, operation.name, operation.method, operation.path)
        call.mood = mood.mood if mood else None
        partner.log.begin(call)
        response = await _respond(request, operation, partner, call, mood)
        partner.log.end(call, response.status if response else 0)
        return response or _drop(request)

    return handle


async def _respond(
    request: web.Request, operation: Operation, partner: Partner, call: Call, mood: Mood | None
) -> web.Response | None:
    """Answer truly or as the mood has it; None when the connection is to be dropped."""
    if mood is None:
        return await _answer(request, operation, partner, call)
    if mood.mood == "slow":
        await asyncio.sleep(mood.delay)
        return await _answer(request, operation, partner, call)
    if mood.mood == "lost":
        await _answer(request, operation, partner, call)
        return None
    return None if mood.mood == "down" else _pretend(mood)


async def _answer(
    request: web.Request, operation: Operation, partner: Partner, call: Call
) -> web.Response:
    try:
        visit = await auth.admit(request, operation, partner, call.at)
        call.user_id = visit.about
        data = operation.does(visit)
        if inspect.isawaitable(data):
            data = await data
    except Refusal as refusal:
        return _json(refusal.body(), refusal.status)
    return _json(data if isinstance(data, Whole) else {"data": data})


def _pretend(mood: Mood) -> web.Response:
    """Return the answer of a mood under which nothing is done."""
    if mood.mood == "expired":
        return _json(error_body(401, "Token expired"), 401)
    if mood.mood == "limited":
        retry = {"Retry-After": str(mood.retry_after)}
        return _json(error_body(429, "Too many requests"), 429, retry)
    if mood.mood == "broken":
        status = mood.status or 500
        return _json(error_body(status, "Something went wrong"), status)
    if mood.mood == "garbled":
        return web.Response(
            text='{"data": {"array": [{"id": 1, "na', content_type="application/json"
        )
    if mood.mood == "html403":
        return web.Response(status=403, text=PROXY_PAGE, content_type="text/html")
    surprise = {"data": "surprise"} if mood.mood == "shape" else {}
    return _json(surprise if mood.body is None else mood.body, mood.status or 200)


def _drop(request: web.Request) -> web.Response:
    """Close the connection without a word; the response goes nowhere."""
    if request.transport is not None:
        request.transport.abort()
    return web.Response()


def _json(body: object, status: int = 200, headers: dict[str, str] | None = None) -> web.Response:
    text = json.dumps(body, default=_plain_number)
    return web.Response(text=text, status=status, headers=headers, content_type="application/json")


def _plain_number(value: object) -> int | float:
    """Write a Decimal as a JSON number; every figure here has fewer digits than a double holds."""
    if not isinstance(value, Decimal):
        raise TypeError(f"{type(value).__name__} is not JSON")
    return int(value) if value == value.to_integral_value() else float(value)


@web.middleware
async def json_errors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Give aiohttp's own refusals under the partner's prefix the partner's error body."""
    try:
        return await handler(request)
    except web.HTTPException as refusal:
        if not request.path.startswith(PREFIX):
            raise
        message = f"Cannot {request.method} {request.path}"
        return _json(error_body(refusal.status, message), refusal.status)
