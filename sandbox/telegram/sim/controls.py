"""Test controls: faults, limits, users, BotFather's settings, raw updates, reset."""

import re
from urllib.parse import parse_qs

from sandbox.telegram.chats import User
from sandbox.telegram.errors import Json
from sandbox.telegram.faults import KINDS, PAYMENT_KINDS
from sandbox.telegram.sim.actions import set_blocked
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.sim.views import bot_json
from sandbox.telegram.text.links import split_url
from sandbox.telegram.world import World

MAX_USERS = 10_000


def _emit_faults(world: World) -> list[Json]:
    faults = world.faults.as_json()
    limits = {"enabled": world.flood.enabled}
    world.events.emit("faults", {"faults": faults, "limits": limits})
    return faults


async def add_fault(req: UserRequest) -> Json:
    """`POST fault`: inject a fault."""
    kind = str(req.body.get("kind"))
    if kind not in KINDS:
        raise http_error("bad_request", f'"kind" must be one of {", ".join(KINDS)}')
    if kind in PAYMENT_KINDS and req.body.get("method"):
        raise http_error("bad_request", f'"method" does not apply to {kind}')
    fault = req.world.faults.add(
        kind,
        method=req.text("method") if req.body.get("method") else None,
        # `user` is a selector of every route, so the fault's user is `only_user`.
        user=req.number("only_user") if "only_user" in req.body else None,
        times=req.number("times") if req.body.get("times") is not None else None,
        # Telegram has asked bots to wait for half a day.
        seconds=req.seconds("seconds", 3.0, most=24 * 3600 if kind == "429" else 600),
    )
    return {"fault": fault.as_json(), "faults": _emit_faults(req.world)}


async def remove_fault(req: UserRequest) -> Json:
    """`DELETE fault`: remove one fault or all."""
    req.world.faults.remove(req.number("id") if "id" in req.body else None)
    return {"faults": _emit_faults(req.world)}


async def set_limits(req: UserRequest) -> Json:
    """`POST limits`: enable or disable the flood limits."""
    req.world.flood.enabled = req.flag("enabled")
    _emit_faults(req.world)
    return {"limits": {"enabled": req.world.flood.enabled}}


async def block(req: UserRequest) -> Json:
    """`POST block`: the user blocks the bot."""
    set_blocked(req.world, req.user, blocked=True)
    return {"user": req.user.as_json()}


async def unblock(req: UserRequest) -> Json:
    """`POST unblock`: the user unblocks the bot."""
    set_blocked(req.world, req.user, blocked=False)
    return {"user": req.user.as_json()}


async def set_stars(req: UserRequest) -> Json:
    """`POST stars`: set the user's balance, add to it, or set the bot's."""
    if "bot_stars" in req.body:
        req.world.bot_stars = req.number("bot_stars")
    elif "add" in req.body:
        req.user.stars = max(req.user.stars + req.number("add"), 0)
    else:
        req.user.stars = max(req.number("stars"), 0)
    req.world.emit_user(req.user)
    return {"user": req.user.as_json(), "bot_stars": req.world.bot_stars}


async def save_user(req: UserRequest) -> Json:
    """`POST users`: add a user or change an existing one."""
    world = req.world
    number = req.number("id", max(world.users) + 1)
    user = world.users.get(number)
    if user is None:
        if number <= 0 or len(world.users) >= MAX_USERS:
            raise http_error("bad_request", f"an id is positive, and there are at most {MAX_USERS}")
        user = User(number, req.text("first_name"), phone_number=f"+1202555{number % 10000:04}")
        world.users[number] = user
        world.add_private_chat(user)
    for key in ("first_name", "last_name", "username", "language_code"):
        if key in req.body:
            setattr(user, key, req.text(key) or None)
    user.is_premium = req.flag("is_premium", default=user.is_premium)
    world.emit_user(user)
    return {"user": user.as_json()}


async def save_bot(req: UserRequest) -> Json:
    """`POST bot`: change the settings of BotFather."""
    profile = req.world.profile
    if "name" in req.body:
        profile.first_name = req.text("name")
    if "username" in req.body:
        profile.username = req.text("username")
    if "main_web_app_url" in req.body:
        profile.main_web_app_url = req.text("main_web_app_url") or None
    profile.privacy = req.flag("privacy", default=profile.privacy)
    profile.inline = req.flag("inline", default=profile.inline)
    req.world.events.emit("profile", {})
    return {"bot": bot_json(req.world, req.user.language_code)}


async def resolve_link(req: UserRequest) -> Json:
    """`POST link`: return the client's action for a URL."""
    url = req.text("url")
    parts = split_url(url if "://" in url else f"https://{url}")
    if parts.hostname not in ("t.me", "telegram.me", "telegram.dog"):
        return {"action": "url", "url": url}
    path, query = parts.path.strip("/"), parse_qs(parts.query, keep_blank_values=True)
    if slug := re.fullmatch(r"\$(\w+)|invoice/(\w+)", path):
        return {"action": "invoice", "slug": slug[1] or slug[2]}
    if path.partition("/")[0].lower() != req.world.profile.username.lower():
        return {"action": "url", "url": url}
    if "startapp" in query or "/" in path:
        start = query.get("startapp", [""])[0]
        return {"action": "launch", "kind": "direct", "start_param": start}
    return {"action": "start", "payload": query.get("start", [""])[0]}


async def inject_update(req: UserRequest) -> Json:
    """`POST update`: add an update to the bot's queue as it is."""
    body = req.body.get("update")
    if not isinstance(body, dict):
        raise http_error("bad_request", '"update" must be an object')
    return {"update_id": req.world.queue.inject(body, at=req.world.clock())}


async def reset(req: UserRequest) -> Json:
    """`POST reset`: restore the bot's initial state; its profile stays."""
    req.world.reset()
    return {}
