"""Reads: state of a chat, transcript, call log, invoices, payments."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

from sandbox.telegram.errors import Json
from sandbox.telegram.methods.updates import webhook_info
from sandbox.telegram.sim.request import UserRequest, http_error
from sandbox.telegram.world import Invoice, World

SHOWN_MESSAGES = 200
_POLLING_WINDOW = timedelta(seconds=60)


def _reader(world: World) -> str | None:
    if world.webhook.settings:
        return "webhook"
    recent = world.last_poll and world.clock() - world.last_poll < _POLLING_WINDOW
    return "polling" if recent else None


def bot_json(world: World, language: str | None) -> Json:
    """Return the bot's description for a language."""
    profile = world.profile
    settings = world.webhook.settings
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


async def state(req: UserRequest) -> Json:
    """`GET state`: everything the page displays."""
    world, chat, language = req.world, req.chat, req.user.language_code
    messages = list(chat.messages.values())[-SHOWN_MESSAGES:]
    own = [r for r in world.chats.values() if r.user in (None, req.user)]
    return {
        "bot": bot_json(world, language),
        "user": req.user.as_json(),
        "users": [user.as_json() for user in world.users.values()],
        "chats": [r.as_chat() for r in own],
        "chat": chat.as_chat(),
        "messages": [chat.message_json(message) for message in messages],
        "pinned": chat.pinned,
        "keyboard": chat.keyboard,
        "commands": world.profile.commands_for(chat, language),
        "menu_button": world.profile.menu_button(chat),
        "stars": req.user.stars,
        "bot_stars": world.bot_stars,
        "faults": world.faults.as_json(),
        "limits": {"enabled": world.flood.enabled},
        "last_event_id": world.events.last_id,
    }


async def calls(req: UserRequest) -> Json:
    """`GET calls`: the Bot API calls after a number, oldest first."""
    after, limit = req.number("after", 0), max(req.number("limit", 100), 0)
    found = [call for call in req.world.calls if call["n"] > after]
    return {"calls": found[-limit:] if limit else []}


def find_invoice(req: UserRequest) -> Invoice:
    """Return the invoice of `slug` or `message_id`."""
    slug = req.body.get("slug")
    if slug is not None:
        key = req.text("slug").rpartition("/")[2].removeprefix("$")
        key = key.removeprefix("invoice?slug=")
    else:
        key = f"message:{req.chat.id}:{req.number('message_id')}"
    invoice = req.world.invoices.get(key)
    if invoice is None:
        raise http_error("not_found", "no such invoice")
    return invoice


async def invoice(req: UserRequest) -> Json:
    """`GET invoice`: data of the payment dialog."""
    found = find_invoice(req)
    return {
        "slug": found.slug,
        "message_id": found.message_id,
        "title": found.title,
        "description": found.description,
        "currency": "XTR",
        "total_amount": found.amount,
        "photo_url": found.photo_url,
        "paid": found.message_id in req.chat.paid,
        "stars": req.user.stars,
    }


async def payments(req: UserRequest) -> Json:
    """`GET payments`: the user's payments, settled and pending, and both balances."""
    own = [p for p in req.world.payments.values() if p.user_id == req.user.id]
    waiting = [p for p in req.world.pending.values() if p.user is req.user]
    return {
        "payments": [payment.as_json() for payment in own],
        "pending": [
            {"id": p.id, "amount": p.invoice.amount, "payload": p.invoice.payload} for p in waiting
        ],
        "user_stars": req.user.stars,
        "bot_stars": req.world.bot_stars,
    }


def transcript(req: UserRequest) -> str:
    """`GET transcript`: the chat as text, with the buttons below each message."""
    busy_keys = []
    for message in req.chat.messages.values():
        busy_keys += _message_lines(req, message)
    for row in (req.chat.keyboard or {}).get("keyboard", []):
        busy_keys.append("keyboard: " + " ".join(f"[{button['text']}]" for button in row))
    return "\n".join(busy_keys) + "\n" if busy_keys else ""


def _message_lines(req: UserRequest, message: Json) -> list[str]:
    sender = message["from"]
    name = req.world.profile.name(req.user.language_code)
    name = name if sender["is_bot"] else sender["first_name"]
    via = f" via @{message['via_bot']['username']}" if "via_bot" in message else ""
    edited = " (edited)" if "edit_date" in message else ""
    text = _message_text(message).replace("\n", "\n    ")
    busy_keys = [f"[{message['message_id']}] {name}{via}: {text}{edited}"]
    rows = message.get("reply_markup", {}).get("inline_keyboard", [])
    return busy_keys + ["    " + " ".join(_button(button) for button in row) for row in rows]


def _button(button: Json) -> str:
    url = button.get("url") or button.get("web_app", {}).get("url")
    if url:
        kind = "web_app " if "web_app" in button else ""
        return f"[{button['text']} -> {kind}{url}]"
    return f"[{button['text']}]"


def _message_text(message: Json) -> str:
    if "text" in message:
        return str(message["text"])
    for kind, words in _PLACEHOLDERS.items():
        if kind in message:
            caption = message.get("caption")
            return words(message[kind]) + (f" {caption}" if caption else "")
    return "<service message>"


def _photo(sizes: list[Json]) -> str:
    return f"<photo {sizes[-1]['width']}x{sizes[-1]['height']}>"


_PLACEHOLDERS: dict[str, Callable[[Any], str]] = {
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
