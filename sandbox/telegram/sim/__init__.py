"""`/sim/chat/…`: the users' side, for the chat page and for tests."""

import json
from collections.abc import Awaitable, Callable

from aiohttp import web

from sandbox import control
from sandbox.telegram.refusals import Json, Refusal
from sandbox.telegram.server import send_file
from sandbox.telegram.sim import act, inline, knobs, mini_app, pay, view
from sandbox.telegram.sim.scene import Scene, read_scene, refuse
from sandbox.telegram.telegram import TELEGRAM

Act = Callable[[Scene], Awaitable[Json]]
SILENCE = 15.0

ROUTES: tuple[tuple[str, str, Act], ...] = (
    ("GET", "state", view.state),
    ("GET", "calls", view.calls),
    ("GET", "invoice", view.invoice),
    ("GET", "payments", view.payments),
    ("POST", "send", act.send),
    ("POST", "start", act.start),
    ("POST", "tap", act.tap),
    ("POST", "keyboard", act.keyboard),
    ("POST", "inline", inline.ask),
    ("POST", "inline/choose", inline.choose),
    ("POST", "pay", pay.pay),
    ("POST", "refund", pay.refund),
    ("POST", "launch", mini_app.launch),
    ("POST", "web_app/data", mini_app.send_data),
    ("POST", "web_app/method", mini_app.method),
    ("POST", "web_app/write_access", mini_app.write_access),
    ("POST", "web_app/phone", mini_app.phone),
    ("GET", "web_app/prepared", inline.prepared),
    ("POST", "web_app/share", inline.share),
    ("POST", "fault", knobs.add_fault),
    ("DELETE", "fault", knobs.remove_fault),
    ("POST", "limits", knobs.limits),
    ("POST", "block", knobs.block),
    ("POST", "unblock", knobs.unblock),
    ("POST", "stars", knobs.stars),
    ("POST", "users", knobs.user),
    ("POST", "bot", knobs.bot),
    ("POST", "link", knobs.link),
    ("POST", "update", knobs.update),
    ("POST", "reset", knobs.reset),
)


def _answer(run: Act) -> Callable[[web.Request], Awaitable[web.Response]]:
    async def handler(request: web.Request) -> web.Response:
        scene = await read_scene(request)
        try:
            return web.json_response(await run(scene))
        except Refusal as refusal:
            raise refuse("bad_request", refusal.description) from refusal

    return handler


async def show_bots(request: web.Request) -> web.Response:
    """`GET bots`: every bot that the sandbox has seen."""
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
    return web.Response(text=view.transcript(await read_scene(request)))


async def show_file(request: web.Request) -> web.Response:
    """`GET file/<file_id>`: the bytes of a photo or document."""
    scene = await read_scene(request)
    stored = scene.world.files.get(request.match_info["file_id"])
    if stored is None:
        raise refuse("not_found", "no such file")
    return send_file(stored, "attachment" if "download" in scene.body else "inline")


async def follow(request: web.Request) -> web.StreamResponse:
    """`GET events`: a stream of server-sent events, resumable by id."""
    scene = await read_scene(request)
    resume = request.headers.get("Last-Event-ID") or scene.body.get("after")
    after = int(resume) if resume is not None and str(resume).isdigit() else None
    headers = {"Content-Type": "text/event-stream", "Cache-Control": "no-store", **control.CORS}
    response = web.StreamResponse(headers=headers)
    await response.prepare(request)
    await response.write(b": hello\n\n")
    feed = scene.world.feed
    try:
        async for event in feed.follow(scene.person.id, after, pause=SILENCE):
            if event is None:
                await response.write(b": still here\n\n")
                continue
            data = json.dumps(event.data, ensure_ascii=False, separators=(",", ":"))
            text = f"id: {event.id}\nevent: {event.name}\ndata: {data}\n\n"
            await response.write(text.encode())
    except ConnectionResetError:
        return response  # the page is gone
    return response


def add_routes(app: web.Application) -> None:
    """Add `/sim/chat/…`."""
    for verb, path, run in ROUTES:
        app.router.add_route(verb, f"/sim/chat/{path}", _answer(run))
    app.router.add_get("/sim/chat/bots", show_bots)
    app.router.add_get("/sim/chat/transcript", show_transcript)
    app.router.add_get("/sim/chat/file/{file_id}", show_file)
    app.router.add_get("/sim/chat/events", follow)
