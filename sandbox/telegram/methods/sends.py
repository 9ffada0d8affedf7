"""Text messages, contacts, locations, chat actions, copies and forwards."""

from sandbox.telegram.errors import Json, bad_request
from sandbox.telegram.messages import (
    CONTENT,
    COPYABLE,
    caption_of,
    find_message,
    preview_of,
    send,
    text_of,
    writable_chat,
)
from sandbox.telegram.params import Uploads
from sandbox.telegram.world import World

ACTIONS = frozenset(
    {
        "typing", "upload_photo", "record_video", "upload_video", "record_voice",
        "upload_voice", "upload_document", "choose_sticker", "find_location",
        "record_video_note", "upload_video_note",
    }
)  # fmt: skip


async def send_message(world: World, args: Json, _uploads: Uploads) -> Json:
    """Send a text."""
    writable_chat(world, args.get("chat_id"))
    return send(world, args, text_of(args).fields() | preview_of(args))


async def send_contact(world: World, args: Json, _uploads: Uploads) -> Json:
    """Send a contact."""
    keys = ("phone_number", "first_name", "last_name", "vcard")
    return send(world, args, {"contact": {key: args[key] for key in keys if args.get(key)}})


async def send_location(world: World, args: Json, _uploads: Uploads) -> Json:
    """Send a static location."""
    point = {"latitude": float(args["latitude"]), "longitude": float(args["longitude"])}
    return send(world, args, {"location": point})


async def send_chat_action(world: World, args: Json, _uploads: Uploads) -> bool:
    """Emit the event of a chat action."""
    chat = writable_chat(world, args.get("chat_id"))
    if args["action"] not in ACTIONS:
        raise bad_request("wrong parameter action in request")
    shown = {"chat": chat.id, "action": args["action"]}
    world.events.emit("chat_action", shown, audience=world.audience(chat))
    return True


def _source(world: World, args: Json, words: str) -> Json:
    place = {"chat_id": args["from_chat_id"], "message_id": args["message_id"]}
    message = find_message(world, place, f"message to {words} not found")[1]
    if not any(kind in message for kind in COPYABLE):
        raise bad_request(f"message can't be {'copied' if words == 'copy' else 'forwarded'}")
    return message


async def copy_message(world: World, args: Json, _uploads: Uploads) -> Json:
    """Copy a message, with a new caption if one is given."""
    message = _source(world, args, "copy")
    content = {key: message[key] for key in CONTENT if key in message and key != "media_group_id"}
    if args.get("caption") is not None and {"photo", "document"} & message.keys():
        content.pop("caption_entities", None)
        content |= caption_of(args)
    return {"message_id": send(world, args, content)["message_id"]}


async def forward_message(world: World, args: Json, _uploads: Uploads) -> Json:
    """Forward a message with its origin."""
    message = _source(world, args, "forward")
    content = {key: message[key] for key in CONTENT if key in message and key != "media_group_id"}
    origin = {"type": "user", "sender_user": message["from"], "date": message["date"]}
    content |= {
        "forward_origin": origin,
        "forward_from": message["from"],
        "forward_date": message["date"],
    }
    return send(world, args, content)
