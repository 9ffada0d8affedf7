"""What no user could do: faults, limits, new users, BotFather's settings, raw updates, a reset."""

import re
from urllib.parse import parse_qs

from sandbox.telegram.faults import KINDS
from sandbox.telegram.people import Person
from sandbox.telegram.refusals import Json
from sandbox.telegram.sim.act import set_blocked
from sandbox.telegram.sim.scene import Scene, refuse
from sandbox.telegram.sim.view import bot_shown
from sandbox.telegram.text.links import split_url
from sandbox.telegram.world import World

MAX_PEOPLE = 10_000


def _show_faults(world: World) -> list[Json]:
    faults = world.faults.as_shown()
    limits = {"enabled": world.flood.enabled}
    world.feed.emit("faults", {"faults": faults, "limits": limits})
    return faults


async def add_fault(scene: Scene) -> Json:
    """`POST fault`: switch a fault on."""
    kind = str(scene.body.get("kind"))
    if kind not in KINDS:
        raise refuse("bad_request", f'"kind" must be one of {", ".join(KINDS)}')
    fault = scene.world.faults.add(
        kind,
        method=scene.text("method") if scene.body.get("method") else None,
        # The user is a selector everywhere, so a fault for one user names it as `only_user`.
        user=scene.number("only_user") if "only_user" in scene.body else None,
        times=scene.number("times") if scene.body.get("times") is not None else None,
        seconds=scene.seconds("seconds", 3.0),
    )
    return {"fault": fault.as_shown(), "faults": _show_faults(scene.world)}


async def remove_fault(scene: Scene) -> Json:
    """`DELETE fault`: switch one fault off, or all."""
    scene.world.faults.remove(scene.number("id") if "id" in scene.body else None)
    return {"faults": _show_faults(scene.world)}


async def limits(scene: Scene) -> Json:
    """`POST limits`: switch Telegram's flood limits on or off."""
    scene.world.flood.enabled = scene.flag("enabled")
    _show_faults(scene.world)
    return {"limits": {"enabled": scene.world.flood.enabled}}


async def block(scene: Scene) -> Json:
    """`POST block`: the user blocks the bot."""
    set_blocked(scene.world, scene.person, blocked=True)
    return {"user": scene.person.as_shown()}


async def unblock(scene: Scene) -> Json:
    """`POST unblock`: the user lets the bot in again."""
    set_blocked(scene.world, scene.person, blocked=False)
    return {"user": scene.person.as_shown()}


async def stars(scene: Scene) -> Json:
    """`POST stars`: set the user's balance."""
    scene.person.stars = max(scene.number("stars"), 0)
    scene.world.show_person(scene.person)
    return {"user": scene.person.as_shown()}


async def user(scene: Scene) -> Json:
    """`POST users`: add a user, or change the one with this id."""
    world = scene.world
    number = scene.number("id", max(world.people) + 1)
    person = world.people.get(number)
    if person is None:
        if number <= 0 or len(world.people) >= MAX_PEOPLE:
            raise refuse("bad_request", f"an id is positive, and there are at most {MAX_PEOPLE}")
        person = Person(
            number, scene.text("first_name"), phone_number=f"+1202555{number % 10000:04}"
        )
        world.people[number] = person
        world.add_room(person)
    for key in ("first_name", "last_name", "username", "language_code"):
        if key in scene.body:
            setattr(person, key, scene.text(key) or None)
    person.is_premium = scene.flag("is_premium", default=person.is_premium)
    world.show_person(person)
    return {"user": person.as_shown()}


async def bot(scene: Scene) -> Json:
    """`POST bot`: what BotFather would set."""
    profile = scene.world.profile
    if "name" in scene.body:
        profile.first_name = scene.text("name")
    if "username" in scene.body:
        profile.username = scene.text("username")
    if "main_web_app_url" in scene.body:
        profile.main_web_app_url = scene.text("main_web_app_url") or None
    profile.privacy = scene.flag("privacy", default=profile.privacy)
    profile.inline = scene.flag("inline", default=profile.inline)
    scene.world.feed.emit("profile", {})
    return {"bot": bot_shown(scene.world, scene.person.language_code)}


async def link(scene: Scene) -> Json:
    """`POST link`: what a client does with an address."""
    url = scene.text("url")
    parts = split_url(url if "://" in url else f"https://{url}")
    if parts.hostname not in ("t.me", "telegram.me", "telegram.dog"):
        return {"action": "url", "url": url}
    path, query = parts.path.strip("/"), parse_qs(parts.query, keep_blank_values=True)
    if slug := re.fullmatch(r"\$(\w+)|invoice/(\w+)", path):
        return {"action": "invoice", "slug": slug[1] or slug[2]}
    if path.partition("/")[0].lower() != scene.world.profile.username.lower():
        return {"action": "url", "url": url}
    if "startapp" in query or "/" in path:
        start = query.get("startapp", [""])[0]
        return {"action": "launch", "kind": "direct", "start_param": start}
    return {"action": "start", "payload": query.get("start", [""])[0]}


async def update(scene: Scene) -> Json:
    """`POST update`: put an update into the bot's queue exactly as it is."""
    body = scene.body.get("update")
    if not isinstance(body, dict):
        raise refuse("bad_request", '"update" must be an object')
    return {"update_id": scene.world.queue.inject(body, at=scene.world.clock())}


async def reset(scene: Scene) -> Json:
    """`POST reset`: the world begins anew; what the bot has set up stays."""
    scene.world.reset()
    return {}
