"""What a user does in a chat: writes, sends files, taps buttons."""

import base64
import re
from typing import Any

from sandbox.telegram.files import Upload
from sandbox.telegram.messages import without_reply
from sandbox.telegram.people import Person
from sandbox.telegram.refusals import Json
from sandbox.telegram.sim.scene import Scene, refuse
from sandbox.telegram.text import MAX_CAPTION, MAX_TEXT, plain, units
from sandbox.telegram.world import World

_START = re.compile(r"/start(@\w+)?(\s|$)")


def _concerns_bot(world: World, message: Json) -> bool:
    """Whether a bot in privacy mode sees a message of a group."""
    text = str(message.get("text") or message.get("caption") or "")
    name = f"@{world.profile.username}".lower()
    replied = message.get("reply_to_message", {}).get("from", {}).get("id")
    return text.startswith("/") or name in text.lower() or replied == world.profile.id


def say(scene: Scene, content: Json) -> Json:
    """Put a user's message into a chat and tell the bot; returns the message as it is shown."""
    world, room = scene.world, scene.room
    if room.private and scene.person.blocked:
        raise refuse("blocked", "this user has blocked the bot")
    message = world.add_message(room, scene.person.as_user(), content)
    if room.private or not world.profile.privacy or _concerns_bot(world, message):
        world.update("message", message, line=room.id)
    return room.shown(message)


def _reply(scene: Scene) -> Json:
    number = scene.body.get("reply_to")
    replied = scene.room.messages.get(number) if isinstance(number, int) else None
    return {"reply_to_message": without_reply(replied)} if replied else {}


def _file(scene: Scene, kind: str) -> Json:
    try:
        data = base64.b64decode(scene.text(kind), validate=True)
    except ValueError as error:
        raise refuse("bad_request", f'"{kind}" must be base64') from error
    name = scene.text("file_name", "photo.jpg" if kind == "photo" else "file.bin")
    mime = scene.text("mime_type", "application/octet-stream")
    caption = plain(scene.text("caption", ""))
    if units(caption.text) > MAX_CAPTION:
        raise refuse("bad_request", "the caption is too long")
    stored = scene.world.files.add(kind, Upload(name, mime, data))
    return stored.content() | caption.fields("caption", "caption_entities")


def own_contact(person: Person) -> Json:
    """Return a user's own contact, as a client shares it."""
    contact = {"phone_number": person.phone_number, "first_name": person.first_name}
    if person.last_name:
        contact["last_name"] = person.last_name
    return contact | {"user_id": person.id}


def _contact(scene: Scene) -> Json:
    given = scene.body["contact"]
    if given is True:
        return {"contact": own_contact(scene.person)}
    if not isinstance(given, dict) or not {"phone_number", "first_name"} <= given.keys():
        raise refuse("bad_request", '"contact" must be true or have a number and a name')
    keys = ("phone_number", "first_name", "last_name", "user_id")
    return {"contact": {key: given[key] for key in keys if key in given}}


def _location(scene: Scene) -> Json:
    given = scene.body["location"]
    if not isinstance(given, dict) or not {"latitude", "longitude"} <= given.keys():
        raise refuse("bad_request", '"location" must have latitude and longitude')
    return {"location": {key: float(given[key]) for key in ("latitude", "longitude")}}


def _text(scene: Scene) -> Json:
    text = plain(scene.text("text"))
    if not text.text or units(text.text) > MAX_TEXT:
        raise refuse("bad_request", f"a text has between 1 and {MAX_TEXT} characters")
    return text.fields()


async def send(scene: Scene) -> Json:
    """`POST send`: a text, a file, a contact or a place; or a change of an own text."""
    if "edit" in scene.body:
        return {"message": _edit(scene)}
    if "photo" in scene.body or "document" in scene.body:
        content = _file(scene, "photo" if "photo" in scene.body else "document")
    elif "contact" in scene.body:
        content = _contact(scene)
    elif "location" in scene.body:
        content = _location(scene)
    else:
        content = _text(scene)
        if scene.room.private and _START.match(content["text"]):
            open_chat(scene)
    return {"message": say(scene, _reply(scene) | content)}


def _edit(scene: Scene) -> Json:
    world, room = scene.world, scene.room
    message = room.messages.get(scene.number("edit"))
    if message is None or message["from"]["id"] != scene.person.id or "text" not in message:
        raise refuse("not_found", "no such text of this user")
    kept = {key: value for key, value in message.items() if key not in ("text", "entities")}
    edited = kept | _text(scene) | {"edit_date": world.now()}
    room.messages[message["message_id"]] = edited
    world.show_edit(room, edited)
    world.update("edited_message", edited, line=room.id)
    return room.shown(edited)


async def start(scene: Scene) -> Json:
    """`POST start`: the Start button, or a link with a payload."""
    payload = scene.text("payload", "")
    if payload and not re.fullmatch(r"[A-Za-z0-9_-]{1,64}", payload):
        raise refuse("bad_request", "a payload has at most 64 of A-Z, a-z, 0-9, _ and -")
    open_chat(scene)
    return {"message": say(scene, plain(f"/start {payload}".strip()).fields())}


def open_chat(scene: Scene) -> None:
    """Let the bot write to this user from now on."""
    if scene.person.blocked:
        set_blocked(scene.world, scene.person, blocked=False)
    if not scene.person.started:
        scene.person.started = True
        scene.world.show_person(scene.person)


def set_blocked(world: World, person: Person, *, blocked: bool) -> None:
    """Block or unblock the bot, which learns of it by `my_chat_member`."""
    if person.blocked == blocked:
        return
    person.blocked = blocked
    bot = world.profile.as_user()
    left: Json = {"status": "kicked", "user": bot, "until_date": 0}
    here: Json = {"status": "member", "user": bot}
    old, new = (here, left) if blocked else (left, here)
    change = {
        "chat": world.rooms[person.id].as_chat(),
        "from": person.as_user(),
        "date": world.now(),
        "old_chat_member": old,
        "new_chat_member": new,
    }
    world.update("my_chat_member", change, line=person.id)
    world.show_person(person)


def _pick(scene: Scene, rows: list[list[Json]], *, by: tuple[str, ...]) -> Json:
    """Return the button that the body names by its place or by what it says."""
    if "row" in scene.body:
        row, column = scene.number("row"), scene.number("column", 0)
        if 0 <= row < len(rows) and 0 <= column < len(rows[row]):
            return rows[row][column]
    for key in by:
        for button in (b for row in rows for b in row):
            wanted = scene.body.get("data" if key == "callback_data" else key)
            if wanted is not None and button.get(key) == wanted:
                return button
    raise refuse("not_found", "no such button")


async def tap(scene: Scene) -> Json:
    """`POST tap`: a button under a message; says what the client must do next."""
    message = scene.message()
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    button = _pick(scene, rows, by=("callback_data", "text"))
    if "callback_data" in button:
        return await _tap_callback(scene, message, button["callback_data"])
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


async def _tap_callback(scene: Scene, message: Json, data: str) -> Json:
    world, room = scene.world, scene.room
    if room.private and scene.person.blocked:
        raise refuse("blocked", "this user has blocked the bot")
    number = message["message_id"]
    query = world.ask("callback", scene.person, {"message_id": number})
    update: Json = {
        "id": query.id,
        "from": scene.person.as_user(),
        "chat_instance": str(abs(room.id) * 7919 + world.profile.id),
        "data": data,
    }
    if "via_bot" in message:
        place = (room.id, number)
        inline = (name for name, where in world.inline_messages.items() if where == place)
        update["inline_message_id"] = next(inline, "")
    else:
        update["message"] = message
    world.update("callback_query", update, line=scene.person.id)
    answer: Json = {"action": "callback", "query_id": query.id}
    if "wait" in scene.body:
        answer["answer"] = await world.answer_to(query, scene.seconds("wait", 0))
    return answer


async def keyboard(scene: Scene) -> Json:
    """`POST keyboard`: a button below the input field."""
    current = scene.room.keyboard or {}
    button = _pick(scene, current.get("keyboard", []), by=("text",))
    if button.get("request_contact"):
        return {"action": "request_contact"}
    if button.get("request_location"):
        return {"action": "request_location"}
    if "web_app" in button:
        url = button["web_app"]["url"]
        return {"action": "web_app", "url": url, "text": button["text"], "kind": "keyboard"}
    _use_keyboard(scene, current)
    return {"action": "sent", "message": say(scene, plain(button["text"]).fields())}


def _use_keyboard(scene: Scene, current: dict[str, Any]) -> None:
    current["used"] = True
    shown = {"chat": scene.room.id, "keyboard": current}
    scene.world.feed.emit("keyboard", shown, audience=scene.world.audience(scene.room))
