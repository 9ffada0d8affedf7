"""Inline results: checked when the bot gives them, turned into messages when a user sends one."""

from sandbox.telegram.attached import stored
from sandbox.telegram.keyboards import check_inline
from sandbox.telegram.messages import caption_of, preview_of, text_of
from sandbox.telegram.people import Person, Room
from sandbox.telegram.refusals import Json, bad_request, not_modelled
from sandbox.telegram.world import World, remember

MAX_RESULTS = 50


async def content_of(world: World, result: Json) -> Json:
    """Return the message fields that a result becomes.

    Raises:
        Refusal: wrong markup, keyboard or file, or a kind that is not modelled.
    """
    given = result.get("input_message_content")
    content = _given(given) if given else await _own(world, result)
    markup = check_inline(result.get("reply_markup"), private=False)
    return content | ({"reply_markup": markup} if markup else {})


def _given(content: Json) -> Json:
    if "message_text" in content:
        args = content | {"text": content["message_text"]}
        return text_of(args).fields() | preview_of(args)
    if "phone_number" in content:
        return {"contact": content}
    if {"latitude", "longitude"} <= content.keys() and "title" not in content:
        return {"location": {key: content[key] for key in ("latitude", "longitude")}}
    raise not_modelled("this input_message_content")


async def _own(world: World, result: Json) -> Json:
    kind = result["type"]
    if kind in ("photo", "document"):
        value = result.get(f"{kind}_file_id") or result.get(f"{kind}_url")
        file = await stored(world, kind, value, {})
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
    """Refuse a list of results as Telegram does.

    Raises:
        Refusal: too many, wrong or equal identifiers, or a result that cannot be sent.
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
    world: World, person: Person, room: Room, result: Json
) -> tuple[Json, str | None]:
    """Let a user send a result; returns the message and, with a keyboard, its inline id."""
    content = await content_of(world, result) | {"via_bot": world.profile.as_user()}
    message = world.add_message(room, person.as_user(), content)
    inline_id = None
    if "reply_markup" in content:
        inline_id = world.word(24)
        remember(world.inline_messages, inline_id, (room.id, message["message_id"]))
    world.update("message", message, line=room.id)
    return message, inline_id
