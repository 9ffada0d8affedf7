"""Inline queries and prepared messages of a user."""

from datetime import timedelta

from sandbox.telegram.errors import Json
from sandbox.telegram.inline_results import send_via_bot
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.world import store_bounded

MAX_QUERY = 256


async def ask(req: UserRequest) -> Json:
    """`POST inline`: send a query; return cached results or wait for the bot's."""
    world, user = req.world, req.user
    if not world.profile.inline:
        raise http_error("conflict", "this bot has no inline mode")
    text, offset = req.text("query", "")[:MAX_QUERY], req.text("offset", "")
    query = world.open_query("inline", user, {"query": text})
    for owner in (user.id, 0):
        until, kept = world.inline_cache.get((text, offset, owner), (world.clock(), None))
        if kept and until > world.clock():
            query.answer = kept
            return _results_json(query.id, kept, cached=True)
    update: Json = {"id": query.id, "from": user.as_user(), "query": text, "offset": offset}
    update["chat_type"] = "sender" if req.chat.private else req.chat.type
    world.queue_update("inline_query", update, order_key=user.id)
    answer = await world.wait_for_answer(query, req.seconds("timeout", 10))
    if answer is None:
        raise http_error("no_answer", "the bot did not answer the inline query")
    until = world.clock() + timedelta(seconds=answer["cache_time"])
    owner = user.id if answer["is_personal"] else 0
    store_bounded(world.inline_cache, (text, offset, owner), (until, answer))
    return _results_json(query.id, answer, cached=False)


def _results_json(query_id: str, answer: Json, *, cached: bool) -> Json:
    keys = ("results", "next_offset", "button")
    return {"query_id": query_id, **{key: answer[key] for key in keys}, "cached": cached}


async def choose(req: UserRequest) -> Json:
    """`POST inline/choose`: send a result."""
    world, user = req.world, req.user
    query = world.queries.get(req.text("query_id"))
    if query is None or query.kind != "inline" or query.user is not user or not query.answer:
        raise http_error("not_found", "no such inline query with results")
    chosen = [r for r in query.answer["results"] if r["id"] == req.body.get("result_id")]
    if not chosen:
        raise http_error("not_found", "no such result")
    message, inline_id = await send_via_bot(world, user, req.chat, chosen[0])
    update = {"result_id": chosen[0]["id"], "from": user.as_user(), "query": query.details["query"]}
    if inline_id:
        update["inline_message_id"] = inline_id
    world.queue_update("chosen_inline_result", update, order_key=user.id)
    return {"message": req.chat.message_json(message)}


async def prepared(req: UserRequest) -> Json:
    """`GET web_app/prepared`: a prepared message for the preview."""
    kept = req.world.prepared.get(req.text("id"))
    if kept is None or kept.user_id != req.user.id or kept.expires < req.world.now():
        raise http_error("not_found", "no such prepared message of this user")
    return {"id": kept.id, "result": kept.result, **kept.chats, "expires": kept.expires}


async def share(req: UserRequest) -> Json:
    """`POST web_app/share`: send a prepared message."""
    result = (await prepared(req))["result"]
    message, _ = await send_via_bot(req.world, req.user, req.chat, result)
    return {"message": req.chat.message_json(message)}
