"""`/sim/clock` and `/sim/reset`, and CORS headers for all of `/sim/`."""

import json
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

from aiohttp import web

from sandbox.clock import CLOCK

Handler = Callable[[web.Request], Awaitable[web.StreamResponse]]

# Each part appends a function that restores its initial state; `POST /sim/reset` calls all of them.
RESETS: web.AppKey[list[Callable[[], None]]] = web.AppKey("resets", list)

CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, POST, DELETE, OPTIONS",
    "Access-Control-Allow-Headers": "Content-Type",
    "Access-Control-Max-Age": "600",
}


@web.middleware
async def sim_cors(request: web.Request, handler: Handler) -> web.StreamResponse:
    """Answer preflight requests under `/sim/` and add CORS headers to its answers."""
    if not request.path.startswith("/sim/"):
        return await handler(request)
    if request.method == "OPTIONS":
        return web.Response(status=204, headers=CORS)
    try:
        response = await handler(request)
    except web.HTTPException as error:
        error.headers.update(CORS)
        raise
    response.headers.update(CORS)
    return response


def bad_request(message: str) -> web.HTTPBadRequest:
    """Return the exception for a 400 with `{"error": {"code", "message"}}`."""
    body = {"error": {"code": "bad_request", "message": message}}
    return web.HTTPBadRequest(text=json.dumps(body), content_type="application/json")


async def read_object(request: web.Request) -> dict[str, Any]:
    """Read a JSON object from the body; an empty body is an empty object."""
    raw = await request.read()
    if not raw:
        return {}
    try:
        body = json.loads(raw)
    except ValueError as error:
        raise bad_request(f"body is not JSON: {error}") from error
    if not isinstance(body, dict):
        raise bad_request("body must be a JSON object")
    return body


def time_now(app: web.Application) -> dict[str, Any]:
    """Return `now` as ISO 8601 and `moved` in seconds."""
    clock = app[CLOCK]
    return {"now": clock().isoformat(), "moved": clock.moved.total_seconds()}


async def show_clock(request: web.Request) -> web.Response:
    """`GET /sim/clock`."""
    return web.json_response(time_now(request.app))


async def move_clock(request: web.Request) -> web.Response:
    """`POST /sim/clock` with `{"move": seconds}`."""
    seconds = (await read_object(request)).get("move")
    if isinstance(seconds, bool) or not isinstance(seconds, int | float):
        raise bad_request('"move" must be a number of seconds')
    try:
        step = timedelta(seconds=seconds)
        request.app[CLOCK].move(step)
        answer = time_now(request.app)
    except (OverflowError, ValueError) as error:
        raise bad_request(f'"move" is out of range: {error}') from error
    return web.json_response(answer)


async def reset(request: web.Request) -> web.Response:
    """`POST /sim/reset`: restore the initial state of the clock and all parts."""
    request.app[CLOCK].reset()
    for restore in request.app[RESETS]:
        restore()
    return web.json_response({"ok": True})


def setup(app: web.Application) -> None:
    """Add the control routes; other parts append to `app[RESETS]`."""
    app[RESETS] = []
    app.middlewares.append(sim_cors)
    app.router.add_get("/sim/clock", show_clock)
    app.router.add_post("/sim/clock", move_clock)
    app.router.add_post("/sim/reset", reset)
