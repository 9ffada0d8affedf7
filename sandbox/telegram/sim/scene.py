"""Who acts where: what every request of `/sim/chat/…` selects."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.telegram.params import parse_json, read_body
from sandbox.telegram.people import Person, Room
from sandbox.telegram.refusals import Json, Refusal
from sandbox.telegram.telegram import TELEGRAM
from sandbox.telegram.world import World

DEFAULT_USER = 1001
_STATUS = {
    "bad_request": web.HTTPBadRequest,
    "blocked": web.HTTPForbidden,
    "not_found": web.HTTPNotFound,
    "conflict": web.HTTPConflict,
    "no_answer": web.HTTPGatewayTimeout,
}


def refuse(code: str, message: str) -> web.HTTPException:
    """Make the answer `{"error": {"code", "message"}}`, ready to be raised."""
    body = json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False)
    return _STATUS[code](text=body, content_type="application/json")


@dataclass(slots=True)
class Scene:
    """A bot's world, the user who acts, the chat they act in, and what they say."""

    world: World
    person: Person
    room: Room
    body: Json

    def text(self, key: str, default: str | None = None) -> str:
        """Return a text of the body; without a default it must be there."""
        value = self.body.get(key, default)
        if not isinstance(value, str):
            raise refuse("bad_request", f'"{key}" must be a string')
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return a whole number of the body; without a default it must be there."""
        value = self.body.get(key, default)
        if isinstance(value, str) and value.lstrip("-").isdigit():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise refuse("bad_request", f'"{key}" must be a whole number')
        return value

    def seconds(self, key: str, default: float) -> float:
        """Return a time span of the body, between 0 and 600 seconds."""
        value = self.body.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 600:
            raise refuse("bad_request", f'"{key}" must be between 0 and 600 seconds')
        return float(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a yes or no of the body."""
        value = self.body.get(key, default)
        if not isinstance(value, bool):
            raise refuse("bad_request", f'"{key}" must be true or false')
        return value

    def message(self) -> Json:
        """Return the message that `message_id` names."""
        found = self.room.messages.get(self.number("message_id"))
        if found is None:
            raise refuse("not_found", "no such message in this chat")
        return found


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        raw = await read_body(request.content)
        body = parse_json(raw) if raw else {}
    except Refusal as refusal:
        raise refuse("bad_request", refusal.description) from refusal
    except ValueError as error:
        raise refuse("bad_request", f"the body is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise refuse("bad_request", "the body must be a JSON object")
    return {**request.query, **body}


async def read_scene(request: web.Request) -> Scene:
    """Read a request's selectors and body; the query counts as part of the body."""
    body = await _body(request)
    try:
        world = request.app[TELEGRAM].find(str(body.get("bot") or ""))
    except Refusal as refusal:
        raise refuse("bad_request", refusal.description) from refusal
    if world is None:
        raise refuse("not_found", "no such bot")
    scene = Scene(world, next(iter(world.people.values())), Room(0, "private"), body)
    person = world.people.get(scene.number("user", DEFAULT_USER))
    if person is None:
        raise refuse("not_found", "no such user")
    room = world.rooms.get(scene.number("chat", person.id))
    if room is None or (room.person and room.person is not person):
        raise refuse("not_found", "no such chat of this user")
    return Scene(world, person, room, body)
