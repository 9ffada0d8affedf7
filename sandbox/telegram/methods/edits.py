"""What happens to messages that are there: edits, deletion, pins, reactions."""

from datetime import timedelta

from sandbox.telegram.messages import (
    caption_of,
    destination,
    edit,
    find_message,
    find_room,
    preview_of,
    text_of,
    without_reply,
)
from sandbox.telegram.params import Uploads
from sandbox.telegram.people import Room
from sandbox.telegram.refusals import Json, bad_request, not_modelled
from sandbox.telegram.world import World

DELETABLE_FOR = timedelta(hours=48)


async def edit_text(world: World, args: Json, _uploads: Uploads) -> Json | bool:
    """Replace a text and its keyboard."""
    return edit(world, args, "text", text_of(args).fields() | preview_of(args))


async def edit_caption(world: World, args: Json, _uploads: Uploads) -> Json | bool:
    """Replace a caption and its keyboard."""
    return edit(world, args, "caption", caption_of(args))


async def edit_markup(world: World, args: Json, _uploads: Uploads) -> Json | bool:
    """Replace a keyboard alone."""
    return edit(world, args, "markup", {})


def _forget(world: World, room: Room, numbers: list[int]) -> None:
    for number in numbers:
        room.forget(number)
    shown = {"chat": room.id, "message_ids": numbers}
    world.feed.emit("deleted", shown, audience=world.audience(room))


def _too_old(world: World, message: Json) -> bool:
    return world.now() - int(message["date"]) > DELETABLE_FOR.total_seconds()


async def delete_message(world: World, args: Json, _uploads: Uploads) -> bool:
    """Take a message out of a chat."""
    room, message = find_message(world, args, "message to delete not found")
    foreign = not room.private and message["from"]["id"] != world.profile.id
    if foreign or _too_old(world, message):
        raise bad_request("message can't be deleted for everyone")
    _forget(world, room, [message["message_id"]])
    return True


async def delete_messages(world: World, args: Json, _uploads: Uploads) -> bool:
    """Take up to a hundred messages out of a chat; those that are not there are skipped."""
    room = find_room(world, args.get("chat_id"))
    numbers = args["message_ids"]
    if not 1 <= len(numbers) <= 100:
        raise bad_request("the number of message identifiers must be between 1 and 100")
    found = [n for n in numbers if n in room.messages and not _too_old(world, room.messages[n])]
    _forget(world, room, list(dict.fromkeys(found)))
    return True


def _show_pins(world: World, room: Room) -> None:
    shown = {"chat": room.id, "pinned": room.pinned}
    world.feed.emit("pinned", shown, audience=world.audience(room))


async def pin(world: World, args: Json, _uploads: Uploads) -> bool:
    """Pin a message, which Telegram also tells in the chat."""
    room, message = find_message(world, args, "message to pin not found")
    destination(world, room.id)
    number = message["message_id"]
    if number in room.pinned:
        return True
    room.pinned.append(number)
    _show_pins(world, room)
    world.show_edit(room, message)
    sender = world.profile.as_user()
    notice = world.add_message(room, sender, {"pinned_message": without_reply(message)})
    world.update("message", notice, line=room.id)
    return True


async def unpin(world: World, args: Json, _uploads: Uploads) -> bool:
    """Unpin a message, the latest when none is named."""
    room = find_room(world, args.get("chat_id"))
    number = args.get("message_id", room.pinned[-1] if room.pinned else None)
    if number not in room.pinned:
        raise bad_request("message to unpin not found")
    room.pinned.remove(number)
    _show_pins(world, room)
    world.show_edit(room, room.messages[number])
    return True


async def unpin_all(world: World, args: Json, _uploads: Uploads) -> bool:
    """Unpin every message of a chat."""
    room = find_room(world, args.get("chat_id"))
    unpinned, room.pinned = room.pinned, []
    _show_pins(world, room)
    for number in unpinned:
        world.show_edit(room, room.messages[number])
    return True


async def set_reaction(world: World, args: Json, _uploads: Uploads) -> bool:
    """Set the bot's one reaction to a message, or take it back."""
    room, message = find_message(world, args, "message to react not found")
    reactions = args.get("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.get("type") != "emoji" for reaction in reactions):
        raise not_modelled("reactions other than emoji")
    room.reactions[message["message_id"]] = reactions
    world.show_edit(room, message)
    return True
