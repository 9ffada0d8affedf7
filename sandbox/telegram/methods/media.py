"""Photos and documents: single, in albums, and as replacement in an edit."""

from sandbox.telegram.errors import Json, bad_request, not_modelled
from sandbox.telegram.file_params import resolve_file
from sandbox.telegram.messages import caption_of, edit, send, writable_chat
from sandbox.telegram.params import Uploads
from sandbox.telegram.world import World

_KINDS = ("photo", "document")


async def _send(world: World, kind: str, args: Json, uploads: Uploads) -> Json:
    writable_chat(world, args.get("chat_id"))
    caption = caption_of(args)
    file = await resolve_file(world, kind, args[kind], uploads)
    spoiler = {"has_media_spoiler": True} if args.get("has_spoiler") else {}
    return send(world, args, file.content() | caption | spoiler)


async def send_photo(world: World, args: Json, uploads: Uploads) -> Json:
    """Send a photo."""
    return await _send(world, "photo", args, uploads)


async def send_document(world: World, args: Json, uploads: Uploads) -> Json:
    """Send a file of any kind."""
    return await _send(world, "document", args, uploads)


async def _content(world: World, item: Json, uploads: Uploads) -> Json:
    kind = str(item.get("type"))
    if kind not in _KINDS:
        raise not_modelled(f"media of type {kind}")
    file = await resolve_file(world, kind, item["media"], uploads)
    spoiler = {"has_media_spoiler": True} if item.get("has_spoiler") else {}
    return file.content() | caption_of(item) | spoiler


async def send_media_group(world: World, args: Json, uploads: Uploads) -> list[Json]:
    """Send an album of either photos or documents."""
    chat = writable_chat(world, args.get("chat_id"))
    media = args["media"]
    if not media:
        raise bad_request("there are no messages to send")
    if len(media) > 10:
        raise bad_request("too many messages to send as an album")
    if len({item.get("type") for item in media}) > 1:
        raise bad_request("document can't be mixed with other media types")
    contents = [await _content(world, item, uploads) for item in media]
    world.flood.check_and_count(chat.id, len(contents))
    group = {"media_group_id": world.random_number()} if len(contents) > 1 else {}
    return [send(world, args, content | group, count=0) for content in contents]


async def edit_media(world: World, args: Json, uploads: Uploads) -> Json | bool:
    """Replace a message's file, caption and keyboard."""
    return edit(world, args, "media", await _content(world, args["media"], uploads))
