"""What can be seen: the state of a chat, its transcript, the call log, payments."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sandbox.telegram.methods.intake import webhook_info
from sandbox.telegram.refusals import Json
from sandbox.telegram.sim.scene import Scene, refuse
from sandbox.telegram.world import Invoice, World

SHOWN_MESSAGES = 200
_READS_LATELY = timedelta(seconds=60)


def _reader(world: World) -> str | None:
    if world.courier.settings:
        return "webhook"
    lately = world.last_read and world.clock() - world.last_read < _READS_LATELY
    return "polling" if lately else None


def bot_shown(world: World, language: str | None) -> Json:
    """Describe the bot as a user of this language sees it."""
    profile = world.profile
    settings = world.courier.settings
    return profile.as_me() | {
        "name": profile.name(language),
        "description": profile.text(profile.descriptions, language),
        "short_description": profile.text(profile.short_descriptions, language),
        "main_web_app_url": profile.main_web_app_url,
        "token_tail": world.token[-4:],
        "reader": _reader(world),
        "pending_update_count": len(world.queue.items),
        "webhook": webhook_info(world) if settings else None,
    }


async def state(scene: Scene) -> Json:
    """`GET state`: everything a page needs to draw itself."""
    world, room, language = scene.world, scene.room, scene.person.language_code
    messages = list(room.messages.values())[-SHOWN_MESSAGES:]
    own = [r for r in world.rooms.values() if r.person in (None, scene.person)]
    return {
        "bot": bot_shown(world, language),
        "user": scene.person.as_shown(),
        "users": [person.as_shown() for person in world.people.values()],
        "chats": [r.as_chat() for r in own],
        "chat": room.as_chat(),
        "messages": [room.shown(message) for message in messages],
        "pinned": room.pinned,
        "keyboard": room.keyboard,
        "commands": world.profile.commands_for(room, language),
        "menu_button": world.profile.menu_button(room),
        "stars": scene.person.stars,
        "bot_stars": world.bot_stars,
        "faults": world.faults.as_shown(),
        "limits": {"enabled": world.flood.enabled},
        "last_event_id": world.feed.last_id,
    }


async def calls(scene: Scene) -> Json:
    """`GET calls`: the Bot API calls after a number, oldest first."""
    after, limit = scene.number("after", 0), max(scene.number("limit", 100), 0)
    found = [call for call in scene.world.calls if call["n"] > after]
    return {"calls": found[-limit:] if limit else []}


def find_invoice(scene: Scene) -> Invoice:
    """Return the invoice that `slug` or `message_id` names."""
    slug = scene.body.get("slug")
    if slug is not None:
        key = scene.text("slug").rpartition("/")[2].removeprefix("$")
        key = key.removeprefix("invoice?slug=")
    else:
        key = f"message:{scene.room.id}:{scene.number('message_id')}"
    invoice = scene.world.invoices.get(key)
    if invoice is None:
        raise refuse("not_found", "no such invoice")
    return invoice


async def invoice(scene: Scene) -> Json:
    """`GET invoice`: what a payment sheet shows."""
    found = find_invoice(scene)
    return {
        "slug": found.slug,
        "message_id": found.message_id,
        "title": found.title,
        "description": found.description,
        "currency": "XTR",
        "total_amount": found.amount,
        "photo_url": found.photo_url,
        "paid": found.message_id in scene.room.paid,
        "stars": scene.person.stars,
    }


async def payments(scene: Scene) -> Json:
    """`GET payments`: the user's payments and both balances."""
    own = [p for p in scene.world.payments.values() if p.user_id == scene.person.id]
    keys = ("charge_id", "user_id", "amount", "payload", "date", "refunded")
    return {
        "payments": [{key: getattr(payment, key) for key in keys} for payment in own],
        "user_stars": scene.person.stars,
        "bot_stars": scene.world.bot_stars,
    }


def transcript(scene: Scene) -> str:
    """`GET transcript`: the chat as a person reads it, with the buttons below each message."""
    lines = []
    for message in scene.room.messages.values():
        lines += _message_lines(scene, message)
    for row in (scene.room.keyboard or {}).get("keyboard", []):
        lines.append("keyboard: " + " ".join(f"[{button['text']}]" for button in row))
    return "\n".join(lines) + "\n" if lines else ""


def _message_lines(scene: Scene, message: Json) -> list[str]:
    sender = message["from"]
    name = scene.world.profile.name(scene.person.language_code)
    name = name if sender["is_bot"] else sender["first_name"]
    via = f" via @{message['via_bot']['username']}" if "via_bot" in message else ""
    edited = " (edited)" if "edit_date" in message else ""
    said = _said(message).replace("\n", "\n    ")
    lines = [f"[{message['message_id']}] {name}{via}: {said}{edited}"]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return lines + ["    " + " ".join(_button(button) for button in row) for row in rows]


def _button(button: Json) -> str:
    goes = button.get("url") or button.get("web_app", {}).get("url")
    if goes:
        kind = "web_app " if "web_app" in button else ""
        return f"[{button['text']} -> {kind}{goes}]"
    return f"[{button['text']}]"


def _said(message: Json) -> str:
    if "text" in message:
        return str(message["text"])
    for kind, words in _WORDS.items():
        if kind in message:
            caption = message.get("caption")
            return words(message[kind]) + (f" {caption}" if caption else "")
    return "<service message>"


def _photo(sizes: list[Json]) -> str:
    return f"<photo {sizes[-1]['width']}x{sizes[-1]['height']}>"


_WORDS: dict[str, Callable[[Any], str]] = {
    "photo": _photo,
    "document": lambda d: f"<document {d['file_name']}, {d['file_size']} bytes>",
    "contact": lambda c: f"<contact {c['first_name']} {c['phone_number']}>",
    "location": lambda place: f"<location {place['latitude']}, {place['longitude']}>",
    "invoice": lambda i: f"<invoice {i['title']}, {i['total_amount']} {i['currency']}>",
    "successful_payment": lambda p: f"<paid {p['total_amount']} {p['currency']}>",
    "refunded_payment": lambda p: f"<refunded {p['total_amount']} {p['currency']}>",
    "web_app_data": lambda d: f"<web app data {d['data']}>",
    "write_access_allowed": lambda _: "<write access allowed>",
    "pinned_message": lambda m: f"<pinned message {m['message_id']}>",
}
