"""Actions of a user in a chat: messages, files, buttons."""

import base64
import re
from typing import Any

from sandbox.telegram.chats import User
from sandbox.telegram.errors import Json
from sandbox.telegram.files import Upload
from sandbox.telegram.messages import without_reply
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.text import MAX_CAPTION, MAX_TEXT, plain_text, units
from sandbox.telegram.world import World

_START = re.compile(r"/start(@\w+)?(\s|$)")


def _is_addressed_to_bot(world: World, message: Json) -> bool:
    """Return whether a bot in privacy mode receives a message of a group."""
    text = str(message.get("text") or message.get("caption") or "")
    name = f"@{world.profile.username}".lower()
    replied = message.get("reply_to_message", {}).get("from", {}).get("id")
    return text.startswith("/") or name in text.lower() or replied == world.profile.id


def post_message(req: UserRequest, content: Json) -> Json:
    """Add a user's message to a chat, queue the update, and return the message object."""
    world, chat = req.world, req.chat
    if chat.private and req.user.blocked:
        raise http_error("blocked", "this user has blocked the bot")
    message = world.add_message(chat, req.user.as_user(), content)
    if chat.private or not world.profile.privacy or _is_addressed_to_bot(world, message):
        world.queue_update("message", message, order_key=chat.id)
    return chat.message_json(message)


def _reply(req: UserRequest) -> Json:
    number = req.body.get("reply_to")
    replied = req.chat.messages.get(number) if isinstance(number, int) else None
    return {"reply_to_message": without_reply(replied)} if replied else {}


def _file(req: UserRequest, kind: str) -> Json:
    try:
        data = base64.b64decode(req.text(kind), validate=True)
    except ValueError as error:
        raise http_error("bad_request", f'"{kind}" must be base64') from error
    name = req.text("file_name", "photo.jpg" if kind == "photo" else "file.bin")
    mime = req.text("mime_type", "application/octet-stream")
    caption = plain_text(req.text("caption", ""))
    if units(caption.text) > MAX_CAPTION:
        raise http_error("bad_request", "the caption is too long")
    stored = req.world.files.add(kind, Upload(name, mime, data))
    return stored.content() | caption.fields("caption", "caption_entities")


def own_contact(user: User) -> Json:
    """Return the contact of a user, as shared by a client."""
    contact = {"phone_number": user.phone_number, "first_name": user.first_name}
    if user.last_name:
        contact["last_name"] = user.last_name
    return contact | {"user_id": user.id}


def _contact(req: UserRequest) -> Json:
    given = req.body["contact"]
    if given is True:
        return {"contact": own_contact(req.user)}
    if not isinstance(given, dict) or not {"phone_number", "first_name"} <= given.keys():
        raise http_error("bad_request", '"contact" must be true or have a number and a name')
    keys = ("phone_number", "first_name", "last_name", "user_id")
    return {"contact": {key: given[key] for key in keys if key in given}}


def _location(req: UserRequest) -> Json:
    given = req.body["location"]
    if not isinstance(given, dict) or not {"latitude", "longitude"} <= given.keys():
        raise http_error("bad_request", '"location" must have latitude and longitude')
    return {"location": {key: float(given[key]) for key in ("latitude", "longitude")}}


def _text(req: UserRequest) -> Json:
    text = plain_text(req.text("text"))
    if not text.text or units(text.text) > MAX_TEXT:
        raise http_error("bad_request", f"a text has between 1 and {MAX_TEXT} characters")
    return text.fields()


async def send(req: UserRequest) -> Json:
    """`POST send`: a text, file, contact or location; or an edit of the user's own text."""
    if "edit" in req.body:
        return {"message": _edit(req)}
    if "photo" in req.body or "document" in req.body:
        content = _file(req, "photo" if "photo" in req.body else "document")
    elif "contact" in req.body:
        content = _contact(req)
    elif "location" in req.body:
        content = _location(req)
    else:
        content = _text(req)
        if req.chat.private and _START.match(content["text"]):
            open_chat(req)
    return {"message": post_message(req, _reply(req) | content)}


def _edit(req: UserRequest) -> Json:
    world, chat = req.world, req.chat
    message = chat.messages.get(req.number("edit"))
    if message is None or message["from"]["id"] != req.user.id or "text" not in message:
        raise http_error("not_found", "no such text of this user")
    kept = {key: value for key, value in message.items() if key not in ("text", "entities")}
    edited = kept | _text(req) | {"edit_date": world.now()}
    chat.messages[message["message_id"]] = edited
    world.emit_edit(chat, edited)
    world.queue_update("edited_message", edited, order_key=chat.id)
    return chat.message_json(edited)


async def start(req: UserRequest) -> Json:
    """`POST start`: the Start button or a deep link."""
    payload = req.text("payload", "")
    if payload and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
        raise http_error("bad_request", "a payload has at most 64 of A-Z, a-z, 0-9, _ and -")
    open_chat(req)
    return {"message": post_message(req, plain_text(f"/start {payload}".strip()).fields())}


def open_chat(req: UserRequest) -> None:
    """Mark the bot as started and not blocked by this user."""
    if req.user.blocked:
        set_blocked(req.world, req.user, blocked=False)
    if not req.user.started:
        req.user.started = True
        req.world.emit_user(req.user)


def set_blocked(world: World, user: User, *, blocked: bool) -> None:
    """Block or unblock the bot; a `my_chat_member` update follows."""
    if user.blocked == blocked:
        return
    user.blocked = blocked
    bot = world.profile.as_user()
    left: Json = {"status": "kicked", "user": bot, "until_date": 0}
    here: Json = {"status": "member", "user": bot}
    old, new = (here, left) if blocked else (left, here)
    change = {
        "chat": world.chats[user.id].as_chat(),
        "from": user.as_user(),
        "date": world.now(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    world.queue_update("my_chat_member", change, order_key=user.id)
    world.emit_user(user)


def _find_button(req: UserRequest, rows: list[list[Json]], *, by: tuple[str, ...]) -> Json:
    """Return the button selected by row and column or by one of the fields `by`."""
    if "row" in req.body:
        row, column = req.number("row"), req.number("column", 0)
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            return rows[row][column]
    for key in by:
        for button in (b for row in rows for b in row):
            wanted = req.body.get("data" if key == "callback_data" else key)
            if wanted is not None and button.get(key) == wanted:
                return button
    raise http_error("not_found", "no such button")


async def tap(req: UserRequest) -> Json:
    """`POST tap`: an inline button; the answer is the client's next action."""
    message = req.message()
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    button = _find_button(req, rows, by=("callback_data", "text"))
    if "callback_data" in button:
        return await _tap_callback(req, message, button["callback_data"])
    if "pay" in button:
        return {"action": "pay", "message_id": message["message_id"]}
    return _client_action(button)


def _client_action(button: Json) -> Json:
    if "url" in button:
        return {"action": "url", "url": button["url"]}
    if "web_app" in button:
        url = button["web_app"]["url"]
        return {"action": "web_app", "url": url, "text": button["text"], "kind": "inline"}
    if "copy_text" in button:
        return {"action": "copy_text", "text": button["copy_text"]["text"]}
    here = "switch_inline_query_current_chat" in button
    query = button["switch_inline_query_current_chat" if here else "switch_inline_query"]
    return {"action": "switch_inline_query", "query": query, "current_chat": here}


async def _tap_callback(req: UserRequest, message: Json, data: str) -> Json:
    world, chat = req.world, req.chat
    if chat.private and req.user.blocked:
        raise http_error("blocked", "this user has blocked the bot")
    number = message["message_id"]
    query = world.open_query("callback", req.user, {"message_id": number})
    update: Json = {
        "id": query.id,
        "from": req.user.as_user(),
        "chat_instance": str(abs(chat.id) * 7919 + world.profile.id),
        "data": data,
    }
    if "via_bot" in message:
        place = (chat.id, number)
        inline = (name for name, where in world.inline_messages.items() if where == place)
        update["inline_message_id"] = next(inline, "")
    else:
        update["message"] = message
    world.queue_update("callback_query", update, order_key=req.user.id)
    answer: Json = {"action": "callback", "query_id": query.id}
    if "wait" in req.body:
        answer["answer"] = await world.wait_for_answer(query, req.seconds("wait", 0))
    return answer


async def keyboard(req: UserRequest) -> Json:
    """`POST keyboard`: a button of the reply keyboard."""
    current = req.chat.keyboard or {}
    button = _find_button(req, current.get("keyboard", []), by=("text",))
    if button.get("request_contact"):
        return {"action": "request_contact"}
    if button.get("request_location"):
        return {"action": "request_location"}
    if "web_app" in button:
        url = button["web_app"]["url"]
        return {"action": "web_app", "url": url, "text": button["text"], "kind": "keyboard"}
    _use_keyboard(req, current)
    return {"action": "sent", "message": post_message(req, plain_text(button["text"]).fields())}


def _use_keyboard(req: UserRequest, current: dict[str, Any]) -> None:
    current["used"] = True
    shown = {"chat": req.chat.id, "keyboard": current}
    req.world.events.emit("keyboard", shown, audience=req.world.audience(req.chat))
