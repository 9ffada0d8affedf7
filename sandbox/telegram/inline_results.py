"""Inline results: validation, and conversion to messages when a user sends one."""

from sandbox.telegram.chats import Chat, User
from sandbox.telegram.errors import Json, bad_request, not_modelled
from sandbox.telegram.file_params import resolve_file
from sandbox.telegram.keyboards import check_inline
from sandbox.telegram.messages import caption_of, preview_of, text_of
from sandbox.telegram.world import World, store_bounded

MAX_RESULTS = 50


async def content_of(world: World, result: Json) -> Json:
    """Return the message fields of a result.

    Raises:
        ApiError: invalid markup, keyboard or file, or a kind that is not modelled.
    """
    given = result.get("input_message_content")
    content = _input_content(given) if given else await _result_content(world, result)
    markup = check_inline(result.get("reply_markup"), private=False)
    return content | ({"reply_markup": markup} if markup else {})


def _input_content(content: Json) -> Json:
    if "message_text" in content:
        args = content | {"text": content["message_text"]}
        return text_of(args).fields() | preview_of(args)
    if "phone_number" in content:
        return {"contact": content}
    if {"latitude", "longitude"} <= content.keys() and "title" not in content:
        return {"location": {key: content[key] for key in ("latitude", "longitude")}}
    raise not_modelled("this input_message_content")


async def _result_content(world: World, result: Json) -> Json:
    kind = result["type"]
    if kind in ("photo", "document"):
        value = result.get(f"{kind}_file_id") or result.get(f"{kind}_url")
        file = await resolve_file(world, kind, value, {})
        return file.content() | caption_of(result)
    if kind == "contact":
        keys = ("phone_number", "first_name", "last_name", "vcard")
        return {"contact": {key: result[key] for key in keys if key in result}}
    if kind == "location":
        return {"location": {key: result[key] for key in ("latitude", "longitude")}}
    if kind == "article":
        raise bad_request("INPUT_MESSAGE_CONTENT_EMPTY")
    raise not_modelled(f"inline results of type {kind}")


async def check_results(world: World, results: list[Json]) -> None:
    """Validate a list of results as Telegram does.

    Raises:
        ApiError: too many results, invalid or repeated ids, or a result that cannot be sent.
    """
    if len(results) > MAX_RESULTS:
        raise bad_request("RESULTS_TOO_MUCH")
    seen = set()
    for result in results:
        name = str(result["id"])
        if not 1 <= len(name.encode()) <= 64:
            raise bad_request("RESULT_ID_INVALID")
        if name in seen:
            raise bad_request("RESULT_ID_DUPLICATE")
        seen.add(name)
        await content_of(world, result)


async def send_via_bot(
    world: World, user: User, chat: Chat, result: Json
) -> tuple[Json, str | None]:
    """Send a result as a user; return the message and, if it has a keyboard, its inline id."""
    content = await content_of(world, result) | {"via_bot": world.profile.as_user()}
    message = world.add_message(chat, user.as_user(), content)
    inline_id = None
    if "reply_markup" in content:
        inline_id = world.random_text(24)
        store_bounded(world.inline_messages, inline_id, (chat.id, message["message_id"]))
    world.queue_update("message", message, order_key=chat.id)
    return message, inline_id
