"""Parsing of `/sim/chat/…` requests: selectors (bot, user, chat) and body."""

import json
from dataclasses import dataclass
from typing import Any

from aiohttp import web

from sandbox.telegram.chats import Chat, User
from sandbox.telegram.errors import ApiError, Json
from sandbox.telegram.params import parse_json, read_body
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


def http_error(code: str, message: str) -> web.HTTPException:
    """Return the exception for an answer `{"error": {"code", "message"}}`."""
    body = json.dumps({"error": {"code": code, "message": message}}, ensure_ascii=False)
    return _STATUS[code](text=body, content_type="application/json")


@dataclass(slots=True)
class UserRequest:
    """A request with the selected bot state, user and chat."""

    world: World
    user: User
    chat: Chat
    body: Json

    def text(self, key: str, default: str | None = None) -> str:
        """Return a string of the body; required without a default."""
        value = self.body.get(key, default)
        if not isinstance(value, str):
            raise http_error("bad_request", f'"{key}" must be a string')
        return value

    def number(self, key: str, default: int | None = None) -> int:
        """Return an integer of the body; required without a default."""
        value = self.body.get(key, default)
        if isinstance(value, str) and value.lstrip("-").isdigit():
            return int(value)
        if isinstance(value, bool) or not isinstance(value, int):
            raise http_error("bad_request", f'"{key}" must be a whole number')
        return value

    def seconds(self, key: str, default: float, *, most: int = 600) -> float:
        """Return a duration of the body, between 0 and `most` seconds."""
        value = self.body.get(key, default)
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= most:
            raise http_error("bad_request", f'"{key}" must be between 0 and {most} seconds')
        return float(value)

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return a boolean of the body."""
        value = self.body.get(key, default)
        if not isinstance(value, bool):
            raise http_error("bad_request", f'"{key}" must be true or false')
        return value

    def message(self) -> Json:
        """Return the message of `message_id`."""
        found = self.chat.messages.get(self.number("message_id"))
        if found is None:
            raise http_error("not_found", "no such message in this chat")
        return found


async def _body(request: web.Request) -> dict[str, Any]:
    try:
        raw = await read_body(request.content)
        body = parse_json(raw) if raw else {}
    except ApiError as error:
        raise http_error("bad_request", error.description) from error
    except ValueError as error:
        raise http_error("bad_request", f"the body is no JSON: {error}") from error
    if not isinstance(body, dict):
        raise http_error("bad_request", "the body must be a JSON object")
    return {**request.query, **body}


async def read_request(request: web.Request) -> UserRequest:
    """Read selectors and body; query parameters count as fields of the body."""
    body = await _body(request)
    try:
        world = request.app[TELEGRAM].find(str(body.get("bot") or ""))
    except ApiError as error:
        raise http_error("bad_request", error.description) from error
    if world is None:
        raise http_error("not_found", "no such bot")
    req = UserRequest(world, next(iter(world.users.values())), Chat(0, "private"), body)
    user = world.users.get(req.number("user", DEFAULT_USER))
    if user is None:
        raise http_error("not_found", "no such user")
    chat = world.chats.get(req.number("chat", user.id))
    if chat is None or (chat.user and chat.user is not user):
        raise http_error("not_found", "no such chat of this user")
    return UserRequest(world, user, chat, body)
