"""Answers to what users ask by tapping, typing inline or acting in a mini-app."""

from urllib.parse import parse_qs

from sandbox.telegram.inline_results import check_results, content_of, send_via_bot
from sandbox.telegram.keyboards import check_web_app_url
from sandbox.telegram.params import Uploads
from sandbox.telegram.refusals import Json, bad_request
from sandbox.telegram.text.links import split_url
from sandbox.telegram.world import Prepared, World, remember

MAX_ANSWER = 200
_PREPARED_FOR = 24 * 3600
_CHATS = ("allow_user_chats", "allow_bot_chats", "allow_group_chats", "allow_channel_chats")


def _opens_this_bot(world: World, url: str) -> bool:
    parts = split_url(url)
    name = parts.path.strip("/").lower()
    return (
        parts.hostname in ("t.me", "telegram.me")
        and name == world.profile.username.lower()
        and "start" in parse_qs(parts.query)
    )


async def answer_callback_query(world: World, args: Json, _uploads: Uploads) -> bool:
    """End the waiting of a tapped button, with a toast or an alert if there is a text."""
    text, url = args.get("text") or None, args.get("url") or None
    if text and len(text) > MAX_ANSWER:
        raise bad_request("MESSAGE_TOO_LONG")
    if url and not _opens_this_bot(world, url):
        raise bad_request("URL_INVALID")
    answer = {"text": text, "show_alert": bool(args.get("show_alert")), "url": url}
    query = world.answer("callback", args["callback_query_id"], answer)
    shown = {"user": query.person.id, "query_id": query.id} | query.about | answer
    world.feed.emit("callback_answer", shown, audience=query.person.id)
    return True


async def answer_inline_query(world: World, args: Json, _uploads: Uploads) -> bool:
    """Give the results of an inline query; Telegram keeps them for `cache_time` seconds."""
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
    world.answer("inline", args["inline_query_id"], answer)
    return True


async def answer_web_app_query(world: World, args: Json, _uploads: Uploads) -> Json:
    """Let a mini-app's user send a message; the app's query is used up."""
    await content_of(world, args["result"])
    query = world.answer("web_app", args["web_app_query_id"], {"result": args["result"]})
    room = world.rooms[query.about["chat"]]
    _, inline_id = await send_via_bot(world, query.person, room, args["result"])
    shown = {"user": query.person.id, "query_id": query.id}
    world.feed.emit("web_app_answered", shown, audience=query.person.id)
    return {"inline_message_id": inline_id} if inline_id else {}


async def save_prepared(world: World, args: Json, _uploads: Uploads) -> Json:
    """Keep a message that a mini-app's user may send later."""
    if args["user_id"] not in world.people:
        raise bad_request("USER_ID_INVALID")
    chats = {key: bool(args.get(key)) for key in _CHATS}
    if not any(chats.values()):
        raise bad_request("PEER_TYPES_INVALID")
    await content_of(world, args["result"])
    kept = Prepared(
        world.word(20), args["user_id"], args["result"], chats, world.now() + _PREPARED_FOR
    )
    remember(world.prepared, kept.id, kept)
    return {"id": kept.id, "expiration_date": kept.expires}
