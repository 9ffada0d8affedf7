"""What bots do with messages: where they may go, what they hold, how they change."""

from sandbox.telegram.keyboards import check_inline, check_markup
from sandbox.telegram.people import Room
from sandbox.telegram.refusals import Json, bad_request, forbidden
from sandbox.telegram.text import MAX_CAPTION, MAX_TEXT, Text, formatted, units
from sandbox.telegram.world import World

# The fields that make up what a message says; an edit replaces some of them.
CONTENT = (
    "text", "entities", "link_preview_options", "photo", "document", "caption",
    "caption_entities", "has_media_spoiler", "show_caption_above_media", "contact", "location",
    "invoice", "media_group_id",
)  # fmt: skip
COPYABLE = ("text", "photo", "document", "contact", "location")


def find_room(world: World, chat_id: object) -> Room:
    """Return the chat that a `chat_id` names, whether or not the bot may write there.

    Raises:
        Refusal: empty, or not found.
    """
    if chat_id in (None, ""):
        raise bad_request("chat_id is empty")
    text = str(chat_id)
    number = int(text) if text.lstrip("-").isdigit() else None
    room = world.rooms.get(number) if number is not None else None
    if room is None:
        raise bad_request("chat not found")
    return room


def destination(world: World, chat_id: object) -> Room:
    """Return the chat that a bot wants to write to.

    Raises:
        Refusal: not found, never opened by its user, or blocked.
    """
    room = find_room(world, chat_id)
    if room.person and room.person.blocked:
        raise forbidden("bot was blocked by the user")
    if room.person and not (room.person.started or room.person.write_access):
        raise forbidden("bot can't initiate conversation with a user")
    return room


def text_of(args: Json) -> Text:
    """Read `text` with its markup.

    Raises:
        Refusal: empty, too long after parsing, or not parseable.
    """
    raw = str(args.get("text", ""))
    if not raw:
        raise bad_request("message text is empty")
    text = formatted(raw, args.get("parse_mode"), args.get("entities"))
    if not text.text:
        raise bad_request("text must be non-empty")
    if units(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def caption_of(args: Json) -> Json:
    """Read `caption` with its markup into a message's fields.

    Raises:
        Refusal: too long after parsing, or not parseable.
    """
    raw = str(args.get("caption") or "")
    text = formatted(raw, args.get("parse_mode"), args.get("caption_entities"))
    if units(text.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    fields = text.fields("caption", "caption_entities")
    if args.get("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields


def preview_of(args: Json) -> Json:
    """Read the options of a link preview into a message's field."""
    options = args.get("link_preview_options")
    if args.get("disable_web_page_preview"):
        options = {"is_disabled": True}
    return {"link_preview_options": options} if options else {}


def _reply_of(room: Room, args: Json) -> Json:
    """Find the message that is replied to."""
    parameters = args.get("reply_parameters") or {}
    number = parameters.get("message_id", args.get("reply_to_message_id"))
    if not number:
        return {}
    replied = room.messages.get(int(number))
    if replied is not None:
        fields = {"reply_to_message": without_reply(replied)}
        if quote := parameters.get("quote"):
            fields["quote"] = {"text": quote, "position": 0, "is_manual": True}
        return fields
    if {**args, **parameters}.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def without_reply(message: Json) -> Json:
    """Return a message as it stands inside another: replies do not nest."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def send(world: World, args: Json, content: Json, *, count: int = 1) -> Json:
    """Put a bot's message into a chat; returns it. `count` is what it weighs for the limits.

    Raises:
        Refusal: wrong chat, keyboard or reply, or too many messages.
    """
    room = destination(world, args.get("chat_id"))
    private = room.private
    markup = check_markup(args.get("reply_markup"), private=private, invoice="invoice" in content)
    fields = _reply_of(room, args) | content
    if args.get("protect_content"):
        fields["has_protected_content"] = True
    if thread := args.get("message_thread_id"):
        fields |= {"message_thread_id": thread, "is_topic_message": True}
    if effect := args.get("message_effect_id"):
        fields["effect_id"] = effect
    if markup and "inline_keyboard" in markup:
        fields["reply_markup"] = markup
    if count:
        world.flood.pass_messages(room.id, count)
    message = world.add_message(room, world.profile.as_user(), fields)
    if markup and "inline_keyboard" not in markup:
        set_keyboard(world, room, message, markup)
    return message


def set_keyboard(world: World, room: Room, message: Json, markup: Json) -> None:
    """Replace what stands below a chat's input field, and show it."""
    if markup.get("remove_keyboard"):
        room.keyboard = None
    else:
        room.keyboard = markup | {"message_id": message["message_id"], "used": False}
    shown = {"chat": room.id, "keyboard": room.keyboard}
    world.feed.emit("keyboard", shown, audience=world.audience(room))


def find_message(world: World, args: Json, absent: str) -> tuple[Room, Json]:
    """Return the message of `chat_id` and `message_id`, and its chat.

    Raises:
        Refusal: no such chat or message; `absent` are the words for the latter.
    """
    room = find_room(world, args.get("chat_id"))
    if args.get("message_id") is None:
        raise bad_request("message identifier is not specified")
    message = room.messages.get(args["message_id"])
    if message is None:
        raise bad_request(absent)
    return room, message


def _editable(world: World, args: Json) -> tuple[Room, Json]:
    inline_id = args.get("inline_message_id")
    if inline_id:
        room_id, number = world.inline_messages.get(inline_id, (0, 0))
        room = world.rooms.get(room_id)
        message = room.messages.get(number) if room else None
        if room is None or message is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return room, message
    room, message = find_message(world, args, "message to edit not found")
    destination(world, room.id)
    if message["from"]["id"] != world.profile.id:
        raise bad_request("message can't be edited")
    return room, message


def edit(world: World, args: Json, kind: str, content: Json) -> Json | bool:
    """Change a bot's message; returns it, or `True` for an inline one.

    `kind` is `text`, `caption`, `media` or `markup`; `content` is what replaces the old fields.
    A keyboard that is not given again goes away, as in Telegram.

    Raises:
        Refusal: not found, not the bot's, not of this kind, or nothing would change.
    """
    room, message = _editable(world, args)
    replaced = _replaced(kind, message)
    private = room.private
    markup = check_inline(args.get("reply_markup"), private=private, invoice="invoice" in message)
    kept = {k: v for k, v in message.items() if k not in (*replaced, "reply_markup", "edit_date")}
    edited = kept | content | ({"reply_markup": markup} if markup else {})
    if _says(edited) == _says(message):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    edited["edit_date"] = world.now()
    room.messages[message["message_id"]] = edited
    world.show_edit(room, edited)
    return True if args.get("inline_message_id") else edited


def _replaced(kind: str, message: Json) -> tuple[str, ...]:
    if kind == "text":
        if "text" not in message:
            raise bad_request("there is no text in the message to edit")
        return ("text", "entities", "link_preview_options")
    if kind == "caption":
        if not {"photo", "document"} & message.keys():
            raise bad_request("there is no caption in the message to edit")
        return ("caption", "caption_entities", "show_caption_above_media")
    if kind == "media":
        if not {"photo", "document", "text"} & message.keys():
            raise bad_request("message can't be edited")
        return CONTENT
    return ()


def _says(message: Json) -> Json:
    """Return what a person sees of a message; the same file counts as the same."""
    shown = {key: message[key] for key in (*CONTENT, "reply_markup") if key in message}
    if "photo" in shown:
        shown["photo"] = [size["file_unique_id"] for size in shown["photo"]]
    if "document" in shown:
        shown["document"] = shown["document"]["file_unique_id"]
    return shown
