"""`/sim/chat/…`: actions of Telegram users, for the chat page and for tests."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox import control
from sandbox.telegram.errors import ApiError, Json
from sandbox.telegram.server import send_file
from sandbox.telegram.sim import actions, controls, inline, mini_app, pay, stars, views
from sandbox.telegram.sim.request import UserRequest, http_error, read_request
from sandbox.telegram.telegram import TELEGRAM

Action = Callable[[UserRequest], Awaitable[Json]]
KEEP_ALIVE_SECONDS = 15.0

ROUTES: tuple[tuple[str, str, Action], ...] = (
    ("GET", "state", views.state),
    ("GET", "calls", views.calls),
    ("GET", "invoice", views.invoice),
    ("GET", "payments", views.payments),
    ("POST", "send", actions.send),
    ("POST", "start", actions.start),
    ("POST", "tap", actions.tap),
    ("POST", "keyboard", actions.keyboard),
    ("POST", "inline", inline.ask),
    ("POST", "inline/choose", inline.choose),
    ("POST", "pay", pay.pay),
    ("POST", "settle", stars.settle),
    ("POST", "redeliver", stars.redeliver),
    ("POST", "refund", stars.refund),
    ("POST", "chargeback", stars.charge_back),
    ("GET", "transactions", stars.transactions),
    ("POST", "transactions", stars.set_transactions),
    ("POST", "forward", stars.forward),
    ("POST", "launch", mini_app.launch),
    ("POST", "web_app/data", mini_app.send_data),
    ("POST", "web_app/method", mini_app.method),
    ("POST", "web_app/write_access", mini_app.write_access),
    ("POST", "web_app/phone", mini_app.phone),
    ("GET", "web_app/prepared", inline.prepared),
    ("POST", "web_app/share", inline.share),
    ("POST", "fault", controls.add_fault),
    ("DELETE", "fault", controls.remove_fault),
    ("POST", "limits", controls.set_limits),
    ("POST", "block", controls.block),
    ("POST", "unblock", controls.unblock),
    ("POST", "stars", controls.set_stars),
    ("POST", "users", controls.save_user),
    ("POST", "bot", controls.save_bot),
    ("POST", "link", controls.resolve_link),
    ("POST", "update", controls.inject_update),
    ("POST", "reset", controls.reset),
)


def _answer(run: Action) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        req = await read_request(request)
        try:
            return web.json_response(await run(req))
        except ApiError as error:
            raise http_error("bad_request", error.description) from error

    return handler


async def show_bots(request: web.Request) -> web.Response:
    """`GET bots`: all bots seen so far."""
    telegram = request.app[TELEGRAM]
    bots = [
        {
            "id": world.profile.id,
            "username": world.profile.username,
            "name": world.profile.name(None),
            "default": world is telegram.default,
        }
        for world in telegram.worlds()
    ]
    return web.json_response({"bots": bots})


async def show_transcript(request: web.Request) -> web.Response:
    """`GET transcript`: the chat as plain text."""
    return web.Response(text=views.transcript(await read_request(request)))


async def show_file(request: web.Request) -> web.Response:
    """`GET file/<file_id>`: the bytes of a photo or document."""
    req = await read_request(request)
    stored = req.world.files.get(request.match_info["file_id"])
    if stored is None:
        raise http_error("not_found", "no such file")
    return send_file(stored, "attachment" if "download" in req.body else "inline")


async def stream_events(request: web.Request) -> web.StreamResponse:
    """`GET events`: server-sent events, resumable by id."""
    req = await read_request(request)
    resume = request.headers.get("Last-Event-ID") or req.body.get("after")
    after = int(resume) if resume is not None and str(resume).isdigit() else None
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", **control.CORS}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(b": hello\n\n")
    events = req.world.events
    try:
        async for event in events.subscribe(req.user.id, after, pause=KEEP_ALIVE_SECONDS):
            if event is None:
                await response.write(b": still here\n\n")
                continue
            data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
            text = f"id: {event.id}\nevent: {event.name}\ndata: {data}\n\n"
            await response.write(text.encode())
    except ConnectionResetError:
        return response  # the client has disconnected
    return response


def add_routes(app: web.Application) -> None:
    """Add `/sim/chat/…`."""
    for verb, path, run in ROUTES:
        app.router.add_route(verb, f"/sim/chat/{path}", _answer(run))
    app.router.add_get("/sim/chat/bots", show_bots)
    app.router.add_get("/sim/chat/transcript", show_transcript)
    app.router.add_get("/sim/chat/file/{file_id}", show_file)
    app.router.add_get("/sim/chat/events", stream_events)
