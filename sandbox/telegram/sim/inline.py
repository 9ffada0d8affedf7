"""Inline mode and prepared messages, as a user's client does them."""

from datetime import timedelta

from sandbox.telegram.inline_results import send_via_bot
from sandbox.telegram.refusals import Json
from sandbox.telegram.sim.scene import Scene, refuse
from sandbox.telegram.world import remember

MAX_QUERY = 256


async def ask(scene: Scene) -> Json:
    """`POST inline`: type a query and wait for the bot's results, or take those Telegram kept."""
    world, person = scene.world, scene.person
    if not world.profile.inline:
        raise refuse("conflict", "this bot has no inline mode")
    text, offset = scene.text("query", "")[:MAX_QUERY], scene.text("offset", "")
    query = world.ask("inline", person, {"query": text})
    for owner in (person.id, 0):
        until, kept = world.inline_cache.get((text, offset, owner), (world.clock(), None))
        if kept and until > world.clock():
            query.answer = kept
            return _shown(query.id, kept, cached=True)
    update: Json = {"id": query.id, "from": person.as_user(), "query": text, "offset": offset}
    update["chat_type"] = "sender" if scene.room.private else scene.room.type
    world.update("inline_query", update, line=person.id)
    answer = await world.answer_to(query, scene.seconds("timeout", 10))
    if answer is None:
        raise refuse("no_answer", "the bot did not answer the inline query")
    until = world.clock() + timedelta(seconds=answer["cache_time"])
    owner = person.id if answer["is_personal"] else 0
    remember(world.inline_cache, (text, offset, owner), (until, answer))
    return _shown(query.id, answer, cached=False)


def _shown(query_id: str, answer: Json, *, cached: bool) -> Json:
    keys = ("results", "next_offset", "button")
    return {"query_id": query_id, **{key: answer[key] for key in keys}, "cached": cached}


async def choose(scene: Scene) -> Json:
    """`POST inline/choose`: send one of the results."""
    world, person = scene.world, scene.person
    query = world.queries.get(scene.text("query_id"))
    if query is None or query.kind != "inline" or query.person is not person or not query.answer:
        raise refuse("not_found", "no such inline query with results")
    chosen = [r for r in query.answer["results"] if r["id"] == scene.body.get("result_id")]
    if not chosen:
        raise refuse("not_found", "no such result")
    message, inline_id = await send_via_bot(world, person, scene.room, chosen[0])
    update = {"result_id": chosen[0]["id"], "from": person.as_user(), "query": query.about["query"]}
    if inline_id:
        update["inline_message_id"] = inline_id
    world.update("chosen_inline_result", update, line=person.id)
    return {"message": scene.room.shown(message)}


async def prepared(scene: Scene) -> Json:
    """`GET web_app/prepared`: a prepared message, to preview it."""
    kept = scene.world.prepared.get(scene.text("id"))
    if kept is None or kept.user_id != scene.person.id or kept.expires < scene.world.now():
        raise refuse("not_found", "no such prepared message of this user")
    return {"id": kept.id, "result": kept.result, **kept.chats, "expires": kept.expires}


async def share(scene: Scene) -> Json:
    """`POST web_app/share`: send a prepared message."""
    result = (await prepared(scene))["result"]
    message, _ = await send_via_bot(scene.world, scene.person, scene.room, result)
    return {"message": scene.room.shown(message)}
