"""Answers to callback, inline and mini-app queries; prepared messages."""

from urllib.parse import parse_qs

from sandbox.telegram.errors import Json, bad_request
from sandbox.telegram.inline_results import check_results, content_of, send_via_bot
from sandbox.telegram.keyboards import check_web_app_url
from sandbox.telegram.params import Uploads
from sandbox.telegram.text.links import split_url
from sandbox.telegram.world import PreparedMessage, World, store_bounded

MAX_ANSWER = 200
_PREPARED_LIFETIME = 24 * 3600
_CHATS = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")


def _is_start_link(world: World, url: str) -> bool:
    parts = split_url(url)
    name = parts.path.strip("/").lower()
    return (
        parts.hostname in ("t.me", "telegram.me")
        and name == world.profile.username.lower()
        and "start" in parse_qs(parts.query)
    )


async def answer_callback_query(world: World, args: Json, _uploads: Uploads) -> bool:
    """Answer a callback query, with a toast or an alert if there is a text."""
    text, url = args.get("text") or None, args.get("url") or None
    if text and len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not _is_start_link(world, url):
        raise bad_request("URL_INVALID")
    answer = {"text": text, "show_alert": bool(args.get("show_alert")), "url": url}
    query = world.answer_query("callback", args["callback_query_id"], answer)
    shown = {"user": query.user.id, "query_id": query.id} | query.details | answer
    world.events.emit("callback_answer", shown, audience=query.user.id)
    return True


async def answer_inline_query(world: World, args: Json, _uploads: Uploads) -> bool:
    """Answer an inline query; results are cached for `cache_time` seconds."""
    results = args["results"]
    await check_results(world, results)
    button = args.get("button")
    if button and (app := button.get("web_app")):
        check_web_app_url(str(app["url"]), "inline query results button")
    answer = {
        "results": results,
        "next_offset": str(args.get("next_offset") or ""),
        "button": button,
        "cache_time": int(args.get("cache_time", 300)),
        "is_personal": bool(args.get("is_personal")),
    }
    world.answer_query("inline", args["inline_query_id"], answer)
    return True


async def answer_web_app_query(world: World, args: Json, _uploads: Uploads) -> Json:
    """Send a message as a mini-app's user; the query can be answered once."""
    await content_of(world, args["result"])
    query = world.answer_query("web_app", args["web_app_query_id"], {"result": args["result"]})
    chat = world.chats[query.details["chat"]]
    _, inline_id = await send_via_bot(world, query.user, chat, args["result"])
    shown = {"user": query.user.id, "query_id": query.id}
    world.events.emit("web_app_answered", shown, audience=query.user.id)
    return {"inline_message_id": inline_id} if inline_id else {}


async def save_prepared(world: World, args: Json, _uploads: Uploads) -> Json:
    """Store a message that a mini-app's user may send later."""
    if args["user_id"] not in world.users:
        raise bad_request("USER_ID_INVALID")
    chats = {key: bool(args.get(key)) for key in _CHATS}
    if not any(chats.values()):
        raise bad_request("PEER_TYPES_INVALID")
    await content_of(world, args["result"])
    message = PreparedMessage(
        world.random_text(20),
        args["user_id"],
        args["result"],
        chats,
        world.now() + _PREPARED_LIFETIME,
    )
    store_bounded(world.prepared, message.id, message)
    return {"id": message.id, "expiration_date": message.expires}
