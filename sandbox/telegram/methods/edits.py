"""Edits, deletion, pins and reactions of existing messages."""

from datetime import timedelta

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import Json, bad_request, not_modelled
from sandbox.telegram.messages import (
    caption_of,
    edit,
    find_chat,
    find_message,
    preview_of,
    text_of,
    without_reply,
    writable_chat,
)
from sandbox.telegram.params import Uploads
from sandbox.telegram.world import World

DELETABLE_FOR = timedelta(hours=48)


async def edit_text(world: World, args: Json, _uploads: Uploads) -> Json | bool:
    """Replace a text and its keyboard."""
    return edit(world, args, "text", text_of(args).fields() | preview_of(args))


async def edit_caption(world: World, args: Json, _uploads: Uploads) -> Json | bool:
    """Replace a caption and its keyboard."""
    return edit(world, args, "caption", caption_of(args))


async def edit_markup(world: World, args: Json, _uploads: Uploads) -> Json | bool:
    """Replace only a keyboard."""
    return edit(world, args, "markup", {})


def _remove(world: World, chat: Chat, numbers: list[int]) -> None:
    for number in numbers:
        chat.remove_message(number)
    shown = {"chat": chat.id, "message_ids": numbers}
    world.events.emit("deleted", shown, audience=world.audience(chat))


def _too_old(world: World, message: Json) -> bool:
    return world.now() - int(message["date"]) > DELETABLE_FOR.total_seconds()


async def delete_message(world: World, args: Json, _uploads: Uploads) -> bool:
    """Delete a message."""
    chat, message = find_message(world, args, "message to delete not found")
    foreign = not chat.private and message["from"]["id"] != world.profile.id
    if foreign or _too_old(world, message):
        raise bad_request("message can't be deleted for everyone")
    _remove(world, chat, [message["message_id"]])
    return True


async def delete_messages(world: World, args: Json, _uploads: Uploads) -> bool:
    """Delete up to 100 messages; unknown ones are skipped."""
    chat = find_chat(world, args.get("chat_id"))
    numbers = args["message_ids"]
    if not 1 <= len(numbers) <= 100:
        raise bad_request("the number of message identifiers must be between 1 and 100")
    found = [n for n in numbers if n in chat.messages and not _too_old(world, chat.messages[n])]
    _remove(world, chat, list(dict.fromkeys(found)))
    return True


def _emit_pins(world: World, chat: Chat) -> None:
    shown = {"chat": chat.id, "pinned": chat.pinned}
    world.events.emit("pinned", shown, audience=world.audience(chat))


async def pin(world: World, args: Json, _uploads: Uploads) -> bool:
    """Pin a message; a service message follows, as in Telegram."""
    chat, message = find_message(world, args, "message to pin not found")
    writable_chat(world, chat.id)
    number = message["message_id"]
    if number in chat.pinned:
        return True
    chat.pinned.append(number)
    _emit_pins(world, chat)
    world.emit_edit(chat, message)
    sender = world.profile.as_user()
    notice = world.add_message(chat, sender, {"pinned_message": without_reply(message)})
    world.queue_update("message", notice, order_key=chat.id)
    return True


async def unpin(world: World, args: Json, _uploads: Uploads) -> bool:
    """Unpin a message, by default the latest."""
    chat = find_chat(world, args.get("chat_id"))
    number = args.get("message_id", chat.pinned[-1] if chat.pinned else None)
    if number not in chat.pinned:
        raise bad_request("message to unpin not found")
    chat.pinned.remove(number)
    _emit_pins(world, chat)
    world.emit_edit(chat, chat.messages[number])
    return True


async def unpin_all(world: World, args: Json, _uploads: Uploads) -> bool:
    """Unpin every message of a chat."""
    chat = find_chat(world, args.get("chat_id"))
    unpinned, chat.pinned = chat.pinned, []
    _emit_pins(world, chat)
    for number in unpinned:
        world.emit_edit(chat, chat.messages[number])
    return True


async def set_reaction(world: World, args: Json, _uploads: Uploads) -> bool:
    """Set or remove the bot's reaction to a message."""
    chat, message = find_message(world, args, "message to react not found")
    reactions = args.get("reaction") or []
    if len(reactions) > 1:
        raise bad_request("REACTIONS_TOO_MANY")
    if any(reaction.get("type") != "emoji" for reaction in reactions):
        raise not_modelled("reactions other than emoji")
    chat.reactions[message["message_id"]] = reactions
    world.emit_edit(chat, message)
    return True
