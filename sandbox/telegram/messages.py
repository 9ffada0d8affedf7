"""Messages of bots: destination, content, sending and editing."""

from sandbox.telegram.chats import Chat
from sandbox.telegram.errors import Json, bad_request, forbidden
from sandbox.telegram.keyboards import check_inline, check_markup
from sandbox.telegram.text import MAX_CAPTION, MAX_TEXT, Text, parse_text, units
from sandbox.telegram.world import World

# Content fields of a message; an edit replaces some of them.
CONTENT = (
    "text", "entities", "link_preview_options", "photo", "document", "caption",
    "caption_entities", "has_media_spoiler", "show_caption_above_media", "contact", "location",
    "invoice", "media_group_id",
)  # fmt: skip
COPYABLE = ("text", "photo", "document", "contact", "location")


def find_chat(world: World, chat_id: object) -> Chat:
    """Return the chat of a `chat_id`, whether or not the bot may write there.

    Raises:
        ApiError: empty or not found.
    """
    if chat_id in (None, ""):
        raise bad_request("chat_id is empty")
    text = str(chat_id)
    number = int(text) if text.lstrip("-").isdigit() else None
    chat = world.chats.get(number) if number is not None else None
    if chat is None:
        raise bad_request("chat not found")
    return chat


def writable_chat(world: World, chat_id: object) -> Chat:
    """Return the chat of a `chat_id` if the bot may write there.

    Raises:
        ApiError: not found, not started by its user, or blocked.
    """
    chat = find_chat(world, chat_id)
    if chat.user and chat.user.blocked:
        raise forbidden("bot was blocked by the user")
    if chat.user and not (chat.user.started or chat.user.write_access):
        raise forbidden("bot can't initiate conversation with a user")
    return chat


def text_of(args: Json) -> Text:
    """Return the parsed `text`.

    Raises:
        ApiError: empty, invalid, or too long after parsing.
    """
    raw = str(args.get("text", ""))
    if not raw:
        raise bad_request("message text is empty")
    text = parse_text(raw, args.get("parse_mode"), args.get("entities"))
    if not text.text:
        raise bad_request("text must be non-empty")
    if units(text.text) > MAX_TEXT:
        raise bad_request("message is too long")
    return text


def caption_of(args: Json) -> Json:
    """Return the message fields of the parsed `caption`.

    Raises:
        ApiError: invalid, or too long after parsing.
    """
    raw = str(args.get("caption") or "")
    text = parse_text(raw, args.get("parse_mode"), args.get("caption_entities"))
    if units(text.text) > MAX_CAPTION:
        raise bad_request("message caption is too long")
    fields = text.fields("caption", "caption_entities")
    if args.get("show_caption_above_media"):
        fields["show_caption_above_media"] = True
    return fields


def preview_of(args: Json) -> Json:
    """Return the message field of the link preview options."""
    options = args.get("link_preview_options")
    if args.get("disable_web_page_preview"):
        options = {"is_disabled": True}
    return {"link_preview_options": options} if options else {}


def _reply_of(chat: Chat, args: Json) -> Json:
    """Return the fields of the message that is replied to."""
    parameters = args.get("reply_parameters") or {}
    number = parameters.get("message_id", args.get("reply_to_message_id"))
    if not number:
        return {}
    replied = chat.messages.get(int(number))
    if replied is not None:
        fields = {"reply_to_message": without_reply(replied)}
        if quote := parameters.get("quote"):
            fields["quote"] = {"text": quote, "position": 0, "is_manual": True}
        return fields
    if {**args, **parameters}.get("allow_sending_without_reply"):
        return {}
    raise bad_request("message to be replied not found")


def without_reply(message: Json) -> Json:
    """Return a message without `reply_to_message`: replies do not nest."""
    return {key: value for key, value in message.items() if key != "reply_to_message"}


def send(world: World, args: Json, content: Json, *, count: int = 1) -> Json:
    """Send a bot's message and return it; `count` is its weight for the flood limits.

    Raises:
        ApiError: invalid chat, keyboard or reply, or too many messages.
    """
    chat = writable_chat(world, args.get("chat_id"))
    private = chat.private
    markup = check_markup(args.get("reply_markup"), private=private, invoice="invoice" in content)
    fields = _reply_of(chat, args) | content
    if args.get("protect_content"):
        fields["has_protected_content"] = True
    if thread := args.get("message_thread_id"):
        fields |= {"message_thread_id": thread, "is_topic_message": True}
    if effect := args.get("message_effect_id"):
        fields["effect_id"] = effect
    if markup and "inline_keyboard" in markup:
        fields["reply_markup"] = markup
    if count:
        world.flood.check_and_count(chat.id, count)
    message = world.add_message(chat, world.profile.as_user(), fields)
    if markup and "inline_keyboard" not in markup:
        set_keyboard(world, chat, message, markup)
    return message


def set_keyboard(world: World, chat: Chat, message: Json, markup: Json) -> None:
    """Replace or remove the reply keyboard of a chat, and emit the event."""
    if markup.get("remove_keyboard"):
        chat.keyboard = None
    else:
        chat.keyboard = markup | {"message_id": message["message_id"], "used": False}
    shown = {"chat": chat.id, "keyboard": chat.keyboard}
    world.events.emit("keyboard", shown, audience=world.audience(chat))


def find_message(world: World, args: Json, absent: str) -> tuple[Chat, Json]:
    """Return the chat and the message of `chat_id` and `message_id`.

    Raises:
        ApiError: no such chat or message; `absent` is the text for the latter.
    """
    chat = find_chat(world, args.get("chat_id"))
    if args.get("message_id") is None:
        raise bad_request("message identifier is not specified")
    message = chat.messages.get(args["message_id"])
    if message is None:
        raise bad_request(absent)
    return chat, message


def _editable(world: World, args: Json) -> tuple[Chat, Json]:
    inline_id = args.get("inline_message_id")
    if inline_id:
        chat_id, number = world.inline_messages.get(inline_id, (0, 0))
        chat = world.chats.get(chat_id)
        message = chat.messages.get(number) if chat else None
        if chat is None or message is None:
            raise bad_request("MESSAGE_ID_INVALID")
        return chat, message
    chat, message = find_message(world, args, "message to edit not found")
    writable_chat(world, chat.id)
    if message["from"]["id"] != world.profile.id:
        raise bad_request("message can't be edited")
    return chat, message


def edit(world: World, args: Json, kind: str, content: Json) -> Json | bool:
    """Edit a bot's message; return it, or `True` for an inline one.

    `kind` is `text`, `caption`, `media` or `markup`; `content` replaces the old fields. As in
    Telegram, a keyboard that is not given again is removed.

    Raises:
        ApiError: not found, not the bot's, not of this kind, or not changed.
    """
    chat, message = _editable(world, args)
    replaced = _replaced_fields(kind, message)
    private = chat.private
    markup = check_inline(args.get("reply_markup"), private=private, invoice="invoice" in message)
    kept = {k: v for k, v in message.items() if k not in (*replaced, "reply_markup", "edit_date")}
    edited = kept | content | ({"reply_markup": markup} if markup else {})
    if _visible_content(edited) == _visible_content(message):
        raise bad_request(
            "message is not modified: specified new message content and reply markup are "
            "exactly the same as a current content and reply markup of the message"
        )
    edited["edit_date"] = world.now()
    chat.messages[message["message_id"]] = edited
    world.emit_edit(chat, edited)
    return True if args.get("inline_message_id") else edited


def _replaced_fields(kind: str, message: Json) -> tuple[str, ...]:
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


def _visible_content(message: Json) -> Json:
    """Return the visible fields of a message; files are compared by file_unique_id."""
    shown = {key: message[key] for key in (*CONTENT, "reply_markup") if key in message}
    if "photo" in shown:
        shown["photo"] = [size["file_unique_id"] for size in shown["photo"]]
    if "document" in shown:
        shown["document"] = shown["document"]["file_unique_id"]
    return shown
